"""A whole evaluation: every reference is asked, scored and summed up with its n and its interval."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from assistant.values import Answer, Question, RefusalReason
from corpus.values import Document
from eval import metrics
from eval.references import GoldProblem, Group, PageText, Reference, check_gold
from eval.scoring import Content, Retrieval, Row, score_answer

DEFAULT_SEED = 20240
"""Of the bootstrap; any fixed number serves."""


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
class Breakdown:
    """Share of correct answers in one part of the questions: "type", "group" or "difficulty" and its value."""

    dimension: str
    key: str
    correct: Measure


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What one must know to run the same evaluation again.

    Attributes:
        references: Name of the reference file.
        corpus_fingerprint: Of the documents asked; see `corpus_fingerprint`.
        n_documents: How many they are.
        settings: Those that bear on the figures, as text.
        versions: Of Junkan, Python and the engines.
    """

    references: str = ""
    corpus_fingerprint: str = ""
    n_documents: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """Everything a run found out.

    Attributes:
        rows: One a reference, in their order.
        summary: The measures, in the order of reports.
        breakdowns: Correct answers by type, group and difficulty.
        gold_problems: Gold quotes that do not stand in the documents asked; they count as not found.
        facts: Settings, versions, fingerprint.
        seed: Of the bootstrap.
        started_at: ISO 8601 in UTC.
        seconds: From the first question to the last answer.
    """

    rows: tuple[Row, ...]
    summary: tuple[Measure, ...]
    breakdowns: tuple[Breakdown, ...]
    gold_problems: tuple[GoldProblem, ...]
    facts: RunFacts
    seed: int
    started_at: str
    seconds: float

    def measure(self, name: str) -> Measure:
        """The measure of that name.

        Raises:
            KeyError: there is none.
        """
        for measure in self.summary:
            if measure.name == name:
                return measure
        raise KeyError(name)

    @property
    def failures(self) -> tuple[Row, ...]:
        """The rows that are not correct, in order."""
        return tuple(row for row in self.rows if not row.correct)


def run_evaluation(
    ask: Callable[[Question], Answer],
    references: Sequence[Reference],
    *,
    page_text: PageText | None = None,
    facts: RunFacts | None = None,
    seed: int = DEFAULT_SEED,
) -> EvaluationResult:
    """The figures of an asker over references, asked one after the other in their order.

    Args:
        ask: Answers a question; what it raises ends the run.
        references: What is asked and what is right.
        page_text: Text of a page by source and number; None leaves out the checks that need it.
        facts: What else identifies the run.
        seed: Of the bootstrap.
    """
    started_at = datetime.now(UTC).isoformat(timespec="seconds")
    started = time.perf_counter()
    answers = [ask(reference.as_question()) for reference in references]
    seconds = time.perf_counter() - started
    rows = tuple(score_answer(r, answer, page_text) for r, answer in zip(references, answers, strict=True))
    return EvaluationResult(
        rows=rows,
        summary=summarise(rows, seed=seed),
        breakdowns=_break_down(rows, seed=seed),
        gold_problems=() if page_text is None else check_gold(references, page_text),
        facts=facts or RunFacts(),
        seed=seed,
        started_at=started_at,
        seconds=seconds,
    )


def corpus_fingerprint(documents: Iterable[Document]) -> str:
    """16 hexadecimal digits that are the same for the same set of files, whatever their names and order."""
    digests = sorted(document.sha256 for document in documents)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:16]


def measure_values(
    name: str, values: Sequence[float], *, seed: int, statistic: metrics.Statistic = metrics.mean
) -> Measure:
    """A statistic over one figure a question, with its n and its 95 % interval."""
    if not values:
        return Measure(name, None, 0, None, None)
    low, high = metrics.bootstrap_interval(values, seed=seed, statistic=statistic) or (None, None)
    return Measure(name, float(statistic(np.asarray(values, dtype=np.float64))), len(values), low, high)


def summarise(rows: Sequence[Row], *, seed: int) -> tuple[Measure, ...]:
    """Every measure over the rows, in the order of reports.

    Shares of citations are means over the questions that cite, not over citations: a question that cites ten times
    weighs no more than one that cites once.
    """
    shares = _correctness(rows) | _content(rows) | _retrieval(rows) | _refusals(rows)
    measures = [measure_values(name, values, seed=seed) for name, values in shares.items()]
    answered = [float(row.n_chars) for row in rows if row.content is not None and not row.refused]
    latencies = [row.latency_ms for row in rows]
    for name, values, q in (
        ("answer_chars_p50", answered, 50),
        ("latency_p50_ms", latencies, 50),
        ("latency_p95_ms", latencies, 95),
    ):
        measures.append(measure_values(name, values, seed=seed, statistic=metrics.percentile(q)))
    return tuple(measures)


_Values = dict[str, Sequence[float]]


def _correctness(rows: Sequence[Row]) -> _Values:
    return {
        "correct": [float(row.correct) for row in rows],
        "correct_answerable": [float(row.correct) for row in rows if row.group is Group.ANSWERABLE],
        "correct_unanswerable": [float(row.correct) for row in rows if row.group is not Group.ANSWERABLE],
    }


def _content(rows: Sequence[Row]) -> _Values:
    contents: list[Content] = [row.content for row in rows if row.content is not None]
    return {
        "nugget_recall": [c.nugget_recall for c in contents],
        "wrong_fact": [c.wrong_fact for c in contents],
        "support": [c.support for c in contents],
        "citation_precision": [c.citation_precision for c in contents if c.citation_precision is not None],
        "citation_verbatim": [row.citation_verbatim for row in rows if row.citation_verbatim is not None],
        "page_exact": [c.page_exact for c in contents if c.page_exact is not None],
    }


def _retrieval(rows: Sequence[Row]) -> _Values:
    found: list[Retrieval] = [row.retrieval for row in rows if row.retrieval is not None]
    return {
        "recall@1": [r.recall_1 for r in found],
        "recall@5": [r.recall_5 for r in found],
        "recall@10": [r.recall_10 for r in found],
        "hit@1": [r.hit_1 for r in found],
        "hit@5": [r.hit_5 for r in found],
        "hit@10": [r.hit_10 for r in found],
        "all_gold@10": [r.all_gold_10 for r in found],
        "mrr@10": [r.reciprocal_rank for r in found],
        "ndcg@10": [r.ndcg_10 for r in found],
        "ndcg_graded@10": [r.ndcg_graded_10 for r in found],
    }


def _refusals(rows: Sequence[Row]) -> _Values:
    outcomes = [(row.refused, row.group is Group.ANSWERABLE) for row in rows]
    values: _Values = {
        "refusal_precision": metrics.refusal_precision(outcomes),
        "refusal_recall": metrics.refusal_recall(outcomes),
    }
    for group in Group:
        if group is not Group.ANSWERABLE:
            values[f"refusal_recall:{group}"] = [float(row.refused) for row in rows if row.group is group]
    rightly = [row for row in rows if row.refused and row.group is not Group.ANSWERABLE]
    values["reason_accuracy"] = [float(row.reason == row.group) for row in rightly]
    values["false_refusal"] = metrics.false_refusal(outcomes)
    answerable = [row for row in rows if row.group is Group.ANSWERABLE]
    for reason in RefusalReason:
        values[f"false_refusal:{reason}"] = [float(row.refused and row.reason == reason) for row in answerable]
    return values


def _break_down(rows: Sequence[Row], *, seed: int) -> tuple[Breakdown, ...]:
    keys_of: dict[str, Callable[[Row], str]] = {
        "group": lambda row: row.group.value,
        "type": lambda row: row.type,
        "difficulty": lambda row: row.difficulty,
    }
    return tuple(
        Breakdown(
            dimension,
            key,
            measure_values("correct", [float(row.correct) for row in rows if key_of(row) == key], seed=seed),
        )
        for dimension, key_of in keys_of.items()
        for key in sorted({key_of(row) for row in rows} - {""})
    )
