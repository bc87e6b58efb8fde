"""The statements that come first, read together with the question by a cross-encoder."""

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.selection import Candidate
from assistant.question import ParsedQuestion
from corpus.values import BlockKind, Evidence
from ingest.cross_encoder import CrossEncoder

# Source of all: fitted to references on the bundled samples; docs/decisions/0040-cross-encoder.md.
N_READ = 6
"""Statements that are read."""
FIRST_SHARE, LOGIT_SHARE = 0.7, 0.8
"""Weights of the logarithm of the first score and of the logit."""
_RANKING_SHARE = 0.07
_LEAST = 1e-9


def read_closely(
    question: ParsedQuestion, candidates: Sequence[Candidate], encoder: CrossEncoder
) -> tuple[Candidate, ...]:
    """The candidates in their order, those with the highest scores read, all with scores anew, in [0, 1].

    A score is the softmax of 0.7 times the logarithm of the one before and 0.8 times the logit; what is not read has
    the lowest logit of those that are. What had no score keeps none.

    Raises:
        EngineError: the cross-encoder failed.
    """
    order = sorted((i for i, c in enumerate(candidates) if c.score > 0), key=lambda i: (-candidates[i].score, i))
    read = order[:N_READ]
    if not read:
        return tuple(candidates)
    found = encoder.scores(question.text, [(stands_under(candidates[i]), candidates[i].statement.text) for i in read])
    logits = {i: float(logit) for i, logit in zip(read, found, strict=True)}
    lowest = min(logits.values())
    worth = {i: FIRST_SHARE * math.log(max(candidates[i].score, _LEAST)) for i in order}
    worth = {i: value + LOGIT_SHARE * logits.get(i, lowest) for i, value in worth.items()}
    best = max(worth.values())
    total = sum(math.exp(value - best) for value in worth.values())
    return tuple(
        replace(c, score=math.exp(worth[i] - best) / total if i in worth else 0.0, logit=logits.get(i))
        for i, c in enumerate(candidates)
    )


def stands_under(candidate: Candidate) -> str:
    """What a statement stands under, as the cross-encoder is shown it; a row names its columns itself."""
    section = candidate.evidence.section_of(candidate.index)[-1:]
    heads = () if candidate.statement.kind is BlockKind.ROW else candidate.statement.head
    return " ".join((*section, *heads))


def rank_by_reading(evidence: Sequence[Evidence], candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
    """The passages with 0.07 of their best statement's logit in their scores, best first; scores stay in [0, 1].

    Args:
        evidence: In the order of the search.
        candidates: Their `rank` counts in that order; without logits the order stays.
    """
    logits: dict[str, float] = {}
    for c in candidates:
        if c.logit is not None:
            logits[c.evidence.chunk.id] = max(c.logit, logits.get(c.evidence.chunk.id, -math.inf))
    if not logits:
        return tuple(evidence)
    highest, lowest = max(logits.values()), min(logits.values())
    scored = [
        replace(e, score=max(0.0, e.score + _RANKING_SHARE * (logits.get(e.chunk.id, lowest - 1) - highest)))
        for e in evidence
    ]
    return tuple(sorted(scored, key=lambda e: -e.score))
