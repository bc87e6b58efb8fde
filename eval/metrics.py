"""The metrics, as pure functions from texts and ranks to figures.

Shares are in [0, 1]. Ranks count from 1, best first; None means not found. Every function folds its texts itself.
"""

import math
from collections.abc import Callable, Collection, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from eval.folding import fold, fold_numbers, joined_quotes, squeeze, states_any, without_citation_marks

GRAM_LENGTH = 5
FOUND_SHARE = Fraction(4, 5)  # exact: in floating point 0.8 of some counts lies above the whole number
RELEVANT_SHARE = 0.5

Facts = Sequence[Sequence[str]]
Ranks = Sequence[int | None]
Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def char_grams(text: str) -> frozenset[str]:
    """The character 5-grams of the folded text; the text itself where it is shorter."""
    folded = fold(text)
    return frozenset(folded[i : i + GRAM_LENGTH] for i in range(max(1, len(folded) - GRAM_LENGTH + 1)))


def found_ranks(quotes: Sequence[str], passages: Sequence[str]) -> tuple[int | None, ...]:
    """For each gold quote the rank at which the passages so far hold 80 % of its character 5-grams.

    A quote that is split over two passages is found at the rank of the second one.

    Source: our own definition; chunks are cut differently by every system, so neither ids nor whole quotes compare.
    """
    folded = [fold(passage) for passage in passages]
    return tuple(_found_rank(char_grams(quote), folded) for quote in quotes)


def _found_rank(wanted: frozenset[str], folded_passages: Sequence[str]) -> int | None:
    missing = set(wanted)
    for rank, passage in enumerate(folded_passages, 1):
        missing = {gram for gram in missing if gram not in passage}
        if len(wanted) - len(missing) >= FOUND_SHARE * len(wanted):
            return rank
    return None


def _within(ranks: Ranks, k: int) -> int:
    return sum(rank is not None and rank <= k for rank in ranks)


def recall_at_k(ranks: Ranks, k: int) -> float:
    """Recall@k: gold quotes found at rank k or better / gold quotes; 0 without gold.

    Source: Manning, Raghavan, Schütze, Introduction to Information Retrieval (2008), 8.3, cut at rank k.
    """
    return _within(ranks, k) / len(ranks) if ranks else 0.0


def hit_at_k(ranks: Ranks, k: int) -> float:
    """Success@k: 1 where at least one gold quote is found at rank k or better, else 0.

    Source: trec_eval, measure "success".
    """
    return float(_within(ranks, k) > 0)


def all_gold_at_k(ranks: Ranks, k: int) -> float:
    """1 where every gold quote is found at rank k or better, else 0; 0 without gold.

    Source: our own, for answers that need several places at once (a gap needs あるべき姿 and 現状).
    """
    return float(bool(ranks) and _within(ranks, k) == len(ranks))


def reciprocal_rank(ranks: Ranks, k: int = 10) -> float:
    """1 / rank of the first gold quote found at rank k or better, else 0; its mean is MRR@k.

    Source: Voorhees, The TREC-8 Question Answering Track Report (1999).
    """
    best = min((rank for rank in ranks if rank is not None and rank <= k), default=None)
    return 0.0 if best is None else 1 / best


def graded_gains(ranks: Ranks, n_passages: int) -> tuple[int, ...]:
    """For each passage in order how many gold quotes it completes; length n_passages."""
    return tuple(sum(rank == position for rank in ranks) for position in range(1, n_passages + 1))


def ndcg_at_k(gains: Sequence[float], *, missing: Sequence[float] = (), k: int = 10) -> float:
    """nDCG@k: DCG of the ranking / DCG of the best possible order, with DCG = sum of gain_i / log2(i + 1), i from 1.

    Args:
        gains: Gain of each passage in rank order, 0 or more: 0 and 1 for the binary, any grade for the graded figure.
        missing: Gains of what is relevant and was not returned; the best possible order has it too.
        k: Ranks counted.

    Returns:
        In [0, 1]; 0 where nothing is relevant.

    Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002), with linear gains as in
    trec_eval.
    """
    ideal = _dcg(sorted([*gains, *missing], reverse=True)[:k])
    # Rounding may lift an ideal order above 1 by one unit in the last place.
    return min(1.0, _dcg(gains[:k]) / ideal) if ideal > 0 else 0.0


def _dcg(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(i + 1) for i, gain in enumerate(gains, 1))


def ndcg_of_ranks(ranks: Ranks, n_passages: int, *, graded: bool = False, k: int = 10) -> float:
    """nDCG@k of gold ranks: a passage gains 1 where it completes a gold quote (graded: 1 for each quote it completes).

    A gold quote that was not found counts as one missing passage of gain 1.
    """
    gains = graded_gains(ranks, n_passages)
    missing = [1.0] * sum(rank is None for rank in ranks)
    return ndcg_at_k(gains if graded else [min(gain, 1) for gain in gains], missing=missing, k=k)


def missing_facts(answer: str, facts: Facts) -> tuple[str, ...]:
    """The first spelling of each required fact of which no spelling stands in the answer, in order."""
    folded = fold_numbers(without_citation_marks(answer))
    return tuple(variants[0] for variants in facts if not states_any(folded, variants))


def nugget_recall(answer: str, facts: Facts) -> float:
    """Required facts that the answer states in one of their spellings / required facts; 1 where none is required.

    Source: Voorhees, Overview of the TREC 2003 Question Answering Track, nuggets matched as strings.
    """
    return 1 - len(missing_facts(answer, facts)) / len(facts) if facts else 1.0


def states_wrong_fact(answer: str, wrong: Sequence[str]) -> float:
    """1 where the answer states at least one of the facts known to be wrong, else 0."""
    return float(states_any(fold_numbers(without_citation_marks(answer)), wrong))


def support(quotes: Sequence[str], facts: Facts) -> float:
    """Required facts that stand in the cited quotes / required facts; 1 where none is required.

    Source: citation recall of Gao et al., Enabling Large Language Models to Generate Text with Citations (2023), with
    the required facts in the place of the claims, so that no model has to judge.
    """
    if not facts:
        return 1.0
    cited = joined_quotes(quotes)
    return sum(states_any(cited, variants) for variants in facts) / len(facts)


def citation_recall(quotes: Sequence[str], gold: Sequence[str]) -> float:
    """Gold quotes of which the cited quotes together hold 80 % of the character 5-grams / gold quotes; 0 without gold.

    Source: as `found_ranks`, over what is cited instead of what is found.
    """
    return recall_at_k(found_ranks(gold, quotes), max(1, len(quotes)))


def citation_precision(quotes: Sequence[str], facts: Facts, gold: Sequence[str]) -> float | None:
    """Quotes that matter / quotes; None without quotes.

    A quote matters where it states a required fact, or where it shares half of the 5-grams of the shorter of itself
    and a gold quote.

    Source: citation precision of Gao et al. (2023), with our own test of relevance.
    """
    if not quotes:
        return None
    gold_grams = [char_grams(quote) for quote in gold]
    relevant = sum(
        any(states_any(fold_numbers(quote), variants) for variants in facts)
        or any(_overlap(char_grams(quote), grams) >= RELEVANT_SHARE for grams in gold_grams)
        for quote in quotes
    )
    return relevant / len(quotes)


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b))


def verbatim_share(quotes: Sequence[str], pages: Sequence[str | None]) -> float | None:
    """Quotes that stand letter by letter in the page they name, white space aside / quotes; None without quotes.

    Args:
        quotes: The cited quotes.
        pages: For each quote the text of the page it names, None where there is no such page.
    """
    if not quotes:
        return None
    verbatim = sum(
        page is not None and bool(squeeze(quote)) and squeeze(quote) in squeeze(page)
        for quote, page in zip(quotes, pages, strict=True)
    )
    return verbatim / len(quotes)


Outcomes = Collection[tuple[bool, bool]]
"""One pair a question: whether it was refused, and whether it can be answered."""


def refusal_precision(outcomes: Outcomes) -> tuple[float, ...]:
    """One figure a refusal: 1 where the question cannot be answered, else 0; the mean is right refusals / refusals.

    Source of the three: precision and recall of the class "cannot be answered", as in Rajpurkar et al., Know What You
    Don't Know (2018).
    """
    return tuple(float(not answerable) for refused, answerable in outcomes if refused)


def refusal_recall(outcomes: Outcomes) -> tuple[float, ...]:
    """One figure a question that cannot be answered: 1 where it was refused; the mean is the recall of refusal."""
    return tuple(float(refused) for refused, answerable in outcomes if not answerable)


def false_refusal(outcomes: Outcomes) -> tuple[float, ...]:
    """One figure a question that can be answered: 1 where it was refused; the mean is the share refused."""
    return tuple(float(refused) for refused, answerable in outcomes if answerable)


def page_exact(
    cited: Collection[tuple[str, int | None]],
    gold: Collection[tuple[str, int | None]],
    same_source: Callable[[str, str], bool],
) -> float | None:
    """1 where a citation names the source and the page of a gold quote, else 0; None where no gold page is known.

    Args:
        cited: Source and page of each citation.
        gold: Source and page of each gold quote; those without a page do not count.
        same_source: Whether a gold source and a cited source are the same document.

    Source: our own; a reader opens the page that is named, so a neighbouring page is wrong.
    """
    known = [(source, page) for source, page in gold if page is not None]
    if not known:
        return None
    return float(any(page == p and same_source(source, s) for source, page in known for s, p in cited))


def answer_chars(answer: str) -> int:
    """Length of the answer in code points, without white space and [n]."""
    return len(squeeze(without_citation_marks(answer)))


def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean along the last axis."""
    return np.asarray(np.mean(values, axis=-1), dtype=np.float64)


def percentile(q: float) -> Statistic:
    """The statistic "q-th percentile along the last axis", linear between ranks (Hyndman and Fan 1996, type 7)."""
    return lambda values: np.asarray(np.percentile(values, q, axis=-1), dtype=np.float64)


def bootstrap_interval(
    values: Sequence[float],
    *,
    seed: int,
    statistic: Statistic = mean,
    n_resamples: int = 2000,
    level: float = 0.95,
) -> tuple[float, float] | None:
    """The percentile bootstrap interval of a statistic over questions; None for fewer than two values.

    The same seed gives the same interval. Where all values are equal it has no width: it says nothing about what a
    larger sample would show.

    Args:
        values: One figure a question.
        seed: Of the resampling.
        statistic: From an array to its figure along the last axis.
        n_resamples: How many samples are drawn with replacement.
        level: Share of the resampled figures inside the interval.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    if len(values) < 2:
        return None
    sample = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(seed).integers(0, len(sample), size=(n_resamples, len(sample)))
    low, high = np.quantile(statistic(sample[draws]), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
