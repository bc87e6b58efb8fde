import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.figures import figure_recall, figures_of, required_figures


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("5万トン", "50,000t", id="man-and-digits"),
        pytest.param("令和6年", "2024年", id="era-and-western"),
        pytest.param("三割", "30%", id="tenths"),
        pytest.param("１５億円", "1,500,000,000円", id="full-width"),
    ],
)
def test_notations_of_one_figure_are_one(one: str, other: str) -> None:
    assert figures_of(one) == figures_of(other) != frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("30%", "30件", id="other-unit"),
        pytest.param("2030年", "2031年", id="other-year"),
        pytest.param("5トン", "5万トン", id="other-size"),
    ],
)
def test_other_figures_are_others(one: str, other: str) -> None:
    assert not figures_of(one) & figures_of(other)


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        pytest.param("2030年度までに80兆円です[1]。", 1.0, id="all"),
        pytest.param("令和12年度に80兆円", 1.0, id="other-calendar"),
        pytest.param("80兆円です", 0.5, id="no-year"),
        pytest.param("2030年度までに80億円", 0.5, id="wrong-size"),
        pytest.param("2030件、80円", 0.0, id="wrong-units"),
        pytest.param("", 0.0, id="nothing"),
    ],
)
def test_figure_recall_by_hand(answer: str, share: float) -> None:
    gold = ["市場を2030年度までに80兆円へ広げる"]
    assert figure_recall(answer, "2030年度までに80兆円で、今より30兆円多い", gold) == share


def test_what_the_sources_do_not_say_is_not_required() -> None:
    assert required_figures("12トンの差です", ["再生地金 0.303トン", "新地金 12.7トン"]) == frozenset()
    assert figure_recall("何か", "言葉だけの答え", ["言葉だけの引用"]) is None


@given(st.sampled_from(["5万トン", "令和6年度", "30〜40%", "3割"]), st.sampled_from(["と", "、", "\n"]))
def test_a_text_states_its_own_figures(figure: str, joint: str) -> None:
    text = f"再生材は{figure}{joint}2030年である"
    assert figure_recall(text, text, [text]) == 1.0
