"""Which statements of the evidence answer the question."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from assistant.expansion import stands_in
from assistant.question import ParsedQuestion, QuestionKind, ordinals_in, years_in
from corpus.values import BlockKind, Evidence, Statement
from ingest.morphology import bigrams, morphemes
from ingest.normalization import compact, normalize

_DATE = r"(?:19|20)\d\d|令和|平成|昭和|\d+月|\d+年|年度"
_AMOUNT = r"\d[\d,.]*\s*(?:兆|億|万|百万|千)*円|\d[\d,.]*\s*(?:兆|億)"
_BODY = r"氏|教授|会長|社長|大臣|委員|株式会社|協会|大学|省|庁|機構|連合会|市|県|[(]株[)]|社団法人|センター|グループ"
_PROBLEM = r"課題|不足|困難|難し|遅れ|未整備|少な|必要|ない|低い|老朽|負担|コスト|道半ば"
_BRACKETED = re.compile(r"[「『]([^」』]{2,30})[」』]")
_WORTH_SHARE = 0.03
_HALF = 0.5
_INHERITED = 0.25
_IN_QUESTION = 0.1  # share of the best score from which a statement may hold the answer
_COSINE_SCALE = 10.0  # cosines of one question lie within a tenth
_LONG_CHARS, _SHORT_CHARS = 120, 15
_COUNT = r"\d[\d,.]*\s*"

# What the answer to a kind of question must hold to be one.
_SHAPES: dict[QuestionKind, re.Pattern[str]] = {
    QuestionKind.NUMERIC: re.compile(
        r"\d|[一二三四五六七八九十百千]+(?:つ|[かカヵヶケ箇]所|社|件|人|名|団体|種類|分野|項目|本|点|回|割|年|町|市|村)|倍|半[数減分]"
    ),
    QuestionKind.SCHEDULE: re.compile(_DATE),
    QuestionKind.BUDGET: re.compile(_AMOUNT),
    QuestionKind.WHO: re.compile(_BODY),
    QuestionKind.CHALLENGE: re.compile(_PROBLEM),
}
# Sections that point elsewhere and state nothing themselves.
_APPARATUS = re.compile(r"^(?:出典|参考文献|参考資料|目次|引用文献)$")
# What a writer says to the reader, at the end of a letter or a speech, states nothing either.
_COURTESY = re.compile(
    r"(?:お願い|御礼|お礼|感謝|お詫び)(?:を)?(?:申し上げ|いたし|致し|する次第)|よろしくお願い|"
    r"^(?:ご清聴|御清聴|敬具|拝啓|以上[。.]?$)|参りたいと存じます"
)
_SHAPED = frozenset({QuestionKind.NUMERIC, QuestionKind.SCHEDULE, QuestionKind.BUDGET})
# A unit that stands in a head or beside a table instead of behind the figure: 「目標（千トン）」, 「（単位：円）」.
_STATED = r"|[(（](?:単位[:：])?(?:兆|億|百?万|千)?{}"
# Units that a question asks for, and how an answer has them.
_UNITS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(answered))
    for asked, answered in (
        (
            r"何(?:%|パーセント|割)|(?:割合|比率)(?:は|を|が)?(?:$|[、。?]|何|どれ|どの|いくら|教え)",
            _COUNT + r"(?:%|割|パーセント)|[一二三四五六七八九]割|倍|半[数減分]",
        ),
        (
            r"何(?:兆|億|万)?円|年会費|会費|料金|利用料|罰金|いくら|[予金]?額は",
            _COUNT + r"(?:兆|億|万|百万|千)*円" + _STATED.format("円"),
        ),
        (r"何(?:億|万|千)?(?:トン|t\b)", _COUNT + r"(?:億|万|千)?(?:t\b|トン)" + _STATED.format(r"(?:t\b|トン)")),
        (r"何(?:億|万|千)?[人名]|人数", _COUNT + r"(?:億|万|千)?[人名]" + _STATED.format("[人名]")),
        (r"何[社者]|会員数", _COUNT + r"[社者]|[社者]数|会員数|企業数"),
        (r"何件|件数", _COUNT + r"件|件数|目標数"),
        (r"何月何日|何日", r"\d+月\s*\d+日|\d+[./]\d+"),
        (r"何月", r"\d+月|\d{4}[./-]\d+"),
    )
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
        score: How well it answers by itself, in [0, 1]: its share of what all candidates are worth.
        features: What was seen of it, in the order of `WEIGHTS`; empty where nothing was weighed.
        logit: How well it answers as a cross-encoder reads the two together, or None where none did.
    """

    evidence: Evidence
    rank: int
    index: int
    statement: Statement
    own: frozenset[str]
    around: frozenset[str]
    score: float
    features: tuple[float, ...] = ()
    logit: float | None = None


WEIGHTS: dict[str, float] = {
    "own": 3.9,  # share of the weight of the question's terms in its own words
    "around": 2.4,  # the same, of those only in its head, its headings or the title
    "near": 2.9,  # cosine of question and statement, ten times what it is below the highest of all
    "nearest": 0.3,  # its cosine is that highest one
    "beside": 1.1,  # as near, of the nearer one of its neighbours
    "passage": 1.7,  # score of the passage
    "rank": 1.9,  # 1 / (1 + rank of the passage)
    "shape": 1.7,  # it holds what the kind of question asks for, and one of its terms
    "phrase": 2.0,  # it, or what it stands under, holds what the question puts in brackets 「」
    "time": 0.4,  # it names a year or a meeting that is asked for
    "other_time": -0.7,  # it names other years than those that are asked for
    "heading": -1.3,
    "row": -0.3,
    "long": 0.8,
    "short": -0.7,
}
"""What is seen of a statement, and its weight in the logarithm of what the statement is worth as an answer.

Source: fitted to references on the bundled samples; docs/decisions/0024-selection.md.
"""


def _matchable(text: str, question: ParsedQuestion) -> frozenset[str]:
    """The vocabulary of text, and the question's words for what text calls by another name."""
    folded = normalize(text)
    words = vocabulary(text)
    for terms, others in question.aliases:
        if any(stands_in(name, folded) for name in others):
            words |= terms
    return words


def _is_apparatus(passage: Evidence, index: int) -> bool:
    """True for a courtesy, and for a statement under a heading such as 出典, in the passage or above it."""
    if _COURTESY.search(compact(passage.chunk.statements[index].text)):
        return True
    headings = (s.text for s in passage.chunk.statements[index::-1] if s.kind is BlockKind.HEADING)
    nearest = next(headings, (passage.section_of(index) or ("",))[-1])
    return _APPARATUS.match(nearest.strip(" 0123456789.．")) is not None


def _asked_unit(question: ParsedQuestion) -> tuple[str, re.Pattern[str]] | None:
    """The words that ask for a unit, normalised, and how an answer has it."""
    asked = compact(question.text)
    return next(((found.group(), shape) for cue, shape in _UNITS if (found := cue.search(asked))), None)


def unit_words(question: ParsedQuestion) -> str | None:
    """The words with which the question asks for a unit ("何件"), normalised, or None."""
    unit = _asked_unit(question)
    return unit[0] if unit else None


def expected_shape(question: ParsedQuestion) -> re.Pattern[str] | None:
    """What an answer must hold, over normalised text: the unit asked for, or what the kind of question needs."""
    unit = _asked_unit(question)
    return unit[1] if unit else _SHAPES.get(question.kind)


def required_shape(question: ParsedQuestion) -> re.Pattern[str] | None:
    """What no answer can do without, over normalised text: the unit, the money, the date or the number asked for."""
    unit = _asked_unit(question)
    if unit:
        return unit[1]
    return _SHAPES[question.kind] if question.kind in _SHAPED else None


def likely(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The statements that may hold the answer: those not far below the best one."""
    best = max((c.score for c in candidates), default=0.0)
    return tuple(c for c in candidates if c.score >= best * _IN_QUESTION)


def holds_shape(candidates: Sequence[Candidate], shape: re.Pattern[str]) -> bool:
    """True where one of the statements that answer best, its head included, holds the shape."""
    return any(shape.search(normalize(" ".join((*c.statement.head, c.statement.text)))) for c in likely(candidates))


def names_asked_time(question: ParsedQuestion, text: str) -> bool:
    """True where text names a year or a meeting that the question names."""
    return bool(set(question.years) & set(years_in(text)) or set(question.ordinals) & set(ordinals_in(text)))


def term_weights(terms: Sequence[str], texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Weight of each term by its rarity among the texts: ln(1 + (n − df + ½)/(df + ½)), BM25's idf."""
    n, frequency = len(texts), Counter(t for text in texts for t in set(terms) & text)
    return {t: math.log(1 + (n - frequency[t] + 0.5) / (frequency[t] + 0.5)) for t in terms}


def _weights(question: ParsedQuestion, texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Rarity of each term of the question; bigrams count half, what it leans on from the conversation a quarter."""
    weight = term_weights(question.terms, texts)
    own = set(question.own_terms)
    return {
        t: w * (_HALF if t in question.bigrams else 1.0) * (1.0 if t in own else _INHERITED) for t, w in weight.items()
    }


@lru_cache(maxsize=20_000)
def vocabulary(text: str) -> frozenset[str]:
    """Lemmas and character bigrams of text, as questions are matched against it."""
    return frozenset(m.lemma for m in morphemes(text) if m.is_content) | frozenset(bigrams(text))


def coverage(question: ParsedQuestion, evidence: Sequence[Evidence]) -> float:
    """Share of the weight of the question's own terms that the best passage holds, in [0, 1]; 0 without passages."""
    texts = [_passage_words(e, question) for e in evidence]
    weight = term_weights(question.own_terms, texts)
    total = sum(weight.values())
    if not total:
        return 1.0 if texts else 0.0
    return max((sum(w for t, w in weight.items() if t in words) / total for words in texts), default=0.0)


def _passage_words(passage: Evidence, question: ParsedQuestion) -> frozenset[str]:
    """What a passage offers to match: its statements, the headings above them and the document's title."""
    above = _matchable(" ".join((passage.document.title, *passage.chunk.section)), question)
    return above.union(*(_matchable(statement.text, question) for statement in passage.chunk.statements))


def score_statements(question: ParsedQuestion, evidence: Sequence[Evidence]) -> tuple[Candidate, ...]:
    """Every statement of the evidence with its score, in reading order of the ranked passages.

    A score is the softmax of the weighted features over all statements: a linear model of which statement answers.
    """
    seen = see_statements(question, evidence)
    if not seen:
        return ()
    worth = np.array([s.features for s in seen]) @ np.array(list(WEIGHTS.values()))
    shares = np.exp(worth - worth.max())
    shares /= shares.sum()
    return tuple(
        Candidate(
            evidence=s.evidence,
            rank=s.rank,
            index=s.index,
            statement=s.statement,
            own=s.own,
            around=s.around,
            score=0.0 if s.is_apparatus else float(share),
            features=s.features,
        )
        for s, share in zip(seen, shares, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement with its features, in the order of `WEIGHTS`."""

    evidence: Evidence
    rank: int
    index: int
    statement: Statement
    own: frozenset[str]
    around: frozenset[str]
    is_apparatus: bool
    features: tuple[float, ...]


def see_statements(question: ParsedQuestion, evidence: Sequence[Evidence]) -> tuple[Seen, ...]:
    """The features of every statement of the evidence, in reading order of the ranked passages."""
    readings = [_read(question, passage) for passage in evidence]
    weight = _weights(question, [reading.own for passage in readings for reading in passage])
    total = sum(weight.values()) or 1.0
    cosines = [e.similarities or (_mean_cosine(e),) * len(e.chunk.statements) for e in evidence]
    highest = max((cosine for passage in cosines for cosine in passage), default=0.0)
    seen = []
    for rank, (passage, read, near) in enumerate(zip(evidence, readings, cosines, strict=True)):
        for index, reading in enumerate(read):
            beside = [near[i] for i in (index - 1, index + 1) if 0 <= i < len(near)]
            features = (
                sum(weight[t] for t in reading.own) / total,
                sum(weight[t] for t in reading.around) / total,
                (near[index] - highest) * _COSINE_SCALE,
                float(near[index] == highest),
                (max(beside, default=near[index]) - highest) * _COSINE_SCALE,
                passage.score,
                1 / (1 + rank),
                *reading.features,
            )
            own, around, is_apparatus = reading.own, reading.around, reading.is_apparatus
            statement = passage.chunk.statements[index]
            seen.append(Seen(passage, rank, index, statement, own, around, is_apparatus, features))
    return tuple(seen)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a question and one statement share whatever else was found; the last features of `WEIGHTS`."""

    own: frozenset[str]
    around: frozenset[str]
    is_apparatus: bool
    features: tuple[float, ...]


@lru_cache(maxsize=64)  # a question's passages are read for its answer, and once more for their ranking
def _read(question: ParsedQuestion, passage: Evidence) -> tuple[_Reading, ...]:
    """The statements of a passage as the question reads them, in their order."""
    shape = expected_shape(question)
    phrases = [compact(phrase) for phrase in _BRACKETED.findall(question.text)]
    readings = []
    for index, statement in enumerate(passage.chunk.statements):
        words = _matchable(statement.text, question)
        own = frozenset(t for t in question.terms if t in words)
        above = " ".join((passage.document.title, *passage.section_of(index), *statement.head))
        over = _matchable(above, question)
        around = frozenset(t for t in question.terms if t in over) - own
        text, kind = normalize(statement.text), statement.kind
        times = " ".join((statement.text, *statement.head))
        names_time = names_asked_time(question, times)
        features = (
            float(bool(shape and own and shape.search(text))),
            float(any(phrase in compact(above + statement.text) for phrase in phrases)),
            float(names_time),
            float(bool(question.years and not names_time and years_in(times))),
            float(kind is BlockKind.HEADING),
            float(kind is BlockKind.ROW),
            float(len(text) > _LONG_CHARS),
            float(len(text) < _SHORT_CHARS),
        )
        readings.append(_Reading(own, around, _is_apparatus(passage, index), features))
    return tuple(readings)


def rank_passages(question: ParsedQuestion, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The passages with what their best statement is worth in their scores, best first; scores stay in [0, 1].

    Source of the share: docs/decisions/0024-selection.md.
    """
    by_itself = np.array([weight * (name not in {"passage", "rank"}) for name, weight in WEIGHTS.items()])
    worth = np.full(len(evidence), -np.inf)
    for seen in see_statements(question, evidence):
        worth[seen.rank] = max(worth[seen.rank], float(np.dot(seen.features, by_itself)))
    best = worth.max(initial=-np.inf)
    scored = [
        replace(e, score=max(0.0, e.score + _WORTH_SHARE * float(w - best)))
        for e, w in zip(evidence, worth, strict=True)
    ]
    return tuple(sorted(scored, key=lambda e: -e.score))


def _mean_cosine(passage: Evidence) -> float:
    return passage.similarity if passage.similarity is not None else 0.0
