"""From a PDF to the text of its pages: order, tables, upright writing."""

from pathlib import Path

import pytest

from ingest.loaders import load_file
from ingest.typeset import TypesetPage
from tests.ingest.paper import SLIDE, Mark, Words, column, ruled_table, write_pdf


def _page(tmp_path: Path, marks: list[Mark], *, paper: tuple[int, int] = (595, 842)) -> TypesetPage:
    (page,) = load_file(write_pdf(tmp_path / "a.pdf", [marks], paper=paper)).pages
    assert isinstance(page, TypesetPage)
    return page


def test_a_table_stands_row_by_row_cell_by_cell(tmp_path: Path) -> None:
    rows = [["指標", "目標"], ["再生材の\n利用率", "三割を\n超える"], ["回収量", "十万トン"]]
    page = _page(tmp_path, ruled_table(rows))
    assert page.text.splitlines() == ["指標\t目標", "再生材の", "利用率\t三割を", "超える", "回収量\t十万トン"]
    (table,) = page.tables
    cells = [page.text[cell.start : cell.end] for cell in table.cells]
    assert cells == ["指標", "目標", "再生材の\n利用率", "三割を\n超える", "回収量", "十万トン"]
    assert (table.n_rows, table.n_columns) == (3, 2)


def test_words_beside_a_table_are_not_its_own(tmp_path: Path) -> None:
    rows = [["指標", "目標"], ["利用率", "三割"], ["回収量", "十万"]]
    page = _page(tmp_path, [*column("前の文である。", top=760), *ruled_table(rows), *column("後の文である。", top=400)])
    assert [line.strip() for line in page.text.splitlines()] == [
        "前の文である。",
        "指標\t目標",
        "利用率\t三割",
        "回収量\t十万",
        "後の文である。",
    ]
    assert len(page.lines) == 2


def test_rows_of_figures_without_lines_between_them_are_rows(tmp_path: Path) -> None:
    years, one, two = "2021年\n2022年\n2023年", "12.5\n13.0\n14.2", "88\n90\n91"
    page = _page(tmp_path, ruled_table([["年", "割合", "件数"], [years, one, two]], height=60))
    (table,) = page.tables
    assert page.text.splitlines()[-1] == "2023年\t14.2\t91"
    assert table.n_rows == 4


def test_a_chart_behind_a_grid_is_no_table(tmp_path: Path) -> None:
    rows = [["", "", ""], ["12", "", ""], ["", "15", ""], ["", "", "18"]]
    assert _page(tmp_path, ruled_table(rows)).tables == ()


def test_a_box_around_text_is_no_table(tmp_path: Path) -> None:
    assert _page(tmp_path, ruled_table([["囲みの中の文である。"]], widths=(300,))).tables == ()


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = ["左の欄の一行目は続き", "左の欄の二行目である。"]
    right = ["右の欄の一行目は続き", "右の欄の二行目である。"]
    page = _page(tmp_path, [*column(*right, x=320), *column(*left, x=60)])
    assert [line.strip() for line in page.text.splitlines()] == [*left, *right]


def test_boxes_of_a_slide_on_one_line_are_parted(tmp_path: Path) -> None:
    marks = [Words("企業の取組", 60, 400, 14), Words("国の取組", 500, 400, 14)]
    assert [line.strip() for line in _page(tmp_path, [*marks], paper=SLIDE).text.splitlines()] == [
        "企業の取組",
        "国の取組",
    ]


def test_upright_writing_is_read_from_the_right(tmp_path: Path) -> None:
    lines = ["循環する社会を", "目指している。"]
    marks = [Words(char, 500 - 30 * k, 700 - 14 * n) for k, line in enumerate(lines) for n, char in enumerate(line)]
    assert _page(tmp_path, [*marks]).text.split() == lines


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_along_its_lines(tmp_path: Path, turn: int) -> None:
    path = write_pdf(tmp_path / "a.pdf", [column("循環する社会を目指している。"), []])
    path.write_bytes(path.read_bytes().replace(b"/MediaBox", f"/Rotate {turn} /MediaBox".encode()))
    page, _ = load_file(path).pages
    assert isinstance(page, TypesetPage)
    assert page.text.strip() == "循環する社会を目指している。"
    (line,) = page.lines
    assert 0 < line.left < line.right < 1
    assert 0 < line.top < line.bottom < 0.2
