"""The taxonomies of the field, read once from the TOML files beside this module.

Every loader returns frozen values in the order of its file. The files are part of the package: a mistake in one is a
mistake of ours, so a missing key raises KeyError where it stands.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Category:
    """A goal-setting category of one indicator.

    Attributes:
        key: As `classify` writes it.
        ja: Japanese name.
        en: English name.
        definition: What it measures, one Japanese sentence.
        unit: Usual units, as a person reads them; empty for "none".
    """

    key: str
    ja: str
    en: str
    definition: str
    unit: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A representative indicator, or "other".

    Attributes:
        key: As `classify` writes it.
        ja: Japanese name.
        en: English name.
        definition: What it measures, one Japanese sentence.
        categories: Its goal-setting categories; never empty.
    """

    key: str
    ja: str
    en: str
    definition: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Challenge:
    """One of the six challenges.

    Attributes:
        key: Stable name.
        ja: Japanese name.
        en: English name.
        viewpoints: Those of the fifteen viewpoints that belong to it; some belong to two challenges.
        direction: Where action should go, one Japanese sentence.
        cues: Words that speak of it, as a person writes them.
    """

    key: str
    ja: str
    en: str
    viewpoints: tuple[str, ...]
    direction: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Perspective:
    """A perspective on the state to be reached.

    Attributes:
        key: Stable name.
        ja: Japanese name.
        en: English name.
        names: How headings and columns write it.
        description: What it asks, one Japanese sentence.
        cues: Words that speak of it.
    """

    key: str
    ja: str
    en: str
    names: tuple[str, ...]
    description: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approach:
    """A way in which a business grows with the circular economy; `stance` is 攻め or 守り."""

    key: str
    ja: str
    en: str
    stance: str
    description: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionalType:
    """A way to build circulation in a region; `means` is 再利用 or 再生利用."""

    key: str
    ja: str
    en: str
    means: str
    description: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A product or material that a document can be about, with words that speak of it."""

    key: str
    ja: str
    en: str
    cues: tuple[str, ...]


@cache
def load_indicators() -> tuple[Indicator, ...]:
    """The five representative indicators, then "other"."""
    return tuple(
        Indicator(
            key=_text(entry, "key"),
            ja=_text(entry, "ja"),
            en=_text(entry, "en"),
            definition=_text(entry, "definition"),
            categories=tuple(
                Category(*(_text(item, name) for name in ("key", "ja", "en", "definition", "unit")))
                for item in _entries(entry, "category")
            ),
        )
        for entry in _entries(_read("indicators"), "indicator")
    )


@cache
def load_challenges() -> tuple[Challenge, ...]:
    """The six challenges in the partnership's order."""
    return tuple(
        Challenge(
            key=_text(entry, "key"),
            ja=_text(entry, "ja"),
            en=_text(entry, "en"),
            viewpoints=_texts(entry, "viewpoints"),
            direction=_text(entry, "direction"),
            cues=_texts(entry, "cues"),
        )
        for entry in _entries(_read("challenges"), "challenge")
    )


@cache
def load_perspectives() -> tuple[Perspective, ...]:
    """The three perspectives: resource circulation, business, regions and society."""
    return tuple(
        Perspective(
            key=_text(entry, "key"),
            ja=_text(entry, "ja"),
            en=_text(entry, "en"),
            names=_texts(entry, "names"),
            description=_text(entry, "description"),
            cues=_texts(entry, "cues"),
        )
        for entry in _entries(_read("perspectives"), "perspective")
    )


@cache
def load_approaches() -> tuple[Approach, ...]:
    """The four business approaches, those that earn before those that adapt."""
    return tuple(
        Approach(
            key=_text(entry, "key"),
            ja=_text(entry, "ja"),
            en=_text(entry, "en"),
            stance=_text(entry, "stance"),
            description=_text(entry, "description"),
            examples=_texts(entry, "examples"),
        )
        for entry in _entries(_read("approaches"), "approach")
    )


@cache
def load_regional_types() -> tuple[RegionalType, ...]:
    """The eight types of regional circulation: reuse from narrow to wide, then recycling."""
    return tuple(
        RegionalType(*(_text(entry, name) for name in ("key", "ja", "en", "means", "description")))
        for entry in _entries(_read("regional_types"), "regional_type")
    )


@cache
def load_sectors() -> tuple[Sector, ...]:
    """The products and materials that documents are filed under."""
    return tuple(
        Sector(_text(entry, "key"), _text(entry, "ja"), _text(entry, "en"), _texts(entry, "cues"))
        for entry in _entries(_read("sectors"), "sector")
    )


@cache
def load_industries() -> tuple[str, ...]:
    """Japanese names of the 32 industries, in the partnership's order."""
    return _texts(_read("industries"), "industries")


@cache
def load_aliases() -> tuple[tuple[str, ...], ...]:
    """Groups of terms that mean the same, the usual one first; each group has at least two."""
    return tuple(tuple(cast(list[str], group)) for group in cast(list[object], _read("aliases")["groups"]))


def category_indicators() -> dict[str, str]:
    """The indicator of every category, by their keys."""
    return {category.key: indicator.key for indicator in load_indicators() for category in indicator.categories}


def _read(name: str) -> Mapping[str, object]:
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _entries(table: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    return cast(Sequence[Mapping[str, object]], table[key])


def _text(entry: Mapping[str, object], key: str) -> str:
    return str(entry[key])


def _texts(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    return tuple(cast(list[str], entry[key]))
