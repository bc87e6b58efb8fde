"""Tables as grids of cells, from any format, written as rows with the names of their columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.errors import TooManyParts
from corpus.values import BlockKind
from ingest.loaders.marked import PageWriter
from ingest.units import applies, unit_named

_FIGURE = re.compile(
    r"^[▲△+\-−±(（約]*[\d０-９][\d０-９,，.．:：/\s]*(?:[%％人件社者円億兆万千倍年月日度トンt点位台個割～~-]|[\d０-９]|ポイント)*[)）]?$|^[-―－–…]$"
)
_YEAR = re.compile(r"^(?:(?:19|20)\d\d|(?:令和|平成|昭和|[RHS])\s?(?:元|\d{1,2}))\s?年?度?(?:\s?\d{1,2}月)?$")
_HEAD_WORD = re.compile(
    r"(?:項目|内容|区分|名称?|品目|種類|分類|概要|備考|説明|値|数|量|額|率|割合|単位|年度?|月|日|時期|期限|担当|主体|対象|"
    r"目標|実績|現状|課題|取組|施策|方向性?|効果|理由|根拠|条件|方法|基準|出典|氏名|所属|役職|番号|No\.?|ID)"
    r"(?:\s*[(（][^()（）]{1,12}[)）])?$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\s*(?:※|[(（]?注|備考|出典|資料|\*)")
_MAX_HEAD_CHARS = 40
_MAX_HEAD_ROWS = 4
_MAX_LABEL_CHARS = 30
_MAX_PLACES = 5_000_000
_MAX_ROW_CHARS = 1500  # names of columns included; a longer row is written as several, its first cell in each


@dataclass(frozen=True, slots=True)
class GridCell:
    """One place of a grid.

    Attributes:
        text: What it holds; a merged cell's text stands in every place that it covers.
        merged: From where it is covered: "left" in its own row, "above" from an earlier row, "" for a cell of its own.
        is_head: The format says that it names a column or a row.
        is_emphasised: It is set bold or on a ground of its own.
    """

    text: str
    merged: str = ""
    is_head: bool = False
    is_emphasised: bool = False


class CellBudget:
    """How many cells a file may still have, merged ones counted for every place that they cover.

    Args:
        source: The file's name, for the error.
        max_cells: How many at most.
    """

    def __init__(self, source: str, max_cells: int) -> None:
        self._source = source
        self._max_cells = max_cells
        self._n_cells = 0

    def spend(self, n_cells: int) -> None:
        """Count so many cells more.

        Raises:
            TooManyParts: they are too many.
        """
        self._n_cells += n_cells
        if self._n_cells > self._max_cells:
            raise TooManyParts(source=self._source, n=self._n_cells, max_n=self._max_cells)


Row = tuple[GridCell, ...]
_EMPTY = GridCell("")


def write_grid(writer: PageWriter, rows: Sequence[Sequence[GridCell]], *, n_head: int = 0) -> None:
    """Write the tables that the grid holds; a blank row parts two tables.

    Args:
        writer: The page.
        rows: Of any lengths.
        n_head: How many of the first rows the format itself names as heads.
    """
    columns: tuple[str, ...] = ()
    unit = unit_named(writer.last_text)  # of the line over the table
    for position, part in enumerate(_parts(rows)):
        table = _Table(writer, part, n_head if position == 0 else 0, columns, unit)
        columns = table.write()
        unit = None if table.has_body else table.unit  # a title alone speaks of what follows


def plain_grid(rows: Sequence[Sequence[str]]) -> list[Row]:
    """The grid of a table that holds nothing but text."""
    return [tuple(GridCell(text.strip()) for text in row) for row in rows]


def _parts(rows: Sequence[Sequence[GridCell]]) -> Iterator[list[Row]]:
    """The rows between blank rows, made equally long, without the columns that hold nothing of their own."""
    part: list[Sequence[GridCell]] = []
    for row in (*rows, ()):
        if any(cell.text for cell in row):
            part.append(row)
        elif part:
            yield _narrowed(_even(part))
            part = []


def _even(rows: Sequence[Sequence[GridCell]]) -> list[Row]:
    """The rows made as long as the longest, as far as memory allows: what is more stands in the last column."""
    width = min(max(len(row) for row in rows), max(_MAX_PLACES // len(rows), 2))
    even = []
    for row in rows:
        if len(row) > width:
            rest = " ".join(cell.text for cell in row[width - 1 :] if cell.text and cell.merged != "left")
            row = (*row[: width - 1], replace(row[width - 1], text=rest))
        even.append(tuple(row) + (_EMPTY,) * (width - len(row)))
    return even


def _narrowed(rows: list[Row]) -> list[Row]:
    """The rows without columns that are empty, or covered from the left, in every row."""
    kept = [k for k in range(len(rows[0])) if any(row[k].text and row[k].merged != "left" for row in rows)]
    return [tuple(row[k] for k in kept) for row in rows]


class _Table:
    """Writes one table."""

    def __init__(
        self, writer: PageWriter, rows: list[Row], n_head: int, above: tuple[str, ...], unit: str | None
    ) -> None:
        self._writer = writer
        self._rows = rows
        self._n_head = n_head
        self._above = above  # the columns of the table before, which may go on
        self.unit = unit
        self.has_body = False

    def write(self) -> tuple[str, ...]:
        """Write it, and return the names of its columns."""
        rows = self._without_titles()
        if not rows:
            return self._above
        n_head = _n_head_rows(rows, self._n_head)
        columns = _column_names(rows[:n_head])
        for row in rows[:n_head]:
            self._add_row(_texts(row, own=True), (), _texts(row, own=True))
        body = rows[n_head:]
        self.has_body = True
        if not columns and len(self._above) == len(rows[0]) and _fits(body):
            columns = self._above
        before: Row = ()
        for row in body:
            filled = _filled_down(row, before) if columns else row
            self._write_row(row, filled, columns)
            before = filled
        return columns

    def _without_titles(self) -> list[Row]:
        """The rows behind those that hold a title or a unit, which are written as text."""
        rows = self._rows
        while rows and self._n_head == 0:
            texts = list(dict.fromkeys(cell.text for cell in rows[0] if cell.text))
            unit = next(filter(None, map(unit_named, texts)), None)
            beside = (
                len(texts) == 2 and unit is not None and (len(rows[0]) > 2 or len(rows) == 1)
            )  # a title and, at the right, its unit
            if len(texts) != 1 and not beside:
                break
            if len(rows[0]) == 1 and len(rows) > 1 and not rows[0][0].is_head:
                break  # a list of one column
            for text in texts:
                self._writer.add(BlockKind.PARAGRAPH, text)
            self.unit = unit or self.unit
            rows = rows[1:]
        return rows

    def _write_row(self, row: Row, filled: Row, columns: tuple[str, ...]) -> None:
        own = [cell for cell in row if cell.text and not cell.merged]
        texts = {cell.text for cell in row if cell.text}
        covers_all = len(texts) == 1 and all(cell.text for cell in row) and len(row) > 1
        if len(own) == 1 and (len(row) == 1 or covers_all or _NOTE.match(own[0].text)):
            self._writer.add(BlockKind.PARAGRAPH, own[0].text)
        elif columns:
            shown = ["" if cell.merged else cell.text for cell in row]
            self._add_row(_trimmed(shown), columns, _texts(filled))
        else:
            self._write_fields(row, own)

    def _write_fields(self, row: Row, own: Sequence[GridCell]) -> None:
        """Write a row of a table without heads: a label and its value, pairs of them, or just cells."""
        distinct = [cell for cell in row if cell.text and cell.merged != "left"]
        if len(distinct) == 2 and len(own) == 1 and distinct[1] is own[0]:
            self._writer.add_field("", own[0].text)  # its label stands above, merged
        elif len(own) == 2 and len(own[0].text) <= _MAX_LABEL_CHARS:
            self._writer.add_field(own[0].text, own[1].text)
        elif len(own) > 2 and len(own) % 2 == 0 and _are_pairs(own):
            for label, value in zip(own[::2], own[1::2], strict=True):
                self._writer.add_field(label.text, value.text)
        else:
            cells = [cell.text for cell in distinct]
            self._add_row([cell.text for cell in own], (), cells)

    def _add_row(self, shown: list[str], columns: tuple[str, ...], cells: list[str]) -> None:
        """Write a row, in portions where it is wider than anybody quotes."""
        if sum(map(len, columns)) + sum(map(len, cells)) <= _MAX_ROW_CHARS:
            self._writer.add_row(shown, columns, cells, unit=self._unit_of(columns, cells))
            return
        if not columns:
            for part in _portions(shown):
                self._writer.add_row(shown[part], (), shown[part])
            return
        label = slice(1) if len(cells[0]) <= _MAX_LABEL_CHARS else slice(0)
        for part in _portions([name + cell for name, cell in zip(columns, cells, strict=True)]):
            names, values = columns[part], cells[part]
            if part.start:
                names, values = (*columns[label], *names), [*cells[label], *values]
            self._writer.add_row(shown[part], names, values, unit=self._unit_of(names, values))

    def _unit_of(self, columns: Sequence[str], cells: Sequence[str]) -> str:
        return self.unit if self.unit and columns and applies(self.unit, columns, cells) else ""


def _are_pairs(cells: Sequence[GridCell]) -> bool:
    """True where every other cell is set as a label."""
    labels, values = cells[::2], cells[1::2]
    return all(cell.is_head or cell.is_emphasised for cell in labels) and not any(
        cell.is_head or cell.is_emphasised for cell in values
    )


def _n_head_rows(rows: Sequence[Row], told: int) -> int:
    """How many of the first rows name the columns; never all of them."""
    most = min(len(rows) - 1, _MAX_HEAD_ROWS)
    if most < 1:
        return 0
    if told:
        return min(told, len(rows) - 1)
    n_told = next((k for k, row in enumerate(rows) if not _is_told(row)), len(rows))
    if n_told:
        return min(n_told, len(rows) - 1)
    if not _is_head(rows):
        return 0
    n = 1
    while n < most and _goes_on(rows[n - 1], rows[n]):
        n += 1
    return n


def _is_told(row: Row) -> bool:
    filled = [cell for cell in row if cell.text and not cell.merged]
    return len(filled) > 1 and all(cell.is_head for cell in filled)


def _is_head(rows: Sequence[Row]) -> bool:
    """True where the first row names the columns: short words over something that differs from them."""
    first, rest = rows[0], rows[1:]
    filled = [cell for cell in first if cell.text]
    if len({cell.text for cell in filled}) < 2 or not all(map(_names, filled)):
        return False
    if all(cell.is_emphasised for cell in filled) and not all(c.is_emphasised for c in rest[0] if c.text):
        return True
    if all(cell.is_emphasised for row in rows for cell in row[:1] if cell.text) and not first[-1].is_emphasised:
        return False  # labels at the left
    figures = [
        sum(bool(_FIGURE.match(row[k].text)) for row in rest) * 2 >= len(rest) and not _FIGURE.match(cell.text)
        for k, cell in enumerate(first)
        if cell.text
    ]
    if len(first) > 2:
        return len(filled) == len(first) or any(figures) or len(filled) * 3 >= len(first) * 2
    # Two columns are as often labels with their values: only words that name columns make a head of the first row.
    names = [bool(_HEAD_WORD.search(cell.text) or _YEAR.match(cell.text)) for cell in filled]
    return names[-1] and (any(figures) or all(names))


def _names(cell: GridCell) -> bool:
    text = cell.text
    if len(text) > _MAX_HEAD_CHARS or "。" in text or text[0] in "●•・◆■□☐☑①":
        return False
    return not _FIGURE.match(text) or bool(_YEAR.match(text))


def _goes_on(head: Row, row: Row) -> bool:
    """True where the row is a second row of heads: the first one spans several columns or reaches down into it."""
    spans = any(cell.merged == "left" for cell in head)
    reaches = any(cell.merged == "above" and cell.text == above.text for above, cell in zip(head, row, strict=True))
    own = [cell for cell in row if cell.text and not cell.merged]
    return (spans or reaches) and bool(own) and all(map(_names, own)) and not any(map(_is_lone_figure, own))


def _is_lone_figure(cell: GridCell) -> bool:
    return bool(_FIGURE.match(cell.text)) and not _YEAR.match(cell.text)


def _column_names(heads: Sequence[Row]) -> tuple[str, ...]:
    """The names of the columns, those of several rows of heads from the top, each once."""
    if not heads:
        return ()
    return tuple(
        " ".join(dict.fromkeys(cell.text for cell in column if cell.text)) for column in zip(*heads, strict=True)
    )


def _texts(row: Row, *, own: bool = False) -> list[str]:
    return [cell.text for cell in row if not own or (cell.text and not cell.merged)]


def _portions(texts: Sequence[str]) -> Iterator[slice]:
    """Stretches of the texts that hold about as many characters as a row may."""
    start = n_chars = 0
    for k, text in enumerate(texts):
        if k > start and n_chars + len(text) > _MAX_ROW_CHARS:
            yield slice(start, k)
            start, n_chars = k, 0
        n_chars += len(text)
    yield slice(start, len(texts))


def _trimmed(shown: list[str]) -> list[str]:
    """The cells without empty ones behind the last that holds something."""
    n = next((k for k in range(len(shown), 0, -1) if shown[k - 1]), 0)
    return shown[:n]


def _fits(rows: Sequence[Row]) -> bool:
    """True where the rows look like the body of a table that goes on behind a blank row."""
    return any(_FIGURE.match(cell.text) for row in rows for cell in row)


def _filled_down(row: Row, above: Row) -> Row:
    """The row with its empty first cells taken from the row above, as an unmerged group is meant.

    A row of sums (nothing but figures behind the empty cells) and a numbered table are left as they are.
    """
    n_empty = next((k for k, cell in enumerate(row) if cell.text), len(row))
    if not above or n_empty == 0 or n_empty > min(2, len(row) // 2) or _FIGURE.match(above[0].text):
        return row
    if all(_FIGURE.match(cell.text) for cell in row if cell.text):
        return row
    return (*(replace(cell, merged="above") for cell in above[:n_empty]), *row[n_empty:])
