import pytest

from assistant.answering.enumerations import counted_rows
from tests.assistant.answering.statements import Book, answer, parse

HEAD = ("課題", "取組の方向")
ROWS = (("需要の拡大", "再生材を使う製品を増やす"), ("品質の安定", "基準を設ける"), ("人材の育成", "研修を行う"))


def book(announced: str = "検討会は3つの課題をまとめた。") -> Book:
    return Book().say(announced).rows(HEAD, *ROWS)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("検討会は課題をいくつにまとめ、それぞれ何ですか。", id="counted-by-the-document"),
        pytest.param("検討会がまとめた三つの課題を挙げてください。", id="counted-by-the-question"),
        pytest.param("3つの課題は？", id="short"),
    ],
)
def test_the_rows_of_the_table_are_the_whole(question: str) -> None:
    made = book()
    found = counted_rows(parse(question), made.candidates(question))
    assert [made.statements[i][0].cells[0] for i in found] == [name for name, _ in ROWS]


@pytest.mark.parametrize(
    ("question", "announced"),
    [
        pytest.param("三つの課題のうち2番目は何ですか。", "検討会は3つの課題をまとめた。", id="some-of-them"),
        pytest.param("三つの課題に付いた予算額はいくらですか。", "検討会は3つの課題をまとめた。", id="a-figure"),
        pytest.param("三つの課題は、いくつの観点からできていますか。", "検討会は3つの課題をまとめた。", id="a-count"),
        pytest.param("課題は何ですか。", "検討会は4つの課題をまとめた。", id="another-number-of-rows"),
        pytest.param("検討会の会場は何ですか。", "検討会は3つの課題をまとめた。", id="another-thing"),
        pytest.param("三つの会場を挙げてください。", "検討会は3つの会場で開いた。", id="not-over-the-table"),
        pytest.param("課題の順番は決まっていますか。", "検討会は3つの課題をまとめた。", id="yes-or-no"),
    ],
)
def test_nothing_else_is_a_whole(question: str, announced: str) -> None:
    assert counted_rows(parse(question), book(announced).candidates(question)) == ()


def test_a_sum_and_a_rest_are_not_counted() -> None:
    made = book().rows(HEAD, ("その他", "上のどれでもない"), ("合計", "3件"))
    question = "三つの課題を挙げてください。"
    assert len(counted_rows(parse(question), made.candidates(question))) == len(ROWS)


def test_two_tables_that_fit_are_none() -> None:
    made = book().rows(("課題", "担当"), *((name, "事務局") for name, _ in ROWS))
    question = "三つの課題を挙げてください。"
    assert counted_rows(parse(question), made.candidates(question)) == ()


def test_rows_are_cited_together_and_shown_by_their_names_where_room_is_short() -> None:
    long = [(name, what * 30) for name, what in ROWS]
    text, quotes = answer("3つの課題を挙げてください。", Book().say("3つの課題をまとめた。").rows(HEAD, *long))
    assert text == "需要の拡大\n品質の安定\n人材の育成[1]"
    assert len(quotes) == 1
    assert all(what in quotes[0] for _, what in long)


def test_short_rows_are_shown_whole() -> None:
    text, _ = answer("3つの課題を挙げてください。", book())
    assert "課題：品質の安定／取組の方向：基準を設ける" in text


def test_rows_within_a_limit_that_find_no_room_are_counted() -> None:
    rows = [(f"業種{n}", "説明" * 20, f"{n}%") for n in range(1, 91)]
    question = "提出割合が6%以上の業種をすべて挙げてください。"
    text, quotes = answer(question, Book().rows(("業種", "会社の説明", "提出割合"), *rows))
    assert text.startswith("業種：業種6／")
    assert text.endswith(f"（当てはまる行は、ほかに{85 - len(quotes)}行あります。）")
    assert 1 < len(quotes) < 85
