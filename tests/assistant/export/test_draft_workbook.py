"""Workbooks of drafts: figures are figures, progress is a formula, the gap table is in it, text stays text."""

from dataclasses import replace
from pathlib import Path

import openpyxl

from assistant.export import write_draft
from assistant.gaps import Cell, GapRow, GapTable
from tests.assistant.export.drafts import FIRST, NASTY, full_draft


def test_progress_is_a_formula_over_figures(tmp_path: Path) -> None:
    write_draft(full_draft(), tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    assert book.sheetnames[:4] == ["本文", "指標と目標値", "工程表", "代表指標ごとの目標の数"]
    sheet = book["指標と目標値"]
    assert sheet["B2"].value == 2026
    assert [sheet.cell(5, c).value for c in range(3, 9)] == [2020, 10.0, 2024, 15.0, 2030, 30.0]
    assert sheet["I5"].value == '=IF(AND(COUNT(D5,F5,H5)=3,D5<>H5),(F5-D5)/(H5-D5),"")'
    assert sheet["J5"].value == '=IF(COUNT(G5,$B$2)=2,G5-$B$2,"")'
    assert sheet["L5"].value == "[2][1]"
    assert [book["工程表"].cell(4, c).value for c in (1, 2, 3, 6)] == [2026, 2027, "構想", "経済産業省"]
    assert [cell.value for cell in book["出典"][2]][:4] == ["1", "検討のまとめ", "環境省", "p.3"]


def test_the_gap_table_is_in_it_with_its_own_sources(tmp_path: Path) -> None:
    row = GapRow("資源循環", "利用率", Cell("上がる", (FIRST,)), None, None, (), ())
    draft = full_draft()
    write_draft(replace(draft, matrix=GapTable("アルミ", (row,), draft.references[:1])), tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    assert "ギャップ表の出典" in book.sheetnames
    (matrix,) = (s for s in book.worksheets if s.title.startswith("ギャップ表") and "出典" not in s.title)
    assert any("上がる" in str(cell.value) for line in matrix.iter_rows() for cell in line)


def test_strangers_text_is_no_formula(tmp_path: Path) -> None:
    write_draft(full_draft(NASTY), tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    formulas = [c.value for s in book.worksheets for line in s.iter_rows() for c in line if c.data_type == "f"]
    assert formulas
    assert not any("HYPERLINK" in str(formula) for formula in formulas)
