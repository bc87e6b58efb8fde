import pytest

from corpus.values import BlockKind, Role, Span, Statement
from ingest.roles import bare, clean_cell, named_cells, period_start, row_label


def _row(head: tuple[str, ...], cells: tuple[str, ...]) -> Statement:
    return Statement(BlockKind.ROW, " | ".join(cells), Span(1, 0, 1), head, cells)


def test_cells_by_their_columns() -> None:
    row = _row(("観点", "あるべき姿", "現状", "課題"), ("回収", "回収網が整う", "（記載なし）", "●費用 ●人手"))
    assert named_cells(row) == (
        ((), "回収"),
        ((Role.TO_BE,), "回収網が整う"),
        ((Role.AS_IS,), ""),
        ((Role.CHALLENGE,), "費用／人手"),
    )
    assert row_label(row) == "回収"


def test_a_column_of_contents_goes_on_with_the_one_before() -> None:
    row = _row(("課題", "内容", "対応する取組"), ("廃棄", "6割が捨てられる", "回収の仕組み"))
    assert [roles for roles, _ in named_cells(row)] == [(Role.CHALLENGE,), (Role.CHALLENGE,), (Role.ACTION,)]
    assert row_label(row) is None


def test_a_row_without_a_head_has_no_named_cells() -> None:
    assert named_cells(_row((), ("現状", "課題"))) == ()


@pytest.mark.parametrize("nothing", ["－", "―", "（図に記載なし）", "なし", "", "N/A", "…"])
def test_cells_that_hold_nothing(nothing: str) -> None:
    assert clean_cell(nothing) == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("● 回収", "回収", id="bullet"),
        pytest.param("2. 品質基準", "品質基準", id="number"),
        pytest.param("3.5%の削減", "3.5%の削減", id="decimal stays"),
        pytest.param("①設計", "設計", id="circled"),
    ],
)
def test_marks_in_front_are_no_text(text: str, plain: str) -> None:
    assert bare(text) == plain


@pytest.mark.parametrize(
    ("head", "year"),
    [
        pytest.param("2025～2027年度", 2025, id="stretch"),
        pytest.param("令和12年度", 2030, id="era"),
        pytest.param("2030年度の目標", None, id="more than a year"),
    ],
)
def test_columns_that_are_years(head: str, year: int | None) -> None:
    assert period_start(head) == year
