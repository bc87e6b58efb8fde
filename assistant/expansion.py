"""What a question calls by another name: the field's aliases, added to the search."""

from functools import cache

from corpus.taxonomy import load_aliases
from ingest.normalization import normalize


def expand(text: str) -> str:
    """The text followed by the other names of every term of the alias dictionary that it uses.

    Source of the gain: docs/decisions/0004-score-fusion.md.
    """
    folded = normalize(text)
    added = [
        other
        for names in _folded_aliases()
        if any(_stands_in(name, folded) for name in names)
        for other in names
        if not _stands_in(other, folded)
    ]
    return " ".join((text, *dict.fromkeys(added)))


@cache
def _folded_aliases() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(normalize(name) for name in names) for names in load_aliases())


def _stands_in(name: str, folded: str) -> bool:
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
