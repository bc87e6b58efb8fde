"""Grids filled with the words that stand in them."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.loaders.pdf_glyphs import Box, Glyph, line_text, text_lines
from ingest.loaders.pdf_ruling import Grid, GridCell

_MIN_FILLED_SHARE = 0.25  # of the cells; less is a drawing or a chart behind a grid
_MAX_CUT_SHARE = 0.04  # of the letters; more that a ruling runs through and the lines are no table's
_MIN_STACK = 3  # rows that stand in one ruled row without lines between them
_FIGURES_SHARE = 0.6
_FIGURE = re.compile(r"[▲△+\-−±＋－()（）\[\]\s\d,.，．０-９%％・:：～~…‥*※†]+$|[-－―–—…‥・x×]+$")


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell with the lines of its words, from the top.

    Attributes:
        place: Where it stands in the grid; rows as they are read, not as they are ruled.
        lines: Its words.
    """

    place: GridCell
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilledGrid:
    """A table: its box, where its columns begin and end, how many rows it has, its cells by row and column."""

    box: Box
    xs: tuple[float, ...]
    n_rows: int
    cells: tuple[FilledCell, ...]


def fill_grids(
    grids: Sequence[Grid], glyphs: Sequence[Glyph]
) -> tuple[tuple[FilledGrid, ...], dict[int, int]]:
    """The grids that are tables, and for the position of each glyph that stands in one the position of the table."""
    tables: list[FilledGrid] = []
    owner: dict[int, int] = {}
    drawn = [(k, glyph) for k, glyph in enumerate(glyphs) if glyph.is_drawn]
    for grid in grids:
        inside = _members(grid, drawn, owner)
        if not _is_table(grid, inside, glyphs):
            continue
        for members in inside.values():
            owner.update(dict.fromkeys(members, len(tables)))
        tables.append(_filled(grid, {n: [glyphs[k] for k in members] for n, members in inside.items()}))
    return tuple(tables), owner


def _members(grid: Grid, drawn: Sequence[tuple[int, Glyph]], owner: dict[int, int]) -> dict[int, list[int]]:
    """Positions of the glyphs in each cell, by the cell's position in the grid."""
    cell_at = {
        (r, c): n
        for n, cell in enumerate(grid.cells)
        for r in range(cell.row, cell.row + cell.n_rows)
        for c in range(cell.column, cell.column + cell.n_columns)
    }
    inside: dict[int, list[int]] = defaultdict(list)
    left, top, right, bottom = grid.box
    for k, glyph in drawn:
        x, y = glyph.middle
        if k in owner or not (left <= x <= right and top <= y <= bottom):
            continue
        n = cell_at.get((bisect_right(grid.ys, y) - 1, bisect_right(grid.xs, x) - 1))
        if n is not None:
            inside[n].append(k)
    return inside


def _is_table(grid: Grid, inside: dict[int, list[int]], glyphs: Sequence[Glyph]) -> bool:
    """True where words stand in two rows and two columns at least and the rulings run between them."""
    filled = [grid.cells[n] for n, members in inside.items() if members]
    by_row: dict[int, int] = defaultdict(int)
    by_column: dict[int, int] = defaultdict(int)
    for cell in filled:
        for row in range(cell.row, cell.row + cell.n_rows):
            by_row[row] += 1
        by_column[cell.column] += 1
    if sum(n > 1 for n in by_row.values()) < 2 or sum(n > 1 for n in by_column.values()) < 2:
        return False
    if len(filled) < _MIN_FILLED_SHARE * len(grid.cells):
        return False
    cut = total = 0
    for n, members in inside.items():
        cell = grid.cells[n]
        for k in members:
            box = glyphs[k].box
            slack = 0.25 * (box[2] - box[0])
            total += 1
            cut += box[0] + slack < cell.left or box[2] - slack > cell.right
    return cut <= _MAX_CUT_SHARE * total


def _filled(grid: Grid, inside: dict[int, list[Glyph]]) -> FilledGrid:
    lines = {n: text_lines(members) for n, members in inside.items()}
    cells: list[FilledCell] = []
    shift = 0  # rows that were added above
    moved: dict[int, int] = {}  # the row as ruled → the row as read
    stacks: dict[int, list[float]] = {}
    n_rows = len(grid.ys) - 1
    for row in range(n_rows):
        moved[row] = row + shift
        band = [n for n, cell in enumerate(grid.cells) if cell.row == row and cell.n_rows == 1]
        levels = _stack(band, lines)
        if levels:
            stacks[row] = levels
            shift += len(levels) - 1
    moved[n_rows] = n_rows + shift
    for n, cell in enumerate(grid.cells):
        own = lines.get(n, [])
        if cell.n_rows == 1 and cell.row in stacks:
            cells += _split(cell, own, stacks[cell.row], moved[cell.row])
        else:
            first, last = moved[cell.row], moved[cell.row + cell.n_rows]
            place = replace(cell, row=first, n_rows=last - first)
            cells.append(FilledCell(place, tuple(line_text(line) for line in own)))
    cells.sort(key=lambda cell: (cell.place.row, cell.place.column))
    return FilledGrid(grid.box, grid.xs, moved[n_rows], tuple(cells))


def _stack(band: Sequence[int], lines: dict[int, list[list[Glyph]]]) -> list[float]:
    """The heights at which rows of figures stand in one ruled row; empty where it is one row."""
    columns = [lines[n] for n in band if lines.get(n)]
    stacked = [own for own in columns if len(own) >= _MIN_STACK]
    if len(stacked) < 2 or 2 * len(stacked) < len(columns):
        return []
    figures = [_FIGURE.match(line_text(line)) is not None for own in columns[1:] for line in own]
    if not figures or sum(figures) < _FIGURES_SHARE * len(figures):
        return []
    levels: list[float] = []
    size = max(line[0].size for own in columns for line in own)
    for y in sorted(_level(line) for own in columns for line in own):
        if not levels or y - levels[-1] > 0.5 * size:
            levels.append(y)
    return levels


def _level(line: Sequence[Glyph]) -> float:
    return sum(glyph.middle[1] for glyph in line) / len(line)


def _split(cell: GridCell, own: list[list[Glyph]], levels: list[float], row: int) -> list[FilledCell]:
    """The cell cut into one for each level."""
    words: dict[int, list[str]] = defaultdict(list)
    for line in own:
        nearest = min(range(len(levels)), key=lambda k: abs(levels[k] - _level(line)))
        words[nearest].append(line_text(line))
    return [FilledCell(replace(cell, row=row + k), tuple(words[k])) for k in range(len(levels))]
