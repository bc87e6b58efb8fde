import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.highlight import Highlight, locate_quote
from tests.assistant.web.values import make_chunk, make_statement

TABLE = make_chunk(
    make_statement("課題は次のとおり。"),
    make_statement("番号／課題"),
    make_statement("番号：1／課題：品質のばらつき", cells=("1", "品質のばらつき")),
    make_statement("番号：2／課題：価格の付け方", cells=("2", "価格の付け方")),
)


@pytest.mark.parametrize(
    ("quote", "quoted"),
    [
        pytest.param("課題は次のとおり。", "課題は次のとおり。", id="verbatim"),
        pytest.param("課題は 次のと\nおり。", "課題は次のとおり。", id="broken line and blanks"),
        pytest.param("**課題は次のとおり。**", "課題は次のとおり。", id="bold of Markdown"),
        pytest.param("| 2 | 価格の付け方 |", "番号：2／課題：価格の付け方", id="one row"),
        pytest.param(
            "| 番号 | 課題 | |---|---| | 1 | 品質のばらつき |",
            "番号／課題\n番号：1／課題：品質のばらつき",
            id="head and row",
        ),
    ],
)
def test_quoted_words_are_found(quote: str, quoted: str) -> None:
    found = locate_quote(quote, TABLE)
    assert found is not None
    assert found.quoted == quoted
    assert found.before + found.quoted + found.after == TABLE.text


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param("別の文。", id="other words"),
        pytest.param("", id="empty"),
        pytest.param("|---|", id="marks only"),
        pytest.param("| 2 | 価格の付け方 | 余分 |", id="a row with a cell more"),
        pytest.param("| 1 | 価格の付け方 |", id="cells of two rows"),
    ],
)
def test_words_that_are_not_there_mark_nothing(quote: str) -> None:
    assert locate_quote(quote, TABLE) is None


@given(st.text(alphabet="再生材は、増える。 \n|-a", min_size=1, max_size=40), st.data())
def test_every_slice_with_words_is_found_and_nothing_is_lost(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    found = locate_quote(quote, make_chunk(make_statement(text)))
    if not quote.strip():
        return
    assert found is not None
    assert "".join(found.quoted.split()) == "".join(quote.split())
    assert found.before + found.quoted + found.after == text


@pytest.mark.parametrize(
    ("before", "after", "near"),
    [
        pytest.param("一二", "三四", ("一二", "三四"), id="all of it fits"),
        pytest.param("一二三四五", "六七八九十", ("…三四五", "六七八…"), id="cut within a line"),
        pytest.param("一\n二三\n四", "五\n六\n七八", ("…四", "五…"), id="cut between lines"),
        pytest.param("一二三四\n", "\n五六七", ("…", "…"), id="nothing near on the quote's own line"),
    ],
)
def test_context_is_cut_to_whole_lines(before: str, after: str, near: tuple[str, str]) -> None:
    assert Highlight(before, "引用", after).near(3) == Highlight(near[0], "引用", near[1])
