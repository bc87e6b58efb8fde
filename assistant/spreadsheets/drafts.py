"""Drafts as Excel workbooks: text, indicators with formulas, milestones, open issues, the gap table, sources."""

import io
from collections.abc import Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from assistant.draft.values import Draft, Kpi, ParagraphStatus
from assistant.export.files import printable
from assistant.export.wording import (
    ISSUE_COLUMNS,
    ISSUES,
    KPIS,
    MILESTONES,
    NEEDS_CHECK,
    REFERENCE_COLUMNS,
    SHARE_COLUMNS,
    SHARES,
    SOURCES,
    issue_cells,
    kpi_citations,
    kpi_note,
    table_remark,
)
from assistant.spreadsheets.cells import put_text
from assistant.spreadsheets.gaps import gap_table_as_workbook
from assistant.spreadsheets.grid import (
    SOURCE_WIDTHS,
    fit_page,
    put_grid,
    put_title,
    reference_cells,
)
from corpus.values import Citation

_TEXT_COLUMNS = ("節", "状態", "段落", "出典")
_KPI_HEADS = (
    "指標",
    "単位",
    "基準年",
    "基準値",
    "最新年",
    "最新値",
    "目標年",
    "目標値",
    "進捗率",
    "残り年数",
    "達成に要る年あたりの変化",
    "出典",
)
_MILESTONE_HEADS = ("開始年度", "終了年度", "段階", "資料に記載のない段階（動詞から）", "内容", "主体", "出典")
_AS_OF = "B2"
_MATRIX_SOURCES = "ギャップ表の出典"
_HEAD_ROW = 4


def draft_as_workbook(draft: Draft) -> bytes:
    """A workbook whose figures are figures and whose progress rates are formulas over them."""
    book = _with_matrix(draft)
    text = book.create_sheet("本文", 0)
    _text_sheet(text, draft)
    _kpi_sheet(book.create_sheet(KPIS, 1), draft)
    _milestone_sheet(book.create_sheet(MILESTONES, 2), draft)
    if draft.shares:
        _share_sheet(book.create_sheet(SHARES, 3), draft)
    if draft.issues:
        issues = book.create_sheet(ISSUES)
        rows = [(*cells, _numbers(i.citations)) for cells, i in zip(issue_cells(draft), draft.issues, strict=True)]
        put_grid(issues, 1, ISSUE_COLUMNS, rows, (7, 14, 90, 26, 10))
        fit_page(issues, "1:1")
    sources = book.create_sheet(SOURCES)
    put_grid(sources, 1, REFERENCE_COLUMNS, [reference_cells(r) for r in draft.references], SOURCE_WIDTHS)
    sources.freeze_panes = "A2"
    fit_page(sources, "1:1")
    book.active = 0
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _with_matrix(draft: Draft) -> Workbook:
    """The workbook of the gap table, its own sources named apart; an empty one where there is no table."""
    if draft.matrix is None or not draft.matrix.rows:
        book = Workbook()
        book.remove(book.worksheets[0])
        return book
    book = load_workbook(io.BytesIO(gap_table_as_workbook(draft.matrix)))
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False
        if sheet.title == SOURCES:
            sheet.title = _MATRIX_SOURCES
    return book


def _text_sheet(sheet: Worksheet, draft: Draft) -> None:
    rows = [
        (
            s.heading,
            NEEDS_CHECK if p.status is ParagraphStatus.NEEDS_CHECK else "引用あり",
            p.text,
            _numbers(p.citations),
        )
        for s in draft.sections
        for p in s.paragraphs
    ]
    put_title(sheet, draft.title, f"{draft.n_paragraphs}段落のうち{draft.n_needs_check}段落は{NEEDS_CHECK}です。")
    put_grid(sheet, 3, _TEXT_COLUMNS, rows, (24, 10, 100, 12))
    sheet.freeze_panes = "A4"
    fit_page(sheet, "3:3")


def _kpi_sheet(sheet: Worksheet, draft: Draft) -> None:
    """Indicators; progress, years left and the yearly change needed are formulas, so that a new figure moves them."""
    put_title(sheet, KPIS, "起点の年度")
    sheet[_AS_OF] = draft.as_of
    note = kpi_note(None).replace("いずれもJunkanの計算です", "数式で計算しています")
    sheet["A3"] = note
    sheet["A3"].font = Font(name="游ゴシック", size=9)
    empty = [("",) * len(_KPI_HEADS) for _ in draft.kpis]
    put_grid(sheet, _HEAD_ROW, _KPI_HEADS, empty, (40, 9, 9, 12, 9, 12, 9, 12, 10, 10, 16, 12))
    for row, kpi in enumerate(draft.kpis, _HEAD_ROW + 1):
        _kpi_row(sheet, row, kpi)
    sheet.freeze_panes = f"B{_HEAD_ROW + 1}"
    fit_page(sheet, f"{_HEAD_ROW}:{_HEAD_ROW}")
    _path_charts(sheet, draft)


def _kpi_row(sheet: Worksheet, row: int, kpi: Kpi) -> None:
    latest = kpi.latest
    texts = {1: kpi.name, 2: kpi.unit, 12: _numbers(kpi_citations(kpi))}
    for column, text in texts.items():
        put_text(sheet.cell(row, column), text)
    reached = (latest.year, latest.value) if latest else (None, None)
    figures = (kpi.base_year, kpi.base, *reached, kpi.target_year, kpi.target)
    for column, figure in enumerate(figures, 3):
        sheet.cell(row, column).value = figure
    complete = f"COUNT(D{row},F{row},H{row})=3"
    sheet.cell(row, 9).value = f'=IF(AND({complete},D{row}<>H{row}),(F{row}-D{row})/(H{row}-D{row}),"")'
    sheet.cell(row, 10).value = f'=IF(COUNT(G{row},${_AS_OF[0]}${_AS_OF[1:]})=2,G{row}-${_AS_OF[0]}${_AS_OF[1:]},"")'
    sheet.cell(row, 11).value = f'=IF(AND(COUNT(E{row}:H{row})=4,G{row}>E{row}),(H{row}-F{row})/(G{row}-E{row}),"")'
    sheet.cell(row, 9).number_format = "0%"
    for column in (4, 6, 8, 11):
        sheet.cell(row, column).number_format = "#,##0.##"
    for column in range(3, 12):
        sheet.cell(row, column).alignment = Alignment(horizontal="right", vertical="top")


def _path_charts(sheet: Worksheet, draft: Draft) -> None:
    """A native chart for the base, latest and target of each indicator that has more than its target."""
    drawable = [(row, k) for row, k in enumerate(draft.kpis, _HEAD_ROW + 1) if k.latest and k.base is not None]
    for number, (row, kpi) in enumerate(drawable[:3]):
        chart = LineChart()
        chart.title, chart.y_axis.title = printable(kpi.name), printable(kpi.unit)
        chart.height, chart.width, chart.legend = 7, 14, None
        first = _HEAD_ROW + len(draft.kpis) + 3 + number * 17
        for offset, (year, value) in enumerate((("C", "D"), ("E", "F"), ("G", "H"))):
            sheet.cell(first + offset, 1).value = f"={year}{row}"
            sheet.cell(first + offset, 2).value = f"={value}{row}"
        chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=first + 2))
        chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=first + 2))
        chart.series[0].smooth = False
        chart.y_axis.delete = chart.x_axis.delete = False
        sheet.add_chart(chart, f"D{first}")


def _milestone_sheet(sheet: Worksheet, draft: Draft) -> None:
    put_title(sheet, MILESTONES, table_remark(draft, "milestones"))
    rows = [
        (
            str(m.year),
            str(m.end_year or m.year),
            m.phase or "－",
            (m.likely_phase or "－") if m.phase is None else "－",
            m.text,
            m.actor or "－",
            _numbers(m.citations),
        )
        for m in draft.milestones
    ]
    put_grid(sheet, 3, _MILESTONE_HEADS, rows, (10, 10, 10, 16, 80, 24, 10))
    for row, milestone in enumerate(draft.milestones, 4):
        sheet.cell(row, 1).value = milestone.year
        sheet.cell(row, 2).value = milestone.end_year or milestone.year
    sheet.freeze_panes = "A4"
    fit_page(sheet, "3:3")


def _share_sheet(sheet: Worksheet, draft: Draft) -> None:
    put_title(sheet, SHARES, "")
    rows = [(s.name, "", _numbers(s.citations)) for s in draft.shares]
    heads = (SHARE_COLUMNS[0], f"{SHARE_COLUMNS[1]}（{draft.shares[0].unit}）", SHARE_COLUMNS[2])
    put_grid(sheet, 3, heads, rows, (34, 18, 12))
    for row, share in enumerate(draft.shares, 4):
        sheet.cell(row, 2).value = share.value
    last = 3 + len(draft.shares)
    chart = BarChart()
    chart.type, chart.legend, chart.title, chart.height, chart.width = "bar", None, SHARES, 8, 16
    chart.add_data(Reference(sheet, min_col=2, min_row=4, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=4, max_row=last))
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.scaling.min = 0
    chart.x_axis.scaling.orientation = "maxMin"
    sheet.add_chart(chart, "E3")
    fit_page(sheet, "3:3")


def _numbers(citations: Sequence[Citation]) -> str:
    return "".join(f"[{c.n}]" for c in citations)
