import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from assistant.export import gap_table_as_json, gap_table_as_markdown, gap_table_as_text, write_gap_table
from assistant.gaps import GapTable, Searched, build_table, find_gaps
from assistant.service import Assistant
from assistant.web.gaps import render_gaps, show_gaps
from assistant.wording import load_wording
from corpus.errors import UnknownFilterValue
from corpus.values import Filters
from tests.assistant.passages import Passages

_JA = load_wording("ja")
_HEAD = ("あるべき姿", "現状", "課題", "実施主体")


def _table(text: str = "畳が再生される") -> GapTable:
    made = Passages()
    row = made.row(
        _HEAD, (text, "畳の8割が焼却されるなか、選別の技術は確立／回収の網は都市部に限られている", "", "畳組合")
    )
    made.add(("畳の2050年の姿",), row)
    made.add(("2030年のあるべき姿",), made.row(_HEAD, ("古い畳の回収が広がる", "", "費用の負担", "")))
    table = build_table("畳", made.findings("畳"), made.page_text, searched=Searched(3, 1200), this_year=2026)
    assert len(table.rows) == 2
    return table


def test_what_is_missing_says_how_much_was_searched() -> None:
    for written in (gap_table_as_markdown(_table()), gap_table_as_text(_table()), render_gaps(_table())):
        assert "記載なし（1,200ページを検索）" in written
        assert "3資料・1,200ページ" in written


def test_json_tells_it_in_a_key_of_its_own() -> None:
    import json

    told = json.loads(gap_table_as_json(_table()))
    assert told["searched"] == {"documents": 3, "pages": 1200}
    assert told["conflicts"] == []
    second = next(row for row in told["rows"] if row["to_be"]["text"] == "古い畳の回収が広がる")
    assert (second["as_is"], second["to_be"]["year"], second["comparison"]) == (None, 2030, None)
    assert second["challenges"][0]["text"] == "費用の負担"
    assert [actor["text"] for row in told["rows"] for actor in row["actors"]] == ["畳組合"]


def test_marks_lead_to_sources_and_strangers_words_do_nothing() -> None:
    html = render_gaps(_table("畳が<script>alert(1)</script>再生[9]される"))
    assert "<script>" not in html
    assert "再生[9]される" in html  # a stranger's bracket is no mark
    for number in re.findall(r'href="#gap-source-(\d+)"', html):
        assert f'id="gap-source-{number}"' in html


def test_statements_of_one_cell_stand_in_lines(tmp_path: Path) -> None:
    assert "<li>" in render_gaps(_table())
    write_gap_table(_table(), tmp_path / "g.xlsx")
    book = openpyxl.load_workbook(tmp_path / "g.xlsx")
    assert book.sheetnames == ["ギャップ表", "六つの課題", "出典"]
    cells = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert any("\n● 回収の網" in str(cell) for cell in cells)


def test_the_page_makes_table_and_workbook(assistant: Assistant) -> None:
    view = show_gaps(assistant, "情報流通プラットフォーム", None, None, "", _JA)
    assert view.workbook is not None
    assert view.workbook.name == "ギャップ表.xlsx"
    assert "<table>" in view.html
    view.workbook.unlink()


@pytest.mark.parametrize(
    ("topic", "year", "said"),
    [
        pytest.param(" ", "", "role=", id="blank topic"),
        pytest.param("再生材", "令和", "fiscal_year", id="no year"),
        pytest.param("再生材", "1901", "fiscal_year", id="a year no document has"),
        pytest.param("量子コンピュータの冷却", "", "見つかりませんでした", id="nothing on it"),
    ],
)
def test_what_goes_wrong_is_one_sentence(assistant: Assistant, topic: str, year: str, said: str) -> None:
    view = show_gaps(assistant, topic, None, None, year, _JA)
    assert said in view.html
    assert view.workbook is None


def test_filters_narrow_what_is_searched(assistant: Assistant) -> None:
    document = next(d for d in assistant.library.documents() if d.source == "08_roadmap_2024_2030.pdf")
    table = find_gaps("再生材の利用", assistant, Filters(document_id=document.id))
    assert table.searched == Searched(1, document.n_pages)
    assert {r.citation.document_id for r in table.references} == {document.id}
    with pytest.raises(UnknownFilterValue):
        find_gaps("再生材の利用", assistant, Filters(document_id="ffffffffffff"))


def test_a_table_without_rows_is_said_to_be_one() -> None:
    empty = replace(_table(), rows=())
    assert "見つかりませんでした" in gap_table_as_text(empty)
