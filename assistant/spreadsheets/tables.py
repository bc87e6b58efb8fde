"""Plain tables as a workbook, one sheet each."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from assistant.spreadsheets.cells import HEAD_FILL, put_text

_SHEET_NAME_CHARS = 31


def write_table_sheets(
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str | float | int | None]]]],
) -> bytes:
    """The bytes of a workbook: each table a sheet with its title, a head and rows; text is stored as text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, heads, rows in tables:
        sheet = book.create_sheet(title[:_SHEET_NAME_CHARS].replace("/", "・"))
        for number, name in enumerate(heads, 1):
            cell = sheet.cell(1, number, name)
            cell.font, cell.fill = Font(bold=True), HEAD_FILL
            longest = max((len(str(row[number - 1] or "")) for row in rows[:500]), default=0)
            sheet.column_dimensions[get_column_letter(number)].width = min(60, max(10, 2 * len(name), 1.8 * longest))
        for at, row in enumerate(rows, 2):
            for number, value in enumerate(row, 1):
                cell = sheet.cell(at, number)
                if isinstance(value, str):
                    put_text(cell, value)
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                else:
                    cell.value = value
        sheet.freeze_panes = "A2"
        if rows:
            sheet.auto_filter.ref = sheet.dimensions
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
