import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.values import BlockKind
from ingest.loaders.grids import GridCell, plain_grid, write_grid
from ingest.loaders.marked import PageWriter


def _written(rows: list[list[str]]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    writer = PageWriter()
    write_grid(writer, plain_grid(rows))
    page = writer.page(None)
    return [(mark.kind.value, mark.columns, mark.cells) for mark in page.marks]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        pytest.param([["品目", "実績", "目標"], ["缶", "1", "2"]], ("品目", "実績", "目標"), id="words over figures"),
        pytest.param(
            [["品目", "2023年度", "令和6年度"], ["缶", "1", "2"]], ("品目", "2023年度", "令和6年度"), id="years"
        ),
        pytest.param(
            [["主体", "役割", "時期"], ["国", "支援", "随時"]], ("主体", "役割", "時期"), id="words over words"
        ),
        pytest.param([["項目", "内容"], ["目的", "回収を広げる"]], ("項目", "内容"), id="two columns of heads"),
        pytest.param([["会社名", "架空社"], ["代表者", "循環太郎"]], (), id="labels and values"),
        pytest.param([["窓口", "対策課"], ["電話", "00-0000"]], (), id="a telephone number is no contrast"),
        pytest.param([["1", "2", "3"], ["4", "5", "6"]], (), id="figures"),
        pytest.param([["●回収を広げるための取組", "b", "c"], ["1", "2", "3"]], (), id="a bullet"),
    ],
)
def test_which_row_names_the_columns(rows: list[list[str]], columns: tuple[str, ...]) -> None:
    assert _written(rows)[-1][1] == columns


def test_a_table_goes_on_behind_a_blank_row() -> None:
    rows = [["品目", "台数", "前年比"], ["缶", "1", "2%"], ["", "", ""], ["びん", "3", "4%"]]
    assert _written(rows)[-1] == ("row", ("品目", "台数", "前年比"), ("びん", "3", "4%"))


def test_sums_are_not_filled_down() -> None:
    rows = [["地域", "品目", "台数", "重さ"], ["北部", "缶", "1", "2"], ["", "", "3", "4"]]
    assert _written(rows)[-1][2] == ("", "", "3", "4")


def test_pairs_of_labels_and_values() -> None:
    writer = PageWriter()
    label = [GridCell(text, is_head=True) for text in ("会社名", "業種")]
    value = [GridCell(text) for text in ("架空社", "製造業")]
    write_grid(writer, [[label[0], value[0], label[1], value[1]]])
    assert [mark.cells for mark in writer.page(None).marks] == [("会社名", "架空社"), ("業種", "製造業")]


def test_one_very_wide_row_does_not_cost_the_memory_of_a_square() -> None:
    writer = PageWriter()
    write_grid(writer, plain_grid([["a"] * 10_000, *[["b"]] * 5_000]))
    assert writer.page(None).text.count("a") == 10_000


@given(
    st.lists(
        st.lists(st.sampled_from(["", "品目", "1,200", "再生材の利用", "30％", "令和6年度", "。"]), max_size=6),
        max_size=8,
    )
)
def test_every_cell_is_in_the_text_and_every_row_has_as_many_cells_as_columns(rows: list[list[str]]) -> None:
    writer = PageWriter()
    write_grid(writer, plain_grid(rows))
    page = writer.page(None)
    for word in ("品目", "1,200", "再生材の利用", "30％", "令和6年度", "。"):
        wanted = sum(cell == word for row in rows for cell in row)
        assert page.text.count(word) <= wanted
        assert (wanted == 0) == (page.text.count(word) == 0)
    assert all(len(m.cells) == len(m.columns) for m in page.marks if m.kind is BlockKind.ROW and m.columns)


def test_a_row_wider_than_anybody_quotes_is_written_in_portions_under_its_first_cell() -> None:
    names = ["品目", *(f"第{k}列の名前" for k in range(1, 501))]
    written = _written([names, ["缶", *(f"{k}トン" for k in range(1, 501))]])
    body = [(columns, cells) for kind, columns, cells in written if columns]
    assert len(body) > 1
    assert all(cells[0] == "缶" and columns[0] == "品目" for columns, cells in body)
    assert all(sum(map(len, (*columns, *cells))) < 1600 for columns, cells in body)
    pairs = [pair for columns, cells in body for pair in zip(columns[1:], cells[1:], strict=True)]
    assert pairs == list(zip(names[1:], (f"{k}トン" for k in range(1, 501)), strict=True))
