"""The page of members' targets without a browser: views, corrections, what strangers write."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.web.targets import (
    COLUMNS,
    LABEL_COLUMNS,
    TargetView,
    classify_upload,
    compare_upload,
    label_choices,
    picked_row,
    relabelled,
    take_corrections,
)
from assistant.wording import load_wording
from tests.assistant.web.values import HOSTILE

WORDING = load_wording("ja")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def view_of(tmp_path: Path, settings: Settings, *texts: str) -> TargetView:
    path = tmp_path / "t.csv"
    path.write_text("会員名,業種,目標\n" + "".join(f"A{n},鉄鋼業,{t}\n" for n, t in enumerate(texts)), encoding="utf-8")
    return classify_upload(path, settings, WORDING)


def changed(view: TargetView, text: str, **cells: str) -> list[list[object]]:
    table: list[list[object]] = [list(row) for row in view.table]
    row = next(row for row in table if row[COLUMNS.index("目標")] == text)
    for name, value in cells.items():
        row[COLUMNS.index(name)] = value
    return table


def test_a_sheet_becomes_tables_and_a_workbook(tmp_path: Path, settings: Settings) -> None:
    view = view_of(tmp_path, settings, "埋立ゼロ", HOSTILE.replace(",", "").replace('"', ""))
    assert not view.problem
    assert "目標 2件" in view.summary
    assert "<script" not in view.summary
    assert view.workbook is not None
    assert view.workbook.name == "分類結果.xlsx"
    assert not (tmp_path / "t.csv").exists()


def test_a_sheet_without_targets_is_one_sentence(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "目標の列が見つかりません" in classify_upload(path, settings, WORDING).problem


def test_what_is_corrected_holds_in_the_next_sheet(tmp_path: Path, settings: Settings) -> None:
    view = view_of(tmp_path, settings, "埋立ゼロ", "古着の回収量を年3tとする")
    table = changed(view, "埋立ゼロ", カテゴリ="廃棄物量・割合", 値="", 単位="", 向き="", 種類="定性")
    renewed, said = take_corrections(view, table, "田中", settings, WORDING)
    assert "新しい 1件" in said
    row = next(r for r in renewed.rows if r.text == "埋立ゼロ")
    assert (row.category, row.kind, row.value, row.confidence) == ("waste_amount", "qualitative", None, 1.0)
    assert view_of(tmp_path, settings, "埋立ゼロ").rows[0].category == "waste_amount"


def test_an_unknown_label_and_a_missing_name_are_told(tmp_path: Path, settings: Settings) -> None:
    view = view_of(tmp_path, settings, "埋立ゼロ")
    table = changed(view, "埋立ゼロ", カテゴリ="ごみ")
    same, said = take_corrections(view, table, " ", settings, WORDING)
    assert same is view
    assert "確認者" in said
    _, said = take_corrections(view, table, "田中", settings, WORDING)
    assert "一覧にありません" in said
    assert "新しい 0件" in said


def test_labels_are_chosen_for_the_row_that_was_clicked(tmp_path: Path, settings: Settings) -> None:
    view = view_of(tmp_path, settings, "埋立ゼロ", "古着の回収量を年3tとする")
    row = next(row for row in view.table if row[COLUMNS.index("目標")] == "埋立ゼロ")
    number, shown, labels = picked_row(row, WORDING)
    assert (number, labels) == ("2", ("埋立処分量・割合", "定量", "到達"))
    assert "埋立ゼロ" in shown
    assert all(label in label_choices(column) for column, label in zip(LABEL_COLUMNS, labels, strict=True))
    table = relabelled(view.table, number, ("廃棄物量・割合", "定性", None))
    assert [r[1:] for r in table if str(r[0]) != "2"] == [list(r)[1:] for r in view.table if r[0] != 2]
    renewed, _ = take_corrections(view, table, "田中", settings, WORDING)
    assert next(r for r in renewed.rows if r.text == "埋立ゼロ").category == "waste_amount"
    assert picked_row(None, WORDING)[0] == ""


def test_two_years_are_compared_on_the_page(tmp_path: Path, settings: Settings) -> None:
    view = view_of(tmp_path, settings, "埋立ゼロ", "古着の回収量を年3tとする", "CO2を2030年度に半減する")
    earlier = tmp_path / "前.csv"
    text = "会員名,業種,目標\nA0,鉄鋼業,埋立ゼロ\nA1,鉄鋼業,古着の回収量を年2tとする\nB,鉄鋼業,<b>埋立ゼロ</b>\n"
    earlier.write_text(text, encoding="utf-8")
    shown = compare_upload(view, earlier, settings, WORDING)
    assert "新規 1件、変更 1件、取下げ 1件、変更なし 1件" in shown
    assert "<b>" not in shown
    assert not earlier.exists()
