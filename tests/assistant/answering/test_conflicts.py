"""Sources that differ are shown side by side; what is merely different is not."""

import pytest

from assistant.answering.additions import Addition
from assistant.answering.conflicts import find_conflict
from corpus.values import Evidence
from tests.assistant.answering.statements import Book, lines, parse

QUESTION = "2022年度の畳の再生枚数は何枚ですか"


def conflict(*books: Book, question: str = QUESTION) -> Addition | None:
    return find_conflict(parse(question), [c for book in books for c in book.candidates(question)])


def older(text: str = "2022年度の畳の再生枚数は12,000枚であった。") -> Book:
    return Book("畳白書", "2023-03", "aaaaaaaaaaaa").say(text)


def newer(text: str = "2022年度の畳の再生枚数は15,000枚とされる。") -> Book:
    return Book("畳統計", None, "bbbbbbbbbbbb").say(text, 0.45)


def test_both_figures_stand_with_their_sources_in_one_sentence() -> None:
    assert lines(conflict(newer(), older())) == [
        "畳の再生枚数（2022年）の数値は資料によって異なり、「畳統計」（日付の記載なし、1ページ）では15,000枚[1]、"
        "「畳白書」（2023-03、1ページ）では12,000枚[2]となっています。[1][2]"
    ]


def test_the_older_source_comes_first() -> None:
    book = Book("畳統計", "2024-03", "bbbbbbbbbbbb").say("2022年度の畳の再生枚数は15,000枚とされる。")
    added = conflict(book, older())
    assert added is not None
    assert [c.evidence.document.title for c in added.cited] == ["畳白書", "畳統計"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("2022年度の畳の再生枚数は12,010枚とされる。", id="rounding"),
        pytest.param("2021年度の畳の再生枚数は15,000枚とされる。", id="another year"),
        pytest.param("2022年度の畳の再生量は15,000トンとされる。", id="another unit"),
        pytest.param("2022年度の障子の再生枚数は15,000枚とされる。", id="another thing"),
        pytest.param("2022年度の県内の畳の再生枚数は1,500枚とされる。", id="a narrower scope"),
        pytest.param("2022年度の畳の再生枚数は約13,000枚とされる。", id="about"),
        pytest.param("2022年度の畳の再生枚数は15,000枚と見込まれる。", id="a forecast"),
        pytest.param("2022年度の畳の再生枚数は10,000枚以上とされる。", id="a bound"),
        pytest.param("2022年度の畳の再生枚数は前年より15,000枚増えた。", id="a change"),
        pytest.param("2022年度の畳の再生枚数は15,000枚、布は3枚とされる。", id="two figures"),
        pytest.param("畳の再生枚数は15,000枚とされる。", id="no year"),
    ],
)
def test_what_is_merely_different_is_no_conflict(other: str) -> None:
    assert conflict(older(), newer(other)) is None


def test_only_a_question_for_a_figure_is_told_of_it() -> None:
    assert conflict(older(), newer(), question="畳の再生枚数が少ない理由は") is None


def test_a_document_that_says_it_twice_on_one_page_is_no_conflict() -> None:
    book = older().say("2022年度の畳の再生枚数は15,000枚とされる。")
    assert conflict(book) is None


def test_rows_of_two_documents_that_name_the_thing_in_full() -> None:
    one = Book("白書", "2023", "aaaaaaaaaaaa").rows(("項目", "2022年度"), ("畳の再生枚数", "12,000枚"), score=0.5)
    other = Book("統計", "2024", "bbbbbbbbbbbb").rows(("項目", "2022年度"), ("畳の再生枚数", "15,000枚"), score=0.5)
    added = conflict(one, other)
    assert added is not None
    assert isinstance(added.cited[0].evidence, Evidence)
    assert "「白書」（2023、1ページ）では12,000枚[1]" in added.text
