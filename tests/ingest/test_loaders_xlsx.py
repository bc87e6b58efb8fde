import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from corpus.errors import EmptyFile, TooManyParts
from ingest.layout import build_blocks
from ingest.loaders import LoadLimits, load_file
from ingest.loaders.number_formats import shown_date, shown_number
from ingest.loaders.xlsx import XlsxLoader
from tests.ingest.office import write_xlsx


def _day(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001  # sheets know no time zones


def _texts(path: Path) -> list[str]:
    return [block.text for block in build_blocks(load_file(path).pages)]


def test_a_sheet_keeps_its_name_and_head(tmp_path: Path) -> None:
    rows: list[list[object]] = [["種類", "排出量", "再生利用率"], ["汚泥", 164000, "7%"], ["がれき類", 60300, "96%"]]
    (page,) = load_file(write_xlsx(tmp_path / "a.xlsx", {"処理実績": rows})).pages
    *_, last = build_blocks([page])
    assert last.section == ("処理実績",)
    assert last.columns == ("種類", "排出量", "再生利用率")
    assert last.text == "種類：がれき類／排出量：60300／再生利用率：96%"
    assert page.text[last.span.start : last.span.end] == "がれき類\t60300\t96%"


def test_titles_merged_heads_and_notes(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    rows: list[list[object]] = [["表1 実績（単位：千トン）"], ["種類", "令和4年度", "", "令和5年度", ""]]
    rows += [["", "排出量", "率", "排出量", "率"], ["汚泥", 164, 7, 161, 8], ["紙", 20, 5, 21, 6], ["※ 推計値を含む。"]]
    for row in rows:
        sheet.append(row)
    for merged in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "a.xlsx")
    texts = _texts(tmp_path / "a.xlsx")
    assert texts[1] == "表1 実績（単位：千トン）"
    assert (
        texts[4]
        == "種類：汚泥／令和4年度 排出量：164／令和4年度 率：7／令和5年度 排出量：161／令和5年度 率：8（単位：千トン）"
    )
    assert texts[-1] == "※ 推計値を含む。"


def test_hidden_and_empty_sheets_are_left_out_and_others_keep_their_place(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["見える表"])
    for name in ("空", "隠し", "最後"):
        book.create_sheet(name)
    book["隠し"].append(["見えない値"])
    book["隠し"].sheet_state = "hidden"
    book["最後"].append(["終わりの表"])
    book.save(tmp_path / "a.xlsx")
    pages = load_file(tmp_path / "a.xlsx").pages
    assert [page.number for page in pages] == [1, 4]
    assert "見えない" not in "".join(page.text for page in pages)


def test_a_form_of_labels(tmp_path: Path) -> None:
    rows = [["会社名", "架空リサイクル株式会社"], ["電話", "00-0000-0000"], ["区分", "■動脈　□静脈"]]
    assert _texts(write_xlsx(tmp_path / "a.xlsx", {"様式": rows}))[1:] == [
        "会社名：架空リサイクル株式会社",
        "電話：00-0000-0000",
        "区分：動脈",
    ]


def test_two_tables_of_a_sheet_have_their_own_heads(tmp_path: Path) -> None:
    rows: list[list[object]] = [["品目", "台数"], ["冷蔵庫", 30], [], ["地域", "拠点数"], ["北部", 5]]
    assert _texts(write_xlsx(tmp_path / "a.xlsx", {"表": rows}))[-1] == "地域：北部／拠点数：5"


def test_formulas_and_errors_show_nothing(tmp_path: Path) -> None:
    rows = [["項目", "値", "備考"], ["合計", "=SUM(B3:B9)", "#REF!"]]
    path = write_xlsx(tmp_path / "a.xlsx", {"表": rows})
    text = load_file(path).pages[0].text
    assert "SUM" not in text
    assert "#REF!" not in text


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"表": [[1] * 10] * 20})
    with pytest.raises(TooManyParts):
        XlsxLoader().load(path, LoadLimits(max_cells=199))


def _with_sheet_xml(path: Path, old: bytes, new: bytes) -> Path:
    whole = write_xlsx(path.with_name("whole.xlsx"), {"表": [["値"], [1]]})
    with zipfile.ZipFile(whole) as package, zipfile.ZipFile(path, "w") as changed:
        for entry in package.infolist():
            data = package.read(entry)
            changed.writestr(entry.filename, data.replace(old, new) if "sheet1" in entry.filename else data)
    return path


def test_a_row_in_the_far_distance_ends_in_an_error(tmp_path: Path) -> None:
    path = _with_sheet_xml(tmp_path / "a.xlsx", b'r="2"', b'r="999999999999"')
    with pytest.raises(TooManyParts):
        load_file(path)


def test_rows_that_reach_to_the_far_end_empty(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (k, k) for k in range(3, 400))
    path = _with_sheet_xml(tmp_path / "a.xlsx", b"</sheetData>", rows + b"</sheetData>")
    assert "値" in load_file(path).pages[0].text
    with pytest.raises(TooManyParts):
        XlsxLoader().load(path, LoadLimits(max_cells=100_000))


def test_a_merge_of_everything_stays_small(tmp_path: Path) -> None:
    new = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = _with_sheet_xml(tmp_path / "a.xlsx", b"</sheetData>", new)
    assert "値" in load_file(path).pages[0].text


def test_a_workbook_without_anything(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        load_file(write_xlsx(tmp_path / "a.xlsx", {"表": []}))


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.412, "0%", "41%"),
        (0.412, "0.0%", "41.2%"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, "General", "1234.5"),
        (3, "General", "3"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (-12.5, '#,##0.0;"▲"#,##0.0', "▲12.5"),
        (-12.5, "0.0_ ;[Red]-0.0\\ ", "-12.5"),
        (1200, '#,##0"トン"', "1,200トン"),
        (1500000, "#,##0,", "1,500"),
        (1.25, "0.0", "1.3"),
        (5, "@", "5"),
        (1e300, "0.00", "1e+300"),
    ],
)
def test_numbers_as_a_sheet_shows_them(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (_day(2030, 3, 31), "yyyy-mm-dd", "2030-03-31"),
        (_day(2030, 3, 31), 'yyyy"年"m"月"d"日"', "2030年3月31日"),
        (_day(2025, 4, 1), '[$-411]ggge"年"m"月"d"日"', "令和7年4月1日"),
        (_day(2030, 3, 31), "yyyy/m/d h:mm", "2030-03-31"),
        (_day(2030, 3, 31, 9, 5), "yyyy/m/d h:mm", "2030-03-31 09:05"),
        (date(2030, 3, 1), "yyyy/m", "2030-03"),
        (time(9, 30), "h:mm", "09:30"),
    ],
)
def test_dates_as_a_sheet_shows_them(value: date | time, code: str, shown: str) -> None:
    assert shown_date(value, code) == shown
