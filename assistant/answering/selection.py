"""Which statements of the evidence answer the question."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.expansion import stands_in
from assistant.question import ParsedQuestion, QuestionKind, years_in
from corpus.values import BlockKind, Evidence, Statement
from ingest.morphology import bigrams, morphemes
from ingest.normalization import normalize

_NUMBER = re.compile(r"\d")
_DATE = re.compile(r"(?:19|20)\d\d|令和|平成|昭和|\d+月|\d+年|年度")
_AMOUNT = re.compile(r"\d[\d,.]*\s*(?:兆|億|万|百万|千)?円|\d[\d,.]*\s*(?:兆|億)")
_PERSON_OR_BODY = re.compile(r"氏|教授|会長|社長|大臣|委員|株式会社|協会|大学|省|庁|機構|連合会|市|県|\(株\)|社団法人")
_PROBLEM = re.compile(r"課題|不足|困難|難し|遅れ|未整備|少な|必要|ない|低い|老朽|負担|コスト|道半ば")

# What the answer to a kind of question must hold to be one.
_SHAPES: dict[QuestionKind, re.Pattern[str]] = {
    QuestionKind.NUMERIC: _NUMBER,
    QuestionKind.SCHEDULE: _DATE,
    QuestionKind.BUDGET: _AMOUNT,
    QuestionKind.WHO: _PERSON_OR_BODY,
    QuestionKind.CHALLENGE: _PROBLEM,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement with what the question and it share.

    Attributes:
        evidence: The passage it stands in.
        rank: Of that passage, from 0.
        index: Of the statement within the passage, from 0.
        statement: The statement.
        own: Question terms in its own words.
        around: Question terms in its head, section path and document title only.
        score: How well it answers by itself, at least 0, a higher one is better.
    """

    evidence: Evidence
    rank: int
    index: int
    statement: Statement
    own: frozenset[str]
    around: frozenset[str]
    score: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the parts of a statement's score. Source: docs/decisions/0005-extractive-answers.md."""

    around: float = 0.4
    shape: float = 0.25
    year: float = 0.3
    passage: float = 0.85
    heading: float = 0.3
    bigram: float = 0.5
    inherited: float = 0.5


def _matchable(text: str, question: ParsedQuestion) -> frozenset[str]:
    """The vocabulary of text, and the question's words for what text calls by another name."""
    folded = normalize(text)
    words = vocabulary(text)
    for terms, others in question.aliases:
        if any(stands_in(name, folded) for name in others):
            words |= terms
    return words


def term_weights(terms: Sequence[str], texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Weight of each term by its rarity among the texts: ln(1 + (n − df + ½)/(df + ½)), BM25's idf."""
    n, frequency = len(texts), Counter(t for text in texts for t in set(terms) & text)
    return {t: math.log(1 + (n - frequency[t] + 0.5) / (frequency[t] + 0.5)) for t in terms}


def _weights(question: ParsedQuestion, texts: Sequence[frozenset[str]], chosen: Weights) -> dict[str, float]:
    """Rarity of each term of the question; what it leans on from the conversation counts less."""
    weight = term_weights(question.terms, texts)
    own = set(question.own_terms)
    return {
        t: w * (chosen.bigram if t in question.bigrams else 1.0) * (1.0 if t in own else chosen.inherited)
        for t, w in weight.items()
    }


def vocabulary(text: str) -> frozenset[str]:
    """Lemmas and character bigrams of text, as questions are matched against it."""
    return frozenset(m.lemma for m in morphemes(text) if m.is_content) | frozenset(bigrams(text))


def score_statements(
    question: ParsedQuestion, evidence: Sequence[Evidence], weights: Weights | None = None
) -> tuple[Candidate, ...]:
    """Every statement of the evidence with its score, in reading order of the ranked passages."""
    chosen = weights or Weights()
    own_words = [[_matchable(s.text, question) for s in e.chunk.statements] for e in evidence]
    around_words = [_matchable(" ".join((e.document.title, *e.chunk.section)), question) for e in evidence]
    terms = question.terms
    weight = _weights(question, [words for passage in own_words for words in passage], chosen)
    total = sum(weight.values()) or 1.0
    shape = _SHAPES.get(question.kind)
    candidates = []
    for rank, passage in enumerate(evidence):
        for index, statement in enumerate(passage.chunk.statements):
            own = frozenset(t for t in terms if t in own_words[rank][index])
            head = _matchable(" ".join(statement.head), question) if statement.head else frozenset()
            around = frozenset(t for t in terms if t in around_words[rank] or t in head) - own
            score = sum(weight[t] for t in own) + chosen.around * sum(weight[t] for t in around)
            score /= total
            if shape and shape.search(normalize(statement.text)):
                score += chosen.shape * bool(own)
            if question.years and set(question.years) & set(years_in(statement.text)):
                score += chosen.year
            if statement.kind is BlockKind.HEADING:
                score *= chosen.heading
            score *= 1 - chosen.passage + chosen.passage * passage.score
            candidates.append(Candidate(passage, rank, index, statement, own, around, score))
    return tuple(candidates)
