"""Bars and arrows that stand in a table under the periods they last."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf.glyphs import Box, Glyph, line_text, text_lines
from ingest.pdf.ruling import Grid, Rulings

_MARK = "▬"  # how a bar without words is written
_HEAD_ROWS = 3
_PERIOD = re.compile(r"(?:19|20)\d\d|\d年|年度|令和|平成|[RHＲ]\d|\dQ|Q\d|上期|下期|半期|\d月|[前後短中長]期")
_MIN_PERIODS = 2
_WHITE = 0xFFFFFF
_EDGE = 3.0  # points; what ends so near all four sides of a cell is its ground
_MIN_WIDTH = 12.0
_MIN_SHARE = 0.35  # of a column's width that a bar must cover to stand under its head


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, an arrow or words that stand under periods.

    Attributes:
        row: Row of the grid.
        column: Its first column.
        n_columns: How many columns it covers.
        level: Its middle, in points from the upper edge of the page.
        lines: Its words, or a mark that stands for a bar without any.
    """

    row: int
    column: int
    n_columns: int
    level: float
    lines: tuple[str, ...]


def find_bars(grid: Grid, inside: dict[int, list[int]], glyphs: Sequence[Glyph], rulings: Rulings) -> tuple[Bar, ...]:
    """The bars of the grid from the top; the glyphs in them are taken out of the cells.

    Args:
        grid: The grid.
        inside: Positions of the glyphs in each cell; changed.
        glyphs: All of the page.
        rulings: What is drawn on the page.
    """
    columns = _periods(grid, inside, glyphs)
    if len(columns) < _MIN_PERIODS:
        return ()
    painted = [box[:4] for box in rulings.boxes if box[4] != _WHITE] + list(rulings.arrows)
    bars: list[Bar] = []
    for box in painted:
        place = _place(grid, box, columns)
        if place is None:
            continue
        row, covered = place
        words = _take(grid, inside, glyphs, box, row)
        lines = tuple(line_text(line) for line in text_lines(words)) or (_MARK,)
        bars.append(Bar(row, covered[0], covered[-1] - covered[0] + 1, (box[1] + box[3]) / 2, lines))
    rows = {bar.row for bar in bars}
    for n, cell in enumerate(grid.cells):  # what stands beside the bars of a row stands under periods too
        if cell.row in rows and cell.n_rows == 1 and cell.column in columns and inside.get(n):
            words = [glyphs[k] for k in inside[n]]
            lines = tuple(line_text(line) for line in text_lines(words))
            bars.append(Bar(cell.row, cell.column, cell.n_columns, words[0].middle[1], lines))
            inside[n] = []
    return tuple(sorted(bars, key=lambda bar: (bar.row, bar.level, bar.column)))


def stacked(bars: Sequence[Bar]) -> list[list[Bar]]:
    """The bars of one row in rows of their own, in which none stands over another."""
    levels: list[list[Bar]] = []
    for bar in bars:
        free = next((level for level in levels if all(_apart(bar, other) for other in level)), None)
        if free is None:
            levels.append([bar])
        else:
            free.append(bar)
    return levels


def _apart(one: Bar, other: Bar) -> bool:
    return one.column + one.n_columns <= other.column or other.column + other.n_columns <= one.column


def _periods(grid: Grid, inside: dict[int, list[int]], glyphs: Sequence[Glyph]) -> set[int]:
    """The columns whose heads name periods."""
    found: set[int] = set()
    for n, cell in enumerate(grid.cells):
        if cell.row < _HEAD_ROWS and _PERIOD.search("".join(glyphs[k].char for k in inside.get(n, ()))):
            found.update(range(cell.column, cell.column + cell.n_columns))
    return found


def _place(grid: Grid, box: Box, columns: set[int]) -> tuple[int, list[int]] | None:
    """The row and the columns that the shape covers; None for one that is no bar of the table."""
    left, top, right, bottom = box
    if right - left < _MIN_WIDTH or not (grid.xs[0] - _EDGE <= left and right <= grid.xs[-1] + _EDGE):
        return None
    row = bisect_right(grid.ys, (top + bottom) / 2) - 1
    if not 0 < row < len(grid.ys) - 1 or bottom - top > grid.ys[row + 1] - grid.ys[row] + _EDGE:
        return None
    if _ends_on(grid.ys, top) and _ends_on(grid.ys, bottom) and _ends_on(grid.xs, left) and _ends_on(grid.xs, right):
        return None
    covered = [
        c
        for c in range(len(grid.xs) - 1)
        if min(right, grid.xs[c + 1]) - max(left, grid.xs[c]) > _MIN_SHARE * (grid.xs[c + 1] - grid.xs[c])
    ] or [min(max(bisect_right(grid.xs, (left + right) / 2) - 1, 0), len(grid.xs) - 2)]
    return (row, covered) if columns.issuperset(covered) else None


def _ends_on(positions: Sequence[float], at: float) -> bool:
    return any(abs(position - at) <= _EDGE for position in positions)


def _take(grid: Grid, inside: dict[int, list[int]], glyphs: Sequence[Glyph], box: Box, row: int) -> list[Glyph]:
    """The glyphs inside the shape, taken out of the cells of its row."""
    taken: dict[int, list[int]] = defaultdict(list)
    for n, members in inside.items():
        if any(r == row for r, _ in grid.cells[n].squares):
            for k in members:
                if glyphs[k].is_in(box):
                    taken[n].append(k)
    for n, members in taken.items():
        inside[n] = [k for k in inside[n] if k not in set(members)]
    return [glyphs[k] for k in sorted(k for members in taken.values() for k in members)]
