"""What a question calls by another name: the field's aliases, added to the search."""

from functools import cache

from corpus.taxonomy import load_aliases
from ingest.normalization import normalize

_OWN_WEIGHT = 3


def expand(text: str) -> str:
    """The text, then the other names of every term of the alias dictionary that it uses.

    The words of the question come three times, so that an alias weighs a third of them.

    Source of the gain: docs/decisions/0004-score-fusion.md.
    """
    folded = normalize(text)
    added = [name for _, others in used_aliases(text) for name in others if not stands_in(name, folded)]
    return " ".join((*[text] * _OWN_WEIGHT, *dict.fromkeys(added)))


def used_aliases(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(a name that text uses, its other names) for every group of aliases that text uses, normalised."""
    folded = normalize(text)
    used = []
    for names in _folded_aliases():
        here = next((name for name in sorted(names, key=len, reverse=True) if stands_in(name, folded)), None)
        if here:
            used.append((here, tuple(name for name in names if name != here)))
    return tuple(used)


@cache
def _folded_aliases() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(normalize(name) for name in names) for names in load_aliases())


def stands_in(name: str, folded: str) -> bool:
    """True where folded holds the name, one of Latin letters only as a whole word ("ce" is not in "space")."""
    at = folded.find(name)
    while at >= 0:
        before, after = folded[at - 1 : at], folded[at + len(name) : at + len(name) + 1]
        inside = (_is_latin(name[0]) and _is_latin(before)) or (_is_latin(name[-1]) and _is_latin(after))
        if not inside:
            return True
        at = folded.find(name, at + 1)
    return False


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
