from pathlib import Path

import pytest

from corpus.values import BlockKind
from ingest.layout import build_blocks
from ingest.loaders import load_file
from ingest.metadata import describe
from ingest.units import applies, unit_named
from tests.ingest.office import write_xlsx
from tests.ingest.paper import column, ruled_table, write_pdf


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("単位：千トン", "千トン", id="told"),
        pytest.param("（単位:百万円）", "百万円", id="in brackets"),
        pytest.param("表3 容器の回収量（単位：t-CO2/年）", "t-CO2/年", id="behind a caption"),
        pytest.param("（百万円）", "百万円", id="alone in brackets"),
        pytest.param("（％）", "％", id="a share"),
        pytest.param("（単位：千トン、％）", None, id="two units"),
        pytest.param("単位：件・社", None, id="two units with a dot"),
        pytest.param("（注）", None, id="no unit"),
        pytest.param("（令和5年度）", None, id="a year"),
        pytest.param("回収量（トン）を示す。", None, id="in a sentence"),
    ],
)
def test_the_unit_of_a_table(text: str, unit: str | None) -> None:
    assert unit_named(text) == unit


@pytest.mark.parametrize(
    ("unit", "cells", "belongs"),
    [
        pytest.param("千トン", ("缶", "1,234", "", "", ""), True, id="a bare figure"),
        pytest.param("千トン", ("缶", "▲5", "", "", ""), True, id="a figure below zero"),
        pytest.param("千トン", ("缶", "3社", "", "", ""), False, id="a figure with its own unit"),
        pytest.param("千トン", ("缶", "", "98", "", ""), False, id="a share"),
        pytest.param("％", ("缶", "", "98", "", ""), True, id="a share in shares"),
        pytest.param("千トン", ("缶", "", "", "3", ""), False, id="a column with its own unit"),
        pytest.param("千トン", ("缶", "", "", "", "2024"), False, id="a year"),
        pytest.param(None, ("缶", "3", "", "", ""), False, id="no unit"),
    ],
)
def test_which_rows_it_belongs_to(unit: str | None, cells: tuple[str, ...], belongs: bool) -> None:
    assert applies(unit, ("品目", "2022年度", "前年比", "費用（円）", "年度"), cells) is belongs


TABLE: list[list[object]] = [["品目", "2022年度", "2023年度"], ["缶", 10, 12], ["びん", 3, 4]]
AS_READ = "品目：缶／2022年度：10／2023年度：12（単位：千トン）"


@pytest.mark.parametrize(
    "above",
    [
        pytest.param([["容器の回収量"], ["単位：千トン"]], id="a row of its own"),
        pytest.param([["容器の回収量", "", "（千トン）"]], id="beside the title"),
        pytest.param([["容器の回収量（単位：千トン）"]], id="in the title"),
        pytest.param([["容器の回収量", "", "単位：千トン"], ["", "", ""]], id="above a blank row"),
    ],
)
def test_a_sheet_carries_its_unit_to_the_figures(tmp_path: Path, above: list[list[object]]) -> None:
    book = write_xlsx(tmp_path / "a.xlsx", {"回収": [*above, *TABLE]})
    text = tmp_path / "a.csv"
    text.write_text("\n".join(",".join(map(str, row)) for row in [*above, *TABLE]), encoding="utf-8")
    for path in (book, text):
        rows = [block.text for block in build_blocks(load_file(path).pages) if block.kind is BlockKind.ROW]
        assert AS_READ in rows


def test_a_line_over_a_table_of_a_web_page(tmp_path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    path = tmp_path / "a.html"
    path.write_text(f"<h1>容器</h1><p>（単位：千トン）</p><table>{rows}</table>", encoding="utf-8")
    assert AS_READ in [block.text for block in build_blocks(load_file(path).pages)]


def test_a_workbook_is_not_called_after_its_first_sheet(tmp_path: Path) -> None:
    several: dict[str, list[list[object]]] = {"令和5年度の実績": TABLE, "令和6年度の計画": TABLE}
    one: dict[str, list[list[object]]] = {"令和5年度の実績": [["容器の回収量の推移"], *TABLE]}
    titles = []
    for sheets in (several, one):
        path = write_xlsx(tmp_path / "回収量.xlsx", sheets)
        loaded = load_file(path)
        titles.append(describe(loaded, build_blocks(loaded.pages), path).title)
    assert titles == ["回収量", "容器の回収量の推移"]


def test_a_line_over_a_table_on_paper(tmp_path: Path) -> None:
    table = ruled_table([["品目", "2022年度", "2023年度"], ["缶", "10", "12"], ["びん", "3", "4"]], top=700)
    marks = [*column("表1 容器の回収量", top=740), *column("（単位：千トン）", x=300, top=715, size=9), *table]
    path = write_pdf(tmp_path / "a.pdf", [marks])
    assert AS_READ in [block.text for block in build_blocks(load_file(path).pages)]
