"""Which statements of the evidence answer the question."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.expansion import stands_in
from assistant.question import ParsedQuestion, QuestionKind, ordinals_in, years_in
from corpus.values import BlockKind, Evidence, Statement
from ingest.morphology import bigrams, morphemes
from ingest.normalization import normalize

_DATE = r"(?:19|20)\d\d|令和|平成|昭和|\d+月|\d+年|年度"
_AMOUNT = r"\d[\d,.]*\s*(?:兆|億|万|百万|千)*円|\d[\d,.]*\s*(?:兆|億)"
_BODY = r"氏|教授|会長|社長|大臣|委員|株式会社|協会|大学|省|庁|機構|連合会|市|県|[(]株[)]|社団法人|センター|グループ"
_PROBLEM = r"課題|不足|困難|難し|遅れ|未整備|少な|必要|ない|低い|老朽|負担|コスト|道半ば"
_COUNT = r"\d[\d,.]*\s*"

# What the answer to a kind of question must hold to be one.
_SHAPES: dict[QuestionKind, re.Pattern[str]] = {
    QuestionKind.NUMERIC: re.compile(r"\d|[一二三四五六七八九十]つ|倍|半[数減分]"),
    QuestionKind.SCHEDULE: re.compile(_DATE),
    QuestionKind.BUDGET: re.compile(_AMOUNT),
    QuestionKind.WHO: re.compile(_BODY),
    QuestionKind.CHALLENGE: re.compile(_PROBLEM),
}
# Sections that point elsewhere and state nothing themselves.
_APPARATUS = re.compile(r"^(?:出典|参考文献|参考資料|目次|引用文献)$")
_SHAPED = frozenset({QuestionKind.NUMERIC, QuestionKind.SCHEDULE, QuestionKind.BUDGET})
# Units that a question asks for, and how an answer has them.
_UNITS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(r"何(?:%|パーセント|割)|割合|比率"),
        re.compile(_COUNT + r"(?:%|割|パーセント)|[一二三四五六七八九]割|倍|半[数減分]"),
    ),
    (re.compile(r"何円|年会費|会費|料金|利用料|罰金"), re.compile(_COUNT + r"(?:兆|億|万|百万|千)*円")),
    (re.compile(r"何トン"), re.compile(_COUNT + r"(?:万|千)?(?:t\b|トン)")),
)


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


def _is_apparatus(passage: Evidence, index: int) -> bool:
    """True for a statement under a heading such as 出典, in the passage or above it."""
    headings = (s.text for s in passage.chunk.statements[index::-1] if s.kind is BlockKind.HEADING)
    nearest = next(headings, passage.chunk.section[-1] if passage.chunk.section else "")
    return _APPARATUS.match(nearest.strip(" 0123456789.．")) is not None


def expected_shape(question: ParsedQuestion) -> re.Pattern[str] | None:
    """What an answer must hold, over normalised text: the unit asked for, or what the kind of question needs."""
    asked = "".join(normalize(question.text).split())
    unit = next((shape for cue, shape in _UNITS if cue.search(asked)), None)
    return unit or _SHAPES.get(question.kind)


def required_shape(question: ParsedQuestion) -> re.Pattern[str] | None:
    """What no answer can do without, over normalised text: money, a date or a number where one is asked for.

    Looser than `expected_shape`: the figures of a chart stand without their per cent sign.
    """
    return _SHAPES[question.kind] if question.kind in _SHAPED else None


def names_asked_time(question: ParsedQuestion, text: str) -> bool:
    """True where text names a year or a meeting that the question names."""
    return bool(set(question.years) & set(years_in(text)) or set(question.ordinals) & set(ordinals_in(text)))


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


def coverage(question: ParsedQuestion, evidence: Sequence[Evidence]) -> float:
    """Share of the weight of the question's own terms that the best passage holds, in [0, 1]; 0 without passages."""
    texts = [_matchable(" ".join((e.document.title, *e.chunk.section, e.chunk.text)), question) for e in evidence]
    weight = term_weights(question.own_terms, texts)
    total = sum(weight.values())
    if not total:
        return 1.0 if texts else 0.0
    return max((sum(w for t, w in weight.items() if t in words) / total for words in texts), default=0.0)


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
    shape = expected_shape(question)
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
            if names_asked_time(question, " ".join((statement.text, *statement.head))):
                score += chosen.year
            if statement.kind in {BlockKind.HEADING, BlockKind.CAPTION}:
                score *= chosen.heading
            if _is_apparatus(passage, index):
                score = 0.0
            score *= 1 - chosen.passage + chosen.passage * passage.score
            candidates.append(Candidate(passage, rank, index, statement, own, around, score))
    return tuple(candidates)
