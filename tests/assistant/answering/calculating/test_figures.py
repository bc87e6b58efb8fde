"""What statements give to be reckoned with."""

from decimal import Decimal

import pytest

from assistant.answering.calculating.figures import Figure, figures_of, label_of
from tests.assistant.answering.statements import Book


def of_cell(cell: str, head: str = "値") -> list[Figure]:
    book = Book().rows(("項目", head), ("緑地", cell))
    return list(figures_of(book.candidates("緑地の値は")[0]))


def of_sentence(text: str) -> list[tuple[str, int | None, str]]:
    found = figures_of(Book().say(text).candidates("いくら")[0])
    return [(figure.name, figure.year, figure.text) for figure in found]


@pytest.mark.parametrize(
    ("cell", "head", "value", "unit"),
    [
        pytest.param("1,250", "値", "1250", "", id="bare"),
        pytest.param("１，２５０", "値", "1250", "", id="full width"),
        pytest.param("▲120", "収支（百万円）", "-120000000", "円", id="negative, unit in the head"),
        pytest.param("△3.5%", "伸長", "-3.5", "%", id="negative share"),
        pytest.param("-5", "値", "-5", "", id="a minus is no bullet"),
        pytest.param("68万人（2007年）", "以前", "680000", "人", id="its year behind it"),
        pytest.param("1億2,000万円", "費用", "120000000", "円", id="two scales"),
        pytest.param("約30%", "率", "30", "%", id="about"),
        pytest.param("30%以上", "目標", "30", "%", id="a bound"),
        pytest.param("12.5", "量（千トン）", "12500", "t", id="thousands of t"),
        pytest.param("350", "面積（km2）", "350", "km2", id="square kilometres"),
    ],
)
def test_one_figure_of_a_cell(cell: str, head: str, value: str, unit: str) -> None:
    (figure,) = of_cell(cell, head)
    assert (figure.value, figure.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("cell", "head"),
    [
        pytest.param("30～40%", "率", id="a range"),
        pytest.param("(1.4) ▲1.0", "今回", id="two figures"),
        pytest.param("501校（公立3校）", "学校数", id="a part beside the whole"),
        pytest.param("5.2", "前年比", id="a change"),
        pytest.param("3", "順位", id="an order"),
        pytest.param("2022", "年度", id="a year"),
        pytest.param("…", "値", id="nothing"),
        pytest.param("1.2.3", "節", id="a section"),
        pytest.param("9" * 30, "値", id="an absurd number"),
        pytest.param("3年間", "期間", id="a length of time"),
    ],
)
def test_cells_that_give_nothing(cell: str, head: str) -> None:
    assert of_cell(cell, head) == []


def test_columns_of_one_name_give_nothing() -> None:
    book = Book().rows(("項目", "大学", "大学"), ("卒業者数", "100", "200"))
    assert figures_of(book.candidates("卒業者数")[0]) == ()


def test_the_year_of_a_row_is_that_of_its_own_column() -> None:
    book = Book().rows(("項目", "年度", "金額"), ("投資", "2021", "15.5兆円"))
    assert [figure.year for figure in figures_of(book.candidates("投資")[0])] == [2021]


def test_a_unit_over_the_table_is_that_of_its_bare_figures() -> None:
    book = Book().say("（単位：百万円）").rows(("事業", "令和5年度", "割合"), ("啓発", "45", "3%"))
    found = figures_of(book.candidates("啓発")[1])
    assert [(f.year, f.text, int(f.value)) for f in found] == [(2023, "45百万円", 45_000_000), (None, "3%", 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "市場を2030年までに80兆円、2050年までに120兆円へ広げる。",
            [("市場", 2030, "80兆円"), ("市場", 2050, "120兆円")],
            id="a name goes on",
        ),
        pytest.param("会員は646者で、249者増えた。", [("会員", None, "646者")], id="a change is no level"),
        pytest.param("1トン当たりの排出量は12.7トンである。", [("当たりの排出量", None, "12.7トン")], id="per tonne"),
        pytest.param("令和元年度の回収量は5万トン。", [("回収量", 2019, "5万トン")], id="an era"),
        pytest.param("30〜40%が輸出される。", [], id="a range"),
        pytest.param("46%削減する。", [], id="a reduction"),
    ],
)
def test_figures_of_sentences(text: str, expected: list[tuple[str, int | None, str]]) -> None:
    assert of_sentence(text) == expected


@pytest.mark.parametrize(
    ("head", "cells", "expected"),
    [
        pytest.param(("番号", "業種", "会員数"), ("6", "化学工業", "33"), "化学工業", id="behind a running number"),
        pytest.param(("規模", "業種", "値"), ("大企業", "製造業", "1.2"), "大企業／製造業", id="two names"),
        pytest.param(("略称", "内容"), ("ESPR", "製品の要件"), "ESPR", id="what is said of it is no name"),
        pytest.param(("値", "備考"), ("33", "—"), "", id="no name"),
    ],
)
def test_labels(head: tuple[str, ...], cells: tuple[str, ...], expected: str) -> None:
    assert label_of(Book().rows(head, cells).candidates("何")[0]) == expected
