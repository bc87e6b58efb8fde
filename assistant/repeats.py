"""The same words in several documents: one piece of evidence with several sources.

Only among the passages that one question has found, and only between documents: a report that repeats itself cites its
own pages.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from corpus.values import BlockKind, Chunk, Evidence, Statement, Twin
from ingest.layout.markers import find_marker
from ingest.normalization import compact, normalize
from ingest.years import find_years

# Source of all: docs/decisions/0025-same-words.md.
_GRAM_CHARS: Final = 5
_MIN_JACCARD: Final = 0.9
_ENDING_CHARS: Final = 3  # 「増やした」 and 「増やします」 are not the same
_WHOLE_SHARE: Final = 0.9
_SHORT_CHARS: Final = 30  # so little says something only under its heading

_FIGURE: Final = re.compile(r"[-+△▲▼−]?\d+(?:[.,:/]\d+)*")
_NEGATION: Final = re.compile(r"ない|なく|なかっ|なけれ|ませ?ん|[^ま]ず|ぬ|無|不|未|非|否")
_CONTENT: Final = re.compile(r"[^\Wぁ-ゖ_]")  # letters and digits that are no hiragana
_WORDS: Final = re.compile(r"[\w%+△▲▼±<>≦≧≤≥−]")


@dataclass(frozen=True, slots=True)
class _Words:
    """A statement as it is compared.

    Attributes:
        text: Its letters and digits without numbering and bullets, normalised.
        bucket: What two statements with the same words share in any case.
        grams: Character 5-grams of the text.
    """

    text: str
    bucket: tuple[object, ...]
    grams: frozenset[str]

    def same_as(self, other: "_Words") -> bool:
        """True where both say the same, but for widths, white space, punctuation, numbering or single kana."""
        if self.text == other.text:
            return self.bucket == other.bucket
        if self.bucket != other.bucket:
            return False
        return len(self.grams & other.grams) >= _MIN_JACCARD * len(self.grams | other.grams)


def same_words(a: str, b: str) -> bool:
    """True where two texts say the same in nearly the same letters; another figure, year or negation is not the same.

    Widths, white space, punctuation and numbering do not count. Kana may differ a little (集まる, 集る), content
    words and endings may not.
    """
    return _words(a).same_as(_words(b))


@lru_cache(maxsize=5_000)
def _words(text: str) -> _Words:
    plain = compact(_unnumbered(text.strip()))
    letters = "".join(_WORDS.findall(plain))
    figures = tuple(figure.replace(",", "") for figure in _FIGURE.findall(plain))
    content = "".join(_CONTENT.findall(letters))
    bucket = (figures, len(_NEGATION.findall(plain)), content, letters[-_ENDING_CHARS:])
    last = max(1, len(letters) - _GRAM_CHARS + 1)
    return _Words(letters, bucket, frozenset(letters[i : i + _GRAM_CHARS] for i in range(last)))


def _unnumbered(text: str) -> str:
    """The text without the numbering or the bullet in front; a sign before a figure (△3%) is neither."""
    marker = find_marker(text)
    rest = text[marker.length :] if marker else ""
    return rest if rest and not rest[0].isnumeric() else text


def merge_repeats(found: Iterable[Evidence], top_k: int) -> tuple[Evidence, ...]:
    """The first top_k passages that are not each other's repetition, in their order, knowing where their words recur.

    A passage whose words all stand in an earlier one from another document goes into that one; where that one is a
    superseded version and its repetition is not, the current one takes its place.

    Args:
        found: Best first; taken one by one, so that no more is made than needed.
        top_k: Passages returned at most.
    """
    kept: list[Evidence] = []
    merged: list[tuple[int, Evidence]] = []
    for passage in found:
        home = next((i for i, earlier in enumerate(kept) if _repeats(passage, earlier)), None)
        if home is None:
            if len(kept) == top_k:
                break
            kept.append(passage)
        elif kept[home].document.superseded and not passage.document.superseded and _repeats(kept[home], passage):
            merged.append((home, kept[home]))
            kept[home] = replace(passage, score=kept[home].score)
        else:
            merged.append((home, passage))
    others = [*kept, *(passage for _, passage in merged)]
    return tuple(_with_twins(e, [m for home, m in merged if home == i], others) for i, e in enumerate(kept))


def _repeats(passage: Evidence, earlier: Evidence) -> bool:
    """True where what a passage says stands in an earlier one: all that has figures, and 90 % of its letters."""
    if passage.document.id == earlier.document.id:
        return False
    said = [i for i, s in enumerate(passage.chunk.statements) if s.kind is not BlockKind.HEADING]
    missed = [passage.chunk.statements[i].text for i in said if _twin(passage, i, earlier) is None]
    if not said or any(_FIGURE.search(normalize(text)) for text in missed):
        return False
    n_chars = sum(len(passage.chunk.statements[i].text) for i in said)
    return sum(map(len, missed)) <= (1 - _WHOLE_SHARE) * n_chars


def _with_twins(passage: Evidence, same: Sequence[Evidence], others: Sequence[Evidence]) -> Evidence:
    elsewhere = [other for other in others if other.document.id != passage.document.id]
    twins = tuple(_twins(passage, index, elsewhere) for index in range(len(passage.chunk.statements)))
    whole = tuple(_place(other, other.chunk.page) for other in same)
    return replace(passage, also_in=whole, twins=twins if any(twins) else ())


def _twins(passage: Evidence, index: int, elsewhere: Sequence[Evidence]) -> tuple[Twin, ...]:
    """Where else a statement stands, each document once, current versions first."""
    found: dict[str, Twin] = {}
    for other in elsewhere:
        twin = _twin(passage, index, other)
        if twin is not None:
            found.setdefault(other.document.id, _place(other, twin.span.page))
    return tuple(sorted(found.values(), key=lambda twin: twin.superseded))


def _twin(passage: Evidence, index: int, other: Evidence) -> Statement | None:
    """The statement of another passage that says the same as this one, of the same kind of thing, or None."""
    here = passage.chunk.statements[index]
    own = _words(here.text)
    for i, there in enumerate(other.chunk.statements):
        if own.same_as(_words(there.text)) and _stands_alike(passage, index, other, i):
            return there
    return None


def _stands_alike(a: Evidence, i: int, b: Evidence, j: int) -> bool:
    """True where two statements with the same words stand under the same: columns, years and, if short, heading."""
    one, two = a.chunk.statements[i], b.chunk.statements[j]
    above, over = a.section_of(i), b.section_of(j)
    if _years(above) != _years(over):
        return False
    is_row = BlockKind.ROW in (one.kind, two.kind)
    if is_row and not same_words(" ".join(one.head), " ".join(two.head)):
        return False
    short = not is_row and len(_words(one.text).text) < _SHORT_CHARS
    return not short or same_words(" ".join((*above[-1:], *one.head)), " ".join((*over[-1:], *two.head)))


def _years(section: Sequence[str]) -> frozenset[int]:
    return frozenset(mention.year for mention in find_years(" ".join(section)))


def _place(other: Evidence, page: int | None) -> Twin:
    chunk: Chunk = other.chunk
    document = other.document
    return Twin(document.id, document.source, document.cited_title, page, chunk.id, document.superseded)
