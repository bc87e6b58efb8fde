"""Rows with column names from the tables whose cells the reader found on paper."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.layout.cells import Row, Square, distinct, read_cell, read_squares, texts_of
from ingest.layout.heads import MAX_TITLE_CHARS, count_header_rows, count_title_rows, name_columns
from ingest.layout.lines import fold
from ingest.layout.markers import find_marker
from ingest.layout.tables import FIGURE, RowDraft, named_cell
from ingest.layout.traced import Traced
from ingest.sentences import split_sentences
from ingest.typeset import TypesetTable
from ingest.units import applies, unit_named, with_unit

_WHITE = 0xFFFFFF
_MAX_LABEL_CHARS = 60
_MAX_ROW_CHARS = 480  # longer rows are quoted cell by cell, longer cells in parts of this size
_MAX_PART_CHARS = 400
_SAME_EDGE = 0.015  # of the page's width: columns that begin so near on two pages are the same
_UNIT = re.compile(r"[(（][^()（）]{1,12}[)）]$|単位")


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table that the next page may go on with.

    Attributes:
        columns: Names of its columns.
        columns_at: Where they begin and the last one ends, as shares of the page's width.
        header: Its rows of column names, as read; empty where it has none.
        last: The cells of its last row.
        title: What stands over it, or "".
        unit: What it gives for its figures, or None.
    """

    columns: tuple[str, ...]
    columns_at: tuple[float, ...]
    header: tuple[tuple[str, ...], ...]
    last: tuple[str, ...]
    title: str = ""
    unit: str | None = None


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


def read_ruled(page_text: str, table: TypesetTable, before: OpenTable | None, unit: str | None = None) -> RuledRows:
    """The rows of the table in order, header rows first and without columns of their own.

    Merged cells are filled down and right. A row too long to be quoted gives one draft for each of its cells, each
    under the name of its column and beside the label of its row.

    Args:
        page_text: The text of its page.
        table: The table.
        before: The table that ends the page before, where this one opens its page.
        unit: What the line over the table gives for its figures, or None; one named in the table comes before it.
    """
    squares = read_squares(page_text, table)
    n_title = count_title_rows(squares)
    n_header = count_header_rows(squares, n_title)
    header = tuple(texts_of(row) for row in squares[n_title:n_header])
    columns = name_columns(squares[n_title:n_header], table.n_columns)
    title = squares[0][0].text if n_title and squares[0][0] else ""
    last: tuple[str, ...] = ()
    if before is not None and _goes_on(table, before, header):
        if header != before.header:
            n_title, n_header, header = 0, 0, before.header
        columns, last, title, unit = before.columns, before.last, title or before.title, unit or before.unit
    unit = unit_named(title) or unit
    rows: list[RowDraft] = []
    groups: list[str] = []
    group = ""
    for r, row in enumerate(squares):
        own = [square for square in distinct(row) if square.cell.row == r and square.text]
        if not own:
            continue
        if r < n_header:
            rows.append(_draft(own, (), tuple(square.text for square in own), ""))
        elif r and _heads_group(own, row):
            rows.append(_draft(own, (), tuple(square.text for square in own), ""))
            group = max((square.text for square in own), key=len)
            unit = next(filter(None, (unit_named(square.text) for square in own)), unit)
        else:
            last = _filled(row, last, columns)
            rows += (_with_unit(draft, unit) for draft in _row(page_text, own, row, last, columns))
        groups += [group] * (len(rows) - len(groups))
    end = OpenTable(columns, table.columns_at, header, last, title, unit)
    return RuledRows(tuple(rows), tuple(groups), end)


def _with_unit(row: RowDraft, unit: str | None) -> RowDraft:
    if unit is None or not row.columns or not applies(unit, row.columns, row.cells):
        return row
    return replace(row, shown=with_unit(row.text, unit))


def _heads_group(own: Sequence[Square], row: Row) -> bool:
    """True for a row that is one short cell over most of the columns, units in brackets beside it left aside."""
    n_columns = len(row)
    if any(square is not None and square.text and square not in own for square in row):
        return False  # a label reaches down from above
    named = [square for square in own if not _UNIT.match(square.text)]
    return (
        len(named) == 1
        and named[0].cell.n_rows == 1
        and 2 * named[0].cell.n_columns >= n_columns > 1 < named[0].cell.n_columns
        and len(named[0].text) <= MAX_TITLE_CHARS
        and not named[0].text.endswith("。")
        and not FIGURE.match(named[0].text)
    )


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


def _filled(row: Row, above: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of the row, its empty first cells taken from the row above where a page break parts them."""
    values = texts_of(row)
    n_empty = next((k for k, value in enumerate(values) if value), len(values))
    is_open = row[0] is None or (row[0].cell.row == 0 and not row[0].text)
    if not above or not columns or not is_open or not 0 < n_empty <= max(1, len(values) // 2):
        return values
    rest = [value for value in values if value]
    if len(rest) == 1 or (all(FIGURE.match(value) for value in rest) and n_empty > 1):
        return values
    return (*above[:n_empty], *values[n_empty:])


def _row(
    page_text: str, own: list[Square], row: Row, values: tuple[str, ...], columns: tuple[str, ...]
) -> Iterator[RowDraft]:
    shown = _shown(row, values, columns)
    if sum(len(square.text) for square in own) <= _MAX_ROW_CHARS:
        yield _draft(own, columns, values if columns else tuple(_once(values)), shown)
        return
    label = values[0] if row[0] is not None and len(values[0]) <= _MAX_LABEL_CHARS else ""
    for square in own:
        column = square.cell.column
        names = (columns[0], columns[column]) if columns else ("", "")
        for part in _parts(read_cell(page_text, square.cell)):
            is_first = column == 0 or not label
            heads = names[1:] if is_first else names
            cells = (part.text,) if is_first else (label, part.text)
            text = "／".join(named_cell(name, cell) for name, cell in zip(heads, cells, strict=True))
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


def _shown(row: Row, values: tuple[str, ...], columns: tuple[str, ...]) -> str:
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
            parts.append(named_cell("" if name and name == before else name, values[c]))
        c = last
    if not columns and len(values) == 2 and len(parts) == 2:
        return f"{parts[0]}：{parts[1]}"
    return "／".join(parts)


def _once(values: Sequence[str]) -> list[str]:
    """The values without those that only repeat the one before them."""
    return [value for k, value in enumerate(values) if value and (k == 0 or value != values[k - 1])]


def _draft(own: Sequence[Square], columns: tuple[str, ...], cells: tuple[str, ...], shown: str) -> RowDraft:
    start = min(square.cell.start for square in own)
    end = max(square.cell.end for square in own)
    return RowDraft(start, end, columns, cells, shown)
