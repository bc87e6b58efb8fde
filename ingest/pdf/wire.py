"""Pages and properties as lines of JSON, from the process that reads a PDF to the one that asked for it."""

import json
from dataclasses import astuple, replace

from ingest.pdf.properties import PdfProperties
from ingest.typeset import OutlineEntry, TypesetCell, TypesetLine, TypesetPage, TypesetTable

_DRAFT = "draft"
_DRAFT_OPENING = b'{"draft":'


def dump_opening(n_pages: int, properties: PdfProperties) -> bytes:
    """The line that says what was opened."""
    return _line({"n_pages": n_pages, "properties": astuple(properties)})


def dump_failure(problem: str) -> bytes:
    """The line that says why nothing was opened: "encrypted" or "corrupt"."""
    return _line({"failed": problem})


def dump_page(page: TypesetPage) -> bytes:
    """The line of a page."""
    return _line(_facts(page))


def dump_draft(page: TypesetPage) -> bytes:
    """The line of a page as it is while its pictures are read; the page itself follows."""
    return _line({_DRAFT: True, **_facts(page)})


def is_draft(line: bytes) -> bool:
    """True for a line that `dump_draft` wrote."""
    return line.startswith(_DRAFT_OPENING)


def _facts(page: TypesetPage) -> dict[str, object]:
    tables = [[*astuple(replace(table, cells=())), [astuple(cell) for cell in table.cells]] for table in page.tables]
    facts = [page.number, page.text, page.problem, page.recognised, page.width, page.height]
    pictures = [page.recognised_parts, page.n_unread_pictures]
    lines = [astuple(line) for line in page.lines]
    return {"page": facts, "pictures": pictures, "lines": lines, "tables": tables}


def load_opening(line: bytes) -> tuple[int, PdfProperties] | str:
    """How many pages the PDF has and its properties, or why it could not be opened.

    Raises:
        ValueError, TypeError, LookupError: it is no such line.
    """
    found = json.loads(line)
    if "failed" in found:
        return str(found["failed"])
    title, author, created, outline = found["properties"]
    return int(found["n_pages"]), PdfProperties(title, author, created, tuple(OutlineEntry(*e) for e in outline))


def load_page(line: bytes) -> TypesetPage:
    """The page of a line, a draft or not.

    Raises:
        ValueError, TypeError, LookupError: it is no such line.
    """
    found = json.loads(line)
    number, text, problem, recognised, width, height = found["page"]
    parts, n_unread = found["pictures"]
    return TypesetPage(
        int(number),
        str(text),
        problem,
        bool(recognised),
        tuple((int(start), int(end)) for start, end in parts),
        int(n_unread),
        width=float(width),
        height=float(height),
        lines=tuple(TypesetLine(*facts) for facts in found["lines"]),
        tables=tuple(_table(*facts) for facts in found["tables"]),
    )


def _table(
    start: int,
    end: int,
    n_rows: int,
    n_columns: int,
    _: list[object],
    left: float,
    top: float,
    right: float,
    bottom: float,
    columns_at: list[float],
    cells: list[list[int]],
) -> TypesetTable:
    placed = tuple(TypesetCell(*facts) for facts in cells)
    return TypesetTable(start, end, n_rows, n_columns, placed, left, top, right, bottom, tuple(columns_at))


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
