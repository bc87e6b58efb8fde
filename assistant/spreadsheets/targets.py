"""The workbook of classified targets: results, a review sheet with drop-downs, tables and native charts."""

import io
import math
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.spreadsheets.cells import HEAD_FILL, put_text
from assistant.targets.names import DIRECTION_NAMES, KIND_NAMES, category_names, indicator_names
from assistant.targets.review import REVIEW_HEADINGS, REVIEW_SHEET, ReviewRow
from assistant.targets.tables import TargetTables
from assistant.targets.values import Indicator

CellValue: TypeAlias = str | float | bool | None
_RESULTS: Final = "分類結果"
_LISTS: Final = "選択肢"
_WIDTHS: Final = {
    "member": 20,
    "value": 18,
    "industry": 24,
    "text": 60,
    "cues": 28,
    "advice": 60,
    "category": 22,
    "secondary": 18,
}
_REVIEW_WIDTHS: Final = (6, 18, 20, 56, 18, 24, 16, 12, 18, 10, 8, 9, 9, 9, 22, 46, 9, 14, 18, 30)
_REVIEW_FILL: Final = PatternFill("solid", fgColor="FFF2CC")
_INPUT_FILL: Final = PatternFill("solid", fgColor="EAF3FA")
_ASKED: Final = (5, 6, 7, 8, 9, 10, 11, 12, 16, 17)  # columns of the review sheet, from 0, that a person fills
_BOLD: Final = Font(bold=True)
_TITLE: Final = Font(bold=True, size=14)
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_TOP: Final = Alignment(vertical="top")
_MAX_WRAPPED_CHARS: Final = 600  # a longer text would make its row as high as the screen
_GROUPED_FROM: Final = 10_000  # figures from here on are shown with thousands apart, not as 1E+11
_LINE_POINTS, _MAX_ROW_POINTS = 14.0, 180.0
_STYLED_ROWS: Final = 5_000  # every styled cell costs time and size; a larger sheet is read by programs
DONE: Final = "済"


def write_workbook(
    columns: Sequence[str],
    rows: Iterable[tuple[Sequence[CellValue], bool]],
    review: Sequence[ReviewRow],
    tables: TargetTables,
    n_rows: int,
) -> bytes:
    """The workbook's bytes.

    Args:
        columns: Keys of the results, which head the first sheet.
        rows: The cells of each result, and whether a person should look at it.
        review: Rows of the review sheet, the unsure ones first.
        tables: What the other sheets show.
        n_rows: How many results there are.
    """
    book = Workbook(write_only=True)
    _write_results(book, columns, rows, is_styled=n_rows <= _STYLED_ROWS)
    _write_review(book, review)
    _write_indicators(book, tables)
    _write_industries(book, tables)
    _write_levels(book, tables)
    _write_years(book, tables)
    _write_lists(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(book: Workbook, title: str, widths: Sequence[float], freeze: str | None = "A2") -> Worksheet:
    # A write-only sheet has what is used here of a worksheet.
    sheet = cast(Worksheet, book.create_sheet(title))
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    if freeze:
        sheet.freeze_panes = freeze
    # On paper: landscape, as wide as the page, the heads on every page.
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if freeze:
        sheet.print_title_rows = f"{int(freeze[1:]) - 1}:{int(freeze[1:]) - 1}"
    return sheet


def _cell(sheet: Worksheet, value: CellValue, *, wrap: bool = False) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        put_text(cell, value)
        cell.alignment = _WRAP if wrap and len(value) <= _MAX_WRAPPED_CHARS else _TOP
    else:
        cell.value = value
        cell.alignment = _TOP
        if isinstance(value, int | float) and abs(value) >= _GROUPED_FROM:
            cell.number_format = "#,##0"
    return cell


def _append(sheet: Worksheet, cells: Sequence[Cell], widths: Sequence[float], number: int) -> None:
    """Append a row as high as its longest text needs: programs do not measure text that they have not written."""
    lines = [
        sum(max(1, math.ceil(_width(part) / width)) for part in str(cell.value).split("\n"))
        for cell, width in zip(cells, widths, strict=False)
        if isinstance(cell.value, str) and cell.data_type == "s" and len(cell.value) <= _MAX_WRAPPED_CHARS
    ]
    sheet.row_dimensions[number].height = min(_LINE_POINTS * max(lines, default=1) + 2, _MAX_ROW_POINTS)
    sheet.append(list(cells))


def _width(text: str) -> float:
    """Columns' width that a text takes: a Japanese character two."""
    return sum(2.1 if ord(c) > 0x2E7F else 1.1 for c in text)


def _head(sheet: Worksheet, names: Sequence[str]) -> None:
    cells = [_cell(sheet, name, wrap=True) for name in names]
    for cell in cells:
        cell.font, cell.fill = _BOLD, HEAD_FILL
    sheet.append(cells)


def _write_results(
    book: Workbook, columns: Sequence[str], rows: Iterable[tuple[Sequence[CellValue], bool]], *, is_styled: bool
) -> None:
    widths = [_WIDTHS.get(name, 13) for name in columns]
    sheet = _sheet(book, _RESULTS, widths)
    _head(sheet, columns)
    last = 1
    for row, is_marked in rows:
        cells = [_cell(sheet, value, wrap=is_styled) for value in row]
        if is_marked and is_styled:
            for cell in cells:
                cell.fill = _REVIEW_FILL
        last += 1
        if is_styled:
            _append(sheet, cells, widths, last)
        else:
            sheet.append(cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"


def _write_review(book: Workbook, rows: Sequence[ReviewRow]) -> None:
    sheet = _sheet(book, REVIEW_SHEET, _REVIEW_WIDTHS)
    sheet.column_dimensions[get_column_letter(len(REVIEW_HEADINGS))].hidden = True
    last = max(len(rows) + 1, 2)
    for column, name in (("F", "カテゴリ名"), ("H", "種類名"), ("K", "向き名"), ("Q", "確認名")):
        rule = DataValidation(type="list", formula1=f"={name}", allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "選択肢から選んでください", "一覧にある値だけが取り込まれます。"
        rule.add(f"{column}2:{column}{last}")
        sheet.data_validations.append(rule)
    _head(sheet, REVIEW_HEADINGS)
    for number, row in enumerate(rows, 2):
        cells = [_cell(sheet, value, wrap=True) for value in row.cells]
        # The indicator follows from the category that is chosen.
        cells[4].value, cells[4].data_type = f'=IFERROR(VLOOKUP(F{number},{_LISTS}!$A$2:$B$12,2,FALSE),"")', "f"
        for at in _ASKED:
            cells[at].fill = _REVIEW_FILL if row.needs_review else _INPUT_FILL
        _append(sheet, cells, _REVIEW_WIDTHS[:-1], number)  # the last column is hidden
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(REVIEW_HEADINGS) - 1)}{last}"


def _write_lists(book: Workbook) -> None:
    """The choices of the drop-downs, hidden from view."""
    sheet = _sheet(book, _LISTS, (28, 22, 14, 10, 8), None)
    _head(sheet, ("カテゴリ", "指標", "種類", "向き", "確認"))
    categories = [(name, indicator_names()[category.indicator]) for category, name in category_names().items()]
    kinds, directions = list(KIND_NAMES.values()), list(DIRECTION_NAMES.values())
    for number, (category, indicator) in enumerate(categories):
        sheet.append(
            [
                category,
                indicator,
                kinds[number] if number < len(kinds) else None,
                directions[number] if number < len(directions) else None,
                DONE if number == 0 else None,
            ]
        )
    for name, column, n in (("カテゴリ名", "A", 11), ("種類名", "C", 3), ("向き名", "D", 5), ("確認名", "E", 1)):
        book.defined_names[name] = DefinedName(name, attr_text=f"{_LISTS}!${column}$2:${column}${n + 1}")
    sheet.sheet_state = "hidden"


def _write_indicators(book: Workbook, tables: TargetTables) -> None:
    sheet = _sheet(book, "指標別", (24, 10, 10, 16, 12, 54), "A4")
    _titled(sheet, f"指標別の提出状況（{tables.n_targets}件）")
    _head(sheet, ("指標", "件数", "割合", "副次的に含む件数", "うち定量", "代表的な水準"))
    for row in tables.indicators:
        share = _cell(sheet, row.share)
        share.number_format = "0.0%"
        name = indicator_names()[row.indicator]
        sheet.append(
            [
                _cell(sheet, name),
                _cell(sheet, row.n_targets),
                share,
                _cell(sheet, row.n_secondary),
                _cell(sheet, row.n_quantitative),
                _cell(sheet, row.typical, wrap=True),
            ]
        )
    last = 3 + len(tables.indicators)
    sheet.add_chart(_bars(sheet, "指標別の件数", (2, 2), 3, last), f"A{last + 3}")


def _write_industries(book: Workbook, tables: TargetTables) -> None:
    sheet = _sheet(book, "業種別", (44, 12, 14, 12, 12), "A4")
    _titled(sheet, "業種別の提出状況")
    _head(sheet, ("業種", "会員数", "目標提出会員数", "提出率", "目標数"))
    for row in tables.industries:
        share = _cell(sheet, row.share)
        share.number_format = "0.0%"
        sheet.append(
            [
                _cell(sheet, row.industry),
                _cell(sheet, row.n_members),
                _cell(sheet, row.n_submitters),
                share,
                _cell(sheet, row.n_targets),
            ]
        )
    last = 3 + len(tables.industries)
    if tables.industries:
        chart = _bars(sheet, "業種別の目標数", (5, 5), 3, last)
        chart.height = max(8.0, 0.6 * len(tables.industries))
        sheet.add_chart(chart, "G3")


def _write_levels(book: Workbook, tables: TargetTables) -> None:
    sheet = _sheet(book, "水準", (30, 10, 10, 8, 16, 16, 16, 16, 16), "A4")
    _titled(sheet, "カテゴリ別の水準（単位をそろえて比較できるもの）")
    _head(sheet, ("カテゴリ", "向き", "単位", "件数", "最小", "下位4分の1", "中央値", "上位4分の1", "最大"))
    for row in tables.levels:
        figures = [_cell(sheet, value) for value in (row.smallest, row.low, row.middle, row.high, row.largest)]
        sheet.append(
            [
                _cell(sheet, category_names()[row.category]),
                _cell(sheet, row.change),
                _cell(sheet, row.unit),
                row.n,
                *figures,
            ]
        )
    sheet.append([])
    if tables.incomparable:
        _titled(sheet, f"単位をそろえられない目標（{len(tables.incomparable)}件）")
        _head(sheet, ("会員", "値", "単位", "行", "目標"))
        for entry in tables.incomparable[:1000]:
            sheet.append(
                [_cell(sheet, v) for v in (entry.member, entry.value, entry.unit or "", entry.row, entry.text)]
            )


def _write_years(book: Workbook, tables: TargetTables) -> None:
    names = [indicator_names()[i] for i in Indicator]
    sheet = _sheet(book, "目標年", (12, *[16] * len(names)), "A4")
    _titled(sheet, "目標年の分布")
    _head(sheet, ("目標年", *names))
    for year, counts in tables.years:
        sheet.append([_cell(sheet, f"{year}年" if year else "記載なし"), *(n for _, n in counts)])
    if tables.years:
        chart = _bars(sheet, "目標年の分布", (2, 1 + len(names)), 3, 3 + len(tables.years), is_column=True)
        chart.grouping, chart.overlap = "stacked", 100
        chart.dataLabels = None
        sheet.add_chart(chart, f"A{6 + len(tables.years)}")


def _titled(sheet: Worksheet, title: str) -> None:
    cell = _cell(sheet, title)
    cell.font = _TITLE
    sheet.append([cell])
    sheet.append([])


def _bars(
    sheet: Worksheet, title: str, columns: tuple[int, int], first: int, last: int, *, is_column: bool = False
) -> BarChart:
    chart = BarChart()
    chart.type = "col" if is_column else "bar"
    chart.title, chart.style = title, 10
    chart.add_data(
        Reference(sheet, min_col=columns[0], max_col=columns[1], min_row=first, max_row=last), titles_from_data=True
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=last))
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, part, False)
    if columns[0] == columns[1]:
        chart.legend = None
    chart.x_axis.delete = chart.y_axis.delete = False  # openpyxl hides axes of charts that LibreOffice opens
    if not is_column:
        chart.x_axis.scaling.orientation = "maxMin"  # the first row of the table on top
    chart.width, chart.height = 24, 9
    return chart
