"""Systems side by side: quality with intervals, differences with their significance, speed and memory."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval import metrics
from eval.baselines.running import Failure, Outcome
from eval.comparison import Difference, compare_values
from eval.measures import Measure, measure_values
from eval.report import stdout_console
from eval.sets import RetrievalSet
from eval.wording import label, load_words

COMPARED = ("recall@5", "ndcg@10")
QUALITY = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one system stands on one set.

    Attributes:
        system: Its name.
        problem: Why it could not run; None where it ran, and the rest is empty where it did not.
        quality: The measures of `QUALITY`, in that order.
        behind: For recall@5 and nDCG@10 the first system's figure minus this one's, paired; none for the first itself.
        index_seconds: Of the whole set.
        query_p50_ms: Median milliseconds of a question.
        query_p95_ms: 95th percentile.
        peak_mb: Most memory of its process, MB.
        n_chunks: Pieces in its index.
    """

    system: str
    problem: Failure | None = None
    quality: tuple[Measure, ...] = ()
    behind: tuple[Difference, ...] = ()
    index_seconds: float = 0.0
    query_p50_ms: float = 0.0
    query_p95_ms: float = 0.0
    peak_mb: float = 0.0
    n_chunks: int = 0


def question_scores(data: RetrievalSet, outcome: Outcome) -> dict[str, list[float]]:
    """The measures of each question, in the set's order; a gold place that is not named counts as not found."""
    scores: dict[str, list[float]] = {name: [] for name in QUALITY}
    if outcome.result is None:
        return scores
    for query in data.queries:
        ranked = outcome.result.ranked.get(query.id, [])
        ranks = [ranked.index(place) + 1 if place in ranked else None for place in query.gold]
        gains = [query.gold.get(place, 0.0) for place in ranked]
        missing = [gain for place, gain in query.gold.items() if place not in ranked]
        for k in (1, 5, 10):
            scores[f"recall@{k}"].append(metrics.recall_at_k(ranks, k))
        scores["mrr@10"].append(metrics.reciprocal_rank(ranks))
        scores["ndcg@10"].append(metrics.ndcg_at_k(gains, missing=missing))
    return scores


def stand(data: RetrievalSet, outcomes: Sequence[Outcome], *, seed: int) -> tuple[Standing, ...]:
    """The standings of the systems; differences are against the first of them that ran."""
    first: dict[str, list[float]] | None = None
    standings = []
    for outcome in outcomes:
        if outcome.result is None:
            standings.append(Standing(outcome.system, outcome.problem))
            continue
        scores = question_scores(data, outcome)
        behind: tuple[Difference, ...] = ()
        if first is None:
            first = scores
        else:
            behind = tuple(compare_values(name, scores[name], first[name], seed=seed) for name in COMPARED)
        taken = np.asarray(outcome.result.query_ms)
        standings.append(
            Standing(
                system=outcome.system,
                quality=tuple(measure_values(name, values, seed=seed) for name, values in scores.items()),
                behind=behind,
                index_seconds=outcome.result.index_seconds,
                query_p50_ms=float(np.percentile(taken, 50)),
                query_p95_ms=float(np.percentile(taken, 95)),
                peak_mb=outcome.result.peak_mb,
                n_chunks=outcome.result.n_chunks,
            )
        )
    return tuple(standings)


def print_standings(
    data: RetrievalSet, standings: Sequence[Standing], *, lang: str = "ja", console: Console | None = None
) -> None:
    """Print the table to stdout, or to the console given."""
    words = load_words(lang)
    screen = console or stdout_console()
    table = Table(title=words.say("baselines.title", name=data.name, n=len(data.queries)))
    table.add_column(words.say("baselines.system"), no_wrap=True)
    heads = [label(words, "measure", name) for name in QUALITY]
    heads += [words.say("baselines.ahead", measure=label(words, "measure", name)) for name in COMPARED]
    heads += [words.say(f"baselines.{key}") for key in ("index", "p50", "p95", "memory", "pieces")]
    for head in heads:
        table.add_column(head, justify="right")
    for standing in standings:
        if standing.problem:
            table.add_row(standing.system, "–")
            continue
        speed = (standing.index_seconds, standing.query_p50_ms, standing.query_p95_ms, standing.peak_mb)
        cells = [*map(_with_interval, standing.quality), *([_difference(d) for d in standing.behind] or ["–", "–"])]
        table.add_row(standing.system, *cells, *(f"{value:.0f}" for value in speed), str(standing.n_chunks))
    screen.print(table)
    for standing in standings:
        if standing.problem:
            screen.print(Text(f"{standing.system}: {standing.problem.say(words)}"))
    screen.print(Text(words.say("baselines.note")))


def _with_interval(measure: Measure) -> str:
    if measure.value is None or measure.low is None or measure.high is None:
        return "–"
    return f"{100 * measure.value:.1f} [{100 * measure.low:.1f}–{100 * measure.high:.1f}]"


def _difference(d: Difference) -> str:
    return f"{100 * d.difference:+.1f} [{100 * d.low:+.1f}–{100 * d.high:+.1f}] p={d.p:.4f}"
