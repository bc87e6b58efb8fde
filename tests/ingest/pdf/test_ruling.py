from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pdf.ruling import Edge, Rulings, find_grids


def _lattice(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[Edge], list[Edge]]:
    return [(y, xs[0], xs[-1]) for y in ys], [(x, ys[0], ys[-1]) for x in xs]


def _cells(rulings: Rulings) -> list[list[tuple[int, int, int, int]]]:
    return [[(c.row, c.column, c.n_rows, c.n_columns) for c in grid.cells] for grid in find_grids(rulings)]


def test_a_lattice_is_a_grid_of_single_cells() -> None:
    across, upright = _lattice((0, 100, 200), (0, 20, 40))
    assert _cells(Rulings(tuple(across), tuple(upright))) == [
        [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
    ]


@pytest.mark.parametrize(
    ("across", "upright", "cells"),
    [
        pytest.param(
            [(0, 0, 200), (20, 100, 200), (40, 0, 200)],
            [(0, 0, 40), (100, 0, 40), (200, 0, 40)],
            [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)],
            id="a cell over two rows",
        ),
        pytest.param(
            [(0, 0, 200), (20, 0, 200), (40, 0, 200)],
            [(0, 0, 40), (100, 20, 40), (200, 0, 40)],
            [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)],
            id="a cell over two columns",
        ),
        pytest.param(
            [(0, 0, 200), (20, 0, 200), (40, 0, 200)],
            [(100, 0, 40)],
            [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
            id="open at its sides",
        ),
        pytest.param(
            [(0, 0, 200), (20, 100, 200), (40, 0, 200)],
            [(0, 0, 40), (100, 20, 40), (200, 0, 40)],
            [(0, 0, 2, 2), (1, 1, 1, 1)],
            id="a head that reaches around its part",
        ),
        pytest.param(
            [(0, 0, 99), (0, 101, 200), (0.8, 0, 200), (20, 0, 200), (40, 0, 200)],
            [(0, 0, 40), (100, 0, 19), (100, 21, 40), (200, 0, 40)],
            [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
            id="drawn cell by cell, borders twice",
        ),
    ],
)
def test_merged_and_open_cells(across: list[Edge], upright: list[Edge], cells: list[tuple[int, int, int, int]]) -> None:
    assert _cells(Rulings(tuple(across), tuple(upright))) == [cells]


def test_dots_make_a_line() -> None:
    across, upright = _lattice((0, 100, 200), (0, 40))
    dots = [(20.0, x, x + 0.7) for x in range(0, 200, 2)]
    assert len(_cells(Rulings((*across, *dots), tuple(upright)))[0]) == 4


def test_shaded_boxes_side_by_side_are_a_grid() -> None:
    boxes = tuple((c * 50.0, r * 20.0, c * 50.0 + 50, r * 20.0 + 20, 0xCCCCCC) for r in range(2) for c in range(3))
    (grid,) = find_grids(Rulings(boxes=boxes))
    assert (len(grid.cells), {cell.fill for cell in grid.cells}) == (6, {0xCCCCCC})


def test_two_tables_are_found_from_the_top() -> None:
    one, two = _lattice((0, 50, 100), (300, 320, 340)), _lattice((0, 50, 100), (0, 20, 40))
    grids = find_grids(Rulings((*one[0], *two[0]), (*one[1], *two[1])))
    assert [grid.ys[0] for grid in grids] == [0, 300]


def test_a_drawing_of_countless_lines_is_left_alone() -> None:
    across, upright = _lattice([k * 5.0 for k in range(1500)], [k * 5.0 for k in range(1500)])
    assert find_grids(Rulings(tuple(across), tuple(upright))) == ()


_COORDINATE = st.integers(0, 300).map(float)
_EDGE = st.tuples(_COORDINATE, _COORDINATE, _COORDINATE).map(lambda e: (e[0], min(e[1:]), max(e[1:])))


@given(st.lists(_EDGE, max_size=20), st.lists(_EDGE, max_size=20))
def test_no_square_belongs_to_two_cells(across: list[Edge], upright: list[Edge]) -> None:
    for grid in find_grids(Rulings(tuple(across), tuple(upright))):
        squares = [square for cell in grid.cells for square in cell.squares]
        assert len(squares) == len(set(squares))
        assert all(0 <= r < len(grid.ys) - 1 and 0 <= c < len(grid.xs) - 1 for r, c in squares)
