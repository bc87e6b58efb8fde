"""When the documents do not hold the answer, and how Junkan says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.quoting import PageText, quote_of
from assistant.answering.selection import Candidate, coverage, holds_shape, likely, required_shape, vocabulary
from assistant.answering.templates import answer_template
from assistant.question import ParsedQuestion, ordinals_in, years_in
from assistant.values import RefusalReason
from corpus.values import Evidence
from ingest.normalization import normalize

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


def refusal_reason(
    question: ParsedQuestion,
    evidence: Sequence[Evidence],
    candidates: Sequence[Candidate],
    options: RefusalOptions | None,
) -> RefusalReason | None:
    """Why the question cannot be answered from the evidence, or None where it can.

    Args:
        question: What is asked.
        evidence: The ranked passages.
        candidates: Their statements, scored.
        options: Thresholds, or None where similarities are on another scale.
    """
    best = max((c.score for c in candidates), default=0.0)
    if best == 0:
        return RefusalReason.NO_EVIDENCE
    if options:
        distant = _distance(question, evidence, options)
        if distant:
            return distant
    if question.years and not set(question.years) & _years_near(likely(candidates)):
        return RefusalReason.NOT_STATED
    if not _names_bodies(question.text, evidence):
        return RefusalReason.NOT_STATED
    context = " ".join(e.text for e in evidence)
    if set(question.ordinals) - set(ordinals_in(context)):
        return RefusalReason.NOT_STATED
    if question.measure and question.measure not in "".join(normalize(context).split()):
        return RefusalReason.NOT_STATED
    shape = required_shape(question)
    if shape and not holds_shape(candidates, shape):
        return RefusalReason.NOT_STATED
    return None


def _distance(question: ParsedQuestion, evidence: Sequence[Evidence], options: RefusalOptions) -> RefusalReason | None:
    similarities = [cosine for e in evidence for cosine in e.similarities]
    if not similarities:
        return None
    nearest, covered = max(similarities), coverage(question, evidence)
    if nearest < options.scope_similarity and covered < options.scope_coverage:
        return RefusalReason.OUT_OF_SCOPE
    if nearest < options.evidence_similarity and covered < options.evidence_coverage:
        return RefusalReason.NO_EVIDENCE
    return None


def _names_bodies(question: str, evidence: Sequence[Evidence]) -> bool:
    """True where every body that the question names in full (繊維WG) has all its words in one of the passages."""
    for body in _BODY.findall(normalize(question)):
        words = vocabulary(body)
        if not any(words <= vocabulary(" ".join((e.document.title, e.text))) for e in evidence):
            return False
    return True


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
