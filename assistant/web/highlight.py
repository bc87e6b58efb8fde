"""Where a quote stands in the passage that a reader is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.values import Chunk, Statement

# Marks of Markdown and of lists: layout takes them away from a passage, a verbatim quote still has them.
_MARKUP = frozenset("|*`#_~\\・●○■□▪◆◇•-–—:：／")


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage cut in three, so that before + quoted + after is the passage."""

    before: str
    quoted: str
    after: str

    def near(self, n_chars: int) -> "Highlight":
        """The same with at most so many characters around the quote, in whole lines where the cut meets any.

        An ellipsis stands where something was cut off.
        """
        return Highlight(_tail(self.before, n_chars), self.quoted, _head(self.after, n_chars))


def _tail(text: str, n_chars: int) -> str:
    if len(text) <= n_chars:
        return text
    kept = text[-n_chars:]
    return "…" + kept[kept.find("\n") + 1 :]


def _head(text: str, n_chars: int) -> str:
    if len(text) <= n_chars:
        return text
    kept = text[:n_chars]
    return (kept[: kept.rfind("\n")] if "\n" in kept else kept) + "…"


def locate_quote(quote: str, chunk: Chunk) -> Highlight | None:
    """The chunk's text cut around the quote, or None where the text does not hold its words.

    Compared without white space; where that fails, without the marks of Markdown and of lists too; where that fails,
    with the cells of table rows, which the text of a chunk shows with the names of their columns.
    """
    for ignored in (frozenset[str](), _MARKUP):
        found = _find(quote, chunk.text, ignored)
        if found:
            return found
    return _find_statements(quote, chunk)


def _find(quote: str, passage: str, ignored: frozenset[str]) -> Highlight | None:
    sought = _squeezed(quote, ignored)
    kept = [i for i, c in enumerate(passage) if _counts(c, ignored)]
    at = "".join(passage[i] for i in kept).find(sought) if sought else -1
    if at < 0:
        return None
    return _cut(passage, kept[at], kept[at + len(sought) - 1] + 1)


def _find_statements(quote: str, chunk: Chunk) -> Highlight | None:
    """The run of statements whose words, in order, are exactly those of the quote."""
    sought = _squeezed(quote, _MARKUP)
    words = [tuple(_squeezed(cell, _MARKUP) for cell in s.cells or (s.text,)) for s in chunk.statements]
    for first in range(len(words)):
        at = 0
        for last in range(first, len(words)):
            behind = _read_on(words[last], words[last - 1] if last else words[last], sought, at)
            if behind <= at:
                break
            at = behind
            if at == len(sought):
                return _cut_statements(chunk, chunk.statements[first : last + 1])
    return None


def _read_on(cells: Sequence[str], above: Sequence[str], sought: str, at: int) -> int:
    """Offset behind the cells where the quote goes on with them at this offset, else -1.

    A cell that repeats the one above it or to its left is part of a merged one, whose words the quote has once.
    """
    for k, cell in enumerate(cells):
        if sought.startswith(cell, at):
            at += len(cell)
        elif cell not in (above[k] if len(above) == len(cells) else "", cells[k - 1] if k else ""):
            return -1
    return at


def _cut_statements(chunk: Chunk, run: Sequence[Statement]) -> Highlight | None:
    start = chunk.text.find(run[0].text)
    last = chunk.text.find(run[-1].text, max(start, 0))
    return None if start < 0 or last < 0 else _cut(chunk.text, start, last + len(run[-1].text))


def _cut(passage: str, start: int, end: int) -> Highlight:
    return Highlight(passage[:start], passage[start:end], passage[end:])


def _squeezed(text: str, ignored: frozenset[str]) -> str:
    return "".join(c for c in text if _counts(c, ignored))


def _counts(character: str, ignored: frozenset[str]) -> bool:
    return not character.isspace() and character not in ignored
