"""What Junkan adds to its quotes, if anything."""

from collections.abc import Sequence

from assistant.answering.additions import Addition
from assistant.answering.calculating import calculate
from assistant.answering.comparing import find_both_sides
from assistant.answering.conflicts import find_conflict
from assistant.answering.refusal import Refusal, RefusalRule
from assistant.answering.selection import Candidate
from assistant.question import ParsedQuestion

_RESULTS = ("差", "率", "和", "比", "計", "額")
_MAX_CHARS = 540  # of the sentence and of what it rests on; a longer answer is none


def find_addition(
    question: ParsedQuestion, candidates: Sequence[Candidate], refusal: Refusal | None
) -> Addition | None:
    """The one thing to add to the quotes: a figure worked out, both sides with their difference, sources that differ.

    A question that was refused because nothing states the figure it asks for may be answered by working it out; any
    other refusal stands.
    """
    if refusal is not None and not _is_of_result(question, refusal):
        return None
    found = calculate(question, candidates)
    if found is None and refusal is None:
        found = find_conflict(question, candidates) or find_both_sides(question, candidates)
    if found is None or len(found.text) + sum(len(c.statement.text) for c in found.cited) > _MAX_CHARS:
        return None
    return found


def _is_of_result(question: ParsedQuestion, refusal: Refusal) -> bool:
    """True where all that was missed is the result: its unit, or a noun such as 価格差 that no operand has."""
    if refusal.rule is RefusalRule.MEASURE_MISSING:
        return question.measure is not None and question.measure.endswith(_RESULTS)
    return refusal.rule is RefusalRule.SHAPE_MISSING
