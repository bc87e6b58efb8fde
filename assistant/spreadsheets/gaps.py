"""Gap tables as Excel workbooks."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.citing import Reference
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
    title_of,
)
from assistant.export.wording import NOT_STATED, NOTHING_FOUND, REFERENCE_COLUMNS, SOURCES, page_text
from assistant.gaps import GapTable, Scope
from assistant.spreadsheets.cells import HEAD_FILL, put_text

_FONT = "游ゴシック"
_WIDTHS = (9, 13, 27, 20, 36, 20, 29, 32, 15, 6)
_ISSUE_WIDTHS = (30, 14, 26, 70, 10)
_CONFLICT_WIDTHS = (30, 10, 18, 50, 14, 10)
_REFERENCE_WIDTHS = (7, 34, 20, 9, 12, 30, 70, 26)
_LINE = Side(style="thin", color="A6A6A6")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_RELATED_FILL = PatternFill("solid", fgColor="F3F3F3")
_POINTS_PER_LINE = 14.0
_MAX_ROW_POINTS = 405.0  # Excel allows 409
_A3 = 8
_MARGIN_INCHES = 0.4
_UNITS_PER_WIDTH = 1.1  # a width counts digits of 11 points; the text has 9, and a line breaks before it is full
_GREY, _BLACK = "7F7F7F", "000000"

Sheet = tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[int]]


def gap_table_as_workbook(table: GapTable) -> bytes:
    """A workbook with the table on the first sheet; behind it challenges by the six, conflicts, sources."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "ギャップ表"
    _title(sheet, title_of(table), legend_of(table) if table.rows else NOTHING_FOUND)
    lines = lines_of_table(table)
    _grid(sheet, 3, COLUMNS, [_cells(line) for line in lines], _WIDTHS)
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
    sheets.append((SOURCES, REFERENCE_COLUMNS, [_reference_cells(r) for r in table.references], _REFERENCE_WIDTHS))
    for name, columns, rows, widths in sheets:
        further = book.create_sheet(name)
        _grid(further, 1, columns, rows, widths)
        further.freeze_panes = "A2"
        _fit_page(further, "1:1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(line: GapLine) -> tuple[str, ...]:
    """The cells of a row, each as one text; what has several statements lists them."""
    return tuple("\n".join(f"● {told}" for told in cell) if len(cell) > 1 else cell[0] for cell in line.cells)


def _reference_cells(reference: Reference) -> tuple[str, ...]:
    citation = reference.citation
    return (
        str(citation.n),
        citation.title,
        reference.publisher or "－",
        page_text(reference),
        reference.date or "－",
        " ＞ ".join(citation.section),
        citation.quote,
        citation.source,
    )


def _title(sheet: Worksheet, title: str, note: str) -> None:
    for row, text, font in ((1, title, Font(name=_FONT, size=14, bold=True)), (2, note, Font(name=_FONT, size=9))):
        put_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = font


def _grid(
    sheet: Worksheet, first_row: int, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    """Write a head and rows of text with borders, wrapped, as high as their longest cell needs."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for offset, row in enumerate((columns, *rows)):
        n_lines = 1
        for number, text in enumerate(row, 1):
            cell = sheet.cell(first_row + offset, number)
            put_text(cell, text)
            cell.border = _BORDER
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            is_empty = text.startswith(NOT_STATED) or text == ELSEWHERE
            cell.font = Font(name=_FONT, size=9, bold=offset == 0, color=_GREY if is_empty else _BLACK)
            if offset == 0:
                cell.fill = HEAD_FILL
            n_lines = max(n_lines, _n_lines(text, widths[number - 1]))
        sheet.row_dimensions[first_row + offset].height = min(n_lines * _POINTS_PER_LINE + 4, _MAX_ROW_POINTS)


def _shade(sheet: Worksheet, row: int) -> None:
    """Set a related row apart from those of the topic itself."""
    for cell in sheet[row]:
        cell.fill = _RELATED_FILL


def _n_lines(text: str, width: int) -> int:
    """Lines that a wrapped text takes; a Japanese character is two units wide."""
    units = (sum(2 if ord(c) > 0xFF else 1 for c in line) for line in text.split("\n"))
    return sum(max(1, -(-n // max(1, int(width * _UNITS_PER_WIDTH)))) for n in units)


def _fit_page(sheet: Worksheet, title_rows: str) -> None:
    """Print A3 landscape, one page wide, the head on every page, with the page numbers below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = title_rows
    sheet.page_margins.left = sheet.page_margins.right = _MARGIN_INCHES
    sheet.page_margins.top = sheet.page_margins.bottom = 1.5 * _MARGIN_INCHES
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "&P / &N"
