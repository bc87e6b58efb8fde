"""The tables that the secretariat publishes, from classified targets: by indicator, by industry, levels, years."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final

from assistant.targets.names import category_names, member_key
from assistant.targets.values import Category, Classification, Direction, Indicator, Kind
from corpus.corrections import correction_key
from corpus.taxonomy import load_industries

# What units are turned into, so that levels compare; any other unit is listed as it is.
_COMPARABLE: Final[Mapping[str, tuple[str, float]]] = {
    "%": ("%", 1.0),
    "t": ("t", 1.0),
    "kg": ("t", 1e-3),
    "g": ("t", 1e-6),
    "円": ("円", 1.0),
    "t-CO2": ("t-CO2", 1.0),
    "kg-CO2": ("t-CO2", 1e-3),
    "g-CO2": ("t-CO2", 1e-6),
    "倍": ("倍", 1.0),
    "kL": ("m3", 1.0),
    "L": ("m3", 1e-3),
    "m3": ("m3", 1.0),
}
_SMALLER: Final[Mapping[str, tuple[tuple[str, float], ...]]] = {
    "t": (("kg", 1e3), ("g", 1e3)),
    "t-CO2": (("kg-CO2", 1e3), ("g-CO2", 1e3)),
    "m3": (("L", 1e3),),
}
_SMALLEST_SHOWN: Final = 1.0
_CHANGES: Final[Mapping[Direction, str]] = {Direction.REDUCE_BY: "削減", Direction.INCREASE_BY: "増加"}
_NO_INDUSTRY: Final = "（記載なし）"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator: how many targets, which share of all, how many name it beside another, what is typical."""

    indicator: Indicator
    n_targets: int
    share: float
    n_secondary: int
    n_quantitative: int
    typical: str


@dataclass(frozen=True, slots=True)
class IndustryRow:
    """One industry: members in the sheet, those that stated a target, their share, and targets."""

    industry: str
    n_members: int
    n_submitters: int
    share: float
    n_targets: int


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Levels of one category that compare with each other.

    Attributes:
        category: The category.
        change: "到達", "削減" or "増加".
        unit: Comparable unit.
        n: How many.
        low: Lower quartile.
        middle: Median.
        high: Upper quartile.
        smallest: Smallest.
        largest: Largest.
    """

    category: Category
    change: str
    unit: str
    n: int
    low: float
    middle: float
    high: float
    smallest: float
    largest: float


@dataclass(frozen=True, slots=True)
class TargetTables:
    """All tables of one batch.

    Attributes:
        n_targets: Rows that state a target, each text of a member once.
        indicators: Every indicator, in the partnership's order.
        industries: The industries that occur, in the partnership's order, unknown ones last.
        levels: Of categories with at least one comparable level.
        years: Target years and how many targets are due, by indicator; None is "not stated".
        incomparable: Rows whose level has a unit that compares with no other.
    """

    n_targets: int
    indicators: tuple[IndicatorRow, ...]
    industries: tuple[IndustryRow, ...]
    levels: tuple[LevelRow, ...]
    years: tuple[tuple[int | None, tuple[tuple[Indicator, int], ...]], ...]
    incomparable: tuple[Classification, ...]


def tabulate(rows: Sequence[Classification]) -> TargetTables:
    """The tables of classified rows; empty rows and repeated ones do not count."""
    stated = _stated(rows)
    levels = _levels(stated)
    return TargetTables(
        len(stated),
        tuple(_indicator(indicator, stated, levels) for indicator in Indicator),
        _industries(rows, stated),
        levels,
        _years(stated),
        tuple(r for r in stated if r.value is not None and (r.unit or "") not in _COMPARABLE),
    )


def level_text(level: LevelRow) -> str:
    """A level as a person reads it: 「再資源化率：到達 95%（中央値、12件）」."""
    name = category_names()[level.category]
    return f"{name}：{level.change} {figure(level.middle)}{level.unit}（中央値、{level.n}件）"


def figure(value: float) -> str:
    """A figure with what it needs of 万 and 億, two decimals at most, below 0.1 two digits."""
    for name, size in (("兆", 1e12), ("億", 1e8), ("万", 1e4)):
        if abs(value) >= size:
            return f"{value / size:,.2f}".rstrip("0").rstrip(".") + name
    if value and abs(value) < 0.1:
        return (
            f"{value:.2g}" if abs(value) < 1e-4 else f"{value:.{1 - math.floor(math.log10(abs(value)))}f}".rstrip("0")
        )
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _stated(rows: Sequence[Classification]) -> list[Classification]:
    seen: set[tuple[str, str]] = set()
    stated = []
    for row in rows:
        key = (member_key(row.member), correction_key(row.text))
        if row.text.strip() and row.confidence > 0 and (key not in seen or not row.member):
            seen.add(key)
            stated.append(row)
    return stated


def _indicator(indicator: Indicator, rows: Sequence[Classification], levels: Sequence[LevelRow]) -> IndicatorRow:
    own = [r for r in rows if r.indicator is indicator]
    typical = max((x for x in levels if x.category.indicator is indicator), key=lambda x: x.n, default=None)
    return IndicatorRow(
        indicator,
        len(own),
        len(own) / len(rows) if rows else 0.0,
        sum(indicator in r.secondary for r in rows),
        sum(r.kind is Kind.QUANTITATIVE for r in own),
        level_text(typical) if typical else "",
    )


def _industries(rows: Sequence[Classification], stated: Sequence[Classification]) -> tuple[IndustryRow, ...]:
    order = {name: number for number, name in enumerate(load_industries())}
    members: dict[str, set[str]] = defaultdict(set)
    submitters: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.member or (row.text and row.confidence > 0):
            members[row.industry.strip() or _NO_INDUSTRY].add(member_key(row.member) or f"#{row.row}")
    for row in stated:
        submitters[row.industry.strip() or _NO_INDUSTRY].add(member_key(row.member) or f"#{row.row}")
    targets = Counter(row.industry.strip() or _NO_INDUSTRY for row in stated)
    names = sorted(members, key=lambda n: (order.get(n, len(order)), n))
    return tuple(
        IndustryRow(n, len(members[n]), len(submitters[n]), len(submitters[n]) / len(members[n]), targets[n])
        for n in names
    )


def _levels(rows: Sequence[Classification]) -> tuple[LevelRow, ...]:
    found: dict[tuple[Category, str, str], list[float]] = defaultdict(list)
    for row in rows:
        comparable = _COMPARABLE.get(row.unit or "")
        if row.value is None or comparable is None or row.direction is None or row.category is Category.NONE:
            continue
        unit, scale = comparable
        found[(row.category, _CHANGES.get(row.direction, "到達"), unit)].append(row.value * scale)
    order = list(Category)
    keys = sorted(found, key=lambda k: (order.index(k[0]), -len(found[k]), k[1:]))
    return tuple(_level(*key[:2], *_readable(key[2], sorted(found[key]))) for key in keys)


def _readable(unit: str, values: list[float]) -> tuple[str, list[float]]:
    """The values in the largest unit of the measure in which their median is no small fraction (0.0008 t: 800 g)."""
    for smaller, scale in _SMALLER.get(unit, ()):
        if median(values) >= _SMALLEST_SHOWN:
            break
        values, unit = [round(value * scale, 6) for value in values], smaller
    return unit, values


def _level(category: Category, change: str, unit: str, values: list[float]) -> LevelRow:
    quarter = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    return LevelRow(category, change, unit, len(values), quarter[0], median(values), quarter[2], values[0], values[-1])


def _years(rows: Sequence[Classification]) -> tuple[tuple[int | None, tuple[tuple[Indicator, int], ...]], ...]:
    counts: dict[int | None, Counter[Indicator]] = defaultdict(Counter)
    for row in rows:
        counts[row.target_year][row.indicator] += 1
    years = sorted(counts, key=lambda y: (y is None, y or 0))
    return tuple((year, tuple((i, counts[year][i]) for i in Indicator)) for year in years)
