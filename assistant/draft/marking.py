"""Where the [n] of a paragraph stand, and the stretches of text they belong to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.draft.values import Paragraph
from corpus.values import Citation

_MARKS = re.compile(r"(?:\[\d{1,4}\])+")
_NUMBER = re.compile(r"\d+")
_OPENING, _CLOSING = "「『", "」』"


@dataclass(frozen=True, slots=True)
class Cited:
    """A stretch of a paragraph with what is cited behind it; `citations` is empty for what no [n] follows."""

    text: str
    citations: tuple[Citation, ...]


def cited_stretches(paragraph: Paragraph) -> tuple[Cited, ...]:
    """The paragraph cut at its [n], which are gone; a [n] inside quotation marks is the document's own text."""
    known = {citation.n: citation for citation in paragraph.citations}
    found: list[Cited] = []
    start = 0
    for match in _MARKS.finditer(paragraph.text):
        numbers = [int(n) for n in _NUMBER.findall(match[0])]
        if all(n in known for n in numbers) and not _in_quote(paragraph.text[: match.start()]):
            found.append(Cited(paragraph.text[start : match.start()], tuple(known[n] for n in numbers)))
            start = match.end()
    if paragraph.text[start:].strip():
        found.append(Cited(paragraph.text[start:], ()))
    return tuple(found)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; a full stop inside quotation marks or brackets ends none."""
    return tuple(part for part in _sentences(text) if part.strip())


def quoted(text: str) -> tuple[str, ...]:
    """What stands between the outermost 「 」 of a text, in its order."""
    found, depth, start = [], 0, 0
    for i, character in enumerate(text):
        if character == "「":
            depth += 1
            start = i + 1 if depth == 1 else start
        elif character == "」" and depth:
            depth -= 1
            if depth == 0:
                found.append(text[start:i])
    return tuple(found)


def outside_quotes(text: str) -> str:
    """The text with what stands between 「 」 left out: the words that are not a document's."""
    kept, depth = [], 0
    for character in text:
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING and depth:
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept)


def _sentences(text: str) -> Iterator[str]:
    start, depth = 0, 0
    for i, character in enumerate(text):
        if character in "「『（(":
            depth += 1
        elif character in "」』）)" and depth:
            depth -= 1
        elif character == "。" and depth == 0:
            yield text[start : i + 1]
            start = i + 1
    yield text[start:]


def _in_quote(before: str) -> bool:
    return before.count("「") > before.count("」")
