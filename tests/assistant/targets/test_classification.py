import time
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.targets import Classification, Indicator, Kind, Label, Level, Target, classify_targets
from assistant.targets.values import Category

TODAY = date(2026, 5, 1)


def classify(text: str, **columns: str) -> Classification:
    (found,) = classify_targets((Target(1, None, "", columns.get("industry", ""), text),), today=TODAY)
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("再生材を積極的に使います", "数値と単位", id="no figure"),
        pytest.param("廃棄物量を20%削減（2030年度）", "基準年度", id="no base year"),
        pytest.param("廃棄物の再資源化率を90%以上にする", "達成する年度", id="no date"),
        pytest.param("廃棄物の再資源化率を90%以上にする（2024年度）", "過ぎています", id="past"),
        pytest.param("再生材の使用率を120%にする（2030年度）", "100%を超えて", id="more than all"),
        pytest.param("売上を100億円にする（2030年度）", "資源循環に関するもの", id="money of unknown kind"),
        pytest.param("再資源化率を95%に高め、CO2を30%削減する", "分けて提出", id="several goals"),
        pytest.param("リサイクル工場を新設する", "完了の時期", id="project without a date"),
    ],
)
def test_advice_says_what_is_missing(text: str, words: str) -> None:
    advice = classify(text).advice
    assert any(words in sentence for sentence in advice)
    assert all(sentence.endswith("。") for sentence in advice)


def test_a_complete_target_needs_no_advice() -> None:
    found = classify("廃棄物排出量を2030年度までに2019年度比で20%削減する", industry="鉄鋼業")
    assert found.advice == ()
    assert not found.needs_review


def test_an_industry_outside_the_list_is_told() -> None:
    found = classify("廃棄物排出量を2030年度までに2019年度比で20%削減する", industry="宇宙業")
    assert any("業種" in sentence for sentence in found.advice)


def test_a_business_year_is_over_in_april() -> None:
    target = Target(1, None, "", "", "再資源化率を2025年度に90%とする")
    (march,) = classify_targets((target,), today=date(2026, 3, 31))
    (april,) = classify_targets((target,), today=date(2026, 4, 1))
    assert not any("過ぎて" in a for a in march.advice)
    assert any("過ぎて" in a for a in april.advice)


def test_rows_come_back_in_order_with_their_problems() -> None:
    rows = (Target(4, "a", "架空A社", "", "", problem="空です。"), Target(9, "b", "架空B社", "", "再資源化率90%"))
    empty, full = classify_targets(rows, today=TODAY)
    assert (empty.row, empty.id, empty.needs_review, empty.confidence, empty.advice) == (
        4,
        "a",
        True,
        0.0,
        ("空です。",),
    )
    assert (full.row, full.member, full.indicator) == (9, "架空B社", Indicator.OUTFLOW)


def test_another_labeller_takes_the_place_of_the_rules() -> None:
    class Always:
        def label_all(self, targets: Sequence[Target]) -> tuple[Label, ...]:
            return tuple(Label(Category.LANDFILL, (), Kind.QUALITATIVE, Level(), 0.99, (t.text,)) for t in targets)

    (found,) = classify_targets((Target(1, None, "", "", "何でも"),), labeller=Always(), today=TODAY)
    assert (found.indicator, found.cues) == (Indicator.FINAL_DISPOSAL, ("何でも",))


def test_a_very_long_text_is_cut_and_reviewed() -> None:
    found = classify("再資源化率90%以上。" * 1000)
    assert found.needs_review
    assert any("長すぎる" in sentence for sentence in found.advice)
    assert len(found.text) == 11_000


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=120)
    | st.text(alphabet="再生材率回収量廃棄物を2030年度まで%以上減ゼロ①②（）。、・\n -→▲1万t円社比CO", max_size=60)
)
def test_any_text_gets_one_consistent_row(text: str) -> None:
    found = classify(text)
    assert found.text == text
    assert found.category.indicator is found.indicator
    assert found.indicator not in found.secondary
    assert 0 <= found.confidence <= 1
    assert (found.value is None) == (found.direction is None)
    assert found.kind is not Kind.QUALITATIVE or found.value is None


def test_five_hundred_targets_take_less_than_a_second_and_a_half() -> None:
    rows = tuple(
        Target(n, None, "", "", f"廃棄物の再資源化率を203{n % 10}年度までに{n % 100}%以上とする") for n in range(500)
    )
    classify_targets(rows[:1], today=TODAY)
    start = time.process_time()
    classify_targets(rows, today=TODAY)
    assert time.process_time() - start < 1.5
