"""Workbooks as rows of text, read as a stream: what strangers send, at any size."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from assistant.targets.sheets import FORMULA
from corpus.errors import InputError

# A workbook is a zip archive: more than this unpacked is no list of targets.
_MAX_UNPACKED_BYTES: Final = 600_000_000
# Text packs about ten to one, rows of the same a hundred to one; what packs better than this was made to burst.
_MAX_RATIO: Final = 300
_RATIO_FROM_BYTES: Final = 50_000_000
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
_SCAN_BYTES: Final = 1 << 20
_OVERLAP: Final = 4096
_ROW_TAG: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_ROW_NUMBER: Final = re.compile(rb'\br="(\d+)"')
_HIDDEN: Final = re.compile(rb'\bhidden="(?:1|true)"')
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"')
_EMPTY_FORMULA: Final = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MAX_MERGES: Final = 20_000
_DAMAGED: Final = (
    *(InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError),
    *(SyntaxError, AttributeError, IndexError, RuntimeError, NotImplementedError),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet.

    Attributes:
        number: From 1, as the spreadsheet shows it.
        cells: Text of each cell; FORMULA where a formula has no stored result.
        is_hidden: True where the row is not shown.
    """

    number: int
    cells: tuple[str, ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Extras:
    """What the raw sheet says besides its values."""

    hidden: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int]] = field(default_factory=list)  # column from 0, first and last row
    formulas: set[tuple[int, int]] = field(default_factory=set)  # row from 1, column from 0


class WorkbookSheet:
    """One sheet of a workbook; its rows may be read several times."""

    def __init__(self, source: str, name: str, book: Workbook, archive: bytes, *, is_hidden: bool) -> None:
        self.name = name
        self.is_hidden = is_hidden
        self._source = source
        self._book = book
        self._archive = archive
        self._extras: _Extras | None = None

    def rows(self) -> Iterator[SheetRow]:
        """Every row down to the last one stored; a cell merged downwards holds for each of its rows.

        Raises:
            InputError: the sheet is damaged.
        """
        try:
            if self._extras is None:
                self._extras = _scan(self._archive, str(getattr(self._book[self.name], "_worksheet_path", "")))
            yield from self._read(self._extras)
        except _DAMAGED as error:
            raise damaged(self._source) from error

    def _read(self, extras: _Extras) -> Iterator[SheetRow]:
        sheet = self._book[self.name]
        sheet.reset_dimensions()
        spans = {}
        for column, first, last in extras.merges:
            spans[(first, column)] = last
        held: dict[int, tuple[int, str]] = {}
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [_text(cell.value, cell.number_format) if cell.value is not None else "" for cell in row]
            for column in range(len(cells)):
                if (number, column) in extras.formulas and not cells[column]:
                    cells[column] = FORMULA
                if (number, column) in spans:
                    held[column] = (spans[(number, column)], cells[column])
            for column, (last, text) in list(held.items()):
                if number > last:
                    del held[column]
                    continue
                cells.extend("" for _ in range(column + 1 - len(cells)))
                cells[column] = cells[column] or text
            yield SheetRow(number, tuple(cells), number in extras.hidden)


def read_sheets(source: str, content: bytes) -> tuple[WorkbookSheet, ...]:
    """The sheets of a workbook in its order. Macros and links to other files are never followed.

    Raises:
        InputError: the workbook is damaged, protected or far too large.
    """
    if content.startswith(_OLE_MAGIC):
        raise InputError(
            source=source, detail="パスワードで保護されているか、旧形式（.xls）です。.xlsx で保存し直してください。"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(source, archive)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False, keep_vba=False)
        return tuple(
            WorkbookSheet(source, sheet.title, book, content, is_hidden=sheet.sheet_state != "visible")
            for sheet in book.worksheets
        )
    except InputError:
        raise
    except _DAMAGED as error:
        raise damaged(source) from error


def damaged(source: str) -> InputError:
    """The error of a workbook that cannot be read."""
    return InputError(source=source, detail="壊れているため読めません。保存し直してください。")


def _check_size(source: str, archive: zipfile.ZipFile) -> None:
    items = archive.infolist()
    unpacked, packed = sum(i.file_size for i in items), sum(i.compress_size for i in items)
    if unpacked > _MAX_UNPACKED_BYTES or (unpacked > _RATIO_FROM_BYTES and unpacked > packed * _MAX_RATIO):
        raise InputError(
            source=source,
            detail=f"展開すると{unpacked // 10**6:,}MBになり、大きすぎます。目標の表だけのブックにしてください。",
        )


def _scan(content: bytes, path: str) -> _Extras:
    """Hidden rows, cells merged downwards and formulas without a result, from the sheet's XML."""
    extras = _Extras()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if path.lstrip("/") not in archive.namelist():
            return extras
        with archive.open(path.lstrip("/")) as stream:
            tail = b""
            while chunk := stream.read(_SCAN_BYTES):
                _scan_part(tail + chunk, extras)
                tail = chunk[-_OVERLAP:]
    return extras


def _scan_part(part: bytes, extras: _Extras) -> None:
    for tag in _ROW_TAG.findall(part):
        number = _ROW_NUMBER.search(tag)
        if number and _HIDDEN.search(tag):
            extras.hidden.add(int(number[1]))
    for match in _EMPTY_FORMULA.finditer(part):
        extras.formulas.add((int(match[2]), column_index_from_string(match[1].decode()) - 1))
    for match in _MERGE.finditer(part):
        left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(match[1].decode()))
        # Merged downwards, a name holds for each row; merged across, it is a title.
        if left == right and top != bottom and len(extras.merges) < _MAX_MERGES:
            extras.merges.append((left - 1, top, bottom))


def _text(value: object, number_format: str) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float) and "%" in (number_format or ""):
        return f"{value * 100:.10g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return str(value)
