"""Sheets as offices make them: titles, merged heads, hidden rows and sheets, formulas, odd encodings, far too much."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from assistant.targets import classify_targets, read_sheet, read_targets
from corpus.errors import InputError, UsageError

HEAD = ["Ｎｏ．", "会 員 名", "業種（大分類）", "目標内容（自由記述）", "目標値", "単 位", "達成年度", "備考"]


@pytest.fixture
def office_book(tmp_path: Path) -> Path:
    """A workbook with two title rows, a head in two storeys, merged members, a hidden row and three other sheets."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "提出状況（令和7年度）"
    sheet["A1"] = "会員目標　提出一覧"
    sheet.merge_cells("A1:H1")
    sheet["A3"], sheet["D3"] = "会員情報", "目標"
    sheet.merge_cells("A3:C3")
    sheet.merge_cells("D3:G3")
    for number, name in enumerate(HEAD, 1):
        sheet.cell(4, number, name)
    rows: list[list[object]] = [
        [1, "架空精工", "鉄鋼業", "再資源化率９９％以上", None, None, None, ""],
        [2, "みなと市", "自治体", "ﾘｻｲｸﾙ率を25％へ\n引き上げる", None, None, None, ""],
        [None, None, None, "最終処分量を2割減らす", None, None, 2030, ""],
        [],
        [3, "ひので食品", "食料品、飲料・たばこ・飼料製造業", "食品ロスの削減", 30, "%", 2030, ""],
        [4, "さくら化学", "化学工業", '=HYPERLINK("http://x","再生プラ30%")', None, None, None, ""],
        [5, "つばさ運輸", "運輸業", "-25% CO2 by FY2030 vs 2013", None, None, None, ""],
        [6, "やまと建設", "建設業", "別紙のとおり", None, None, None, ""],
    ]
    for at, row in enumerate(rows, 5):
        for number, value in enumerate(row, 1):
            cell = sheet.cell(at, number, value)  # type: ignore[call-overload]  # test data
            if value == "-25% CO2 by FY2030 vs 2013":
                cell.data_type = "s"
    sheet.merge_cells("B6:B7")
    sheet.merge_cells("C6:C7")
    sheet.row_dimensions[11].hidden = True
    hidden = book.create_sheet("旧データ", 0)
    hidden.append(["番号", "会員名", "業種", "目標"])
    hidden.append(["9", "古い会社", "鉄鋼業", "埋立ゼロ"])
    hidden.sheet_state = "hidden"
    book.create_sheet("記入要領").append(["目標の書き方", "例：再生材の利用率を30%にする"])
    example = book.create_sheet("記入例")
    example.append(["会員名", "業種", "目標内容"])
    example.append(["見本社", "鉄鋼業", "再資源化率を95%にする"])
    book.save(tmp_path / "一覧.xlsx")
    return tmp_path / "一覧.xlsx"


def test_the_table_of_an_office_is_found_and_read_whole(office_book: Path) -> None:
    found = read_sheet(office_book)
    assert found.tables == ("提出状況（令和7年度）",)
    assert found.passed_over == ()
    assert [t.row for t in found.targets] == list(range(5, 13))
    assert [t.id for t in found.targets] == ["1", "2", None, None, "3", "4", "5", "6"]
    assert [t.member for t in found.targets[1:3]] == ["みなと市", "みなと市"]
    problems = {t.row: t.problem or "" for t in found.targets}
    assert {row for row, problem in problems.items() if problem} == {8, 10, 12}
    assert "空の行" in problems[8]
    assert "数式" in problems[10]
    assert "目標の内容が書かれていません" in problems[12]
    assert "非表示" in (found.targets[6].note or "")


def test_figures_in_columns_of_their_own_complete_a_text_without_any(office_book: Path) -> None:
    loss = next(row for row in classify_targets(read_targets(office_book)) if row.row == 9)
    assert (loss.text, loss.category, loss.value, loss.unit, loss.target_year) == (
        *("食品ロスの削減", "waste_amount", 30.0, "%", 2030),
    )


def test_a_hidden_sheet_is_read_only_where_it_is_asked_for(office_book: Path) -> None:
    assert [t.member for t in read_targets(office_book, sheet="旧データ")] == ["古い会社"]
    with pytest.raises(UsageError, match="ありません"):
        read_targets(office_book, sheet="ない")


def test_a_column_can_be_named_by_name_or_letter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("いろいろ,ほか,社\nメモ,再資源化率90%,架空A社\nメモ,埋立ゼロ,架空B社\n", encoding="utf-8")
    named = read_targets(path, {"text": "ほか", "member": "社"})
    assert [(t.member, t.text) for t in named] == [("架空A社", "再資源化率90%"), ("架空B社", "埋立ゼロ")]
    with pytest.raises(UsageError, match="いろいろ"):
        read_targets(path, {"text": "目標です"})
    path.write_text("a,再資源化率90%\nb,埋立ゼロ\n", encoding="utf-8")
    assert [(t.row, t.text) for t in read_targets(path, {"text": "B"})] == [(1, "再資源化率90%"), (2, "埋立ゼロ")]


def test_columns_are_found_by_what_stands_in_them(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [
        ["貴社の名", "ぎょうしゅ", "取り組むこと"],
        ["株式会社あおば", "鉄鋼業", "再資源化率を2030年度までに90%とする"],
        ["みなと市", "自治体", "埋立ゼロを達成する"],
        ["ひので協会", "関係機関・関係団体", "会員の食品ロスを3割削減する"],
    ]
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    first = read_targets(path)[0]
    assert (first.row, first.member, first.industry, first.text) == (2, *rows[1])


def test_sheets_of_the_same_columns_belong_together_but_not_other_years(tmp_path: Path) -> None:
    def book(*titles: str) -> Path:
        made = Workbook()
        made.remove(made.worksheets[0])
        for title in titles:
            sheet = made.create_sheet(title)
            sheet.append(["会員名", "目標"])
            sheet.append([f"{title}の社", "再資源化率を90%にする"])
        path = tmp_path / f"{'-'.join(titles)}.xlsx"
        made.save(path)
        return path

    assert [t.member for t in read_targets(book("製造業", "サービス業"))] == ["製造業の社", "サービス業の社"]
    years = read_sheet(book("令和7年度", "令和6年度"))
    assert [t.member for t in years.targets] == ["令和7年度の社"]
    assert years.passed_over == ("令和6年度",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"], ids=lambda e: str(e))
def test_a_csv_of_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        "会員名,目標\r\n架空㈱,再資源化率90%\r\n".replace("㈱", "社" if encoding == "euc_jp" else "㈱").encode(encoding)
    )
    assert read_targets(path)[0].text == "再資源化率90%"


def test_one_broken_byte_does_not_cost_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = "".join(f"架空{n}社,再資源化率{n}%\n" for n in range(200))
    path.write_bytes(b"\x81" + "会員名,目標\n".encode() + lines.encode("utf-8") + b"\xff\n")
    assert len(read_targets(path, {"text": "B"})) >= 200


def test_a_huge_cell_refuses_nothing_but_itself(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"会員名,目標\nA社,{'あ' * 200_000}\nB社,埋立ゼロ\n", encoding="utf-8")
    huge, small = classify_targets(read_targets(path))
    assert len(huge.text) == 200_000
    assert any("長すぎる" in a for a in huge.advice)
    assert small.category == "landfill"


def test_too_many_rows_are_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("会員名,目標\n")
        file.writelines(f"A{n},埋立率{n % 100}%\n" for n in range(200_001))
    with pytest.raises(InputError, match="行が多すぎます"):
        read_targets(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(80):
            part.write(b"0" * 1_000_000)
    with pytest.raises(InputError, match="大きすぎます"):
        read_targets(path)


def test_formulas_and_error_values_in_a_csv_are_no_targets(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    texts = ["#REF!", "=SUM(A1:A3)", "-25%のCO2削減", "検討中", "N/A", "－"]
    stream = io.StringIO()
    csv.writer(stream).writerows([["会員名", "目標"], *([f"{n}社", text] for n, text in enumerate(texts))])
    path.write_text(stream.getvalue(), encoding="utf-8")
    assert [t.problem is None for t in read_targets(path)] == [False, False, True, False, False, False]
