"""The rules of `corpus/taxonomy/target_cues.toml`, compiled once."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import cast

from assistant.targets.values import Category, Direction, Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """One cue with its conditions; an empty condition always holds.

    Attributes:
        category: What it speaks for.
        strength: From 1 (a hint) to 4 (certain).
        after: True where the pattern is looked for behind the figure, else in front of it.
        pattern: Compiled, case ignored.
        unless: No match anywhere around the figure, or None.
        needs: A match anywhere around the figure, or None.
        industry: A match in the member's industry, or None.
        units: Classes of units it may measure.
        needs_unit: True where it does not hold without a unit.
        directions: Directions it may have.
        kinds: Kinds of target it applies to.
    """

    category: Category
    strength: float
    after: bool
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    industry: re.Pattern[str] | None
    units: frozenset[str]
    needs_unit: bool
    directions: frozenset[Direction]
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, and the class of each unit.

    Attributes:
        rules: In the order of the file.
        unit_classes: Class by unit; a unit that is not in it is of the class "means".
    """

    rules: tuple[Rule, ...]
    unit_classes: Mapping[str, str]

    def unit_class(self, unit: str) -> str:
        """Class of a unit; "" for no unit (ゼロ of something)."""
        return self.unit_classes.get(unit, "means") if unit else ""


@cache
def load_rules() -> RuleBook:
    """The rule book of the package."""
    source = resources.files("corpus.taxonomy").joinpath("target_cues.toml").read_text(encoding="utf-8")
    table = cast(Mapping[str, object], tomllib.loads(source))
    words = _words(cast(Mapping[str, Sequence[str]], table["words"]))
    units = cast(Mapping[str, Sequence[str]], table["units"])
    rules = tuple(_rule(entry, words, units) for entry in cast(Sequence[Mapping[str, object]], table["rule"]))
    classes = cast(Mapping[str, Sequence[str]], table["unit_classes"])
    return RuleBook(rules, {unit: name for name, members in classes.items() for unit in members})


def _words(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Alternations by name; one may use those defined before it."""
    words: dict[str, str] = {}
    for name, alternatives in table.items():
        words[name] = _filled("|".join(alternatives), words)
    return words


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda m: words[m[1]], pattern)


def _rule(entry: Mapping[str, object], words: Mapping[str, str], units: Mapping[str, Sequence[str]]) -> Rule:
    def compiled(key: str) -> re.Pattern[str] | None:
        return re.compile(_filled(str(entry[key]), words), re.IGNORECASE) if key in entry else None

    category = Category(str(entry["category"]))
    return Rule(
        category=category,
        strength=float(cast(float, entry["strength"])),
        after=entry["zone"] == "after",
        pattern=re.compile(_filled(str(entry["pattern"]), words), re.IGNORECASE),
        unless=compiled("unless"),
        needs=compiled("needs"),
        industry=compiled("industry"),
        units=frozenset(cast(Sequence[str], entry.get("units", units.get(category.value, ())))),
        needs_unit="units" in entry,
        directions=frozenset(Direction(d) for d in cast(Sequence[str], entry.get("direction", ()))),
        kinds=frozenset(Kind(k) for k in cast(Sequence[str], entry.get("kind", ()))),
    )
