"""Gap tables as Excel workbooks."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.citing import Reference
from assistant.export.wording import (
    GAP_COLUMNS,
    LEGEND,
    NOT_STATED,
    NOTHING_FOUND,
    REFERENCE_COLUMNS,
    SOURCES,
    challenge_text,
    marks,
    page_text,
)
from assistant.gaps import Cell, GapRow, GapTable
from assistant.spreadsheets.cells import HEAD_FILL, put_text

_FONT = "游ゴシック"
_GAP_WIDTHS = (12, 14, 36, 40, 26, 36, 36, 9)
_REFERENCE_WIDTHS = (7, 34, 20, 9, 30, 70, 26)
_LINE = Side(style="thin", color="A6A6A6")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_POINTS_PER_LINE = 15.0
_MAX_ROW_POINTS = 400.0  # Excel allows 409


def gap_table_as_workbook(table: GapTable) -> bytes:
    """A workbook with the table on the first sheet and its sources on the second."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "ギャップ表"
    _title(sheet, f"{table.topic}：あるべき姿と現状のギャップ", LEGEND if table.rows else NOTHING_FOUND)
    _grid(sheet, 3, GAP_COLUMNS, [_gap_cells(row) for row in table.rows], _GAP_WIDTHS)
    sheet.freeze_panes = "C4"
    _fit_page(sheet, "3:3")
    sources = book.create_sheet(SOURCES)
    _grid(sources, 1, REFERENCE_COLUMNS, [_reference_cells(r) for r in table.references], _REFERENCE_WIDTHS)
    sources.freeze_panes = "A2"
    _fit_page(sources, "1:1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _gap_cells(row: GapRow) -> tuple[str, ...]:
    used = (row.to_be, row.as_is, row.gap, *row.challenges, *row.actions)
    numbers = sorted({c.n for cell in used if cell for c in cell.citations})
    return (
        row.perspective,
        row.item or "－",
        _cell(row.to_be),
        _cell(row.as_is),
        _cell(row.gap),
        "\n".join(f"・{challenge_text(c)}{marks(c)}" for c in row.challenges) or NOT_STATED,
        "\n".join(f"・{_cell(action)}" for action in row.actions) or NOT_STATED,
        "、".join(map(str, numbers)),
    )


def _cell(cell: Cell | None) -> str:
    return NOT_STATED if cell is None else cell.text + marks(cell)


def _reference_cells(reference: Reference) -> tuple[str, ...]:
    citation = reference.citation
    return (
        str(citation.n),
        citation.title,
        reference.publisher or "－",
        page_text(reference),
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
            cell.font = Font(name=_FONT, size=10, bold=offset == 0, color="808080" if text == NOT_STATED else "000000")
            if offset == 0:
                cell.fill = HEAD_FILL
            n_lines = max(n_lines, _n_lines(text, widths[number - 1]))
        sheet.row_dimensions[first_row + offset].height = min(n_lines * _POINTS_PER_LINE + 4, _MAX_ROW_POINTS)


def _n_lines(text: str, width: int) -> int:
    """Lines that a wrapped text takes; a Japanese character is two units wide."""
    units = (sum(2 if ord(c) > 0xFF else 1 for c in line) for line in text.split("\n"))
    return sum(max(1, -(-n // max(1, width - 2))) for n in units)


def _fit_page(sheet: Worksheet, title_rows: str) -> None:
    """Print A4 landscape, one page wide, the head on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = title_rows
