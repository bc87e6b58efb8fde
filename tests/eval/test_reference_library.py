"""Our rank measures beside trec_eval's, through ir-measures, on rankings that chance has made."""

import random

import ir_measures
import pytest
from ir_measures import RR, P, Qrel, R, ScoredDoc, Success, nDCG

from eval import metrics

SEEDS = range(200)


def ranking(seed: int) -> tuple[list[str], dict[str, int]]:
    """Up to 30 passages in order, and the grades of up to 8 relevant ones, some of them not found."""
    chance = random.Random(seed)  # noqa: S311  # a sample, not a secret
    passages = [f"p{n}" for n in range(40)]
    ranked = chance.sample(passages, chance.randint(1, 30))
    return ranked, {passage: chance.randint(1, 3) for passage in chance.sample(passages, chance.randint(1, 8))}


@pytest.mark.parametrize("graded", [False, True], ids=["binary", "graded"])
def test_rank_measures_agree_with_the_library(*, graded: bool) -> None:
    for seed in SEEDS:
        ranked, grades = ranking(seed)
        grades = grades if graded else dict.fromkeys(grades, 1)
        qrels = [Qrel("q", passage, grade) for passage, grade in grades.items()]
        run = [ScoredDoc("q", passage, -float(place)) for place, passage in enumerate(ranked)]
        theirs = ir_measures.calc_aggregate([nDCG @ 10, RR @ 10, R @ 5, R @ 10, Success @ 5, P @ 1], qrels, run)
        ranks = [ranked.index(passage) + 1 if passage in ranked else None for passage in grades]
        gains = [grades.get(passage, 0) for passage in ranked]
        missing = [grade for passage, grade in grades.items() if passage not in ranked]
        ours = {
            nDCG @ 10: metrics.ndcg_at_k(gains, missing=missing),
            RR @ 10: metrics.reciprocal_rank(ranks),
            R @ 5: metrics.recall_at_k(ranks, 5),
            R @ 10: metrics.recall_at_k(ranks, 10),
            Success @ 5: metrics.hit_at_k(ranks, 5),
            P @ 1: metrics.hit_at_k(ranks, 1),
        }
        for measure, value in ours.items():
            assert value == pytest.approx(theirs[measure], abs=1e-9), (seed, str(measure))


def test_ndcg_of_gold_ranks_agrees_with_the_library() -> None:
    for seed in SEEDS:
        ranked, grades = ranking(seed)
        qrels = [Qrel("q", passage, 1) for passage in grades]
        run = [ScoredDoc("q", passage, -float(place)) for place, passage in enumerate(ranked)]
        (theirs,) = ir_measures.calc_aggregate([nDCG @ 10], qrels, run).values()
        ranks = [ranked.index(passage) + 1 if passage in ranked else None for passage in grades]
        assert metrics.ndcg_of_ranks(ranks, len(ranked)) == pytest.approx(theirs, abs=1e-9)
