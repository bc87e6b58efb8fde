"""Which rows of a table a question names, told by their labels alone; where two could be meant, none is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.expansion import used_aliases
from ingest.normalization import compact

_ENDING: Final = re.compile(r"(?:製造業|工業|産業|業界|業|等|など|全体)$")
_BRACKETS: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_NUMBERED: Final = re.compile(r"^\d{1,3}[.)]?(?=[^\d.,年])")
_NAME_CHAR: Final = re.compile(r"[一-鿿ァ-ヺーa-z0-9々]")
# Words that may follow a name without making another name of it: 自治体数, 化学メーカー, but not 大学院.
_FOLLOWS: Final = re.compile(
    r"(?:数|側|等|メーカー|会社|企業|各社|業界|業者|産業|業(?!務)|分野|部門|向け|由来|全体|量(?!産)|の|と)"
)
_FOUR_KANJI: Final = re.compile(r"[一-鿿]{4}")
_TRADE: Final = re.compile(r"メーカー|業界|各社|会社|産業|企業|大手")
_MIN_PREFIX, _MIN_LEAD = 4, 3


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a question names a label.

    Attributes:
        index: Of the label among those that were looked for.
        start: Offset in the compact question.
        end: Offset behind it.
        rank: 0 for the label as it is, 1 without its ending (化学 for 化学工業) or by an alias, 2 for its beginning,
            3 for its abbreviation (電機 for 電気機械器具).
    """

    index: int
    start: int
    end: int
    rank: int


def find_mentions(question: str, labels: Sequence[str]) -> tuple[Mention, ...]:
    """The labels that the question names, in its order; empty where one place could mean two of them.

    Args:
        question: As it was asked.
        labels: Of the rows of one table.
    """
    asked = compact(question)
    aliases = _aliases(question)
    found = [m for i, label in enumerate(labels) if (m := _mention(asked, i, label, aliases))]
    chosen = []
    for mention in found:
        rivals = [m for m in found if m is not mention and _touch(m, mention)]
        if any(_beats(rival, mention) for rival in rivals):
            continue
        if any(not _beats(mention, rival) for rival in rivals):
            return ()
        chosen.append(mention)
    return tuple(sorted(chosen, key=lambda m: m.start))


@lru_cache(maxsize=64)
def _aliases(question: str) -> dict[str, str]:
    """What the question calls the other names of its terms."""
    return {other: name for name, others in used_aliases(question) for other in others}


def _mention(asked: str, index: int, label: str, aliases: dict[str, str]) -> Mention | None:
    parts = [_NUMBERED.sub("", compact(_BRACKETS.sub("", part))) for part in label.split("／")]
    spans = [_span(asked, part, aliases) for part in parts if part]
    if not spans or any(span is None for span in spans):
        return None
    told = [span for span in spans if span is not None]
    start, end, _ = told[-1]
    return Mention(index, start, end, max(rank for _, _, rank in told))


def _span(asked: str, name: str, aliases: dict[str, str]) -> tuple[int, int, int] | None:
    core = _ENDING.sub("", name)
    tries = [(name, 0), (core, 1)] if len(core) > 1 else [(name, 0)]
    for form, rank in tries:
        at = _whole(asked, form)
        if at is not None:
            return at, at + len(form), rank
    for other in (name, core):
        alias = aliases.get(other)
        at = _whole(asked, compact(alias)) if alias else None
        if alias and at is not None:
            return at, at + len(compact(alias)), 1
    lead = core.partition("の")[0]
    at = _whole(asked, lead) if _MIN_LEAD <= len(lead) < len(core) else None
    if at is not None:
        return at, at + len(lead), 2
    for size in range(len(core) - 1, max(_MIN_PREFIX, (len(core) + 1) // 2) - 1, -1):
        at = _whole(asked, core[:size])
        if at is not None:
            return at, at + size, 2
    short = core[0] + core[2] if _FOUR_KANJI.match(core) else ""
    at = _whole(asked, short) if short else None
    if at is not None and _TRADE.match(asked[at + 2 :]):
        return at, at + 2, 3
    return None


def _whole(asked: str, form: str) -> int | None:
    """Where the question has a name as a word of its own, as far as its writing tells."""
    at = asked.find(form)
    while at >= 0:
        before, after = asked[at - 1 : at] if at else "", asked[at + len(form) :]
        if not _NAME_CHAR.match(before) and (not _NAME_CHAR.match(after) or _FOLLOWS.match(after)):
            return at
        at = asked.find(form, at + 1)
    return None


def _touch(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _beats(one: Mention, other: Mention) -> bool:
    """True where one is surely what is meant: longer, or the same words and closer to its label."""
    size, less = one.end - one.start, other.end - other.start
    return size > less or (size == less and one.rank < other.rank)
