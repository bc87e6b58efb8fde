"""Tables on paper: the grid that ruling lines and shaded boxes make. Pure geometry, in points from the upper left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Edge = tuple[float, float, float]
"""(position across, start along, end along) of a ruling: y, left, right of a horizontal one; x, top, bottom of an
upright one."""

_SNAP = 2.5  # rulings nearer than this are one: a border drawn twice, the two sides of a thick line
_REACH = 3.5  # a ruling may stop so far before the one it meets
_MIN_LENGTH = 4.0
_MAX_PAIRS = 1_000_000  # of rulings across and upright; a page with more is a drawing
_MAX_BOXES = 2000
_MAX_CELLS = 20_000
_COVER = 0.7  # so much of a cell's side must be ruled to part it from its neighbour


@dataclass(frozen=True, slots=True)
class Rulings:
    """What is drawn on a page in straight lines.

    Attributes:
        across: Horizontal rulings.
        upright: Vertical rulings.
        boxes: Filled rectangles (left, top, right, bottom, colour as 0xRRGGBB), in the order they are painted.
        arrows: Where other filled shapes with straight sides stand (left, top, right, bottom).
    """

    across: tuple[Edge, ...] = ()
    upright: tuple[Edge, ...] = ()
    boxes: tuple[tuple[float, float, float, float, int], ...] = ()
    arrows: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid; merged cells take several rows and columns. Rows and columns count from 0.

    Attributes:
        row: Its first row.
        column: Its first column.
        n_rows: How many rows it takes.
        n_columns: How many columns it takes. One that reaches around others, as a head around its parts does, takes
            the rectangle around itself; the cells inside have their own squares.
        left: Left edge in points from the left of the page.
        top: Upper edge from the top.
        right: Right edge.
        bottom: Lower edge.
        fill: Colour of its ground as 0xRRGGBB.
        squares: The (row, column) it is made of.
    """

    row: int
    column: int
    n_rows: int
    n_columns: int
    left: float
    top: float
    right: float
    bottom: float
    fill: int
    squares: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table without its words.

    Attributes:
        xs: Where its columns begin and the last one ends, ascending.
        ys: Where its rows begin and the last one ends.
        cells: By row, then by column.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def find_grids(rulings: Rulings) -> tuple[Grid, ...]:
    """The grids of a page from the top; those made of shaded boxes alone only where no ruled one stands."""
    grids = list(_grids(rulings.across, rulings.upright, rulings))
    boxes = [box for box in rulings.boxes if not any(_overlap(box[:4], grid.box) for grid in grids)]
    if 2 < len(boxes) <= _MAX_BOXES:
        across = [edge for left, top, right, bottom, _ in boxes for edge in ((top, left, right), (bottom, left, right))]
        upright = [
            edge for left, top, right, bottom, _ in boxes for edge in ((left, top, bottom), (right, top, bottom))
        ]
        free = [e for e in rulings.across if not any(_inside(e[1], e[0], grid.box) for grid in grids)]
        stand = [e for e in rulings.upright if not any(_inside(e[0], e[1], grid.box) for grid in grids)]
        shaded = _grids((*across, *free), (*upright, *stand), rulings)
        grids += [grid for grid in shaded if not any(_overlap(grid.box, other.box) for other in grids)]
    return tuple(sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0])))


def _grids(across: Sequence[Edge], upright: Sequence[Edge], rulings: Rulings) -> Iterator[Grid]:
    across, upright = _joined(across), _joined(upright)
    if len(across) < 2 or len(upright) < 1 or len(across) * len(upright) > _MAX_PAIRS:
        return
    for rows, columns in _components(across, upright):
        grid = _grid(rows, columns, rulings)
        if grid is not None:
            yield grid


def _joined(edges: Sequence[Edge]) -> list[Edge]:
    """The rulings snapped to common positions, those that go on from one another as one."""
    snapped: dict[float, list[tuple[float, float]]] = {}
    position = float("-inf")
    for at, start, end in sorted(edges):
        if at - position > _SNAP:
            position = at
        snapped.setdefault(position, []).append((start, end))
    joined: list[Edge] = []
    for at, stretches in snapped.items():
        stretches.sort()
        start, end = stretches[0]
        for begins, ends in stretches[1:]:
            if begins - end > _REACH:
                joined.append((at, start, end))
                start, end = begins, ends
            end = max(end, ends)
        joined.append((at, start, end))
    return [edge for edge in joined if edge[2] - edge[1] >= _MIN_LENGTH]


def _components(across: Sequence[Edge], upright: Sequence[Edge]) -> Iterator[tuple[list[Edge], list[Edge]]]:
    """Rulings that meet, directly or through others."""
    group = list(range(len(across) + len(upright)))

    def root(k: int) -> int:
        while group[k] != k:
            group[k] = group[group[k]]
            k = group[k]
        return k

    for i, (y, left, right) in enumerate(across):
        for j, (x, top, bottom) in enumerate(upright, start=len(across)):
            if left - _REACH <= x <= right + _REACH and top - _REACH <= y <= bottom + _REACH:
                group[root(i)] = root(j)
    members: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for k in range(len(group)):
        rows, columns = members.setdefault(root(k), ([], []))
        if k < len(across):
            rows.append(across[k])
        else:
            columns.append(upright[k - len(across)])
    for rows, columns in members.values():
        if len(rows) >= 2 and columns:
            yield rows, columns


def _grid(rows: list[Edge], columns: list[Edge], rulings: Rulings) -> Grid | None:
    ys = _positions([y for y, _, _ in rows])
    # A table is often open at its sides: its columns end where its rulings end.
    xs = _positions([x for x, _, _ in columns] + [min(left for _, left, _ in rows), max(right for _, _, right in rows)])
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    if n_rows < 1 or n_columns < 1 or n_rows * n_columns > _MAX_CELLS:
        return None
    along_row = [[edge for edge in rows if abs(edge[0] - y) <= _REACH] for y in ys]
    along_column = [[edge for edge in columns if abs(edge[0] - x) <= _REACH] for x in xs]
    below = [[_is_ruled(edges, *band) for band in pairwise(xs)] for edges in along_row]
    beside = [[_is_ruled(edges, *band) for edges in along_column] for band in pairwise(ys)]
    taken = [[False] * n_columns for _ in range(n_rows)]
    cells: list[GridCell] = []
    for r in range(n_rows):
        for c in range(n_columns):
            if taken[r][c]:
                continue
            squares = _region(r, c, below, beside, taken)
            cell = _cell(squares, xs, ys, below, beside, rulings)
            if cell is not None:
                cells.append(cell)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(xs), tuple(ys), tuple(cells)) if cells else None


def _cell(
    squares: list[tuple[int, int]],
    xs: list[float],
    ys: list[float],
    below: list[list[bool]],
    beside: list[list[bool]],
    rulings: Rulings,
) -> GridCell | None:
    """The cell made of the squares; None for what lies beside the table inside its bounding box."""
    r0, r1 = min(r for r, _ in squares), max(r for r, _ in squares) + 1
    c0, c1 = min(c for _, c in squares), max(c for _, c in squares) + 1
    if any(not below[0][c] for r, c in squares if r == 0) or any(
        not below[r + 1][c] for r, c in squares if r == len(ys) - 2
    ):
        return None
    is_angular = len(squares) != (r1 - r0) * (c1 - c0)
    if is_angular and any(
        (c == 0 and not beside[r][0]) or (c == len(xs) - 2 and not beside[r][c + 1]) for r, c in squares
    ):
        return None
    box = (xs[c0], ys[r0], xs[c1], ys[r1])
    return GridCell(r0, c0, r1 - r0, c1 - c0, *box, _fill(box, rulings), tuple(squares))


def _region(
    row: int, column: int, below: list[list[bool]], beside: list[list[bool]], taken: list[list[bool]]
) -> list[tuple[int, int]]:
    """The squares of the grid that no ruling parts from this one."""
    members = [(row, column)]
    taken[row][column] = True
    for r, c in members:  # grows while it is read
        for r2, c2, parted in (
            (r + 1, c, below[r + 1][c]),
            (r - 1, c, below[r][c]),
            (r, c + 1, beside[r][c + 1]),
            (r, c - 1, beside[r][c]),
        ):
            if not parted and 0 <= r2 < len(taken) and 0 <= c2 < len(taken[0]) and not taken[r2][c2]:
                taken[r2][c2] = True
                members.append((r2, c2))
    return members


def _positions(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _REACH:
            kept.append(value)
    return kept


def _is_ruled(edges: Sequence[Edge], start: float, end: float) -> bool:
    """True where the rulings of one position cover most of the stretch."""
    covered = sum(max(0.0, min(end, ends) - max(start, begins)) for _, begins, ends in edges)
    return covered >= _COVER * (end - start)


def _fill(box: tuple[float, float, float, float], rulings: Rulings) -> int:
    """Colour of what was painted last under the middle of the box; white where nothing was."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((colour for *painted, colour in reversed(rulings.boxes) if _inside(x, y, painted)), 0xFFFFFF)


def _inside(x: float, y: float, box: Sequence[float]) -> bool:
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
