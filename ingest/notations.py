"""One notation for years and quantities, for the keyword search.

令和12年度 is found by 2030年度, 1,200 by 1200, 50,000t by 5万トン, 三割 by 30%, and the other way round: document and
question are read by the same rules. Source of the choices: docs/decisions/0015-notations.md.
"""

import re

from ingest.normalization import normalize
from ingest.numbers import find_quantities
from ingest.years import YearMention, find_years

_DIGIT_GROUPS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_MIN_VALUE = 1_000  # smaller figures are written one way only, and every term lengthens its chunk


def unified(text: str) -> str:
    """The normalised text with its years in Western digits (令和12年度 → 2030年度) and its numbers without commas."""
    parts: list[str] = []
    at = 0
    for mention in find_years(text):
        if str(mention.year) not in normalize(text[mention.start : mention.end]):
            parts += (text[at : mention.start], f" {mention.year}{_suffix(mention)} ")
            at = mention.end
    return _DIGIT_GROUPS.sub("", normalize("".join((*parts, text[at:]))))


def _suffix(mention: YearMention) -> str:
    return "年度" if mention.is_fiscal else "年代" if mention.is_decade else "年"


def quantity_terms(text: str) -> list[str]:
    """Terms for the quantities in text, in order of occurrence, repeated ones included.

    A quantity of 1,000 or more gives its value and unit ("50000t"), both ends of a range; a share in 割 its per cent
    ("30").
    """
    terms = []
    for quantity in find_quantities(text):
        for value in (quantity.value, quantity.upper):
            if value is not None and value >= _MIN_VALUE:
                terms.append(f"{value:.15g}{quantity.unit.casefold()}")
            elif value is not None and "割" in text[quantity.start : quantity.end]:
                terms.append(f"{value:.15g}")
    return terms
