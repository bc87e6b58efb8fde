"""Every measure of a run: its name, what a question contributes to it, and how the contributions are summed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from assistant.values import RefusalReason
from eval import metrics
from eval.references import Group
from eval.scoring import Content, Row

RETRIEVAL_MEASURES: Final = (
    *("recall@1", "recall@5", "recall@10", "hit@1", "hit@5", "hit@10", "all_gold@10", "mrr@10"),
    *("ndcg@10", "ndcg_graded@10", "recall@5_multi_turn"),
)
_REASONS: Final = tuple(group for group in Group if group is not Group.ANSWERABLE)
_SHARES: Final = (
    *("correct", "correct_answerable", "correct_unanswerable", "correct_multi_turn"),
    *("nugget_recall", "wrong_fact", "exact_figures"),
    *("support", "citation_precision", "citation_recall", "citation_verbatim", "page_exact"),
    *RETRIEVAL_MEASURES,
    "refusal_precision",
    *(f"refusal_precision:{group}" for group in _REASONS),
    "refusal_recall",
    *(f"refusal_recall:{group}" for group in _REASONS),
    "reason_accuracy",
    "false_refusal",
    *(f"false_refusal:{reason}" for reason in RefusalReason),
)

MEASURES: Final[tuple[tuple[str, str, metrics.Statistic], ...]] = (
    *((name, name, metrics.mean) for name in _SHARES),
    ("answer_chars_p50", "answer_chars", metrics.percentile(50)),
    ("latency_p50_ms", "latency_ms", metrics.percentile(50)),
    ("latency_p95_ms", "latency_ms", metrics.percentile(95)),
)
"""Name, key in `values_of` and statistic of each measure of questions, in the order of reports."""

LESS_IS_BETTER: Final = frozenset({"wrong_fact", "answer_chars", "latency_ms", "false_refusal"}) | {
    f"false_refusal:{reason}" for reason in RefusalReason
}
"""Keys of `values_of` of which a smaller figure is better."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure over the questions it is defined for.

    Attributes:
        name: As reports name it.
        value: None where it is defined for no question.
        n: How many questions it is defined for.
        low: Lower end of the 95 % bootstrap interval; None for fewer than two questions.
        high: Its upper end.
    """

    name: str
    value: float | None
    n: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was judged besides questions: a target, a section of a draft.

    Attributes:
        id: Unique in its part.
        text: What was given.
        wanted: What would have been right.
        got: What came.
        right: Whether it is.
        values: Figures of this item by measure.
    """

    id: str
    text: str
    wanted: str
    got: str
    right: bool
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bin:
    """Items whose confidence is alike, for the diagram of reliability: mean confidence, share right, and how many."""

    confidence: float
    accuracy: float
    n: int


@dataclass(frozen=True, slots=True)
class Part:
    """What was measured besides questions.

    Attributes:
        name: "targets", "drafts" or "speed".
        measures: Named "part/measure".
        items: What was judged; empty where there is nothing single to judge.
        bins: Of confidence; empty where nothing gives one.
    """

    name: str
    measures: tuple[Measure, ...]
    items: tuple[Item, ...] = ()
    bins: tuple[Bin, ...] = ()


def measure_values(
    name: str, values: Sequence[float], *, seed: int, statistic: metrics.Statistic = metrics.mean
) -> Measure:
    """A statistic over one figure a question, with its n and its 95 % interval."""
    if not values:
        return Measure(name, None, 0, None, None)
    low, high = metrics.bootstrap_interval(values, seed=seed, statistic=statistic) or (None, None)
    return Measure(name, float(statistic(np.asarray(values, dtype=np.float64))), len(values), low, high)


def values_of(row: Row) -> dict[str, float]:
    """What one question contributes: a figure for each measure that is defined for it."""
    answerable = row.group is Group.ANSWERABLE
    values = {"correct": float(row.correct), "latency_ms": row.latency_ms}
    values["correct_answerable" if answerable else "correct_unanswerable"] = float(row.correct)
    if row.n_turns > 1:
        values["correct_multi_turn"] = float(row.correct)
    if row.citation_verbatim is not None:
        values["citation_verbatim"] = row.citation_verbatim
    if row.content is not None:
        values |= _of_content(row.content)
        if not row.refused:
            values["answer_chars"] = float(row.n_chars)
    return values | _of_retrieval(row) | _of_refusal(row)


def _of_content(content: Content) -> dict[str, float]:
    defined = {
        "nugget_recall": content.nugget_recall,
        "wrong_fact": content.wrong_fact,
        "exact_figures": content.figure_recall,
        "support": content.support,
        "citation_precision": content.citation_precision,
        "citation_recall": content.citation_recall,
        "page_exact": content.page_exact,
    }
    return {name: value for name, value in defined.items() if value is not None}


def _of_retrieval(row: Row) -> dict[str, float]:
    found = row.retrieval
    if found is None:
        return {}
    values = {
        "recall@1": found.recall_1,
        "recall@5": found.recall_5,
        "recall@10": found.recall_10,
        "hit@1": found.hit_1,
        "hit@5": found.hit_5,
        "hit@10": found.hit_10,
        "all_gold@10": found.all_gold_10,
        "mrr@10": found.reciprocal_rank,
        "ndcg@10": found.ndcg_10,
        "ndcg_graded@10": found.ndcg_graded_10,
    }
    return values | ({"recall@5_multi_turn": found.recall_5} if row.n_turns > 1 else {})


def _of_refusal(row: Row) -> dict[str, float]:
    answerable = row.group is Group.ANSWERABLE
    outcome = [(row.refused, answerable)]
    single = {
        "refusal_precision": metrics.refusal_precision(outcome),
        "refusal_recall": metrics.refusal_recall(outcome),
        "false_refusal": metrics.false_refusal(outcome),
    }
    values = {name: figures[0] for name, figures in single.items() if figures}
    if answerable:
        values |= {f"false_refusal:{r}": float(row.refused and row.reason == r) for r in RefusalReason}
    else:
        values[f"refusal_recall:{row.group}"] = float(row.refused)
        if row.refused:
            values["reason_accuracy"] = float(row.reason == row.group)
    if row.refused and row.reason in _REASONS:
        values[f"refusal_precision:{row.reason}"] = float(row.group == row.reason)
    return values
