"""A target as features of the model: n-grams of its text and around its main figure, and the kind of the figure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from assistant.targets.cues import RuleBook, load_rules
from assistant.targets.extraction import Goal
from assistant.targets.reading import Reading, squeeze
from assistant.targets.values import Kind
from ingest.numbers import fold

# Blocks of features; each is scaled to its weight, so that long texts count no more than short ones.
# Source: docs/decisions/0020-target-model.md, chosen on grouped cross-validation of the project's statements.
BLOCK_WEIGHTS: Final[Mapping[str, float]] = {"w": 1.0, "b": 1.0, "n": 1.0, "c": 0.6}
_NUMBER: Final = re.compile(r"[0-9][0-9,.]*")
_MAX_CHARS: Final = 400
_BEFORE_CHARS, _AFTER_CHARS, _NEAR_CHARS = 60, 30, 14


@dataclass(frozen=True, slots=True)
class Focus:
    """What the model looks at in one target.

    Attributes:
        whole: The text without what the member excludes.
        before: The words in front of the main figure; the whole text where there is none.
        after: The words behind it.
        unit: The figure's unit, "" for a zero of something, "-" where there is no figure.
        unit_class: The class of the unit in the rule book, "-" where there is no figure.
        direction: How the figure is to be read, "-" where there is none.
        kind: What the rules take the target for.
    """

    whole: str
    before: str
    after: str
    unit: str
    unit_class: str
    direction: str
    kind: Kind


def focus_of(reading: Reading, goal: Goal | None, kind: Kind, around: tuple[str, str]) -> Focus:
    """The focus of a reading on its main goal, with the words around it as the rules see them."""
    book: RuleBook = load_rules()
    return Focus(
        whole=squeeze(reading.notes),
        before=around[0],
        after=around[1],
        unit=goal.unit if goal else "-",
        unit_class=book.unit_class(goal.unit.split("/")[0]) if goal else "-",
        direction=goal.direction.value if goal else "-",
        kind=kind,
    )


def blocks_of(focus: Focus) -> Mapping[str, frozenset[str]]:
    """The names of the features that hold for a target, by block."""
    return {
        "w": frozenset(_grams(focus.whole[:_MAX_CHARS], 4)),
        "b": frozenset(
            (*_grams(focus.before[-_BEFORE_CHARS:], 4), *(f">{g}" for g in _grams(focus.after[:_AFTER_CHARS], 3)))
        ),
        "n": frozenset(_grams(focus.before[-_NEAR_CHARS:], 4)),
        "c": frozenset(
            (
                f"unit={focus.unit_class}",
                f"as={focus.unit}",
                f"to={focus.direction}",
                f"kind={focus.kind}",
                f"unit,to={focus.unit_class},{focus.direction}",
            )
        ),
    }


def _grams(text: str, longest: int) -> Iterator[str]:
    """Character n-grams of 1 to `longest`, lower case, with the ends marked and every number written 0."""
    marked = f"^{_NUMBER.sub('0', text.lower())}$"
    for size in range(1, longest + 1):
        for start in range(len(marked) - size + 1):
            yield marked[start : start + size]


def shape_grams(text: str) -> frozenset[str]:
    """The 2- and 3-grams of a text without its numbers: what two targets of the same form share."""
    plain = squeeze(fold(text).text).lower()
    return frozenset(gram for gram in _grams(plain, 3) if len(gram) > 1)
