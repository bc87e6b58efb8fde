"""The cells of a table on paper as squares with their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout.lines import fold
from ingest.layout.markers import find_marker
from ingest.layout.tables import FIGURE, chosen
from ingest.layout.traced import Traced, read
from ingest.typeset import TypesetCell, TypesetTable

_SPACED_OUT = re.compile(r"(?<!\S)[^\W\d_a-zA-Z](?:[ \u3000]+[^\W\d_a-zA-Z])+(?!\S)")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Square:
    """A square of the table: the cell that covers it, and its text."""

    cell: TypesetCell
    text: str


Row = Sequence[Square | None]


def read_squares(page_text: str, table: TypesetTable) -> list[list[Square | None]]:
    """The squares of the table by row and column; one that no cell covers is None."""
    rows: list[list[Square | None]] = [[None] * table.n_columns for _ in range(table.n_rows)]
    for cell in sorted(table.cells, key=lambda cell: -cell.n_rows * cell.n_columns):
        square = Square(cell, chosen(read_cell(page_text, cell).text))
        for r in range(cell.row, min(cell.row + cell.n_rows, table.n_rows)):
            for c in range(cell.column, min(cell.column + cell.n_columns, table.n_columns)):
                rows[r][c] = square
    return rows


def read_cell(page_text: str, cell: TypesetCell) -> Traced:
    """The words of the cell: broken lines joined, list items apart, letters that were spaced out closed up."""
    chars: list[str] = []
    trace: list[int] = []
    wide: set[int] = set()  # offsets of spaces between letters set wide
    at = part_start = cell.start
    for line in page_text[cell.start : cell.end].split("\n"):
        if at > part_start and find_marker(fold(line).strip()) is not None:
            _append(chars, trace, read(page_text, part_start, at))
            part_start = at
        for run in _SPACED_OUT.finditer(line):
            wide.update(at + k for k in range(*run.span()) if line[k].isspace())
        at += len(line) + 1
    _append(chars, trace, read(page_text, part_start, cell.end))
    text = "".join(chars)
    if FIGURE.match(text.replace(" ", "")):
        wide.update(trace[match.start()] for match in _THOUSANDS.finditer(text))
    kept = [k for k in range(len(text)) if not (text[k] == " " and trace[k] in wide)]
    return Traced("".join(text[k] for k in kept), tuple(trace[k] for k in kept))


def _append(chars: list[str], trace: list[int], part: Traced) -> None:
    if not part.text:
        return
    if chars:
        chars.append(" ")
        trace.append(trace[-1])
    chars.extend(part.text)
    trace.extend(part.trace)


def texts_of(row: Row) -> tuple[str, ...]:
    """The words of each square of the row, a merged cell's in each square it covers."""
    return tuple(square.text if square else "" for square in row)


def distinct(row: Row) -> list[Square]:
    """The cells of the row from the left, each once."""
    found: list[Square] = []
    for square in row:
        if square is not None and (not found or found[-1].cell is not square.cell):
            found.append(square)
    return found
