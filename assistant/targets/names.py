"""Japanese names of labels, as sheets show them and as people write them back."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final, TypeVar

from assistant.targets.values import Category, Direction, Indicator, Kind
from corpus.taxonomy import load_indicators

KIND_NAMES: Final[Mapping[Kind, str]] = {
    Kind.QUANTITATIVE: "定量",
    Kind.PROJECT: "プロジェクト",
    Kind.QUALITATIVE: "定性",
}
DIRECTION_NAMES: Final[Mapping[Direction, str]] = {
    Direction.AT_LEAST: "以上",
    Direction.AT_MOST: "以下",
    Direction.REDUCE_BY: "削減",
    Direction.INCREASE_BY: "増加",
    Direction.REACH: "到達",
}
_Label = TypeVar("_Label", bound=StrEnum)


@cache
def indicator_names() -> Mapping[Indicator, str]:
    """The name of each indicator."""
    return {Indicator(entry.key): entry.ja for entry in load_indicators()}


@cache
def category_names() -> Mapping[Category, str]:
    """The name of each category."""
    return {Category(c.key): c.ja for entry in load_indicators() for c in entry.categories}


def by_name(text: str, names: Mapping[_Label, str]) -> _Label | None:
    """The label that a cell names, in Japanese or by its key; None where it names none."""
    wanted = text.strip()
    return next((label for label, name in names.items() if wanted in {name, label.value}), None)
