"""Excel workbooks → a marked page for each sheet. In ingest the only module that imports openpyxl."""

import re
import time
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from corpus.errors import CorruptFile, EmptyFile, TooManyParts, UnreadableFile
from corpus.values import BlockKind
from ingest.loaders.base import LoadedFile, LoadLimits, source_name
from ingest.loaders.grids import CellBudget, GridCell, Row, write_grid
from ingest.loaders.marked import MarkedPage, PageWriter
from ingest.loaders.number_formats import shown_date, shown_number
from ingest.loaders.packages import READER_FAILURES, check_office_file

_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MAX_ROWS: Final = 1_048_576  # of a sheet of Excel
_MAX_COLUMNS: Final = 16_384
_MAX_PLACES_PER_CELL: Final = 50  # some programs format rows to the far end
_MAX_MERGES: Final = 20_000
_STYLED_ROWS: Final = 400  # heads stand at the top; looking up styles costs more than reading values
_BLOCK_BYTES: Final = 1 << 20
_STUMBLES: Final = (
    *READER_FAILURES,
    InvalidFileException,
    OSError,  # of openpyxl: it holds no workbook
)


class XlsxLoader:
    """Reads the sheets that a reader sees, with the values that were last calculated; formulas are not worked out."""

    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The sheets as pages under their names, numbered by their place in the workbook; empty ones are left out.

        Raises:
            EncryptedFile, UnsupportedFormat, CorruptFile, TooManyParts, UnpacksTooLarge, UnsafeFile, UnreadableFile: as
                `check_office_file`; TooManyParts also for too many cells, UnreadableFile for too many sheets.
            EmptyFile: no sheet holds anything.
        """
        source = source_name(path)
        check_office_file(path, source, limits, self.suffixes)
        try:
            with warnings.catch_warnings(), path.open("rb") as file:
                warnings.simplefilter("ignore")  # it warns of every extension that it passes over
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
                pages = tuple(_Book(book, path, source, limits).pages())
                properties = book.properties
                book.close()
        except _STUMBLES as error:
            raise CorruptFile(source=source) from error
        if not pages:
            raise EmptyFile(source=source)
        title, author = (properties.title or "").strip() or None, (properties.creator or "").strip() or None
        made = properties.modified or properties.created
        return LoadedFile(source, pages, title, author, made.date().isoformat() if made else None)


class _Book:
    """Reads the sheets of a workbook one after another."""

    def __init__(self, book: Any, path: Path, source: str, limits: LoadLimits) -> None:
        self._book = book
        self._path = path
        self._source = source
        self._limits = limits
        self._budget = CellBudget(source, limits.max_cells)
        self._n_places = 0  # empty ones behind the last cell of a row included
        self._deadline = time.monotonic() + limits.max_seconds

    def pages(self) -> Iterator[MarkedPage]:
        sheets = list(self._book.worksheets)  # charts on sheets of their own are not among them
        if len(sheets) > self._limits.max_pages:
            detail = f"シートが多すぎます（{len(sheets)}枚、上限{self._limits.max_pages}枚）。分割してください。"
            raise UnreadableFile(source=self._source, detail=detail)
        for number, sheet in enumerate(sheets, 1):
            if sheet.sheet_state == "visible":
                if time.monotonic() > self._deadline:
                    yield MarkedPage(number, "", "time_limit")
                elif grid := self._grid(sheet):
                    writer = PageWriter()
                    writer.add(BlockKind.HEADING, sheet.title, level=1)
                    write_grid(writer, grid)
                    yield writer.page(number)

    def _grid(self, sheet: Any) -> list[Row]:
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        rows: list[list[GridCell]] = []
        for at, cells in enumerate(sheet.iter_rows()):
            if at >= _MAX_ROWS:  # the next cell may claim to stand in row 10^12
                raise TooManyParts(source=self._source, n=at + 1, max_n=_MAX_ROWS)
            self._n_places += len(cells)
            if self._n_places > _MAX_PLACES_PER_CELL * self._limits.max_cells:
                raise TooManyParts(source=self._source, n=self._n_places, max_n=self._limits.max_cells)
            row = [_cell(cell, is_styled=at < _STYLED_ROWS) for cell in cells]
            while row and not row[-1].text:
                row.pop()
            self._budget.spend(len(row))
            rows.append(row)
        while rows and not rows[-1]:
            rows.pop()
        for left, top, right, bottom in self._merges(sheet):
            bottom, right = min(bottom, len(rows)), min(right, _MAX_COLUMNS)
            self._budget.spend(max(0, bottom - top + 1) * max(0, right - left + 1))
            _merge(rows, left, top, right, bottom)
        return [tuple(row) for row in rows]

    def _merges(self, sheet: Any) -> Iterator[tuple[int, int, int, int]]:
        """Merged ranges (left, top, right, bottom, from 1), which the read-only mode of openpyxl leaves unread."""
        name = getattr(sheet, "_worksheet_path", None)
        if name is None:
            return
        n = 0
        rest = b""
        with zipfile.ZipFile(self._path) as package, package.open(name) as part:
            while block := part.read(_BLOCK_BYTES):
                rest += block
                end = 0
                for match in _MERGE.finditer(rest):
                    end = match.end()
                    n += 1
                    if n > _MAX_MERGES:
                        return
                    left, top, right, bottom = range_boundaries(match[1].decode())
                    if None not in (left, top, right, bottom):
                        yield int(left or 1), int(top or 1), int(right or 1), int(bottom or 1)
                rest = rest[max(end, len(rest) - 200) :]


def _merge(rows: list[list[GridCell]], left: int, top: int, right: int, bottom: int) -> None:
    """Put the text of the first cell into every cell of the range."""
    if top > len(rows) or left > len(rows[top - 1]):
        return
    origin = rows[top - 1][left - 1]
    if not origin.text:
        return
    for down in range(top - 1, bottom):
        row = rows[down]
        row += [_EMPTY] * (right - len(row))
        for across in range(left - 1, right):
            merged = "left" if across > left - 1 else "above" if down > top - 1 else ""
            row[across] = GridCell(origin.text, merged, is_emphasised=origin.is_emphasised)


def _cell(cell: Any, *, is_styled: bool) -> GridCell:
    value = cell.value
    if value is None:
        return _EMPTY
    return GridCell(_shown(value, cell), is_emphasised=is_styled and _is_emphasised(cell))


_EMPTY: Final = GridCell("")


def _shown(value: object, cell: Any) -> str:
    """The value as a reader sees it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return shown_number(value, cell.number_format or "General")
    if isinstance(value, date | datetime | clock):
        return shown_date(value, cell.number_format or "")
    if isinstance(value, timedelta):
        return str(value)
    text = str(value).strip()
    return "" if text.startswith("#") and text.rstrip("!?").isupper() and " " not in text else text  # #REF!, #DIV/0!


def _is_emphasised(cell: Any) -> bool:
    font, fill = cell.font, cell.fill
    return bool(
        (font and font.b) or (fill and fill.fill_type == "solid" and fill.fgColor.rgb not in ("FFFFFFFF", "00FFFFFF"))
    )
