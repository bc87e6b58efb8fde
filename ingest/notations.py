"""Years and quantities that can be written in several ways, as terms of the keyword search.

令和12年度 is found by 2030年度, 50,000t by 5万トン, 三割 by 30%, and the other way round: document and question are
read by the same rules.
"""

from ingest.normalization import normalize
from ingest.numbers import find_quantities
from ingest.years import find_years

# Smaller figures are written one way only, and every term lengthens its chunk.
# Source: docs/decisions/0015-notations.md.
_MIN_VALUE = 1_000


def notation_terms(text: str) -> list[str]:
    """The terms of the years in text, then of its quantities, in order of occurrence, repeated ones included.

    A year that is not written in Western digits gives its Western year ("2030"); a share in 割 its per cent ("30"); a
    quantity of 1,000 or more its value and unit ("50000t"), both ends of a range.
    """
    years = [(str(year.year), text[year.start : year.end]) for year in find_years(text)]
    terms = [year for year, written in years if year not in normalize(written)]
    for quantity in find_quantities(text):
        for value in (quantity.value, quantity.upper):
            if value is None:
                continue
            if value >= _MIN_VALUE:
                terms.append(f"{value:.15g}{quantity.unit.casefold()}")
            elif "割" in text[quantity.start : quantity.end]:
                terms.append(f"{value:.15g}")
    return terms
