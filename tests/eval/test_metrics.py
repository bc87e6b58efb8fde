import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import metrics
from eval.references import names_source

RANKS = st.lists(st.none() | st.integers(1, 12), max_size=5)
GAINS = st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0]), max_size=14)
TEXTS = st.text(alphabet="循環経済の再生材は30%です。", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("quotes", "passages", "expected"),
    [
        pytest.param(["再生材の利用率"], ["無関係な文です", "再生材の利用率は低い"], (2,), id="second"),
        pytest.param(["再生材の利用率"], ["無関係な文です"], (None,), id="nowhere"),
        pytest.param(["再生材の利用率"], [], (None,), id="no-passages"),
        pytest.param(["あいうえおかきくけこ"], ["あいうえおか", "うえおかきくけこ"], (2,), id="split-over-two"),
        # Fourteen characters have ten 5-grams: eight of them (12 characters) are 80 %, seven (11) are not.
        pytest.param(["あいうえおかきくけこさしすせ"], ["あいうえおかきくけこさし"], (1,), id="just-80-percent"),
        pytest.param(["あいうえおかきくけこさしすせ"], ["あいうえおかきくけこさ"], (None,), id="just-below"),
        pytest.param(["449社"], ["企業は 449 社"], (1,), id="shorter-than-a-gram"),
        pytest.param(["２０３０年\n目標"], ["2030年目標"], (1,), id="folded"),
    ],
)
def test_found_ranks(quotes: list[str], passages: list[str], expected: tuple[int | None, ...]) -> None:
    assert metrics.found_ranks(quotes, passages) == expected


def test_rank_metrics_by_hand() -> None:
    ranks = (3, None, 1, 8)
    assert metrics.recall_at_k(ranks, 1) == 1 / 4
    assert metrics.recall_at_k(ranks, 5) == 2 / 4
    assert metrics.recall_at_k(ranks, 10) == 3 / 4
    assert metrics.hit_at_k((4, None), 3) == 0
    assert metrics.hit_at_k((4, None), 4) == 1
    assert metrics.all_gold_at_k(ranks, 10) == 0
    assert metrics.all_gold_at_k((3, 1, 8), 8) == 1
    assert metrics.all_gold_at_k((3, 1, 8), 7) == 0
    assert metrics.reciprocal_rank((3, None, 8)) == 1 / 3
    assert metrics.reciprocal_rank((11,), k=10) == 0
    assert metrics.reciprocal_rank(()) == 0


def test_ndcg_by_hand() -> None:
    # Ranks 2 and 4 of two relevant: (1/log2 3 + 1/log2 5) / (1/log2 2 + 1/log2 3).
    dcg = 1 / math.log2(3) + 1 / math.log2(5)
    assert metrics.ndcg_at_k([0, 1, 0, 1]) == pytest.approx(dcg / (1 + 1 / math.log2(3)))
    # One more relevant passage was not returned: the ideal has three.
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert metrics.ndcg_at_k([0, 1, 0, 1], missing=[1]) == pytest.approx(dcg / ideal)
    # Graded: gains 1, 3 against 3, 1.
    graded = (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))
    assert metrics.ndcg_at_k([1, 3]) == pytest.approx(graded)
    assert metrics.ndcg_at_k([0.0] * 10 + [1], k=10) == 0
    assert metrics.ndcg_at_k([]) == 0


def test_one_passage_with_every_gold_quote_is_a_perfect_ranking() -> None:
    assert metrics.ndcg_of_ranks((1, 1, 1), 5) == 1
    assert metrics.ndcg_of_ranks((1, 1, 1), 5, graded=True) == 1


def test_grades_tell_two_gold_quotes_late_from_one() -> None:
    # Passages 1 and 2 complete one and two quotes; binary cannot see that the order should be the other way round.
    assert metrics.graded_gains((1, 2, 2), 3) == (1, 2, 0)
    assert metrics.ndcg_of_ranks((1, 2, 2), 3) == 1
    expected = (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert metrics.ndcg_of_ranks((1, 2, 2), 3, graded=True) == pytest.approx(expected)


@given(GAINS, GAINS, st.integers(1, 12))
def test_ndcg_lies_between_0_and_1(gains: list[float], missing: list[float], k: int) -> None:
    assert 0 <= metrics.ndcg_at_k(gains, missing=missing, k=k) <= 1


@given(GAINS, GAINS)
def test_the_best_order_has_ndcg_1_exactly_where_something_is_relevant(
    gains: list[float], missing: list[float]
) -> None:
    best = sorted([*gains, *missing], reverse=True)
    assert metrics.ndcg_at_k(best) == (1 if any(best) else 0)


@given(RANKS, st.integers(0, 12), st.booleans())
def test_ndcg_of_ranks_lies_between_0_and_1(ranks: list[int | None], n_more: int, graded: bool) -> None:
    n_passages = max((rank for rank in ranks if rank), default=0) + n_more
    assert 0 <= metrics.ndcg_of_ranks(ranks, n_passages, graded=graded) <= 1


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(TEXTS, max_size=5), st.integers(1, 10))
def test_a_relevant_hit_at_the_end_never_lowers_recall(quotes: list[str], passages: list[str], k: int) -> None:
    before = metrics.found_ranks(quotes, passages)
    after = metrics.found_ranks(quotes, [*passages, quotes[0]])
    assert after[0] is not None
    assert metrics.recall_at_k(after, k) >= metrics.recall_at_k(before, k)
    assert all(new == old for new, old in zip(after, before, strict=True) if old is not None)


@given(RANKS, st.randoms(use_true_random=False), st.integers(1, 10))
def test_the_order_of_the_gold_quotes_does_not_matter(ranks: list[int | None], random, k: int) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(ranks, len(ranks))
    for metric in (metrics.recall_at_k, metrics.hit_at_k, metrics.all_gold_at_k, metrics.reciprocal_rank):
        assert metric(ranks, k) == metric(shuffled, k)
    assert metrics.ndcg_of_ranks(ranks, 12, k=k) == metrics.ndcg_of_ranks(shuffled, 12, k=k)


@given(GAINS.filter(lambda gains: len(gains) > 1), st.data())
def test_only_swapping_passages_of_unequal_gain_changes_ndcg(gains: list[float], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(gains) - 2))
    swapped = [*gains[:i], gains[i + 1], gains[i], *gains[i + 2 :]]
    before, after = metrics.ndcg_at_k(gains), metrics.ndcg_at_k(swapped)
    if gains[i] == gains[i + 1] or i > 9:
        assert after == before
    elif gains[i] > gains[i + 1]:
        assert after < before
    else:
        assert after > before


@given(RANKS, st.integers(1, 10))
def test_recall_grows_with_k_and_bounds_the_others(ranks: list[int | None], k: int) -> None:
    recall = metrics.recall_at_k(ranks, k)
    assert recall <= metrics.recall_at_k(ranks, k + 1) <= 1
    assert metrics.all_gold_at_k(ranks, k) <= recall <= metrics.hit_at_k(ranks, k)


FACTS = (("449社", "449の企業"), ("30%", "3割"))


@pytest.mark.parametrize(
    ("answer", "recall", "missing"),
    [
        pytest.param("企業は449社[1]、目標は３０％[2]。", 1.0, (), id="both"),
        pytest.param("449の企業が目標を3割とした。", 1.0, (), id="other-spellings"),
        pytest.param("企業は449社。", 0.5, ("30%",), id="one"),
        pytest.param("企業は1449社、目標は130%。", 0.0, ("449社", "30%"), id="only-inside-other-numbers"),
        pytest.param("", 0.0, ("449社", "30%"), id="empty"),
    ],
)
def test_nugget_recall(answer: str, recall: float, missing: tuple[str, ...]) -> None:
    assert metrics.nugget_recall(answer, FACTS) == recall
    assert metrics.missing_facts(answer, FACTS) == missing


def test_wrong_facts_are_whole_numbers_too() -> None:
    assert metrics.states_wrong_fact("会員は646社です。", ["646社"]) == 1
    assert metrics.states_wrong_fact("会員は1,646社です。", ["646社"]) == 0
    assert metrics.states_wrong_fact("会員は増えた[646]。", ["646"]) == 0
    assert metrics.states_wrong_fact("会員は646社です。", []) == 0


def test_support_looks_at_the_quotes_together() -> None:
    assert metrics.support(["企業は449社", "目標は30%"], FACTS) == 1
    assert metrics.support(["企業は449社"], FACTS) == 0.5
    assert metrics.support([], FACTS) == 0


def test_citation_precision_by_hand() -> None:
    gold = ["品質の情報が製造側と回収側のあいだで共有されていない"]
    quotes = ["企業は449社である", "品質の情報が製造側と回収側", "回収拠点は全国にある"]
    # The first states a fact, the second shares its 5-grams with the gold, the third does neither.
    assert metrics.citation_precision(quotes, FACTS, gold) == pytest.approx(2 / 3)
    assert metrics.citation_precision([], FACTS, gold) is None


@pytest.mark.parametrize(
    ("quote", "page", "share"),
    [
        pytest.param("再生材の利用率", "前文。再生材の\n利用率は低い。", 1, id="broken-line"),
        pytest.param("再生材の使用率", "再生材の利用率は低い。", 0, id="other-word"),
        pytest.param("2030年", "２０３０年の目標", 0, id="other-width-is-not-verbatim"),
        pytest.param("　", "再生材", 0, id="blank-quote"),
        pytest.param("再生材", None, 0, id="no-such-page"),
    ],
)
def test_verbatim(quote: str, page: str | None, share: float) -> None:
    assert metrics.verbatim_share([quote], [page]) == share


def test_verbatim_is_undefined_without_quotes() -> None:
    assert metrics.verbatim_share([], []) is None


@pytest.mark.parametrize(
    ("cited", "gold", "expected"),
    [
        pytest.param([("003_報告.pdf", 4)], [("003", 4)], 1.0, id="beginning-of-the-name"),
        pytest.param([("003_報告.pdf", 5)], [("003", 4)], 0.0, id="neighbouring-page"),
        pytest.param([("004_報告.pdf", 4)], [("003", 4)], 0.0, id="other-document"),
        pytest.param([("x.pdf", 1), ("003_報告.pdf", 4)], [("003", 4)], 1.0, id="one-of-two"),
        pytest.param([], [("003", 4)], 0.0, id="no-citation"),
        pytest.param([("003_報告.pdf", 4)], [("003", None)], None, id="page-not-known"),
    ],
)
def test_page_exact(
    cited: list[tuple[str, int | None]], gold: list[tuple[str, int | None]], expected: float | None
) -> None:
    assert metrics.page_exact(cited, gold, names_source) == expected


def test_refusals_by_hand() -> None:
    # Five can be answered, two of them were refused; four cannot, three of them were refused.
    outcomes = [(True, True)] * 2 + [(False, True)] * 3 + [(True, False)] * 3 + [(False, False)]
    assert np.mean(metrics.refusal_precision(outcomes)) == pytest.approx(3 / 5)
    assert np.mean(metrics.refusal_recall(outcomes)) == pytest.approx(3 / 4)
    assert np.mean(metrics.false_refusal(outcomes)) == pytest.approx(2 / 5)
    assert metrics.refusal_precision([(False, True)]) == ()


def test_answer_length_leaves_out_marks_and_space() -> None:
    assert metrics.answer_chars("企業は 449社です[1]。\n") == 10


def test_percentiles_by_hand() -> None:
    values = np.array([10.0, 20.0, 30.0, 40.0, 100.0])
    assert metrics.percentile(50)(values) == 30
    # Position 0.95 * 4 = 3.8 from 0: 40 + 0.8 * (100 - 40).
    assert metrics.percentile(95)(values) == pytest.approx(88)


def test_bootstrap_agrees_with_the_normal_interval_on_many_values() -> None:
    values = [1.0] * 60 + [0.0] * 140
    interval = metrics.bootstrap_interval(values, seed=1)
    assert interval is not None
    half = 1.96 * math.sqrt(0.3 * 0.7 / 200)
    assert interval == pytest.approx((0.3 - half, 0.3 + half), abs=0.01)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20), st.integers(0, 5))
def test_bootstrap_is_repeatable_and_inside_the_range(values: list[float], seed: int) -> None:
    interval = metrics.bootstrap_interval(values, seed=seed, n_resamples=50)
    assert interval == metrics.bootstrap_interval(values, seed=seed, n_resamples=50)
    assert interval is not None
    # A mean of equal values may be off by one unit in the last place.
    assert min(values) - 1e-12 <= interval[0] <= interval[1] <= max(values) + 1e-12


def test_bootstrap_needs_two_values() -> None:
    assert metrics.bootstrap_interval([1.0], seed=0) is None
    assert metrics.bootstrap_interval([], seed=0) is None
