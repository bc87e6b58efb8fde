"""Rows with column names from the tables whose cells the reader found on paper."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.layout.lines import fold
from ingest.layout.markers import find_marker
from ingest.layout.tables import FIGURE, RowDraft, chosen, is_header_cell
from ingest.layout.traced import Traced, read
from ingest.sentences import split_sentences
from ingest.typeset import TypesetCell, TypesetTable

_WHITE = 0xFFFFFF
_MAX_HEADER_ROWS = 4
_MAX_TITLE_CHARS = 60
_MAX_LABEL_CHARS = 60
_MAX_ROW_CHARS = 480  # longer rows are quoted cell by cell, longer cells in parts of this size
_MAX_PART_CHARS = 400
_SAME_EDGE = 0.015  # of the page's width: columns that begin so near on two pages are the same
_SPACED_OUT = re.compile(r"(?<!\S)[^\W\d_a-zA-Z](?:[ \u3000]+[^\W\d_a-zA-Z])+(?!\S)")
_UNIT = re.compile(r"[(（][^()（）]{1,12}[)）]$|単位")
_VALUE = re.compile(r"[▲△+\-−±(（]*[\d,.，．\s]+[%％)）]*$|[-―－–—…・]$")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table that the next page may go on with.

    Attributes:
        columns: Names of its columns.
        columns_at: Where they begin and the last one ends, as shares of the page's width.
        header: Its rows of column names, as read; empty where it has none.
        last: The cells of its last row.
        title: What stands over it, or "".
    """

    columns: tuple[str, ...]
    columns_at: tuple[float, ...]
    header: tuple[tuple[str, ...], ...]
    last: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class RuledRows:
    """A table as rows.

    Attributes:
        rows: In order.
        groups: For each row the line inside the table that heads it and its neighbours (「単位：％」), or "".
        end: What the next page may go on with.
    """

    rows: tuple[RowDraft, ...]
    groups: tuple[str, ...]
    end: OpenTable


def read_ruled(page_text: str, table: TypesetTable, before: OpenTable | None) -> RuledRows:
    """The rows of the table in order, header rows first and without columns of their own.

    Merged cells are filled down and right. A row too long to be quoted gives one draft for each of its cells, each
    under the name of its column and beside the label of its row.

    Args:
        page_text: The text of its page.
        table: The table.
        before: The table that ends the page before, where this one opens its page.
    """
    squares = _squares(page_text, table)
    n_title = _n_title_rows(squares)
    n_header = _n_header_rows(squares, n_title)
    header = tuple(_texts(row) for row in squares[n_title:n_header])
    columns = _column_names(squares[n_title:n_header], table.n_columns)
    title = squares[0][0].text if n_title and squares[0][0] else ""
    last: tuple[str, ...] = ()
    if before is not None and _goes_on(table, before, header):
        if header != before.header:
            n_title, n_header, header = 0, 0, before.header
        columns, last, title = before.columns, before.last, title or before.title
    rows: list[RowDraft] = []
    groups: list[str] = []
    group = ""
    for r, row in enumerate(squares):
        own = [square for square in _distinct(row) if square.cell.row == r and square.text]
        if not own:
            continue
        if r < n_header:
            rows.append(_draft(own, (), tuple(square.text for square in own), ""))
        elif r and _heads_group(own, row):
            rows.append(_draft(own, (), tuple(square.text for square in own), ""))
            group = max((square.text for square in own), key=len)
        else:
            last = _filled(row, last, columns)
            rows += _row(page_text, own, row, last, columns)
        groups += [group] * (len(rows) - len(groups))
    end = OpenTable(columns, table.columns_at, header, last, title)
    return RuledRows(tuple(rows), tuple(groups), end)


def _heads_group(own: Sequence["_Square"], row: "_Row") -> bool:
    """True for a row that is one short cell over most of the columns, units in brackets beside it left aside."""
    n_columns = len(row)
    if any(square is not None and square.text and square not in own for square in row):
        return False  # a label reaches down from above
    named = [square for square in own if not _UNIT.match(square.text)]
    return (
        len(named) == 1
        and named[0].cell.n_rows == 1
        and 2 * named[0].cell.n_columns >= n_columns > 1 < named[0].cell.n_columns
        and len(named[0].text) <= _MAX_TITLE_CHARS
        and not named[0].text.endswith("。")
        and not FIGURE.match(named[0].text)
    )


@dataclass(frozen=True, slots=True)
class _Square:
    """A square of the table: the cell that covers it, and its text."""

    cell: TypesetCell
    text: str


_Row = Sequence[_Square | None]


def _squares(page_text: str, table: TypesetTable) -> list[list[_Square | None]]:
    rows: list[list[_Square | None]] = [[None] * table.n_columns for _ in range(table.n_rows)]
    for cell in sorted(table.cells, key=lambda cell: -cell.n_rows * cell.n_columns):
        square = _Square(cell, chosen(_read_cell(page_text, cell).text))
        for r in range(cell.row, min(cell.row + cell.n_rows, table.n_rows)):
            for c in range(cell.column, min(cell.column + cell.n_columns, table.n_columns)):
                rows[r][c] = square
    return rows


def _read_cell(page_text: str, cell: TypesetCell) -> Traced:
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


def _texts(row: _Row) -> tuple[str, ...]:
    return tuple(square.text if square else "" for square in row)


def _distinct(row: _Row) -> list[_Square]:
    """The cells of the row from the left, each once."""
    found: list[_Square] = []
    for square in row:
        if square is not None and (not found or found[-1].cell is not square.cell):
            found.append(square)
    return found


def _n_title_rows(rows: Sequence[_Row]) -> int:
    """1 where the first row is one short cell over all columns, which names the table."""
    first = _distinct(rows[0])
    is_title = len(rows) > 2 and len(first) == 1 and first[0].cell.n_columns == len(rows[0])
    return int(is_title and 0 < len(first[0].text) <= _MAX_TITLE_CHARS and first[0].cell.n_rows == 1)


def _n_header_rows(rows: Sequence[_Row], n_title: int) -> int:
    """How many rows from the first on name the table or its columns."""
    shaded = _n_shaded(rows)
    if shaded is not None and shaded > n_title:
        return shaded
    if n_title >= len(rows):
        return n_title
    first = [square for square in _distinct(rows[n_title]) if square.text]
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


def _are_heads(rows: Sequence[_Row], n_title: int) -> bool:
    """True where the rows may be names of columns: more than one, short, none of them a value."""
    named = [square for row in rows for square in _distinct(row) if square.text]
    corner = rows[0][0] if rows else None
    # Where the first corner is empty, the others stand over columns, even such as 「1位」 and 「2位」.
    is_over = corner is None or not corner.text
    return len(named) > 1 and all(
        is_header_cell(square.text) or ((is_over or square.cell.row > n_title) and _may_name(square.text))
        for square in named
    )


def _may_name(text: str) -> bool:
    """True for what may stand over a column although it counts (１人, 2位): no value, no sentence."""
    return len(text) <= _MAX_TITLE_CHARS and "。" not in text and not _VALUE.match(text)


def _n_shaded(rows: Sequence[_Row]) -> int | None:
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
    names = [square.text for row in rows[:n] for square in _distinct(row) if square.text]
    return n if names and not any(FIGURE.match(name) for name in names) else None


def _is_form(rows: Sequence[_Row]) -> bool:
    """True for two columns of labels and what is said of them, false for a list under two heads."""
    pairs = [_texts(row) for row in rows]
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


def _column_names(rows: Sequence[_Row], n_columns: int) -> tuple[str, ...]:
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


def _goes_on(table: TypesetTable, before: OpenTable, header: tuple[tuple[str, ...], ...]) -> bool:
    """True where the table goes on with the one before it: the same columns, and the same heads or none."""
    if len(before.columns_at) != len(table.columns_at) or not before.columns:
        return False
    if any(abs(a - b) > _SAME_EDGE for a, b in zip(before.columns_at, table.columns_at, strict=True)):
        return False
    return header == before.header or not _is_certain_header(table, header)


def _is_certain_header(table: TypesetTable, header: tuple[tuple[str, ...], ...]) -> bool:
    """True where the heads stand on a ground of their own."""
    return bool(header) and any(cell.fill != _WHITE for cell in table.cells if cell.row == 0)


def _filled(row: _Row, above: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of the row, its empty first cells taken from the row above where a page break parts them."""
    values = _texts(row)
    n_empty = next((k for k, value in enumerate(values) if value), len(values))
    is_open = row[0] is None or (row[0].cell.row == 0 and not row[0].text)
    if not above or not columns or not is_open or not 0 < n_empty <= max(1, len(values) // 2):
        return values
    rest = [value for value in values if value]
    if len(rest) == 1 or (all(FIGURE.match(value) for value in rest) and n_empty > 1):
        return values
    return (*above[:n_empty], *values[n_empty:])


def _row(
    page_text: str, own: list[_Square], row: _Row, values: tuple[str, ...], columns: tuple[str, ...]
) -> Iterator[RowDraft]:
    shown = _shown(row, values, columns)
    if sum(len(square.text) for square in own) <= _MAX_ROW_CHARS:
        yield _draft(own, columns, values if columns else tuple(_once(values)), shown)
        return
    label = values[0] if row[0] is not None and len(values[0]) <= _MAX_LABEL_CHARS else ""
    for square in own:
        column = square.cell.column
        names = (columns[0], columns[column]) if columns else ("", "")
        for part in _parts(_read_cell(page_text, square.cell)):
            is_first = column == 0 or not label
            heads = names[1:] if is_first else names
            cells = (part.text,) if is_first else (label, part.text)
            text = "／".join(_named(name, cell) for name, cell in zip(heads, cells, strict=True))
            start, end = part.trace[0], part.trace[-1] + 1
            yield RowDraft(start, end, heads if columns else (), cells, text)


def _parts(cell: Traced) -> Iterator[Traced]:
    """The words of a long cell in parts of whole sentences and items."""
    start = end = 0
    for _, stop in _stops(cell.text):
        if end > start and stop - start > _MAX_PART_CHARS:
            yield cell.cut(start, end)
            start = end
        end = stop
    if end > start:
        yield cell.cut(start, len(cell.text))


def _stops(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences and list items end."""
    for start, end in split_sentences(text):
        at = start
        for space in re.finditer(" ", text[start:end]):
            if find_marker(fold(text[start + space.end() :])) is not None:
                yield at, start + space.start()
                at = start + space.end()
        yield at, end


def _shown(row: _Row, values: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """The row as a person reads it: "列名：値／列名：値"; a cell over several columns under all of their names."""
    parts: list[str] = []
    c = 0
    while c < len(values):
        square = row[c]
        last = c + 1
        while last < len(values) and square is not None and row[last] is not None and row[last] is square:
            last += 1
        if values[c]:
            names = [columns[k] for k in (c, last - 1)] if columns else []
            name = "～".join(dict.fromkeys(filter(None, names)))
            before = columns[c - 1] if c and columns else ""
            parts.append(_named("" if name and name == before else name, values[c]))
        c = last
    if not columns and len(values) == 2 and len(parts) == 2:
        return f"{parts[0]}：{parts[1]}"
    return "／".join(parts)


def _named(name: str, cell: str) -> str:
    return f"{name}：{cell}" if any(map(str.isalnum, name)) else cell


def _once(values: Sequence[str]) -> list[str]:
    """The values without those that only repeat the one before them."""
    return [value for k, value in enumerate(values) if value and (k == 0 or value != values[k - 1])]


def _draft(own: Sequence[_Square], columns: tuple[str, ...], cells: tuple[str, ...], shown: str) -> RowDraft:
    start = min(square.cell.start for square in own)
    end = max(square.cell.end for square in own)
    return RowDraft(start, end, columns, cells, shown)
