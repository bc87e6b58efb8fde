"""What a person types about a document, as an edit of the library."""

from collections.abc import Mapping

from assistant.naming import code_of, field_named, values_named
from corpus.edits import EDITABLE, MAX_TEXT_CHARS, Edit, is_valid
from corpus.errors import InvalidValue, Named
from corpus.taxonomy import load_sectors
from corpus.values import Document
from ingest.dates import read_date, read_fiscal_year

_FREE_TEXT = Named(f"{MAX_TEXT_CHARS}字までの文字", f"up to {MAX_TEXT_CHARS} characters")


def read_edit(texts: Mapping[str, str]) -> Edit:
    """The edit that texts by field mean; an empty text clears the field.

    Types, sectors and states may be named as people know them (案), dates and fiscal years written as usual (令和7年).

    Raises:
        InvalidValue: a field cannot have the value.
    """
    values: list[tuple[str, str | int | None]] = []
    for field, text in texts.items():
        stripped = " ".join(text.split())
        value: str | int | None = code_of(field, stripped) or None
        if field == "date" and value:
            value = read_date(stripped) or stripped
        if field == "fiscal_year" and value:
            value = read_fiscal_year(stripped) or stripped
        sectors = {sector.key for sector in load_sectors()} if field == "sector" else None
        if not is_valid(field, value) or (sectors is not None and value is not None and value not in sectors):
            known = _FREE_TEXT if field in ("title", "publisher") else values_named(field)
            raise InvalidValue(name=field_named(field), value=text, known=known)
        values.append((field, value))
    return Edit(tuple(values))


def changed_texts(document: Document, texts: Mapping[str, str]) -> dict[str, str]:
    """Those of the texts that say something else than the document does; fields of `EDITABLE`."""
    return {field: texts[field] for field in EDITABLE if field in texts and texts[field] != field_text(document, field)}


def field_text(document: Document, field: str) -> str:
    """The value of a document's field as a person types it; empty for none."""
    value = getattr(document, field)
    return "" if value is None else str(value)
