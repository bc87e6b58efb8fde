"""Filters as people and programs write them: "name=value", with every mistake named together with what is known."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import islice

from corpus.errors import UnknownFilter, UnknownFilterValue
from corpus.library import Library
from corpus.taxonomy import load_sectors
from corpus.values import DocumentStatus, DocumentType, Filters, Versions

NAMES = tuple(field.name for field in fields(Filters))
STATUS_NAMES = {"素案": "outline", "案": "draft", "中間取りまとめ": "interim", "確定": "final"}
_N_SHOWN = 20


def parse_filters(pairs: Iterable[str]) -> Filters:
    """Filters from "name=value" strings.

    Raises:
        UnknownFilter: a name is not one of ours or the "=" is missing.
        UnknownFilterValue: no document can have the value.
    """
    split = (pair.partition("=") for pair in pairs)
    return make_filters({name.strip(): value.strip() if sign else "" for name, sign, value in split})


def make_filters(named: Mapping[str, str]) -> Filters:
    """Filters from names and values; raises as `parse_filters`. A status may be named in Japanese (案)."""
    for name, value in named.items():
        if name not in NAMES or not value:
            raise UnknownFilter(name=name, known=", ".join(f"{known}=…" for known in NAMES))
    status = named.get("status", "")
    filters = Filters(**{**named, **({"status": STATUS_NAMES.get(status, status)} if status else {})})
    closed: dict[str, tuple[str, ...]] = {
        "doc_type": tuple(DocumentType),
        "status": tuple(DocumentStatus),
        "versions": tuple(Versions),
        "sector": tuple(sector.key for sector in load_sectors()),
    }
    for name, known in closed.items():
        value = getattr(filters, name)
        if value is not None and value not in known:
            raise UnknownFilterValue(name=name, value=value, known=", ".join(known))
    if filters.fiscal_year is not None and not (filters.fiscal_year.isascii() and filters.fiscal_year.isdigit()):
        raise UnknownFilterValue(name="fiscal_year", value=filters.fiscal_year, known="2024, 2025, …")
    return filters


def check_filters(filters: Filters, library: Library) -> None:
    """Does nothing where some document has each value whose range only the library knows.

    Raises:
        UnknownFilterValue: none has.
    """
    open_names = ("publisher", "source", "document_id", "fiscal_year")
    if all(getattr(filters, name) is None for name in open_names):
        return
    documents = library.documents(superseded=True)
    held: dict[str, list[str | None]] = {
        "publisher": [document.publisher for document in documents],
        "source": [document.source for document in documents],
        "document_id": [document.id for document in documents],
        "fiscal_year": [None if d.fiscal_year is None else str(d.fiscal_year) for d in documents],
    }
    for name in open_names:
        value, known = getattr(filters, name), sorted({value for value in held[name] if value is not None})
        if value is not None and value not in known:
            shown = ", ".join(islice(known, _N_SHOWN)) + (" …" if len(known) > _N_SHOWN else "")
            raise UnknownFilterValue(name=name, value=value, known=shown or "–")
