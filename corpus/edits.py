"""What a person sets about a document, as a value."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from corpus.values import Document, DocumentStatus, DocumentType

EDITABLE = ("title", "publisher", "date", "doc_type", "sector", "fiscal_year", "status")
"""Fields of a document that can be edited."""

MAX_TEXT_CHARS = 300
"""How long a title or a publisher may be; a longer one is a slip of the hand and would fill every table."""

_FISCAL_YEAR_BEGINS = 4
_DERIVED = 0.5  # how sure a fiscal year is that follows from the date
_ISO_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Edit:
    """New values of a document's fields.

    Attributes:
        values: (field of `EDITABLE`, value); None clears a field that may be empty. Types as in `Document`.
    """

    values: tuple[tuple[str, str | int | None], ...]

    def __post_init__(self) -> None:
        """Refuses, as a fault of ours, what the edges should have refused in their own words."""
        for name, value in self.values:
            if name not in EDITABLE or not is_valid(name, value):
                raise ValueError(f"{name}={value!r}")


def is_valid(field: str, value: str | int | None) -> bool:
    """True where a field of `EDITABLE` can have the value; which sectors there are is for the taxonomy to say."""
    if value is None:
        return field not in {"title", "doc_type"}
    match field:
        case "date":
            return isinstance(value, str) and bool(_ISO_DATE.fullmatch(value)) and _is_in_calendar(value)
        case "doc_type":
            return value in set(DocumentType)
        case "status":
            return value in set(DocumentStatus)
        case "fiscal_year":
            return isinstance(value, int) and 1900 <= value <= 2199
        case _:
            return (
                isinstance(value, str) and bool(value.strip()) and value.isprintable() and len(value) <= MAX_TEXT_CHARS
            )


def _is_in_calendar(iso: str) -> bool:
    year, month, day = (int(part) for part in [*iso.split("-"), "1", "1"][:3])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def fiscal_year_of(iso_date: str | None) -> int | None:
    """The fiscal year (April to March) of an ISO day or month; None for a bare year, which may lie in either of two."""
    year, _, rest = (iso_date or "").partition("-")
    return int(year) - (int(rest[:2]) < _FISCAL_YEAR_BEGINS) if rest else None


def edited(document: Document, edit: Edit) -> Document:
    """The document with the new values, which are marked as set by a person.

    A fiscal year that follows from the date follows the new one.
    """
    values = dict(edit.values)
    changed = _with(document, values, set(document.edited))
    follows = document.fiscal_year in (None, fiscal_year_of(document.date)) and "fiscal_year" not in changed.edited
    if "date" not in values or not follows:
        return changed
    year = fiscal_year_of(changed.date)
    others = tuple((name, share) for name, share in changed.confidences if name != "fiscal_year")
    sure = () if year is None else (("fiscal_year", _DERIVED),)
    return replace(changed, fiscal_year=year, confidences=others + sure)


def inherited(document: Document, earlier: Document) -> Document:
    """A later version with all that a person has set about the earlier one."""
    return _with(document, {name: getattr(earlier, name) for name in earlier.edited}, set(document.edited))


def _with(document: Document, values: dict[str, Any], marked: set[str]) -> Document:
    if values.get("doc_type") is not None:
        values["doc_type"] = DocumentType(values["doc_type"])
    if values.get("status") is not None:
        values["status"] = DocumentStatus(values["status"])
    guessed = tuple((name, share) for name, share in document.confidences if name not in values)
    return replace(document, **values, confidences=guessed, edited=tuple(sorted(marked | set(values))))
