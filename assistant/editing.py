"""What a person types about a document, as an edit of the library."""

from collections.abc import Mapping

from assistant.filters import STATUS_NAMES
from corpus.edits import EDITABLE, Edit, is_valid
from corpus.errors import InvalidValue
from corpus.taxonomy import load_sectors
from corpus.values import Document, DocumentStatus, DocumentType


def known_values(field: str) -> str:
    """What the field of a document can be, for a person: the values, or a pattern."""
    match field:
        case "doc_type":
            return ", ".join(DocumentType)
        case "status":
            return ", ".join(DocumentStatus)
        case "sector":
            return ", ".join(sector.key for sector in load_sectors())
        case "date":
            return "2025, 2025-03, 2025-03-31"
        case "fiscal_year":
            return "2024, 2025, …"
        case _:
            return "…"


def read_edit(texts: Mapping[str, str]) -> Edit:
    """The edit that texts by field mean; an empty text clears the field. A status may be named in Japanese (案).

    Raises:
        InvalidValue: a field cannot have the value.
    """
    values: list[tuple[str, str | int | None]] = []
    for field, text in texts.items():
        stripped = " ".join(text.split())
        value: str | int | None = stripped or None
        if field == "status":
            value = STATUS_NAMES.get(stripped, stripped) or None
        if field == "fiscal_year" and stripped.isdecimal():
            value = int(stripped)
        sectors = {sector.key for sector in load_sectors()} if field == "sector" else None
        if not is_valid(field, value) or (sectors is not None and value is not None and value not in sectors):
            raise InvalidValue(name=field, value=text, known=known_values(field))
        values.append((field, value))
    return Edit(tuple(values))


def changed_texts(document: Document, texts: Mapping[str, str]) -> dict[str, str]:
    """Those of the texts that say something else than the document does; fields of `EDITABLE`."""
    return {field: texts[field] for field in EDITABLE if field in texts and texts[field] != field_text(document, field)}


def field_text(document: Document, field: str) -> str:
    """The value of a document's field as a person types it; empty for none."""
    value = getattr(document, field)
    return "" if value is None else str(value)
