"""Filters as people and programs write them: "name=value", with every mistake named together with what is known."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import islice

from assistant.naming import code_of, field_named, field_of, fields_named, values_named
from corpus.errors import EmptyFilter, UnknownFilter, UnknownFilterValue
from corpus.library import Library
from corpus.taxonomy import load_sectors
from corpus.values import DocumentStatus, DocumentType, Filters, Versions
from ingest.dates import read_fiscal_year

NAMES = tuple(field.name for field in fields(Filters))
_N_SHOWN = 20


def parse_filters(pairs: Iterable[str]) -> Filters:
    """Filters from "name=value" strings.

    Raises:
        UnknownFilter: a name is not one of ours.
        EmptyFilter: the value or the "=" is missing.
        UnknownFilterValue: no document can have the value.
    """
    split = (pair.partition("=") for pair in pairs)
    return make_filters({name.strip(): value.strip() if sign else "" for name, sign, value in split})


def make_filters(named: Mapping[str, str]) -> Filters:
    """Filters from names and values; raises as `parse_filters`. Both may be as people know them (種類=政策文書)."""
    codes: dict[str, str] = {}
    for given, text in named.items():
        name = field_of(given)
        if name not in NAMES:
            raise UnknownFilter(name=given, known=fields_named(NAMES))
        if not text:
            raise EmptyFilter(name=field_named(name), key=name, known=values_named(name))
        year = read_fiscal_year(text) if name == "fiscal_year" else None
        codes[name] = code_of(name, text) if year is None else str(year)
    filters = Filters(**codes)
    closed: dict[str, tuple[str, ...]] = {
        "doc_type": tuple(DocumentType),
        "status": tuple(DocumentStatus),
        "versions": tuple(Versions),
        "sector": tuple(sector.key for sector in load_sectors()),
    }
    for name, known in closed.items():
        value = getattr(filters, name)
        if value is not None and value not in known:
            raise UnknownFilterValue(name=field_named(name), value=value, known=values_named(name))
    if filters.fiscal_year is not None and not (filters.fiscal_year.isascii() and filters.fiscal_year.isdigit()):
        known_years, given_year = values_named("fiscal_year"), filters.fiscal_year
        raise UnknownFilterValue(name=field_named("fiscal_year"), value=given_year, known=known_years)
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
            raise UnknownFilterValue(name=field_named(name), value=value, known=shown or "–")
