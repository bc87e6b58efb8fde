import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from assistant.targets import (
    Classification,
    Target,
    classify_file,
    classify_targets,
    read_targets,
    write_classifications,
)
from assistant.targets.results import COLUMNS
from assistant.targets.tables import tabulate
from corpus import taxonomy
from corpus.errors import InputError, OutputError, PathNotFound, UsageError

SAMPLES = Path(taxonomy.__file__).parent.parent / "samples" / "targets"
KEYS = [
    *("row", "id", "member", "industry", "text", "indicator", "secondary", "category", "kind", "value", "unit"),
    *("direction", "base_year", "target_year", "confidence", "needs_review", "cues", "advice", "scope", "targets"),
]


def save(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"], ids=["utf-8", "byte order mark", "cp932", "utf-16"]
)
def test_csv_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "目標.csv"
    path.write_bytes("会員名,業種,目標\r\n架空A社,鉄鋼業,再資源化率90%\r\n".encode(encoding))
    (target,) = read_targets(path)
    assert (target.row, target.member, target.industry, target.text) == (2, "架空A社", "鉄鋼業", "再資源化率90%")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(["No.", "企業名", "業種区分", "定量目標"], id="company"),
        pytest.param(["番号", "会員名 ※", "業種", "目標（200字以内）"], id="remarks in names"),
        pytest.param(["ID", "団体名", "業界", "サーキュラーエコノミーに関する目標"], id="long name"),
        pytest.param(["id", "member", "industry", "text"], id="contract"),
        pytest.param(["ＩＤ", "Company", "Sector", "Target"], id="english"),
    ],
)
def test_columns_are_found_by_many_names_below_titles(tmp_path: Path, header: list[object]) -> None:
    rows: list[list[object]] = [["会員目標一覧"], [], header, ["7", "架空A社", "鉄鋼業", "埋立量ゼロ"]]
    (target,) = read_targets(save(tmp_path / "t.xlsx", rows))
    assert (target.row, target.id, target.member, target.industry, target.text) == (
        4,
        "7",
        "架空A社",
        "鉄鋼業",
        "埋立量ゼロ",
    )


def test_a_sheet_of_one_column_needs_no_header(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("再資源化率90%\n\n埋立量ゼロ\n\n", encoding="utf-8")
    assert [(t.row, t.text) for t in read_targets(path)] == [(1, "再資源化率90%"), (2, ""), (3, "埋立量ゼロ")]


def test_every_row_comes_back_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('会員名,目標\nA,"一行目\n二行目"\n,\nB,\nC,埋立ゼロ\n,\n', encoding="utf-8")
    targets = read_targets(path)
    assert [(t.row, t.member, t.text) for t in targets] == [
        (2, "A", "一行目\n二行目"),
        (3, "", ""),
        (4, "B", ""),
        (5, "C", "埋立ゼロ"),
    ]
    assert "空の行" in (targets[1].problem or "")
    assert "記入されていません" in (targets[2].problem or "")


def test_a_merged_name_holds_for_all_its_rows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["会員名", "目標"], ["架空A社", "埋立量ゼロ"], [None, "回収率30%"], ["架空B社", "再資源化率90%"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "t.xlsx")
    assert [t.member for t in read_targets(tmp_path / "t.xlsx")] == ["架空A社", "架空A社", "架空B社"]


def test_the_sheet_with_targets_is_chosen(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["表紙", "説明"])
    sheet = book.create_sheet("目標")
    sheet.append(["会員名", "目標"])
    sheet.append(["架空A社", "埋立量ゼロ"])
    book.save(tmp_path / "t.xlsx")
    assert [t.text for t in read_targets(tmp_path / "t.xlsx")] == ["埋立量ゼロ"]


def test_jsonl_keeps_ids_and_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(
        '{"id": 5, "text": "埋立量ゼロ"}\n{bad\n\n{"目標": "回収率30%", "会員名": "A"}\n[]\n', encoding="utf-8"
    )
    targets = read_targets(path)
    assert [(t.row, t.id, t.text) for t in targets] == [
        (1, "5", "埋立量ゼロ"),
        (2, None, ""),
        (4, None, "回収率30%"),
        (5, None, ""),
    ]
    assert [t.problem is None for t in targets] == [True, False, True, False]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("t.csv", b"", id="empty"),
        pytest.param("t.csv", "品名,価格\nりんご,100\n".encode(), id="no column of targets"),
        pytest.param("t.csv", b"\x81\x00\xff\xfe\x80", id="no encoding"),
        pytest.param("t.xlsx", b"not a workbook", id="no workbook"),
        pytest.param("t.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", id="protected"),
        pytest.param("t.jsonl", b"\n\n", id="no lines"),
    ],
)
def test_a_bad_sheet_gets_one_clear_error(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=name):
        read_targets(path)


def test_a_missing_or_foreign_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(PathNotFound):
        read_targets(tmp_path / "no.csv")
    (tmp_path / "t.pdf").write_bytes(b"%PDF")
    with pytest.raises(UsageError):
        read_targets(tmp_path / "t.pdf")


@pytest.mark.parametrize("source", ["members_targets.csv", "members_targets.xlsx"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl"])
def test_the_bundled_sheets_are_classified_whole(tmp_path: Path, source: str, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    summary = classify_file(SAMPLES / source, out)
    assert summary.n_rows == 60 == sum(n for _, n in summary.by_indicator) == sum(n for _, n in summary.by_kind)
    again = read_targets(out)
    assert [t.text for t in again] == [t.text for t in read_targets(SAMPLES / source)]
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


def test_jsonl_has_exactly_the_keys_of_the_contract(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    classify_file(SAMPLES / "members_targets.csv", out)
    assert list(COLUMNS) == KEYS
    assert [list(json.loads(line)) for line in out.read_text(encoding="utf-8").splitlines()] == [KEYS] * 60


@pytest.fixture
def dangerous() -> tuple[Classification, ...]:
    texts = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "再資源化率90%\x00以上")
    return classify_targets([Target(n, None, "=HYPERLINK(1)", "", text) for n, text in enumerate(texts, 1)])


def test_no_spreadsheet_runs_a_text(tmp_path: Path, dangerous: tuple[Classification, ...]) -> None:
    write_classifications(dangerous, tmp_path / "o.csv")
    read = list(csv.reader(io.StringIO((tmp_path / "o.csv").read_text(encoding="utf-8-sig"))))
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in read for cell in row)
    assert [row[4].lstrip("\u200b") for row in read[1:4]] == [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
    ]  # nothing that is seen
    write_classifications(dangerous, tmp_path / "o.xlsx")
    sheet = load_workbook(tmp_path / "o.xlsx").worksheets[0]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert sheet.cell(2, 5).value == "=1+1"
    assert sheet.cell(2, 5).quotePrefix


def test_a_text_kept_from_running_is_read_back_as_it_was(tmp_path: Path, dangerous: tuple[Classification, ...]) -> None:
    write_classifications(dangerous[:4], tmp_path / "o.csv")
    assert [t.text for t in read_targets(tmp_path / "o.csv")] == [row.text for row in dangerous[:4]]


def test_a_result_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        classify_file(SAMPLES / "members_targets.csv", tmp_path / "out.pdf")
    with pytest.raises(OutputError):
        classify_file(SAMPLES / "members_targets.csv", tmp_path / "no" / "out.csv")
    copy = tmp_path / "t.csv"
    copy.write_bytes((SAMPLES / "members_targets.csv").read_bytes())
    with pytest.raises(UsageError):
        classify_file(copy, copy)
    assert list(tmp_path.iterdir()) == [copy]
    assert copy.read_bytes() == (SAMPLES / "members_targets.csv").read_bytes()


def test_the_apostrophe_of_earlier_sheets_is_no_part_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("会員名,目標\n架空社,'-30%削減を2030年度に達成\n", encoding="utf-8")
    assert [t.text for t in read_targets(tmp_path / "a.csv")] == ["-30%削減を2030年度に達成"]


def test_sums_and_notes_are_no_targets(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["番号", "会員名", "業種", "目標"],
        [1, "架空社", "鉄鋼業", "再資源化率を95%にする"],
        ["合計", None, None, "2件"],
        [None, "小 計", None, None],
        ["※ 目標は令和7年3月時点のもの。", None, None, None],
        [None, None, None, "（注）再資源化率は熱回収を含む。"],
        [2, "合計商事", "卸売業、小売業", "合計10tの古着を回収する"],
    ]
    targets = read_targets(save(tmp_path / "a.xlsx", rows))
    assert [bool(t.problem) for t in targets] == [False, True, True, True, True, False]
    assert {t.member for t in targets if t.problem} == {""}
    found = classify_targets(targets)
    assert [row.confidence > 0 for row in found] == [True, False, False, False, False, True]
    assert "注記" in found[3].advice[0]
    assert sum(row.n_members for row in tabulate(found).industries) == 2


def test_a_second_row_of_heads_without_merged_cells(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["番号", "会員名", "業種", "目標", "", "", ""],
        ["", "", "", "内容", "数値", "単位", "達成年度"],
        [1, "架空社", "鉄鋼業", "食品ロスの削減", 30, "%", 2030],
        [2, "例示社", "鉄鋼業", "再資源化率を95%にする", None, None, None],
    ]
    targets = read_targets(save(tmp_path / "a.xlsx", rows))
    assert [(t.row, t.text, t.context) for t in targets] == [
        (3, "食品ロスの削減", "：30%、2030年度"),
        (4, "再資源化率を95%にする", ""),
    ]


@pytest.mark.parametrize(
    ("text", "note", "base_year"),
    [
        pytest.param("CO2排出量を50%削減する（2030年度）", "基準年は2013年度", 2013, id="named"),
        pytest.param("CO2排出量を50%削減する（2030年度）", "平成25年度比", 2013, id="compared"),
        pytest.param("CO2排出量を50%削減する（2030年度）", "2024年度に改定", None, id="another year"),
        pytest.param("CO2排出量を2018年度比で50%削減する", "基準年は2013年度", 2018, id="the text names its own"),
    ],
)
def test_the_base_year_of_a_remark(tmp_path: Path, text: str, note: str, base_year: int | None) -> None:
    rows: list[list[object]] = [
        ["会員名", "業種", "目標", "備考"],
        ["架空社", "鉄鋼業", text, note],
        ["例示社", "鉄鋼業", "埋立ゼロ", ""],
    ]
    (first, _) = classify_targets(read_targets(save(tmp_path / "a.xlsx", rows)))
    assert (first.text, first.base_year) == (text, base_year)


def test_every_figure_of_a_text_is_told(tmp_path: Path) -> None:
    text = (
        "廃棄物の再資源化率を2027年度に85%、2030年度に95%以上とし、国内全工場のCO2排出量を2013年度比で46%削減"
        "（2030年度）する。"
    )
    out = tmp_path / "o.jsonl"
    write_classifications(classify_targets([Target(1, None, "", "", text)]), out)
    row = json.loads(out.read_text(encoding="utf-8"))
    told = [
        (t["indicator"], t["category"], t["value"], t["unit"], t["direction"], t["base_year"], t["target_year"])
        for t in row["targets"]
    ]
    assert told == [
        ("outflow", "recycling_rate", 85.0, "%", "reach", None, 2027),
        ("outflow", "recycling_rate", 95.0, "%", "at_least", None, 2030),
        ("ghg", "ghg_reduction", 46.0, "%", "reduce_by", 2013, 2030),
    ]
    assert (row["value"], row["target_year"], row["scope"]) == (85.0, 2027, "国内全工場")
    assert row["secondary"] == ["ghg"]


def test_a_text_without_a_figure_has_no_targets() -> None:
    (row,) = classify_targets([Target(1, None, "", "", "資源循環の取組を推進する")])
    assert (row.targets, row.scope) == ((), None)
