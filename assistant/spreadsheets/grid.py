"""Tables of text on a sheet, ready to be printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.citing import Reference
from assistant.export.wording import page_text
from assistant.spreadsheets.cells import HEAD_FILL, put_text

SOURCE_WIDTHS = (7, 34, 20, 9, 12, 30, 70, 26)
_FONT = "游ゴシック"
_LINE = Side(style="thin", color="A6A6A6")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


@dataclass(frozen=True, slots=True)
class GridStyle:
    """How the text of a grid is set.

    Attributes:
        size: Of its letters, in points.
        line_points: Height of a line.
        max_row_points: Height of the highest row; Excel allows 409.
        units_of: How many half-width characters a line of a column of a width holds.
        color_of: The colour of a text as RRGGBB, or None for the usual one.
    """

    size: float = 10
    line_points: float = 15.0
    max_row_points: float = 400.0
    units_of: Callable[[int], int] = lambda width: width - 2
    color_of: Callable[[str], str | None] = lambda _: None


PLAIN = GridStyle()


def put_title(sheet: Worksheet, title: str, note: str) -> None:
    """A title in the first row and a note in the second."""
    for row, text, font in ((1, title, Font(name=_FONT, size=14, bold=True)), (2, note, Font(name=_FONT, size=9))):
        put_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = font


def put_grid(
    sheet: Worksheet,
    first_row: int,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    style: GridStyle = PLAIN,
) -> None:
    """A head and rows of text with borders, wrapped, as high as their longest cell needs."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for offset, row in enumerate((columns, *rows)):
        n_lines = 1
        for number, text in enumerate(row, 1):
            cell = sheet.cell(first_row + offset, number)
            put_text(cell, text)
            cell.border = _BORDER
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(name=_FONT, size=style.size, bold=offset == 0, color=style.color_of(text))
            if offset == 0:
                cell.fill = HEAD_FILL
            n_lines = max(n_lines, _n_lines(text, style.units_of(widths[number - 1])))
        sheet.row_dimensions[first_row + offset].height = min(n_lines * style.line_points + 4, style.max_row_points)


def reference_cells(reference: Reference) -> tuple[str, ...]:
    """A reference under `REFERENCE_COLUMNS`."""
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


def fit_page(sheet: Worksheet, title_rows: str) -> None:
    """Prints A4 landscape, one page wide, the head on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = title_rows


def _n_lines(text: str, n_units: int) -> int:
    """Lines that a text takes, wrapped at n_units; a Japanese character is two units wide."""
    units = (sum(2 if ord(c) > 0xFF else 1 for c in line) for line in text.split("\n"))
    return sum(max(1, -(-n // max(1, n_units))) for n in units)
