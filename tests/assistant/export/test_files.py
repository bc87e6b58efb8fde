import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from assistant.citing import Reference
from assistant.draft import Draft, Kpi, Milestone, Paragraph, ParagraphStatus, Phase, Section
from assistant.export import draft_as_markdown, gap_table_as_json, gap_table_as_markdown, write_draft, write_gap_table
from assistant.gaps import Cell, ChallengeCell, GapRow, GapTable
from corpus.errors import OutputError, UsageError
from corpus.values import Citation

_NASTY = (
    '=HYPERLINK("http://example.com","押す")| <script>alert(1)</script> **太字** [n](http://example.com)\n# 見出し\x07'
)
_CITATION = Citation(
    1, "0123456789ab", "matome.pdf", "検討のまとめ", 3, ("2. 現状",), "アルミは輸入が多い。", "0123456789ab-0001"
)
_REFERENCE = Reference(_CITATION, "環境省", "2024-03")


def _table(text: str = "アルミは輸入が多い。") -> GapTable:
    cell = Cell(text, (_CITATION,))
    issue = "新たな需要を満たす供給産業の構築"
    row = GapRow("資源循環", text, cell, None, None, (ChallengeCell(text, (_CITATION,), issue),), (cell,))
    return GapTable("アルミ", (row,), (_REFERENCE,))


def _draft(text: str = "「アルミは輸入が多い」とされる。[1]") -> Draft:
    cited = Paragraph(text, (_CITATION,), ParagraphStatus.SUPPORTED)
    missing = Paragraph("【要確認】目標の記載が見つかりません。", (), ParagraphStatus.NEEDS_CHECK)
    return Draft(
        template="t",
        topic="アルミ",
        title="アルミのロードマップ（案）",
        sections=(Section("as_is", "1. 現状", (cited,)), Section("kpis", "2. 目標", (missing,))),
        milestones=(Milestone(2030, text, Phase.EXPANSION, (_CITATION,)),),
        kpis=(Kpi("利用率", 2025, 12.0, 2030, 30.0, "%", (_CITATION,)),),
        references=(_REFERENCE,),
    )


@pytest.mark.parametrize("name", ["g.csv", "g", "g.XLS"])
def test_an_unknown_ending_names_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"\.xlsx"):
        write_gap_table(_table(), tmp_path / name)
    with pytest.raises(UsageError, match=r"\.docx"):
        write_draft(_draft(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_gap_table(_table(), tmp_path / "nowhere" / "g.json")


def test_a_folder_in_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "d.md").mkdir()
    with pytest.raises(OutputError):
        write_draft(_draft(), tmp_path / "d.md")
    assert [path.name for path in tmp_path.iterdir()] == ["d.md"]


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_text("old", encoding="utf-8")
    write_gap_table(_table(), path)
    assert json.loads(path.read_text(encoding="utf-8"))["topic"] == "アルミ"
    assert [entry.name for entry in tmp_path.iterdir()] == ["g.json"]


def test_json_keeps_the_contract(tmp_path: Path) -> None:
    (row,) = json.loads(gap_table_as_json(_table()))["rows"]
    assert set(row) >= {"perspective", "to_be", "as_is", "gap", "challenges", "actions"}
    assert (row["as_is"], row["gap"]) == (None, None)
    assert row["challenges"][0]["issue"] == "新たな需要を満たす供給産業の構築"
    assert row["to_be"]["citations"][0]["quote"] == "アルミは輸入が多い。"
    write_draft(_draft(), tmp_path / "d.json")
    draft = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert [p["status"] for s in draft["sections"] for p in s["paragraphs"]] == ["supported", "needs_check"]
    assert draft["milestones"][0]["phase"] == "拡大"
    assert (draft["kpis"][0]["base"], draft["kpis"][0]["target"], draft["kpis"][0]["unit"]) == (12.0, 30.0, "%")


@pytest.mark.parametrize("first", ["=1+1", "+81", "-5%", "@SUM(A1)", "\t=1", "＝全角"])
def test_cells_hold_text_and_no_formulas(tmp_path: Path, first: str) -> None:
    path = tmp_path / "g.xlsx"
    write_gap_table(_table(first), path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" for cell in cells)
    assert first in {cell.value for cell in cells}
    assert "<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()


def test_the_workbook_lists_its_sources(tmp_path: Path) -> None:
    write_gap_table(_table(_NASTY), tmp_path / "g.xlsx")
    book = openpyxl.load_workbook(tmp_path / "g.xlsx")
    assert [cell.value for cell in book["出典"][2]][:4] == ["1", "検討のまとめ", "環境省", "p.3"]
    assert "記載なし" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}


@pytest.mark.parametrize("written", [gap_table_as_markdown(_table(_NASTY)), draft_as_markdown(_draft(_NASTY))])
def test_no_markup_comes_from_documents(written: str) -> None:
    html = MarkdownIt("commonmark").enable("table").render(written)
    assert "<script>" not in html
    assert "<a " not in html
    assert "<strong>太字" not in html
    assert html.count("<h1>") == 1
    assert "<td" in html


def test_an_empty_table_says_so() -> None:
    assert "見つかりませんでした" in gap_table_as_markdown(GapTable("量子", (), ()))


def test_markdown_marks_what_is_to_be_checked() -> None:
    assert "**【要確認】目標の記載が見つかりません。**" in draft_as_markdown(_draft())


def test_the_document_has_headings_tables_and_sources(tmp_path: Path) -> None:
    write_draft(_draft(_NASTY), tmp_path / "d.docx")
    document = docx.Document(str(tmp_path / "d.docx"))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["1. 現状", "2. 目標", "工程表", "付録　出典一覧（引用ごと）"]
    kpis, milestones, sources = ([[c.text for c in row.cells] for row in table.rows] for table in document.tables)
    assert kpis[1] == ["利用率", "12%（2025年）", "－", "30%（2030年）", "－", "－", "[1]"]
    assert milestones[1][:2] == ["2030年", "拡大"]
    assert sources[1][:3] == ["[1]", "検討のまとめ\n環境省、2024-03、p.3", "「アルミは輸入が多い。」"]


def test_open_paragraphs_are_bold_on_a_shade(tmp_path: Path) -> None:
    write_draft(_draft(), tmp_path / "d.docx")
    document = docx.Document(str(tmp_path / "d.docx"))
    (marked,) = (p for p in document.paragraphs if p.text.startswith("【要確認】"))
    assert all(run.bold for run in marked.runs)
    properties = marked._element.pPr
    assert properties is not None
    assert properties.find(qn("w:shd")) is not None


def test_every_run_names_its_japanese_font(tmp_path: Path) -> None:
    write_draft(_draft(), tmp_path / "d.docx")
    document = docx.Document(str(tmp_path / "d.docx"))
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    bodies = [p for p in document.paragraphs if p.style is not None and p.style.name == "Normal"]
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for p in (*cells, *bodies) for run in p.runs if run.text}
    assert fonts == {"游明朝", "游ゴシック"}
    styles = [document.styles[name].element.rPr.rFonts for name in ("Normal", "Title", "Heading 1")]
    assert [s.get(qn("w:eastAsia")) for s in styles] == ["游明朝", "游ゴシック", "游ゴシック"]
    assert all(s.get(qn("w:eastAsiaTheme")) is None for s in styles)


def test_characters_that_xml_excludes_are_dropped(tmp_path: Path) -> None:
    odd = "表\x00\x0b\ufffe\ud800題"
    write_draft(replace(_draft(odd), title=odd), tmp_path / "d.docx")
    write_gap_table(_table(odd), tmp_path / "g.xlsx")
    assert docx.Document(str(tmp_path / "d.docx")).paragraphs[0].text.startswith("表")
    stream = io.BytesIO((tmp_path / "g.xlsx").read_bytes())
    assert openpyxl.load_workbook(stream).worksheets[0]["B4"].value.startswith("表")
