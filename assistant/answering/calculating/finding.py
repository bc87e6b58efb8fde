"""The figures that a question wants to be reckoned with."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.calculating.asked import ASKS_FRACTION, CONVERSION, Reckoning
from assistant.answering.calculating.checks import covers, holds_base_years, holds_year, is_of_asked_kind
from assistant.answering.calculating.figures import Figure, Part, figures_of
from assistant.answering.calculating.mentions import find_mentions
from assistant.answering.calculating.operands import CLEAR, Operands, values_of
from assistant.answering.calculating.pairs import find_pair
from assistant.answering.calculating.targets import find_parts
from assistant.answering.calculating.totals import find_share, find_sum
from assistant.answering.selection import Candidate, likely
from assistant.arithmetic import convert
from assistant.question import ParsedQuestion
from ingest.normalization import compact
from ingest.numbers import find_quantities


def find_operands(question: ParsedQuestion, reckoning: Reckoning, candidates: Sequence[Candidate]) -> Operands | None:
    """The figures that the question means, or None where that is not certain."""
    near = likely(candidates)
    read = {id(c): figures_of(c) for c in candidates}
    figures = [figure for c in candidates for figure in read[id(c)]]
    found = _FINDERS[reckoning](question, reckoning, figures, candidates)
    if found is None or not found.is_ordered:
        return None
    if reckoning is Reckoning.MULTIPLE and ASKS_FRACTION.search(compact(question.text)):
        found = replace(found, unit="分の1")
    used = {id(f.candidate) for f in found.figures}
    if not any(id(c) in used for c in near) or any(f.is_bound for f in found.figures if f.part is not Part.TARGET):
        return None
    is_meant = covers(question, found) and holds_year(question, found) and holds_base_years(question, found)
    return found if is_meant and is_of_asked_kind(question, found) else None


def _conversion(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """The only figure of the statement that answers best whose unit can be converted into the one that is asked for."""
    del candidates
    asked = CONVERSION.search(compact(question.text))
    unit = (asked["scale"] or "") + asked["name"] if asked else ""
    wanted = find_quantities(f"1{unit}")
    if not wanted:
        return None
    able = [f for f in figures if convert(f.value, f.unit, wanted[0].unit) is not None and f.unit]
    if question.years:
        able = [f for f in able if f.year is None or f.year in question.years]
    said = [f for f in able if compact(f.text) in compact(question.text)]
    able = said or able
    best = max((f.candidate.score for f in able), default=0.0)
    meant = [f for f in able if f.candidate.score >= best * CLEAR]
    named = [meant[m.index] for m in find_mentions(question.text, [f.name for f in meant])]
    meant = named or meant
    if (
        not meant
        or any(values_of([f]) != values_of(meant[:1]) for f in meant)
        or compact(meant[0].written or "") == unit
    ):
        return None
    return Operands(reckoning, (meant[0],), unit=unit)


Finder = Callable[[ParsedQuestion, Reckoning, Sequence[Figure], Sequence[Candidate]], Operands | None]
_FINDERS: Final[dict[Reckoning, Finder]] = {
    Reckoning.CONVERSION: _conversion,
    Reckoning.PROGRESS: find_parts,
    Reckoning.GAP: find_parts,
    Reckoning.MULTIPLE: find_pair,
    Reckoning.CHANGE: find_pair,
    Reckoning.DIFFERENCE: find_pair,
    Reckoning.COMPARISON: find_pair,
    Reckoning.SUM: find_sum,
    Reckoning.SHARE: find_share,
}
