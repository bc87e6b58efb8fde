"""Japanese names of labels, as sheets show them and as people write them back."""

import unicodedata
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


_SHORT_FORMS: Final = {
    "株式会社": "(株)",
    "有限会社": "(有)",
    "合同会社": "(同)",
    "一般社団法人": "(一社)",
    "一般財団法人": "(一財)",
    "公益社団法人": "(公社)",
    "公益財団法人": "(公財)",
    "国立大学法人": "",
    "地方独立行政法人": "",
}


def member_key(member: str) -> str:
    """A member's name without what makes no difference: width, spaces, how the form is written (株式会社, （株）, ㈱).

    The place of the form stays: 株式会社甲 and 甲株式会社 are two companies.
    """
    name = "".join(unicodedata.normalize("NFKC", member).split()).casefold()
    for long, short in _SHORT_FORMS.items():
        name = name.replace(long, short)
    return name
