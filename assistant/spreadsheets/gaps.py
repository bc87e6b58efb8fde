"""Gap tables as Excel workbooks."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.export.gaplines import (
    COLUMNS,
    CONFLICT_COLUMNS,
    CONFLICTS,
    ELSEWHERE,
    ISSUE_COLUMNS,
    ISSUES,
    GapLine,
    conflict_lines,
    issue_lines,
    legend_of,
    lines_of_table,
    nothing_of,
    title_of,
)
from assistant.export.wording import NOT_STATED, REFERENCE_COLUMNS, SOURCES
from assistant.gaps import GapTable, Scope
from assistant.spreadsheets.grid import SOURCE_WIDTHS, GridStyle, fit_page, put_grid, put_title, reference_cells

_WIDTHS = (9, 13, 27, 20, 36, 20, 29, 32, 15, 6)
_ISSUE_WIDTHS = (30, 14, 26, 70, 10)
_CONFLICT_WIDTHS = (30, 10, 18, 50, 14, 10)
_RELATED_FILL = PatternFill("solid", fgColor="F3F3F3")
_A3 = 8
_MARGIN_INCHES = 0.4
_UNITS_PER_WIDTH = 1.15  # a width counts digits of 11 points; the text has 9, and a line breaks before it is full
_GREY, _BLACK = "7F7F7F", "000000"
_STYLE = GridStyle(
    size=9,
    line_points=12.5,
    max_row_points=405.0,
    units_of=lambda width: int(width * _UNITS_PER_WIDTH),
    color_of=lambda text: _GREY if text.startswith(NOT_STATED) or text == ELSEWHERE else _BLACK,
)

Sheet = tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[int]]


def gap_table_as_workbook(table: GapTable) -> bytes:
    """A workbook with the table on the first sheet; behind it challenges by the six, conflicts, sources."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "ギャップ表"
    put_title(sheet, title_of(table), legend_of(table) if table.rows else nothing_of(table))
    lines = lines_of_table(table)
    put_grid(sheet, 3, COLUMNS, [_cells(line) for line in lines], _WIDTHS, _STYLE)
    for number, line in enumerate(lines, 4):
        if line.scope is Scope.RELATED:
            _shade(sheet, number)
    sheet.freeze_panes = "C4"
    if lines:
        sheet.auto_filter.ref = f"A3:{get_column_letter(len(COLUMNS))}{3 + len(lines)}"
    _fit_page(sheet, "3:3")
    sheets: list[Sheet] = [(ISSUES, ISSUE_COLUMNS, issue_lines(table), _ISSUE_WIDTHS)]
    if table.conflicts:
        sheets.append((CONFLICTS, CONFLICT_COLUMNS, conflict_lines(table), _CONFLICT_WIDTHS))
    sheets.append((SOURCES, REFERENCE_COLUMNS, [reference_cells(r) for r in table.references], SOURCE_WIDTHS))
    for name, columns, rows, widths in sheets:
        further = book.create_sheet(name)
        put_grid(further, 1, columns, rows, widths, _STYLE)
        further.freeze_panes = "A2"
        _fit_page(further, "1:1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(line: GapLine) -> tuple[str, ...]:
    """The cells of a row, each as one text; what has several statements lists them."""
    return tuple("\n".join(f"● {told}" for told in cell) if len(cell) > 1 else cell[0] for cell in line.cells)


def _shade(sheet: Worksheet, row: int) -> None:
    """Set a related row apart from those of the topic itself."""
    for cell in sheet[row]:
        cell.fill = _RELATED_FILL


def _fit_page(sheet: Worksheet, title_rows: str) -> None:
    """Print A3 landscape, one page wide, the head on every page, with the page numbers below."""
    fit_page(sheet, title_rows)
    sheet.page_setup.paperSize = _A3
    sheet.page_margins.left = sheet.page_margins.right = _MARGIN_INCHES
    sheet.page_margins.top = sheet.page_margins.bottom = 1.5 * _MARGIN_INCHES
    sheet.page_margins.footer = 0.5 * _MARGIN_INCHES
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "&P / &N"
