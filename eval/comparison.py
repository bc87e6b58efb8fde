"""Two runs over the same questions: paired differences, their significance, and the questions that flipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.measures import values_of
from eval.metrics import bootstrap_interval
from eval.runner import EvaluationResult
from eval.scoring import Row

_N_PERMUTATIONS = 10_000
_MAX_EXACT = 14  # 2 ** 14 sign patterns are enumerated, more are drawn


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in two runs, over the questions that have it in both.

    Attributes:
        name: Of the measure.
        before: Mean in the first run.
        after: Mean in the second run.
        difference: after - before.
        low: Lower end of its 95 % bootstrap interval over questions; the difference itself for fewer than two.
        high: Upper end.
        p: Two-sided, of the paired permutation test.
        n: Questions.
    """

    name: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float
    n: int


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that is right in one run and wrong in the other.

    Attributes:
        id: Of the reference.
        question: What was asked.
        better: True where the second run is the right one.
        before: What came in the first run.
        after: What came in the second run.
        problems: What is wrong in the run that is wrong.
    """

    id: str
    question: str
    better: bool
    before: str
    after: str
    problems: tuple[str, ...]


def compare_values(name: str, before: Sequence[float], after: Sequence[float], *, seed: int) -> Difference:
    """The paired difference of one measure.

    Args:
        name: Of the measure.
        before: One figure a question; not empty.
        after: Of the same questions in the same order.
        seed: Of the resampling.

    Raises:
        ValueError: the two are not of one length, or empty.
    """
    if len(before) != len(after) or not before:
        raise ValueError(f"{len(before)} and {len(after)} questions")
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    differences = second - first
    mean = float(differences.mean())
    low, high = bootstrap_interval(differences.tolist(), seed=seed) or (mean, mean)
    p = permutation_p(differences, seed=seed)
    return Difference(name, float(first.mean()), float(second.mean()), mean, low, high, p, len(differences))


def permutation_p(differences: NDArray[np.float64], *, seed: int) -> float:
    """The two-sided p of the hypothesis that the signs of the paired differences are chance.

    p = share of sign patterns whose mean is at least as far from 0 as the observed one. Up to 14 differences that are
    not 0 every pattern is counted; above, 10,000 are drawn and the observed one is counted among them. 1 where nothing
    differs. For figures that are 0 or 1 it is the exact sign test (McNemar's).

    Source: Fisher, The Design of Experiments (1935), 21; for retrieval Smucker, Allan and Carterette, A Comparison of
    Statistical Significance Tests for Information Retrieval Evaluation (2007).
    """
    moved = differences[differences != 0]
    if not len(moved):
        return 1.0
    observed = abs(moved.sum())
    if len(moved) <= _MAX_EXACT:
        patterns = (np.arange(2 ** len(moved))[:, np.newaxis] >> np.arange(len(moved))) & 1
        sums = np.abs((2 * patterns - 1) @ moved)
        return float((sums >= observed - 1e-12).mean())
    signs = np.random.default_rng(seed).integers(0, 2, size=(_N_PERMUTATIONS, len(moved)), dtype=np.int8) * 2 - 1
    hits = int((np.abs(signs @ moved) >= observed - 1e-12).sum())
    return (hits + 1) / (_N_PERMUTATIONS + 1)


def adjusted(p_values: Mapping[str, float]) -> dict[str, float]:
    """The p values after Holm's correction for looking at several measures, by the same names.

    Source: Holm, A Simple Sequentially Rejective Multiple Test Procedure (1979).
    """
    running, found = 0.0, {}
    ordered = sorted(p_values.items(), key=lambda item: item[1])
    for place, (name, p) in enumerate(ordered):
        running = max(running, min(1.0, p * (len(ordered) - place)))
        found[name] = running
    return {name: found[name] for name in p_values}


_Pair = tuple[Mapping[str, float], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions that both have asked.

    Attributes:
        before: The first run.
        after: The second run.
        differences: Of each measure that some question has in both.
        adjusted: Their p values after Holm's correction, by name.
        flips: Questions that are right in one of them only: those that got worse first, then by id.
        n_left_out: Questions that only one of them has asked, or that were asked differently.
    """

    before: EvaluationResult
    after: EvaluationResult
    differences: tuple[Difference, ...]
    adjusted: Mapping[str, float]
    flips: tuple[Flip, ...]
    n_left_out: int


def compare_runs(before: EvaluationResult, after: EvaluationResult, *, seed: int) -> Comparison:
    """What changed from one run to the other, measure by measure and question by question."""
    first, second = ({row.id: row for row in run.rows} for run in (before, after))
    shared = [id_ for id_, row in first.items() if id_ in second and second[id_].question == row.question]
    values: list[_Pair] = [(values_of(first[id_]), values_of(second[id_])) for id_ in shared]
    values += _of_items(before, after)
    names = dict.fromkeys(name for pair in values for one in pair for name in one)
    differences = []
    for name in names:
        paired = [(a[name], b[name]) for a, b in values if name in a and name in b]
        if paired:
            left, right = zip(*paired, strict=True)
            differences.append(compare_values(name, left, right, seed=seed))
    flips = [_flip(first[id_], second[id_]) for id_ in shared if first[id_].correct != second[id_].correct]
    return Comparison(
        before,
        after,
        tuple(differences),
        adjusted({d.name: d.p for d in differences}),
        tuple(sorted(flips, key=lambda flip: (flip.better, flip.id))),
        len(first) + len(second) - 2 * len(shared),
    )


def _of_items(
    before: EvaluationResult, after: EvaluationResult
) -> list[tuple[Mapping[str, float], Mapping[str, float]]]:
    first, second = (
        {(part.name, item.id): item.values for part in run.parts for item in part.items} for run in (before, after)
    )
    return [(values, second[key]) for key, values in first.items() if key in second]


def _flip(before: Row, after: Row) -> Flip:
    wrong = before if after.correct else after
    return Flip(before.id, before.question, after.correct, before.got, after.got, tuple(map(str, wrong.problems)))
