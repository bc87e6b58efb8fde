"""Sheets of targets as Excel workbooks."""

import io
import zipfile
from collections.abc import Sequence
from typing import Final, TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from assistant.spreadsheets.cells import HEAD_FILL, put_text
from corpus.errors import InputError

CellValue: TypeAlias = str | float | bool | None
# A workbook is a zip archive: more than this unpacked is no list of targets.
_MAX_UNPACKED_BYTES: Final = 300_000_000
_WIDTHS: Final = {"member": 20, "industry": 24, "text": 60, "cues": 28, "advice": 60, "category": 22, "secondary": 18}
_REVIEW_FILL: Final = PatternFill("solid", fgColor="FFF2CC")
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"


def read_rows(source: str, content: bytes) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The sheets of a workbook, each as rows of text; a merged cell stands in every cell that it covers.

    Raises:
        InputError: the workbook is damaged, protected or far too large.
    """
    if content.startswith(_OLE_MAGIC):
        raise InputError(
            source=source, detail="パスワードで保護されているか、旧形式（.xls）です。.xlsx で保存し直してください。"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _MAX_UNPACKED_BYTES:
                raise InputError(source=source, detail="大きすぎます。目標の表だけのブックにしてください。")
        book = load_workbook(io.BytesIO(content), data_only=True)
    except InputError:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        # SyntaxError: openpyxl lets the XML parser's ParseError through.
        raise InputError(source=source, detail="壊れているため読めません。保存し直してください。") from error
    return tuple(_sheet_rows(sheet) for sheet in book.worksheets)


def _sheet_rows(sheet: Worksheet) -> tuple[tuple[str, ...], ...]:
    rows = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    for area in sheet.merged_cells.ranges:
        # Merged downwards, a name holds for each row; merged across, it is a title.
        if area.min_row == area.max_row or area.min_col != area.max_col:
            continue
        first = rows[area.min_row - 1][area.min_col - 1]
        for number in range(area.min_row, min(area.max_row, len(rows))):
            rows[number][area.min_col - 1] = first
    return tuple(tuple(row) for row in rows)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_rows(columns: Sequence[str], rows: Sequence[Sequence[CellValue]], marked: Sequence[bool]) -> bytes:
    """A workbook of one sheet: a head, then rows; marked rows are coloured, text is stored as text whatever it is."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "分類結果"
    for number, name in enumerate(columns, 1):
        cell = sheet.cell(1, number, name)
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 13)
    for row_number, (row, is_marked) in enumerate(zip(rows, marked, strict=True), 2):
        for number, value in enumerate(row, 1):
            _put(sheet.cell(row_number, number), value)
            if is_marked:
                sheet.cell(row_number, number).fill = _REVIEW_FILL
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _put(cell: Cell | MergedCell, value: CellValue) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    put_text(cell, value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
