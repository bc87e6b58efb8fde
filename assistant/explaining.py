"""How an answer came about: how the question was read, what was searched, what was weighed, why it was answered or not.

Pure functions from the values of asking to one frozen value; nothing is asked or searched anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from assistant.answering import Composition, RefusalOptions, RefusalRule
from assistant.answering.close_reading import FIRST_SHARE, LOGIT_SHARE
from assistant.answering.refusal import nearest_similarity
from assistant.answering.selection import WEIGHTS, Candidate, coverage, unit_words
from assistant.expansion import added_names, expand, used_aliases
from assistant.question import ParsedQuestion, QuestionKind, named_measure
from assistant.retrieval import RetrievalOptions
from assistant.values import Answer, Question, RefusalReason
from corpus.values import Evidence, Filters

READING = "reading"
"""The name of what a cross-encoder makes of question and statement together: its logit."""
_N_STATEMENTS = 5  # as many as a reader compares; those below weigh little
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """How the question was read.

    Attributes:
        kind: What it asks for.
        leans_on: The earlier question it continues, without years that it replaces; empty where it stands alone.
        terms: Content words that were looked for.
        years: Western years it names, ascending.
        ordinals: Meetings and editions it names, as "4回".
        aliases: (a name that it uses, its other names), normalised.
        unit: The words with which it asks for a unit ("何件"), or None.
        measure: The noun whose figure is asked for ("年会費"), normalised, or None.
    """

    kind: QuestionKind
    leans_on: str
    terms: tuple[str, ...]
    years: tuple[int, ...]
    ordinals: tuple[str, ...]
    aliases: tuple[tuple[str, tuple[str, ...]], ...]
    unit: str | None
    measure: str | None


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched for.

    Attributes:
        keyword_text: What the keyword search was given: the question as often as it counts, then names it adds.
        vector_text: What was embedded for the vector search.
        added: Names that the keyword search adds, normalised.
        keyword_weight: Share of the keyword search in the score, in [0, 1]; the vector search has the rest.
        filters: (name, value) of each filter that is set.
    """

    keyword_text: str
    vector_text: str
    added: tuple[str, ...]
    keyword_weight: float
    filters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage that was found.

    Attributes:
        rank: From 1.
        chunk_id: Its id.
        source: The document's file name.
        title: The document's title.
        page: Where it begins, or None where the format has no pages.
        section: Headings above it, outermost first.
        score: The fused score, in [0, 1].
        keyword: What the keyword search gave it, its own best being 1; None where it is not known.
        vector: The same of the vector search.
    """

    rank: int
    chunk_id: str
    source: str
    title: str
    page: int | None
    section: tuple[str, ...]
    score: float
    keyword: float | None
    vector: float | None


@dataclass(frozen=True, slots=True)
class WeighedFeature:
    """What was seen of a statement.

    Attributes:
        name: A key of `WEIGHTS`, or `READING`.
        value: How much of it there is.
        contribution: That times its weight; their sum is the logarithm of what the statement is worth.
    """

    name: str
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class WeighedStatement:
    """A statement that came into question.

    Attributes:
        chunk_id: Of its passage.
        title: The document's title.
        page: Where it stands, or None where the format has no pages.
        text: As a person reads it.
        score: Its share of what all statements are worth, in [0, 1].
        features: The reading, then those that are not zero, the weightiest first.
    """

    chunk_id: str
    title: str
    page: int | None
    text: str
    score: float
    features: tuple[WeighedFeature, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why it was answered or refused.

    Attributes:
        answerable: Whether it was answered.
        reason: Of a refusal, or None.
        rule: The rule that refused, or None.
        missing: What the rule missed; may be empty.
        similarity: Cosine of the question and the nearest statement; None where it is not known.
        similarity_floor: Below it, and below the other floor, a question is refused; None where that is not tried.
        coverage: Share of the weight of the question's terms that the best passage holds, in [0, 1].
        coverage_floor: As `similarity_floor`.
    """

    answerable: bool
    reason: RefusalReason | None
    rule: RefusalRule | None
    missing: tuple[str, ...]
    similarity: float | None
    similarity_floor: float | None
    coverage: float
    coverage_floor: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer or a refusal came about, in the order in which it did; its names are those of the JSON."""

    reading: Reading
    searched: Searched
    passages: tuple[RankedPassage, ...]
    statements: tuple[WeighedStatement, ...]
    verdict: Verdict


def explain_answer(
    answer: Answer,
    parsed: ParsedQuestion,
    composed: Composition,
    retrieval: RetrievalOptions,
    refusal: RefusalOptions | None,
) -> Explanation:
    """How the answer came about.

    Args:
        answer: The answer, with its evidence.
        parsed: How its question was read.
        composed: What was made of the evidence, with what was weighed.
        retrieval: How it was searched.
        refusal: Thresholds of the refusal, or None where similarities are on another scale.
    """
    return Explanation(
        reading=_reading(answer.question, parsed, retrieval),
        searched=_searched(answer.question.filters, parsed, retrieval),
        passages=tuple(_passage(rank, e) for rank, e in enumerate(answer.evidence, 1)),
        statements=_statements(composed.candidates),
        verdict=_verdict(answer, parsed, composed, refusal),
    )


def _reading(question: Question, parsed: ParsedQuestion, retrieval: RetrievalOptions) -> Reading:
    own = " ".join(question.text.split())
    return Reading(
        kind=parsed.kind,
        leans_on=parsed.text.removesuffix(own).strip() if parsed.is_follow_up else "",
        terms=tuple(term for term in parsed.terms if term not in parsed.bigrams),
        years=parsed.years,
        ordinals=parsed.ordinals,
        aliases=used_aliases(parsed.text, retrieval.aliases),
        unit=unit_words(parsed),
        measure=named_measure(parsed),
    )


def _searched(filters: Filters, parsed: ParsedQuestion, retrieval: RetrievalOptions) -> Searched:
    values = ((field.name, getattr(filters, field.name)) for field in fields(filters))
    return Searched(
        keyword_text=expand(parsed.text, retrieval.aliases),
        vector_text=parsed.text,
        added=added_names(parsed.text, retrieval.aliases),
        keyword_weight=retrieval.lexical_weight,
        filters=tuple((name, value) for name, value in values if value is not None),
    )


def _passage(rank: int, evidence: Evidence) -> RankedPassage:
    return RankedPassage(
        rank=rank,
        chunk_id=evidence.chunk.id,
        source=evidence.document.source,
        title=evidence.document.cited_title,
        page=evidence.chunk.page,
        section=evidence.chunk.section,
        score=round(evidence.score, _DIGITS),
        keyword=_rounded(evidence.keyword),
        vector=_rounded(evidence.vector),
    )


def _statements(candidates: Sequence[Candidate]) -> tuple[WeighedStatement, ...]:
    """The statements with the highest scores, best first."""
    best = sorted((c for c in candidates if c.score > 0), key=lambda c: -c.score)
    lowest = min((c.logit for c in candidates if c.logit is not None), default=None)
    return tuple(
        WeighedStatement(
            chunk_id=c.evidence.chunk.id,
            title=c.evidence.document.cited_title,
            page=c.statement.span.page,
            text=c.statement.text,
            score=round(c.score, _DIGITS),
            features=_features(c, lowest),
        )
        for c in best[:_N_STATEMENTS]
    )


def _features(candidate: Candidate, lowest: float | None) -> tuple[WeighedFeature, ...]:
    """Where something was read, its logit (the lowest there is for what was not read), then what was seen of it."""
    share = 1.0 if lowest is None else FIRST_SHARE
    seen = [
        WeighedFeature(name, round(value, _DIGITS), round(value * weight * share, _DIGITS))
        for (name, weight), value in zip(WEIGHTS.items(), candidate.features, strict=False)
        if value
    ]
    seen.sort(key=lambda feature: -abs(feature.contribution))
    if lowest is None:
        return tuple(seen)
    logit = lowest if candidate.logit is None else candidate.logit
    return (WeighedFeature(READING, round(logit, _DIGITS), round(logit * LOGIT_SHARE, _DIGITS)), *seen)


def _verdict(answer: Answer, parsed: ParsedQuestion, composed: Composition, options: RefusalOptions | None) -> Verdict:
    refusal, nearest = composed.refusal, nearest_similarity(answer.evidence)
    floors: tuple[float, float] | tuple[None, None] = (None, None)
    if options and nearest is not None:
        is_field = refusal is not None and refusal.rule is RefusalRule.FAR_FROM_FIELD
        of_field = options.scope_similarity, options.scope_coverage
        floors = of_field if is_field else (options.evidence_similarity, options.evidence_coverage)
    return Verdict(
        answerable=answer.answerable,
        reason=answer.reason,
        rule=refusal.rule if refusal else None,
        missing=refusal.missing if refusal else (),
        similarity=_rounded(nearest),
        similarity_floor=floors[0],
        coverage=round(coverage(parsed, answer.evidence), _DIGITS),
        coverage_floor=floors[1],
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
