import io
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from eval.comparison import Difference, adjusted, compare_runs, compare_values, permutation_p
from eval.comparison_table import print_comparison, verdict
from eval.runner import RunFacts, run_evaluation
from tests.eval.askers import REFERENCES, PerfectAsker, page_text, refuse_always

FIGURES = st.lists(st.sampled_from([0.0, 0.25, 1.0]), min_size=1, max_size=9)


def exact_p(differences: list[float]) -> float:
    """By enumerating every pattern of signs."""
    observed = abs(sum(differences))
    sums = [
        abs(sum(s * d for s, d in zip(p, differences, strict=True))) for p in product((1, -1), repeat=len(differences))
    ]
    return sum(total >= observed - 1e-12 for total in sums) / len(sums)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        pytest.param([0.0, 0.0], 1.0, id="nothing-differs"),
        pytest.param([1.0], 1.0, id="one-question-proves-nothing"),
        # Six flips one way: 2 of 64 patterns are as extreme. Five of six: (6 + 1) * 2 of 64.
        pytest.param([1.0] * 6, 2 / 64, id="six-better"),
        pytest.param([1.0] * 5 + [-1.0], 14 / 64, id="five-better-one-worse"),
        pytest.param([1.0] * 6 + [0.0] * 100, 2 / 64, id="ties-do-not-count"),
    ],
)
def test_the_permutation_test_by_hand(differences: list[float], p: float) -> None:
    assert permutation_p(np.array(differences), seed=1) == pytest.approx(p)


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]), min_size=1, max_size=8))
def test_the_permutation_test_counts_every_pattern(differences: list[float]) -> None:
    moved = [d for d in differences if d]
    assert permutation_p(np.array(differences), seed=0) == pytest.approx(exact_p(moved) if moved else 1.0)


def test_many_questions_are_sampled_and_near_the_exact_sign_test() -> None:
    differences = np.array([1.0] * 14 + [-1.0] * 6)
    # Binomial: P(at least 14 of 20) * 2 = 0.1153.
    assert permutation_p(differences, seed=3) == pytest.approx(0.1153, abs=0.01)
    assert permutation_p(np.ones(60), seed=3) == pytest.approx(1 / 10_001)


def test_the_correction_by_hand() -> None:
    # Ranked 0.01, 0.03, 0.04: times 3 / rank 0.03, 0.045, 0.04, and none above the one that follows it.
    assert adjusted({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "b": 0.04, "c": 0.04})
    assert adjusted({"a": 0.6, "b": 0.9}) == pytest.approx({"a": 0.9, "b": 0.9})
    assert adjusted({}) == {}


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1)))
def test_the_correction_keeps_the_order_and_lowers_nothing(p_values: dict[str, float]) -> None:
    corrected = adjusted(p_values)
    assert list(corrected) == list(p_values)
    assert all(p <= corrected[name] <= 1 for name, p in p_values.items())
    ranked = sorted(p_values, key=lambda name: p_values[name])
    assert [corrected[name] for name in ranked] == sorted(corrected.values())


@given(FIGURES, st.integers(0, 5))
def test_a_run_beside_itself_differs_in_nothing(figures: list[float], seed: int) -> None:
    found = compare_values("correct", figures, figures, seed=seed)
    assert (found.difference, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_swapping_the_runs_turns_the_sign() -> None:
    before, after = [0.0, 0.0, 1.0, 0.0, 0.5], [1.0, 0.0, 0.0, 1.0, 1.0]
    one, other = compare_values("x", before, after, seed=1), compare_values("x", after, before, seed=1)
    assert (one.difference, one.p) == pytest.approx((-other.difference, other.p))
    with pytest.raises(ValueError, match="5 and 4"):
        compare_values("x", before, after[:4], seed=1)


def test_what_flipped_is_named_with_its_reason() -> None:
    before = run_evaluation(refuse_always, REFERENCES, page_text=page_text)
    after = run_evaluation(PerfectAsker(), REFERENCES, page_text=page_text)
    found = compare_runs(before, after, seed=1)
    assert [(flip.id, flip.better, flip.problems) for flip in found.flips] == [
        ("issue", True, ("false_refusal",)),
        ("member", True, ("false_refusal",)),
        ("rate", True, ("false_refusal",)),
    ]
    by_name = {d.name: d for d in found.differences}
    assert by_name["correct"].difference == 0.5
    assert by_name["correct"].n == 6
    assert by_name["nugget_recall"].before == 0
    assert "citation_verbatim" not in by_name  # a refusal cites nothing: no question has it in both
    back = compare_runs(after, before, seed=1)
    assert [flip.better for flip in back.flips] == [False] * 3


def test_only_questions_that_both_asked_alike_are_compared() -> None:
    result = run_evaluation(PerfectAsker(), REFERENCES, page_text=page_text)
    reworded = replace(result, rows=(replace(result.rows[0], question="別の質問"), *result.rows[1:4]))
    found = compare_runs(result, reworded, seed=1)
    assert {d.n for d in found.differences if d.name == "correct"} == {3}
    assert found.n_left_out == 4


@pytest.mark.parametrize(
    ("name", "difference", "p", "word"),
    [
        pytest.param("correct", 0.2, 0.01, "better", id="more-is-better"),
        pytest.param("correct", -0.2, 0.01, "worse", id="less-is-worse"),
        pytest.param("latency_ms", -20.0, 0.01, "better", id="faster-is-better"),
        pytest.param("wrong_fact", 0.2, 0.01, "worse", id="more-wrong-facts"),
        pytest.param("correct", 0.2, 0.3, "unclear", id="may-be-chance"),
        pytest.param("correct", 0.0, 1.0, "same", id="nothing"),
    ],
)
def test_verdicts(name: str, difference: float, p: float, word: str) -> None:
    assert verdict(Difference(name, 0.0, difference, difference, 0.0, 0.0, p, 5), p) == word


def test_the_table_says_what_else_differs() -> None:
    before = run_evaluation(refuse_always, REFERENCES, facts=RunFacts("r", "aa", 1, {"leg_depth": "50"}, {}))
    after = run_evaluation(PerfectAsker(), REFERENCES, facts=RunFacts("r", "bb", 1, {"leg_depth": "80"}, {}))
    shown = io.StringIO()
    print_comparison(compare_runs(before, after, seed=1), console=Console(file=shown, width=200))
    text = shown.getvalue()
    assert "leg_depth: 50 → 80" in text
    assert "aa と bb" in text
    assert "正答になった質問：3件" in text
    assert "[rate] 企業の会員は何社ですか。（回答を保留した）" in text


def test_no_figure_is_cut_where_the_output_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    perfect = PerfectAsker()
    before, after = (run_evaluation(ask, REFERENCES, page_text=page_text) for ask in (perfect, refuse_always))
    print_comparison(compare_runs(before, after, seed=1))
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert "正答率（回答できる質問）" in shown
