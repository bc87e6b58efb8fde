"""Rows of tables and fields of forms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout.lines import Line
from ingest.layout.traced import read_text

FIGURE = re.compile(
    r"^[▲△+\-−±(（\[]*\d[\d,.:\s]*(?:[%％人件社者円億兆万千倍年月日度トンt点位歳～~]|ポイント|[(（].{0,8}[)）])*[)）\]]*$|^[-―－–…]$"
)
_YEAR = re.compile(
    r"^(?:(?:19|20)\d\d|[RHS令平昭].{0,3}|['’]?\d\d(?=年))\s*(?:[(（][^)）]{1,8}[)）])?\s*年?度?(?:[(（][^)）]{1,8}[)）])?$"
)
_MD_ROW = re.compile(r"^\|.*\|$")
_MD_RULE = re.compile(r"^\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-+:?\s*\|?)?$")
_MAX_HEADER_CHARS = 30
_MAX_SURE_HEADER_CHARS = 12  # longer ones right under a table with as many columns are cells that go on with it
_MAX_COLUMNS = 100  # what is more stands in the last one
_MAX_LABEL_CHARS = 8
_BOX = re.compile(r"[■□☑☐☒]|(?:(?<=\s)|^)[●○](?=\s*\S)")
_CHOICE = re.compile(rf"(?:{_BOX.pattern})(?:(?!{_BOX.pattern}).)*", re.DOTALL)
_CHECKED = "■☑☒●"
_TICKED = re.compile(r"[☑☒]")
_SQUARE = re.compile(r"[■□☑☐☒]")
_MAX_CIRCLES = 120
_CIRCLES = re.compile(r"^(?=.*(?:\s|^)●)(?=.*(?:\s|^)○)")  # both on one line: choices, no bullets
_MAX_CHOICE_CHARS = 60


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row of a table, or the field of a form as a row of one cell.

    Attributes:
        start: Offset of the row in its page.
        end: Offset behind it.
        columns: Names of its columns; empty where the table has none.
        cells: As many as columns, where there are columns.
        shown: The row as a person reads it, where that does not follow from columns and cells.
    """

    start: int
    end: int
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    shown: str = ""

    @property
    def text(self) -> str:
        """The row as "列名：値／列名：値", without the cells that are empty."""
        if self.shown:
            return self.shown
        names = self.columns or ("",) * len(self.cells)
        return "／".join(named_cell(name, cell) for name, cell in zip(names, self.cells, strict=True) if cell)


def named_cell(name: str, cell: str) -> str:
    """A cell as a person reads it in a row: "列名：値", alone where its column has no name in letters or digits."""
    return f"{name}：{cell}" if any(map(str.isalnum, name)) else cell


def table_length(lines: Sequence[Line], at: int) -> int:
    """How many lines from `at` on are rows of one table of tab-separated or Markdown cells; 0 where there is none."""
    is_markdown = bool(_MD_ROW.match(lines[at].text))
    n = 0
    for k in range(at, len(lines)):
        line = lines[k]
        if n and (line.gap_before or line.index != lines[k - 1].index + 1):
            break
        if not (_MD_ROW.match(line.text) if is_markdown else "\t" in line.text):
            break
        n += 1
    if is_markdown:
        rules = {bool(_MD_RULE.match(line.text)) for line in lines[at : at + n]}
        return n if rules == {True, False} else 0
    return n if n > 1 or (n and lines[at].text.count("\t") > 1) else 0


def read_table(lines: Sequence[Line], before: tuple[str, ...] = ()) -> tuple[RowDraft, ...]:
    """The rows of the table that the lines are; the header is the first of them, without columns of its own.

    Args:
        lines: The lines.
        before: Names of the columns of the table right above, which this one may go on with.
    """
    is_markdown = bool(_MD_ROW.match(lines[0].text))
    rows = [(line, _cells(line.text, is_markdown=is_markdown)) for line in lines if not _MD_RULE.match(line.text)]
    n_columns = _n_columns([cells for _, cells in rows])
    n_header = _n_header_rows([cells for _, cells in rows], is_markdown=is_markdown)
    if len(before) == n_columns and n_header and max(map(len, rows[0][1])) > _MAX_SURE_HEADER_CHARS:
        n_header = 0
    columns = _column_names(rows[n_header - 1][1], n_columns) if n_header else ()
    if not n_header and len(before) == n_columns:
        columns = before
    drafts: list[RowDraft] = []
    above: tuple[str, ...] = ()
    for k, (line, cells) in enumerate(rows):
        padded = (*cells, *("",) * (n_columns - len(cells)))[:n_columns]
        if columns and k >= n_header:
            above = padded = _filled_down(padded, above, columns)
        drafts.append(RowDraft(line.start, line.end, columns if k >= n_header else (), padded))
    return tuple(drafts)


def _n_header_rows(rows: Sequence[tuple[str, ...]], *, is_markdown: bool) -> int:
    """How many rows name the columns: none, one, or two where a sheet's letters stand over the names."""
    if len(rows) > 2 and all(cell == chr(ord("A") + k) for k, cell in enumerate(rows[0][:26])) and len(rows[0]) > 2:
        return 2 if _is_header(rows[1]) else 1
    return int(len(rows) > 1 and (is_markdown or _is_header(rows[0])))


def _cells(text: str, *, is_markdown: bool) -> tuple[str, ...]:
    parts = re.split(r"(?<!\\)\|", text.strip()[1:-1]) if is_markdown else text.split("\t")
    cells = tuple(read_text(part) for part in parts)
    if len(cells) <= _MAX_COLUMNS:
        return cells
    return (*cells[: _MAX_COLUMNS - 1], " ".join(cell for cell in cells[_MAX_COLUMNS - 1 :] if cell))


def _is_header(first: tuple[str, ...]) -> bool:
    """True where the row names columns: short words, no figures but years, no bullets, no sentences."""
    named = [cell for cell in first if cell]
    return len(named) > 1 and all(map(is_header_cell, named))


def is_header_cell(cell: str) -> bool:
    """True for what names a column: short words, no figures but years, no bullet, no sentence."""
    if len(cell) > _MAX_HEADER_CHARS or "。" in cell or cell[0] in "●•・◆■":
        return False
    return not FIGURE.match(cell) or bool(_YEAR.match(cell))


def _n_columns(rows: Sequence[tuple[str, ...]]) -> int:
    """Columns of the table, without those at its right that are empty everywhere."""
    return max(1, *(max((k + 1 for k, cell in enumerate(cells) if cell), default=1) for cells in rows))


def _column_names(header: tuple[str, ...], n_columns: int) -> tuple[str, ...]:
    """The names, a missing one taken from its left (a merged header cell), made as many as there are columns."""
    names: list[str] = []
    for k in range(n_columns):
        cell = header[k] if k < len(header) else ""
        names.append(cell or (names[-1] if names and k < len(header) else ""))
    return tuple(names)


def _filled_down(cells: tuple[str, ...], above: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The row with its empty leading cells taken from the row above, as a merged cell is meant.

    A row of sums (nothing but figures after the empty cells) and a numbered table are left as they are.
    """
    n_empty = next((k for k, cell in enumerate(cells) if cell), len(cells))
    if not above or n_empty == 0 or n_empty > min(2, len(cells) // 2) or FIGURE.match(above[0]):
        return cells
    if all(FIGURE.match(cell) for cell in cells if cell):
        return cells
    return (*above[:n_empty], *cells[n_empty:])


def is_figure_row(line: Line) -> bool:
    """True for a row as PDF readers give it: three cells or more, half of them figures, or a third at its end."""
    tokens = line.folded.split()
    if len(tokens) < 3 or "。" in line.folded:
        return False
    n_figures = sum(bool(FIGURE.match(token)) for token in tokens)
    if 2 * n_figures >= len(tokens):
        return True
    return n_figures > 1 and 3 * n_figures >= len(tokens) and bool(FIGURE.match(tokens[-1])) and "、" not in line.text


def is_label(line: Line) -> bool:
    """True for a crumb of a chart: a lone figure, a unit, one to three characters."""
    text = line.folded.strip()
    if len(text) <= 3 or FIGURE.match(text):
        return True
    return len(text) <= _MAX_LABEL_CHARS and not re.search(r"[ぁ-ん。]", text) and any(map(str.isdigit, text))


def form_length(lines: Sequence[Line], at: int) -> int:
    """How many lines from `at` on are the choices of one question of a form; 0 where they are not.

    One line with two boxes or a ticked one, or lines that each begin with a box, some ticked and some not: a line that
    begins with ■ alone is an item of a list.
    """
    first = lines[at].folded
    if (
        len(_SQUARE.findall(first)) >= 2
        or _TICKED.search(first)
        or (_CIRCLES.match(first) and len(first) < _MAX_CIRCLES)
    ):
        return 1
    n = 0
    for k in range(at, len(lines)):
        line = lines[k]
        if not _SQUARE.match(line.folded) or len(line.text) > _MAX_CHOICE_CHARS:
            break
        if n and line.index != lines[k - 1].index + 1:
            break
        n += 1
    boxes = {line.folded[0] for line in lines[at : at + n]}
    return n if n >= 2 and boxes & set("□☐") and boxes & set(_CHECKED) else 0


def chosen(text: str) -> str:
    """The choices of a cell that are ticked, with what stands before them; any other cell as it is."""
    boxes = set(_BOX.findall(text))
    return _answered(text, "") if boxes & set("□☐○") and boxes & set(_CHECKED) else text


def read_form(lines: Sequence[Line], question: str) -> str:
    """The lines as "問い：選ばれた答え"; where no box is ticked the choices are named instead.

    Args:
        lines: The lines with the boxes.
        question: What stands above them, for boxes without a question on their own line.
    """
    return _answered(" ".join(read_text(line.text) for line in lines), question)


def _answered(text: str, question: str) -> str:
    first = _BOX.search(text)
    own = text[: first.start()].strip(" :：\t") if first else ""
    pairs = [(found[0], found[1:].strip(" 、,/／")) for found in _CHOICE.findall(text)]
    ticked = "、".join(choice for box, choice in pairs if box in _CHECKED and choice)
    name = own or question
    answer = ticked or f"選択なし（選択肢：{'、'.join(choice for _, choice in pairs if choice)}）"
    return f"{name}：{answer}" if name else answer
