"""A whole evaluation: every reference is asked, scored and summed up with its n and its interval."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assistant.values import Answer, Question
from corpus.values import Document
from eval.measures import MEASURES, RETRIEVAL_MEASURES, Measure, Part, measure_values, values_of
from eval.references import GoldProblem, PageText, Reference, check_gold
from eval.scoring import Row, score_answer, score_search

DEFAULT_SEED = 20240
"""Of the bootstrap; any fixed number serves."""

_EASIEST_FIRST = {"easy": 1, "medium": 2, "hard": 3}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Share of correct answers in one part of the questions: its dimension ("type", "group", …) and the value there."""

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
        split: The part of the references that was asked, or empty for all.
        only: The parts that were measured; empty for all.
    """

    references: str = ""
    corpus_fingerprint: str = ""
    n_documents: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    split: str = ""
    only: tuple[str, ...] = ()


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
        parts: What was measured besides questions.
    """

    rows: tuple[Row, ...]
    summary: tuple[Measure, ...]
    breakdowns: tuple[Breakdown, ...]
    gold_problems: tuple[GoldProblem, ...]
    facts: RunFacts
    seed: int
    started_at: str
    seconds: float
    parts: tuple[Part, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Those of the questions, then those of the parts."""
        return (*self.summary, *(measure for part in self.parts for measure in part.measures))

    def measure(self, name: str) -> Measure:
        """The measure of that name.

        Raises:
            KeyError: there is none.
        """
        for measure in self.measures:
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
    score: Callable[[Reference, Answer, PageText | None], Row] = score_answer,
) -> EvaluationResult:
    """The figures of an asker over references, asked one after the other in their order.

    Args:
        ask: Answers a question; what it raises ends the run.
        references: What is asked and what is right.
        page_text: Text of a page by source and number; None leaves out the checks that need it.
        facts: What else identifies the run.
        seed: Of the bootstrap.
        score: Gives the row of a question.
    """
    started_at = datetime.now(UTC).isoformat(timespec="seconds")
    started = time.perf_counter()
    answers = [ask(reference.as_question()) for reference in references]
    seconds = time.perf_counter() - started
    rows = tuple(score(r, answer, page_text) for r, answer in zip(references, answers, strict=True))
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


def search_evaluation(
    ask: Callable[[Question], Answer],
    references: Sequence[Reference],
    *,
    page_text: PageText | None = None,
    facts: RunFacts | None = None,
    seed: int = DEFAULT_SEED,
) -> EvaluationResult:
    """The figures of the evidence alone, over the references that can be answered; see `run_evaluation`."""
    answerable = [reference for reference in references if reference.answerable]
    result = run_evaluation(
        ask,
        answerable,
        page_text=page_text,
        facts=facts,
        seed=seed,
        score=lambda reference, answer, _: score_search(reference, answer),
    )
    kept = tuple(m for m in result.summary if m.name in RETRIEVAL_MEASURES or m.name.startswith("latency"))
    return replace(result, summary=kept)


def corpus_fingerprint(documents: Iterable[Document]) -> str:
    """16 hexadecimal digits that are the same for the same set of files, whatever their names and order."""
    digests = sorted(document.sha256 for document in documents)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:16]


def summarise(rows: Sequence[Row], *, seed: int) -> tuple[Measure, ...]:
    """Every measure over the rows, in the order of reports.

    Shares of citations are means over the questions that cite, not over citations: a question that cites ten times
    weighs no more than one that cites once.
    """
    values = [values_of(row) for row in rows]
    return tuple(
        measure_values(name, [v[key] for v in values if key in v], seed=seed, statistic=statistic)
        for name, key, statistic in MEASURES
    )


def _break_down(rows: Sequence[Row], *, seed: int) -> tuple[Breakdown, ...]:
    keys_of: dict[str, Callable[[Row], str]] = {
        "group": lambda row: row.group.value,
        "type": lambda row: row.type,
        "difficulty": lambda row: row.difficulty,
        "turns": lambda row: "multi" if row.n_turns > 1 else "single",
    }
    return tuple(
        Breakdown(
            dimension,
            key,
            measure_values("correct", [float(row.correct) for row in rows if key_of(row) == key], seed=seed),
        )
        for dimension, key_of in keys_of.items()
        for key in sorted({key_of(row) for row in rows} - {""}, key=lambda key: (_EASIEST_FIRST.get(key, 0), key))
    )
