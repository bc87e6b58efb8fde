import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.folding import fold, fold_numbers, joined_quotes, squeeze, states, without_citation_marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("２０３０年　度", "2030年度", id="full-width-and-ideographic-space"),
        pytest.param("ﾘｻｲｸﾙ率", fold("リサイクル率"), id="half-width-katakana"),
        pytest.param("1,234,567トン", "1234567トン", id="thousands"),
        pytest.param("１，２００か所", "1200か所", id="full-width-thousands"),
        pytest.param("1,2 と 3", "1,2と3", id="a-comma-that-is-no-separator"),
        pytest.param("2025–2027", "2025-2027", id="en-dash"),
        pytest.param("2025−2027", "2025-2027", id="minus-sign"),
        pytest.param("２０２５～２０２７", "2025~2027", id="full-width-tilde"),
        pytest.param("2025〜2027", "2025~2027", id="wave-dash"),
        pytest.param("CO₂ と Ｃｏ2", "co2とco2", id="subscript-and-case"),
        pytest.param("循環\n経済", "循環経済", id="broken-line"),
        pytest.param("⽇本", "日本", id="kangxi-radical"),
        pytest.param("", "", id="empty"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="あ1,２.－ー～①²é́ ß\u3000\n|%"))
def test_folding_twice_is_folding_once_for_the_characters_it_changes(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_numbers(fold_numbers(text)) == fold_numbers(text)


@pytest.mark.parametrize(
    ("text", "variant", "stands"),
    [
        pytest.param("目標は30%です", "30%", True, id="whole"),
        pytest.param("目標は105.8トン", "5.8", False, id="tail-of-a-longer-number"),
        pytest.param("目標は5.81トン", "5.8", False, id="head-of-a-longer-decimal"),
        pytest.param("目標は2.5トン", "5", False, id="decimals-of-another"),
        pytest.param("目標は5.トン", "5", True, id="a-full-stop-is-no-decimal-point"),
        pytest.param("No.5の資料", "5", True, id="a-point-after-a-letter"),
        pytest.param("会員は1,234者", "234", False, id="behind-a-thousands-separator"),
        pytest.param("会員は1,234者", "1234者", True, id="without-the-separator"),
        pytest.param("会員は１２３４者", "1,234者", True, id="full-width"),
        pytest.param("56.5 27.5", "27.5", True, id="neighbouring-cells"),
        pytest.param("56.5 27.5", "56.5", True, id="neighbouring-cells-first"),
        pytest.param("231, 307", "307", True, id="a-list-is-no-thousands"),
        pytest.param("②3.4%", "3.4%", True, id="circled-digit-before"),
        pytest.param("307¹者", "307", True, id="footnote-mark-behind"),
        pytest.param("循環 経済", "循環経済", True, id="words-are-found-across-space"),
        pytest.param("なにか", "　", False, id="blank-variant"),
        pytest.param("価格は1.5(参考)", "1x5", False, id="no-pattern-1"),
        pytest.param("価格は1x5", "1.5", False, id="no-pattern-2"),
    ],
)
def test_a_number_stands_only_as_a_whole(text: str, variant: str, *, stands: bool) -> None:
    assert states(fold_numbers(text), variant) is stands


def test_quotes_are_not_read_across_their_border() -> None:
    joined = joined_quotes(["企業は4", "49社"])
    assert states(joined, "49社")
    assert not states(joined, "449社")


def test_citation_marks_are_no_numbers() -> None:
    assert not states(fold_numbers(without_citation_marks("増えた[12]。")), "12")


@given(st.text())
def test_squeezing_removes_white_space_and_nothing_else(text: str) -> None:
    assert [c for c in text if not c.isspace()] == list(squeeze(text))
