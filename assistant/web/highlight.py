"""Where a quote stands in the passage that a reader is shown."""

from dataclasses import dataclass

# Marks of Markdown and of lists: layout takes them away from a passage, a verbatim quote still has them.
_MARKUP = frozenset("|*`#_~\\・●○■□▪◆◇•-–—:：")


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage cut in three, so that before + quoted + after is the passage."""

    before: str
    quoted: str
    after: str


def locate_quote(quote: str, passage: str) -> Highlight | None:
    """The passage cut around the quote, or None where it does not hold it.

    Compared without white space; where that fails, without the marks of Markdown and of lists too.
    """
    for ignored in (frozenset[str](), _MARKUP):
        found = _find(quote, passage, ignored)
        if found:
            return found
    return None


def _find(quote: str, passage: str, ignored: frozenset[str]) -> Highlight | None:
    sought = "".join(c for c in quote if _counts(c, ignored))
    kept = [i for i, c in enumerate(passage) if _counts(c, ignored)]
    at = "".join(passage[i] for i in kept).find(sought) if sought else -1
    if at < 0:
        return None
    start, end = kept[at], kept[at + len(sought) - 1] + 1
    return Highlight(passage[:start], passage[start:end], passage[end:])


def _counts(character: str, ignored: frozenset[str]) -> bool:
    return not character.isspace() and character not in ignored
