"""Tables without lines: words and figures that stand in columns, row under row, where nothing else can be meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.pdf.glyphs import Box, Glyph, enclosing, line_text
from ingest.pdf.ruling import GridCell
from ingest.pdf.tables import FilledCell, FilledGrid

_GAP: Final = 1.2  # of the size of the letters: cells of a row stand further apart, words of a cell nearer
_ROW_STEP: Final = 2.6  # of the size: from the middle of a row to that of the next
_SAME_LINE: Final = 0.5
_SAME_SIZE: Final = 1.35
_MIN_COLUMNS: Final = 3
_MIN_ROWS: Final = 4  # with the heads
_FIGURES_SHARE: Final = 0.85  # of the cells beside the labels
_MAX_HEAD_CHARS: Final = 20
_WHITE: Final = 0xFFFFFF
_FIGURE: Final = re.compile(r"^[▲△+\-−±(（]*\d[\d,，.．]*(?:[%％人件社円台t]|トン|ポイント)?[)）]?$|^[-－―–—…]$")
_YEAR: Final = re.compile(r"^(?:(?:19|20)\d\d|(?:令和|平成|昭和|[RHS])\s?(?:元|\d{1,2}))\s?年?度?$")
_LETTER: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Cell:
    """Neighbouring characters of one line."""

    box: Box
    positions: tuple[int, ...]
    text: str


_Row = tuple[_Cell, ...]


def find_aligned(
    glyphs: Sequence[Glyph], owner: dict[int, int], n_tables: int
) -> tuple[tuple[FilledGrid, ...], dict[int, int]]:
    """The tables whose columns are told by their places alone, and for the position of each glyph in one its table.

    Only where each of at least four rows holds a cell in each of at least three columns, nothing else stands beside
    them, the first row names the columns, and figures stand under the names.

    Args:
        glyphs: Of the page.
        owner: Positions of the glyphs that stand in other tables.
        n_tables: How many those are; the ones found here are counted on from there.
    """
    tables: list[FilledGrid] = []
    found: dict[int, int] = {}
    for rows in _runs(_rows(glyphs, owner)):
        if not _is_table(rows):
            continue
        found.update({k: n_tables + len(tables) for row in rows for cell in row for k in cell.positions})
        tables.append(_grid(rows))
    return tuple(tables), found


def _rows(glyphs: Sequence[Glyph], owner: dict[int, int]) -> list[_Row]:
    """The lines across the page from the top, each as its cells from the left."""
    drawn = sorted(
        (k for k, g in enumerate(glyphs) if g.is_drawn and k not in owner), key=lambda k: glyphs[k].middle[1]
    )
    lines: list[list[int]] = []
    for k in drawn:
        if lines and glyphs[k].middle[1] - glyphs[lines[-1][0]].middle[1] <= _SAME_LINE * glyphs[k].size:
            lines[-1].append(k)
        else:
            lines.append([k])
    return [tuple(_cells(sorted(line, key=lambda k: glyphs[k].box[0]), glyphs)) for line in lines]


def _cells(line: Sequence[int], glyphs: Sequence[Glyph]) -> Iterator[_Cell]:
    start = 0
    for at in range(1, len(line) + 1):
        if at < len(line):
            before, glyph = glyphs[line[at - 1]], glyphs[line[at]]
            if glyph.box[0] - before.box[2] <= _GAP * max(before.size, glyph.size):
                continue
        part = tuple(line[start:at])
        own = [glyphs[k] for k in part]
        yield _Cell(enclosing([glyph.box for glyph in own]), part, line_text(own))
        start = at


def _runs(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Neighbouring rows with as many cells each, every one in the column of those above it."""
    run: list[_Row] = []
    for row in (*rows, ()):
        if run and not (len(row) == len(run[-1]) and _is_under(run, row)):
            yield run
            run = []
        if len(row) >= _MIN_COLUMNS:
            run.append(row)


def _is_under(run: Sequence[_Row], row: _Row) -> bool:
    size, other = _height(run[-1]), _height(row)
    step = _middle(row) - _middle(run[-1])
    if not (0 < step < _ROW_STEP * max(size, other) and max(size, other) < _SAME_SIZE * min(size, other)):
        return False
    columns = [enclosing([one[k].box for one in (*run, row)]) for k in range(len(row))]
    return all(left[2] + 0.3 * size < right[0] for left, right in pairwise(columns)) and all(
        _overlap(column, cell.box)
        for column, cell in zip([enclosing([one[k].box for one in run]) for k in range(len(row))], row, strict=True)
    )


def _overlap(column: Box, box: Box) -> bool:
    return min(column[2], box[2]) > max(column[0], box[0])


def _height(row: _Row) -> float:
    return max(cell.box[3] - cell.box[1] for cell in row)


def _middle(row: _Row) -> float:
    return (row[0].box[1] + row[0].box[3]) / 2


def _is_table(rows: Sequence[_Row]) -> bool:
    if len(rows) < _MIN_ROWS:
        return False
    heads, body = rows[0], rows[1:]
    if not all(len(cell.text) <= _MAX_HEAD_CHARS and _names(cell.text) for cell in heads[1:]):
        return False
    if not all(_LETTER.search(row[0].text) for row in body) or len({row[0].text for row in body}) < len(body):
        return False
    cells = [cell.text for row in body for cell in row[1:]]
    return sum(bool(_FIGURE.match(text.replace(" ", ""))) for text in cells) >= _FIGURES_SHARE * len(cells)


def _names(text: str) -> bool:
    return bool(_LETTER.search(text) and not _FIGURE.match(text)) or bool(_YEAR.match(text))


def _grid(rows: Sequence[_Row]) -> FilledGrid:
    """The rows as a table, its edges half-way between the cells."""
    columns = [enclosing([row[k].box for row in rows]) for k in range(len(rows[0]))]
    bands = [enclosing([cell.box for cell in row]) for row in rows]
    box = enclosing(columns)
    xs = (box[0], *((left[2] + right[0]) / 2 for left, right in pairwise(columns)), box[2])
    ys = (box[1], *((above[3] + below[1]) / 2 for above, below in pairwise(bands)), box[3])
    cells = tuple(
        FilledCell(GridCell(r, c, 1, 1, xs[c], ys[r], xs[c + 1], ys[r + 1], _WHITE, ((r, c),)), (cell.text,))
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    )
    return FilledGrid(box, xs, len(rows), cells)
