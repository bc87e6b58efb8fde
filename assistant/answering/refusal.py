"""When the documents do not hold the answer, and how Junkan says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.quoting import PageText, quote_of
from assistant.answering.selection import (
    Candidate,
    coverage,
    holds_shape,
    likely,
    required_shape,
    unit_words,
    vocabulary,
)
from assistant.answering.templates import answer_template
from assistant.question import ParsedQuestion, named_measure, ordinals_in, years_in
from assistant.values import RefusalReason
from corpus.values import Evidence
from ingest.normalization import compact, normalize

_MAX_NEAREST_CHARS = 120
# Working groups, committees and meetings under their own name, over normalised text (NFKC, lower case).
_BODY = re.compile(r"[一-鿿ァ-ヺーa-z・]{2,}(?:wg|委員会|協議会|部会)")
_FISCAL_YEAR_BEGINS = 4  # April


@dataclass(frozen=True, slots=True)
class RefusalOptions:
    """Thresholds; those on similarity hold for the bundled model only. Source: docs/decisions/0006-refusal.md.

    Attributes:
        scope_similarity: A question whose nearest statement is less similar ...
        scope_coverage: ... and whose words are covered less is out of scope.
        evidence_similarity: The same for having no evidence.
        evidence_coverage: The same.
    """

    scope_similarity: float = 0.838
    scope_coverage: float = 0.34
    evidence_similarity: float = 0.856
    evidence_coverage: float = 0.34


class RefusalRule(StrEnum):
    """Which rule refused, in the order in which they are tried."""

    NOTHING_FOUND = "nothing_found"
    FAR_FROM_FIELD = "far_from_field"
    FAR_FROM_EVIDENCE = "far_from_evidence"
    YEAR_MISSING = "year_missing"
    BODY_MISSING = "body_missing"
    ORDINAL_MISSING = "ordinal_missing"
    MEASURE_MISSING = "measure_missing"
    SHAPE_MISSING = "shape_missing"


_REASONS = {
    RefusalRule.NOTHING_FOUND: RefusalReason.NO_EVIDENCE,
    RefusalRule.FAR_FROM_FIELD: RefusalReason.OUT_OF_SCOPE,
    RefusalRule.FAR_FROM_EVIDENCE: RefusalReason.NO_EVIDENCE,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question cannot be answered from the evidence.

    Attributes:
        rule: The rule that refused.
        missing: What the question names or asks for and the evidence lacks, in the question's words; may be empty.
    """

    rule: RefusalRule
    missing: tuple[str, ...] = ()

    @property
    def reason(self) -> RefusalReason:
        """The reason that the answer carries."""
        return _REASONS.get(self.rule, RefusalReason.NOT_STATED)


def find_refusal(
    question: ParsedQuestion,
    evidence: Sequence[Evidence],
    candidates: Sequence[Candidate],
    options: RefusalOptions | None,
) -> Refusal | None:
    """Why the question cannot be answered from the evidence, or None where it can: the first rule that holds.

    Args:
        question: What is asked.
        evidence: The ranked passages.
        candidates: Their statements, scored.
        options: Thresholds, or None where similarities are on another scale.
    """
    best = max((c.score for c in candidates), default=0.0)
    if best == 0:
        return Refusal(RefusalRule.NOTHING_FOUND)
    if options:
        distant = _distance(question, evidence, options)
        if distant:
            return Refusal(distant)
    if question.years and not set(question.years) & _years_near(likely(candidates)):
        return Refusal(RefusalRule.YEAR_MISSING, tuple(map(str, question.years)))
    body = _missing_body(question.text, evidence)
    if body:
        return Refusal(RefusalRule.BODY_MISSING, (body,))
    context = " ".join(e.text for e in evidence)
    unnamed = set(question.ordinals) - set(ordinals_in(context))
    if unnamed:
        return Refusal(RefusalRule.ORDINAL_MISSING, tuple(o for o in question.ordinals if o in unnamed))
    if question.measure and question.measure not in compact(context):
        return Refusal(RefusalRule.MEASURE_MISSING, (named_measure(question) or question.measure,))
    shape = required_shape(question)
    if shape and not holds_shape(candidates, shape):
        unit = unit_words(question)
        return Refusal(RefusalRule.SHAPE_MISSING, (unit,) if unit else ())
    return None


def nearest_similarity(evidence: Sequence[Evidence]) -> float | None:
    """Cosine of the question and the nearest statement of the evidence; None where none is known."""
    return max((cosine for e in evidence for cosine in e.similarities), default=None)


def _distance(question: ParsedQuestion, evidence: Sequence[Evidence], options: RefusalOptions) -> RefusalRule | None:
    nearest = nearest_similarity(evidence)
    if nearest is None:
        return None
    covered = coverage(question, evidence)
    if nearest < options.scope_similarity and covered < options.scope_coverage:
        return RefusalRule.FAR_FROM_FIELD
    if nearest < options.evidence_similarity and covered < options.evidence_coverage:
        return RefusalRule.FAR_FROM_EVIDENCE
    return None


def _missing_body(question: str, evidence: Sequence[Evidence]) -> str | None:
    """The first body that the question names in full (繊維WG) and no passage has all the words of, normalised."""
    for body in _BODY.findall(normalize(question)):
        words = vocabulary(body)
        if not any(words <= vocabulary(" ".join((e.document.title, e.text))) for e in evidence):
            return str(body)
    return None


def _years_near(candidates: Sequence[Candidate]) -> set[int]:
    """Years that statements name, or their neighbours, what they stand under and the dates of their documents."""
    years: set[int] = set()
    for candidate in candidates:
        passage, i = candidate.evidence, candidate.index
        beside = (s.text for s in passage.chunk.statements[max(0, i - 1) : i + 2])
        text = " ".join((passage.document.title, *passage.section_of(i), *candidate.statement.head, *beside))
        years |= set(years_in(text)) | _years_of(passage.document.date)
    return years


def _years_of(date: str | None) -> set[int]:
    """The calendar and the fiscal year of an ISO date: what "this year" may mean in a document."""
    if not date:
        return set()
    year, _, rest = date.partition("-")
    month = int(rest[:2]) if rest else _FISCAL_YEAR_BEGINS
    return {int(year), int(year) - (month < _FISCAL_YEAR_BEGINS)}


def refusal_text(reason: RefusalReason, candidates: Sequence[Candidate], page_text: PageText) -> str:
    """Japanese: that it is not stated and, where something came near, the nearest statement that was found."""
    text = answer_template("refusal", reason.value)
    if not candidates or reason is RefusalReason.OUT_OF_SCOPE:
        return text
    best = max(candidates, key=lambda c: c.score)
    quote = quote_of(best.evidence, [best.statement], page_text)
    shown = quote if len(quote) <= _MAX_NEAREST_CHARS else quote[:_MAX_NEAREST_CHARS] + "…"
    page = best.statement.span.page
    place = answer_template("refusal", "place_none" if page is None else "place_page").format(page=page)
    return text + answer_template("refusal", "nearest").format(
        title=best.evidence.document.cited_title, place=place, quote=shown
    )
