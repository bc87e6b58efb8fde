"""Grids filled with the words that stand in them."""

import re
import statistics
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.pdf.bars import Bar, find_bars, stacked
from ingest.pdf.glyphs import Box, Glyph, line_text, text_lines
from ingest.pdf.ruling import Grid, GridCell, Rulings, find_grids

_WHITE = 0xFFFFFF
_MIN_FILLED_SHARE = 0.25  # of the cells; less is a drawing or a chart behind a grid
_MIN_CELLS = 4
_MAX_HEAD_GLYPHS = 60  # a longer cell names neither a column nor a row
_MAX_SQUARES = 2  # of a common cell; where most are merged the lines are those of a drawing
_MAX_CUT_SHARE = 0.04  # of the letters; more that a ruling runs through and the lines are no table's
_MIN_STACK = 3  # rows that stand in one ruled row without lines between them
_PART = 0.3  # of the size of the letters: figures of neighbouring columns stand further apart
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


def fill_grids(rulings: Rulings, glyphs: Sequence[Glyph]) -> tuple[tuple[FilledGrid, ...], dict[int, int]]:
    """The tables among what is drawn, and for the position of each glyph in one the position of that table."""
    tables: list[FilledGrid] = []
    owner: dict[int, int] = {}
    drawn = [(k, glyph) for k, glyph in enumerate(glyphs) if glyph.is_drawn]
    for grid in find_grids(rulings):
        inside = _members(grid, drawn, owner)
        everything = [k for members in inside.values() for k in members]
        bars = find_bars(grid, inside, glyphs, rulings)
        if not _is_table(grid, inside, glyphs, bars):
            continue
        owner.update(dict.fromkeys(everything, len(tables)))
        tables.append(_filled(grid, {n: [glyphs[k] for k in members] for n, members in inside.items()}, bars))
    return tuple(tables), owner


def _members(grid: Grid, drawn: Sequence[tuple[int, Glyph]], owner: dict[int, int]) -> dict[int, list[int]]:
    """Positions of the glyphs in each cell, by the cell's position in the grid."""
    cell_at = {square: n for n, cell in enumerate(grid.cells) for square in cell.squares}
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


def _is_table(grid: Grid, inside: dict[int, list[int]], glyphs: Sequence[Glyph], bars: Sequence[Bar]) -> bool:
    """True where words stand in two rows and two columns at least, under heads or beside labels."""
    filled = {n: members for n, members in inside.items() if members}
    cells_of_row: dict[int, int] = defaultdict(int)
    cells_of_column: dict[int, int] = defaultdict(int)
    for n in filled:
        for row in {row for row, _ in grid.cells[n].squares}:
            cells_of_row[row] += 1
        for column in {column for _, column in grid.cells[n].squares}:
            cells_of_column[column] += 1
    for bar in bars:
        cells_of_row[bar.row] += 1
        cells_of_column[bar.column] += 1
    if sum(n > 1 for n in cells_of_row.values()) < 2 or sum(n > 1 for n in cells_of_column.values()) < 2:
        return False
    if len(filled) + len(bars) < max(_MIN_CELLS, _MIN_FILLED_SHARE * len(grid.cells)) or not _has_heads(
        grid, filled, glyphs
    ):
        return False
    if statistics.median(len(grid.cells[n].squares) for n in filled) > _MAX_SQUARES:
        return False
    cut = total = 0
    for n, members in filled.items():
        left, right = grid.cells[n].left, grid.cells[n].right
        for k in members:
            box = glyphs[k].box
            slack = 0.25 * (box[2] - box[0])
            total += 1
            cut += box[0] + slack < left or box[2] - slack > right
    return cut <= _MAX_CUT_SHARE * total


def _has_heads(grid: Grid, filled: dict[int, list[int]], glyphs: Sequence[Glyph]) -> bool:
    """True where most of the first row or of the first column are words: a chart has its words outside its lines."""
    named = {
        square
        for n, members in filled.items()
        if len(members) <= _MAX_HEAD_GLYPHS
        and any(unicodedata.category(glyphs[k].char).startswith("L") for k in members)
        for square in grid.cells[n].squares
    }
    first_row = min(row for n in filled for row, _ in grid.cells[n].squares)
    n_rows, n_columns = len(grid.ys) - 1, len(grid.xs) - 1
    heads = sum((first_row, column) in named for column in range(n_columns))
    labels = sum((row, 0) in named for row in range(first_row, n_rows))
    return 2 * heads >= n_columns or 2 * labels >= n_rows - first_row


def _filled(grid: Grid, inside: dict[int, list[Glyph]], bars: Sequence[Bar]) -> FilledGrid:
    lines = {n: text_lines(members) for n, members in inside.items()}
    n_rows = len(grid.ys) - 1
    stacks: dict[int, list[float]] = {}
    moved = [0]  # the row as ruled → the row as read
    periods: dict[int, list[list[Bar]]] = {}
    for row in range(n_rows):
        periods[row] = stacked([bar for bar in bars if bar.row == row])
        band = [n for n, cell in enumerate(grid.cells) if cell.row == row and cell.n_rows == 1]
        levels = [] if periods[row] else _stack(band, lines)
        if levels:
            stacks[row] = levels
        moved.append(moved[-1] + max(1, len(levels), len(periods[row])))
    cells: list[FilledCell] = []
    for n, cell in enumerate(grid.cells):
        own = lines.get(n, [])
        first = moved[cell.row]
        place = replace(cell, row=first, n_rows=moved[cell.row + cell.n_rows] - first)
        if not own and cell.n_rows == 1 and any(_stands_in(bar, cell) for bar in bars):
            continue
        if cell.n_rows > 1 or periods[cell.row]:
            cells.append(FilledCell(place, tuple(line_text(line) for line in own)))
        else:
            cells += _split(place, own, stacks.get(cell.row, [0.0]), grid.xs)
    for row, levels_of_row in periods.items():
        for k, level in enumerate(levels_of_row):
            cells += [_bar_cell(grid, bar, moved[row] + k) for bar in level]
    cells.sort(key=lambda cell: (cell.place.row, cell.place.column))
    return FilledGrid(grid.box, grid.xs, moved[n_rows], tuple(cells))


def _stands_in(bar: Bar, cell: GridCell) -> bool:
    return (
        bar.row == cell.row and bar.column < cell.column + cell.n_columns and cell.column < bar.column + bar.n_columns
    )


def _bar_cell(grid: Grid, bar: Bar, row: int) -> FilledCell:
    left, right = grid.xs[bar.column], grid.xs[bar.column + bar.n_columns]
    box = (left, grid.ys[bar.row], right, grid.ys[bar.row + 1])
    return FilledCell(GridCell(row, bar.column, 1, bar.n_columns, *box, _WHITE, ()), bar.lines)


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


def _split(cell: GridCell, own: list[list[Glyph]], levels: list[float], xs: Sequence[float]) -> list[FilledCell]:
    """The cell cut into one for each level, and at each level into the columns that its figures stand in."""
    words: dict[int, list[list[Glyph]]] = {k: [] for k in range(len(levels))}
    for line in own:
        words[min(words, key=lambda k: abs(levels[k] - _level(line)))].append(line)
    cells: list[FilledCell] = []
    for k, lines in words.items():
        parts = _by_column(cell, lines[0], xs) if len(lines) == 1 else {}
        place = replace(cell, row=cell.row + k, n_rows=1)
        if parts:
            cells += [
                FilledCell(replace(place, column=column, n_columns=1), (line_text(part),))
                for column, part in parts.items()
            ]
        else:
            cells.append(FilledCell(place, tuple(line_text(line) for line in lines)))
    return cells


def _by_column(cell: GridCell, line: Sequence[Glyph], xs: Sequence[float]) -> dict[int, list[Glyph]]:
    """The figures of a merged cell by the column that each stands in; empty where they are no row of figures."""
    if cell.n_columns == 1:
        return {}
    parts: dict[int, list[Glyph]] = defaultdict(list)
    before: tuple[int, Glyph] | None = None
    for glyph in line:
        column = min(max(bisect_right(xs, glyph.middle[0]) - 1, cell.column), cell.column + cell.n_columns - 1)
        if before and before[0] != column and glyph.box[0] - before[1].box[2] < _PART * glyph.size:
            return {}  # a word that stands across
        parts[column].append(glyph)
        before = column, glyph
    figures = sum(_FIGURE.match(line_text(part)) is not None for part in parts.values())
    return dict(parts) if len(parts) > 1 and 2 * figures >= len(parts) else {}
