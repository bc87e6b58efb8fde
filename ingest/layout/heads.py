"""Which rows of a table on paper name it or its columns."""

import re
import statistics
from collections import Counter
from collections.abc import Sequence

from ingest.layout.cells import Row, distinct, texts_of
from ingest.layout.tables import FIGURE, is_header_cell

MAX_TITLE_CHARS = 60

_WHITE = 0xFFFFFF
_MAX_HEADER_ROWS = 4
_VALUE = re.compile(r"[▲△+\-−±(（]*[\d,.，．\s]+[%％)）]*$|[-―－–—…・]$")


def count_title_rows(rows: Sequence[Row]) -> int:
    """1 where the first row is one short cell over all columns, which names the table."""
    first = distinct(rows[0])
    is_title = len(rows) > 2 and len(first) == 1 and first[0].cell.n_columns == len(rows[0])
    return int(is_title and 0 < len(first[0].text) <= MAX_TITLE_CHARS and first[0].cell.n_rows == 1)


def count_header_rows(rows: Sequence[Row], n_title: int) -> int:
    """How many rows from the first on name the table or its columns."""
    shaded = _n_shaded(rows)
    if shaded is not None and shaded > n_title:
        return shaded
    if n_title >= len(rows):
        return n_title
    first = [square for square in distinct(rows[n_title]) if square.text]
    depth = max((square.cell.n_rows for square in first), default=1)
    depths = [depth]
    if any(square.cell.n_columns > 1 for square in first if square.cell.column) and depth == 1:
        depths = [2, 1]
    is_form = len(rows[0]) == 2 and _is_form(rows[n_title:])
    for depth in depths:
        end = min(n_title + depth, len(rows) - 1, n_title + _MAX_HEADER_ROWS)
        if not is_form and _are_heads(rows[n_title:end], n_title):
            return end
    return n_title


def _are_heads(rows: Sequence[Row], n_title: int) -> bool:
    """True where the rows may be names of columns: more than one, short, none of them a value."""
    named = [square for row in rows for square in distinct(row) if square.text]
    corner = rows[0][0] if rows else None
    # Where the first corner is empty, the others stand over columns, even such as 「1位」 and 「2位」.
    is_over = corner is None or not corner.text
    return len(named) > 1 and all(
        is_header_cell(square.text) or ((is_over or square.cell.row > n_title) and _may_name(square.text))
        for square in named
    )


def _may_name(text: str) -> bool:
    """True for what may stand over a column although it counts (１人, 2位): no value, no sentence."""
    return len(text) <= MAX_TITLE_CHARS and "。" not in text and not _VALUE.match(text)


def _n_shaded(rows: Sequence[Row]) -> int | None:
    """How many rows from the first on stand on a ground of their own; None where the ground tells nothing."""
    grounds = []
    for row in rows:
        fills = Counter(square.cell.fill for square in (row[1:] if len(row) > 1 else row) if square)
        grounds.append(fills.most_common(1)[0][0] if fills else _WHITE)
    first = grounds[0]
    if first == _WHITE or len(set(grounds)) == 1:
        return None
    n = next(k for k, ground in enumerate(grounds) if ground != first)
    if n > _MAX_HEADER_ROWS or first in grounds[n:]:
        return None  # rows in alternating colours
    names = [square.text for row in rows[:n] for square in distinct(row) if square.text]
    return n if names and not any(FIGURE.match(name) for name in names) else None


def _is_form(rows: Sequence[Row]) -> bool:
    """True for two columns of labels and what is said of them, false for a list under two heads."""
    pairs = [texts_of(row) for row in rows]
    labels = [len(label) for label, _ in pairs if label]
    values = [len(value) for _, value in pairs if value]
    if len(values) < 2 or not labels:
        return True
    figures = [value for _, value in pairs[1:] if FIGURE.match(value)]
    if not FIGURE.match(pairs[0][1]) and 2 * len(figures) > len(values) - 1:
        return False  # a name over figures
    own = [square.cell.fill for row in rows for square in row if square]
    if own[0] != _WHITE and own[1] == _WHITE:
        return True  # labels on a ground of their own, the first row's too
    return values[0] > 0.5 * statistics.median(values[1:]) and values[0] > 1.2 * labels[0]


def name_columns(rows: Sequence[Row], n_columns: int) -> tuple[str, ...]:
    """The name of each column, from the heads over it; empty without heads."""
    if not rows:
        return ()
    names = []
    for c in range(n_columns):
        parts: list[str] = []
        for row in rows:
            square = row[c]
            if square is not None and square.text and (not parts or parts[-1] != square.text):
                parts.append(square.text)
        names.append(" ".join(parts))
    return tuple(names) if any(names) else ()
