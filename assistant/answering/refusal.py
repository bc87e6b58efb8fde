"""When the documents do not hold the answer, and how Junkan says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.quoting import PageText, quote_of
from assistant.answering.selection import Candidate
from assistant.answering.templates import answer_template
from assistant.question import ParsedQuestion, years_in
from assistant.values import RefusalReason
from ingest.normalization import normalize

if TYPE_CHECKING:
    from assistant.answering.extractive import Stretch

_MAX_NEAREST_CHARS = 120


@dataclass(frozen=True, slots=True)
class RefusalOptions:
    """Thresholds. Source: docs/decisions/0006-refusal.md.

    Attributes:
        min_coverage: Least share of the question's term weight that the quoted stretches and their surroundings hold.
    """

    min_coverage: float = 0.3


def refusal_reason(
    question: ParsedQuestion,
    candidates: Sequence[Candidate],
    stretches: "Sequence[Stretch]",
    options: RefusalOptions,
) -> RefusalReason | None:
    """Why the question cannot be answered from the stretches, or None where it can."""
    if not stretches or stretches[0].candidates[0].score == 0:
        return RefusalReason.NO_EVIDENCE
    quoted = [c for s in stretches for c in s.candidates]
    passages = {c.evidence.chunk.id: c.evidence for c in quoted}.values()
    context = " ".join(" ".join((e.document.title, *e.chunk.section, e.chunk.text)) for e in passages)
    if question.years and not set(question.years) & set(years_in(context)):
        return RefusalReason.NOT_STATED
    folded = normalize(context)
    if any(_ordinal_forms(o).isdisjoint(_ordinals_in(folded)) for o in question.ordinals):
        return RefusalReason.NOT_STATED
    return None


def _ordinals_in(folded: str) -> frozenset[str]:
    import re

    return frozenset("".join(m) for m in re.findall(r"(\d+)\s*(?:回目|([回期次版章条]))", folded))


def _ordinal_forms(ordinal: str) -> frozenset[str]:
    digits = "".join(c for c in ordinal if c.isdigit())
    unit = "回" if "回" in ordinal else ordinal[-1]
    return frozenset({digits + unit, digits} if unit == "回" else {digits + unit})


def refusal_text(
    reason: RefusalReason, question: ParsedQuestion, candidates: Sequence[Candidate], page_text: PageText
) -> str:
    """Japanese: that it is not stated, and the nearest statement that was found."""
    text = answer_template("refusal", reason.value)
    if not candidates or reason is RefusalReason.NO_EVIDENCE:
        return text
    best = max(candidates, key=lambda c: c.score)
    quote = quote_of(best.evidence, [best.statement], page_text)
    shown = quote if len(quote) <= _MAX_NEAREST_CHARS else quote[:_MAX_NEAREST_CHARS] + "…"
    page = best.statement.span.page
    place = answer_template("refusal", "place_none" if page is None else "place_page").format(page=page)
    return text + answer_template("refusal", "nearest").format(
        title=best.evidence.document.title, place=place, quote=shown
    )
