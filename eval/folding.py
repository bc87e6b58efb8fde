"""How texts are made comparable before a metric looks for one inside another.

A curator, a PDF reader and an answer write the same fact in different widths, spacings and dashes. Folding removes
those differences and nothing else: what is left different is a different fact.
"""

import re
import unicodedata
from collections.abc import Iterable

# The dashes and long-vowel marks that PDF readers and keyboards confuse: hyphens, figure, en, em and horizontal bars,
# the minus sign, the box-drawing line and the katakana long-vowel mark.
_DASHES = re.compile("[\u2010-\u2015\u2212\u2500\u2501\u30fc]")
_WAVES = re.compile("[\u301c\u223c\u223d]")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_WHITE_SPACE = re.compile(r"\s+")

_DIGIT = "[0-9\uff10-\uff19]"
# Circled, parenthesised and superscript digits: NFKC makes "②3.4" read 23.4 and "307¹" read 3071.
_MARK = "[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u00b9\u00b2\u00b3\u2070\u2074-\u2079]"
_MARK_BESIDE_NUMBER = re.compile(f"(?<={_MARK})(?={_DIGIT})|(?<={_DIGIT})(?={_MARK})")
_GAP_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9%]),?\s+(?=[-+▲△]?[0-9])")
_CITATION_MARK = re.compile(r"\[[0-9]+\]")

_BAR = "|"


def fold(text: str) -> str:
    """The text as it is compared: NFKC, casefolded, no white space, no thousands separators, one dash, one wave.

    Folding twice is folding once. Figures in neighbouring table cells run together ("56.5 27.5" becomes "56.527.5");
    where a number has to be found as a whole, use `fold_numbers`.
    """
    while (folded := _fold_once(text)) != text:
        text = folded
    return text


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _WHITE_SPACE.sub("", text)
    text = _THOUSANDS.sub("", text)
    return _WAVES.sub("~", _DASHES.sub("-", text))


def fold_numbers(text: str) -> str:
    """The folded text with a bar wherever two numbers met that white space or a circled digit kept apart."""
    text = unicodedata.normalize("NFKC", _MARK_BESIDE_NUMBER.sub(_BAR, text))
    return fold(_GAP_BETWEEN_NUMBERS.sub(_BAR, text))


def squeeze(text: str) -> str:
    """The text without white space and otherwise untouched, for comparing what claims to be verbatim."""
    return _WHITE_SPACE.sub("", text)


def without_citation_marks(text: str) -> str:
    """The text without its [n]; the numbers of citations are no facts."""
    return _CITATION_MARK.sub(" ", text)


def states(folded: str, variant: str) -> bool:
    """True where the variant stands in a text folded by `fold_numbers`, a number only as a whole number.

    5.8 stands neither in 105.8 nor in 5.81; 5 stands in "5%" and in "No.5" but not in 2.5. Units and multipliers are
    the variant's own business: "30" stands in "30万トン". A variant that folds to nothing stands nowhere.
    """
    wanted = fold_numbers(variant)
    if not wanted:
        return False
    before = r"(?<![0-9])(?<![0-9]\.)" if wanted[0].isdecimal() else ""
    after = r"(?![0-9])(?!\.[0-9])" if wanted[-1].isdecimal() else ""
    return re.search(before + re.escape(wanted) + after, folded) is not None


def states_any(folded: str, variants: Iterable[str]) -> bool:
    """True where at least one of the variants stands in a text folded by `fold_numbers`."""
    return any(states(folded, variant) for variant in variants)


def joined_quotes(quotes: Iterable[str]) -> str:
    """The quotes as one text folded by `fold_numbers`, in order, with a bar between two."""
    return _BAR.join(fold_numbers(quote) for quote in quotes)
