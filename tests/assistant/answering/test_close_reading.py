"""Statements read together with the question."""

import pytest

from assistant.answering.close_reading import N_READ, rank_by_reading, read_closely
from assistant.answering.selection import Candidate
from assistant.question import parse_question
from assistant.values import Question
from corpus.values import BlockKind, Chunk, Document, DocumentType, Evidence, Span, Statement
from ingest.cross_encoder import CrossEncoder, load_cross_encoder

QUESTION = parse_question(Question("第2回の総会はいつ開かれましたか。"))
TEXTS = ("総会では方針を説明した。", "第2回総会は2025年3月に開いた。", "廃プラスチックの多くは燃やされる。")


def candidates(scores: tuple[float, ...], texts: tuple[str, ...] = TEXTS) -> tuple[Candidate, ...]:
    facts = ("a.pdf", "/a.pdf", "0" * 64, "報告", None, None, DocumentType.OTHER, None)
    document = Document("d", *facts, 1, (), "2026-01-01T00:00:00+00:00")
    found = []
    for rank, (score, text) in enumerate(zip(scores, texts, strict=True)):
        statement = Statement(BlockKind.PARAGRAPH, text, Span(1, 0, 1))
        evidence = Evidence(Chunk(f"d-{rank:04}", "d", rank, (), text, (statement,)), document, 0.5, text)
        found.append(Candidate(evidence, rank, 0, statement, frozenset(), frozenset(), score))
    return tuple(found)


@pytest.fixture(scope="module")
def encoder() -> CrossEncoder:
    found = load_cross_encoder()
    if found is None:
        pytest.skip("the package with the weights is not made for this machine")
    return found


def test_what_answers_comes_first_among_equals(encoder: CrossEncoder) -> None:
    read = read_closely(QUESTION, candidates((0.3, 0.3, 0.3)), encoder)
    assert [c.statement.text for c in read] == list(TEXTS)
    assert max(read, key=lambda c: c.score).statement.text == TEXTS[1]
    assert sum(c.score for c in read) == pytest.approx(1)


def test_what_had_no_score_keeps_none_and_is_not_read(encoder: CrossEncoder) -> None:
    read = read_closely(QUESTION, candidates((0.4, 0.0, 0.4)), encoder)
    assert (read[1].score, read[1].logit) == (0.0, None)


def test_only_the_first_are_read(encoder: CrossEncoder) -> None:
    n = N_READ + 3
    read = read_closely(QUESTION, candidates(tuple(1 / (k + 3) for k in range(n)), TEXTS[:1] * n), encoder)
    assert [c.logit is not None for c in read] == [True] * N_READ + [False] * 3
    assert [c.score for c in read] == sorted((c.score for c in read), reverse=True)


def test_nothing_to_read(encoder: CrossEncoder) -> None:
    assert read_closely(QUESTION, (), encoder) == ()


def test_passages_follow_their_best_statement(encoder: CrossEncoder) -> None:
    read = read_closely(QUESTION, candidates((0.3, 0.3, 0.3)), encoder)
    ranked = rank_by_reading([c.evidence for c in read], read)
    assert ranked[0].chunk.text == TEXTS[1]
    assert all(0 <= evidence.score <= 1 for evidence in ranked)


def test_without_logits_the_order_stays() -> None:
    given = candidates((0.1, 0.2, 0.3))
    assert rank_by_reading([c.evidence for c in given], given) == tuple(c.evidence for c in given)
