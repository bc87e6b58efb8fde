"""How well members' targets are labelled, on the project's own statements and never on statements the model has seen.

Two ways of leaving out: whole skeletons (statements that share their words) in ten folds, and one industry after the
other together with every skeleton that it shares. Intervals are over skeletons, for statements of one are no
independent witnesses.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.targets.labelling import analyse, conclude
from assistant.targets.model import CATEGORIES, Array
from assistant.targets.training import (
    Material,
    category_temperature,
    certainty,
    gather,
    grouped_folds,
    kernels,
    kind_temperature,
    unseen_scores,
    vocabularies_of,
)
from assistant.targets.trust import calibration_error, fit_trust, indicator_scores, trusted
from assistant.targets.values import Category, Kind, Target
from corpus.protocols import Embedder
from corpus.targets import Statement, load_statements
from eval.measures import Measure

_N: Final = len(CATEGORIES)
_REVIEW_SHARE: Final = 0.19
_N_RESAMPLES: Final = 500
_SEED: Final = 20250401
_INDICATOR_OF: Final = indicator_scores(np.eye(_N, dtype=np.float32)).argmax(axis=1)
Labels = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class TargetEvaluation:
    """Figures of one evaluation.

    Attributes:
        n_statements: How many statements.
        n_groups: How many skeletons.
        measures: By name: "scheme/labeller/measure".
        industries: Share of right indicators where an industry was left out, by its name, worst first.
    """

    n_statements: int
    n_groups: int
    measures: tuple[Measure, ...]
    industries: tuple[Measure, ...]


def evaluate_targets(embedder: Embedder, statements: Sequence[Statement] | None = None) -> TargetEvaluation:
    """The figures on the statements; takes the embedder's time and about a minute more."""
    chosen = tuple(statements or load_statements())
    material = gather(chosen, embedder)
    lite_kernel, full_kernel = kernels(material, vocabularies_of(material))
    industries = sorted({s.industry for s in chosen})
    schemes = {
        "grouped": grouped_folds(material.groups),
        "industry_out": tuple(np.flatnonzero(material.industries == n) for n in range(len(industries))),
    }
    truth = material.labels[:, :_N].argmax(axis=1)
    measures = _score("all/rules", material, material.rules[:, :_N].argmax(axis=1), None)
    right: NDArray[np.bool_] = np.zeros(len(chosen), dtype=bool)
    for scheme, folds in schemes.items():
        lite = unseen_scores(lite_kernel, material, folds)
        full = unseen_scores(full_kernel, material, folds)
        for name, scores in (("without_embedding", lite), ("with_embedding", full)):
            measures += _score(f"{scheme}/{name}", material, _category(scores), scores)
            measures += _certainty(f"{scheme}/{name}", material, scores, lite)
        right = _INDICATOR_OF[_category(full)] == _INDICATOR_OF[truth]
    measures += _figures(chosen, material.groups)
    per = [
        _measure(name, right[material.industries == n], material.groups[material.industries == n])
        for n, name in enumerate(industries)
    ]
    return TargetEvaluation(
        len(chosen), len(np.unique(material.groups)), tuple(measures), tuple(sorted(per, key=lambda m: m.value or 0.0))
    )


def _category(scores: Array) -> Labels:
    """The best category within the best indicator, as the labeller chooses."""
    shares = np.exp((scores[:, :_N] - scores[:, :_N].max(axis=1, keepdims=True)) * 8.0)
    best = indicator_scores(shares.astype(np.float32)).argmax(axis=1)
    masked = np.where(_INDICATOR_OF[np.newaxis] == best[:, np.newaxis], scores[:, :_N], -np.inf)
    best_category: Labels = masked.argmax(axis=1)
    return best_category


def _score(name: str, material: Material, category: Labels, scores: Array | None) -> list[Measure]:
    truth = material.labels[:, :_N].argmax(axis=1)
    indicator, indicator_truth = _INDICATOR_OF[category], _INDICATOR_OF[truth]
    found = [
        _measure(f"{name}/indicator_accuracy", indicator == indicator_truth, material.groups),
        _f1(f"{name}/indicator_macro_f1", indicator_truth, indicator, material.groups),
        _f1(f"{name}/category_macro_f1", truth, category, material.groups),
    ]
    if scores is not None:
        kind_truth, kind = material.labels[:, _N:].argmax(axis=1), scores[:, _N:].argmax(axis=1)
        found.append(_f1(f"{name}/kind_macro_f1", kind_truth, kind, material.groups))
    return found


def _certainty(name: str, material: Material, scores: Array, lite: Array) -> list[Measure]:
    """Calibration and what a review catches; the confidence of a half of the skeletons is fitted on the other half."""
    temperatures = np.array(
        [category_temperature(scores, material.labels), kind_temperature(scores, material.labels)], dtype=np.float32
    )
    signs, is_right = certainty(scores, lite, temperatures, material)
    confidence = np.zeros(len(is_right), dtype=np.float32)
    half = material.groups % 2
    for part in (0, 1):
        trust = fit_trust(signs[half != part], is_right[half != part])
        confidence[half == part] = trusted(trust, signs[half == part])
    asked = confidence < np.quantile(confidence, _REVIEW_SHARE)
    wrong = ~is_right
    return [
        Measure(f"{name}/calibration_error", calibration_error(confidence, is_right), len(is_right), None, None),
        Measure(f"{name}/review_share", float(asked.mean()), len(is_right), None, None),
        _measure(f"{name}/wrong_caught", asked[wrong], material.groups[wrong]),
    ]


def _figures(statements: Sequence[Statement], groups: Labels) -> list[Measure]:
    """Value, unit, direction and years where category and kind are given."""
    right: dict[str, list[bool]] = {name: [] for name in ("value", "unit", "direction", "base_year", "target_year")}
    for s in statements:
        level, _ = conclude(analyse(Target(1, s.id, "", s.industry, s.text)), Category(s.category), Kind(s.kind))
        right["value"].append(_same(level.value, s.value))
        right["unit"].append(level.unit == s.unit or (s.value == 0 and s.unit is None))
        right["direction"].append(level.direction == s.direction)
        right["base_year"].append(level.base_year == s.base_year)
        right["target_year"].append(level.target_year == s.target_year)
    return [_measure(f"all/figures/{name}_accuracy", np.array(values), groups) for name, values in right.items()]


def _same(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return abs(found - wanted) <= 1e-6 * max(1.0, abs(wanted))


def _measure(name: str, right: NDArray[np.bool_], groups: Labels) -> Measure:
    if not len(right):
        return Measure(name, None, 0, None, None)
    low, high = _interval(lambda rows: float(right[rows].mean()), groups)
    return Measure(name, float(right.mean()), len(right), low, high)


def _f1(name: str, truth: Labels, found: Labels, groups: Labels) -> Measure:
    low, high = _interval(lambda rows: macro_f1(truth[rows], found[rows]), groups)
    return Measure(name, macro_f1(truth, found), len(truth), low, high)


def macro_f1(truth: Labels, found: Labels) -> float:
    """Unweighted mean of F1 over the labels that occur in the truth."""
    scores = []
    for label in np.unique(truth):
        hits = int(((truth == label) & (found == label)).sum())
        scores.append(2 * hits / (int((truth == label).sum()) + int((found == label).sum())))
    return float(np.mean(scores))


def _interval(statistic: Callable[[Labels], float], groups: Labels) -> tuple[float | None, float | None]:
    """The 95 % percentile bootstrap interval over groups, drawn whole."""
    names = np.unique(groups)
    if len(names) < 2:
        return None, None
    members = [np.flatnonzero(groups == name) for name in names]
    random = np.random.default_rng(_SEED)
    draws = [
        statistic(np.concatenate([members[i] for i in random.integers(0, len(names), len(names))]))
        for _ in range(_N_RESAMPLES)
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)
