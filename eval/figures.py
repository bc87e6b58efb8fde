"""Whether an answer states the figures that it must: each with its unit, and the years."""

from collections.abc import Sequence

from eval.folding import without_citation_marks
from ingest.numbers import find_quantities
from ingest.years import find_years

Figure = tuple[float, str]
_YEAR = "年"


def figures_of(text: str) -> frozenset[Figure]:
    """Every quantity as (value, unit) and every year as (Western year, "年"), whatever its notation.

    5万トン and 50,000t are one figure, so are 令和6年 and 2024年; 30% and 30件 are two. A range is its two ends.
    """
    years = [mention for mention in find_years(text) if not mention.is_decade]
    spans = [(year.start, year.end) for year in years]
    found = {(float(year.year), _YEAR) for year in years}
    for quantity in find_quantities(text):
        if any(start < quantity.end and quantity.start < end for start, end in spans):
            continue  # the digits of a year
        found.add((quantity.value, quantity.unit))
        if quantity.upper is not None:
            found.add((quantity.upper, quantity.unit))
    return frozenset(found)


def required_figures(reference_answer: str, gold: Sequence[str]) -> frozenset[Figure]:
    """The figures of the reference answer that the gold quotes hold too; what a curator worked out does not count."""
    return figures_of(reference_answer) & frozenset().union(*(figures_of(quote) for quote in gold))


def figure_recall(answer: str, reference_answer: str, gold: Sequence[str]) -> float | None:
    """Required figures that the answer states with the same value, unit or year / required figures; None without any.

    Source: our own; a figure of the right size under a wrong unit or year misleads more than none.
    """
    wanted = required_figures(reference_answer, gold)
    if not wanted:
        return None
    return len(wanted & figures_of(without_citation_marks(answer))) / len(wanted)
