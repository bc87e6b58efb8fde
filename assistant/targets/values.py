"""Members' targets and what classification says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol


class Indicator(StrEnum):
    """The five representative indicators, and the rest."""

    MARKET_SIZE = "market_size"
    GHG = "ghg"
    INFLOW = "inflow"
    OUTFLOW = "outflow"
    FINAL_DISPOSAL = "final_disposal"
    OTHER = "other"


class Category(StrEnum):
    """The goal-setting categories, and none."""

    CE_SALES = "ce_sales"
    CE_INVESTMENT = "ce_investment"
    GHG_REDUCTION = "ghg_reduction"
    RESOURCE_PRODUCTIVITY = "resource_productivity"
    RECYCLED_CONTENT = "recycled_content"
    COLLECTION = "collection"
    REPAIR_REUSE = "repair_reuse"
    RECYCLING_RATE = "recycling_rate"
    WASTE_AMOUNT = "waste_amount"
    LANDFILL = "landfill"
    NONE = "none"

    @property
    def indicator(self) -> Indicator:
        """The one indicator it belongs to."""
        return _INDICATOR_OF[self]


_INDICATOR_OF: Final[Mapping[Category, Indicator]] = MappingProxyType(
    {
        Category.CE_SALES: Indicator.MARKET_SIZE,
        Category.CE_INVESTMENT: Indicator.MARKET_SIZE,
        Category.GHG_REDUCTION: Indicator.GHG,
        Category.RESOURCE_PRODUCTIVITY: Indicator.INFLOW,
        Category.RECYCLED_CONTENT: Indicator.INFLOW,
        Category.COLLECTION: Indicator.OUTFLOW,
        Category.REPAIR_REUSE: Indicator.OUTFLOW,
        Category.RECYCLING_RATE: Indicator.OUTFLOW,
        Category.WASTE_AMOUNT: Indicator.FINAL_DISPOSAL,
        Category.LANDFILL: Indicator.FINAL_DISPOSAL,
        Category.NONE: Indicator.OTHER,
    }
)


class Kind(StrEnum):
    """Whether a target names a level, one undertaking, or neither."""

    QUANTITATIVE = "quantitative"
    PROJECT = "project"
    QUALITATIVE = "qualitative"


class Direction(StrEnum):
    """How the value is to be read."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    REDUCE_BY = "reduce_by"
    INCREASE_BY = "increase_by"
    REACH = "reach"


@dataclass(frozen=True, slots=True)
class Target:
    """One member's target as the sheet holds it.

    Attributes:
        row: Row in the sheet, from 1, header included; in JSONL the line.
        id: The sheet's own name for it, or None.
        member: Who set it; empty where the sheet does not say.
        industry: The member's industry; empty where the sheet does not say.
        text: As it was written; may be empty.
        problem: Japanese reason why the row could not be read as a target, or None.
        context: What other columns of the sheet add to the text (value, unit, years); read with it, never shown as it.
        note: Japanese remark on the row itself (hidden, the same as another), or None.
    """

    row: int
    id: str | None
    member: str
    industry: str
    text: str
    problem: str | None = None
    context: str = ""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """What a target promises, in figures.

    Attributes:
        value: In `unit`, 万 and 割 worked out; None where no level is named.
        unit: Normalised unit, or None with the value.
        direction: How the value is to be read, or None with the value.
        base_year: Western year it is compared with, or None.
        target_year: Western year it is due, or None.
    """

    value: float | None = None
    unit: str | None = None
    direction: Direction | None = None
    base_year: int | None = None
    target_year: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the figures that a text sets as goals.

    Attributes:
        category: What it measures.
        value: In `unit`, 万 and 割 worked out.
        unit: Normalised unit, or None.
        direction: How the value is to be read.
        base_year: Western year it is compared with, or None.
        target_year: Western year it is due, or None.
        scope: Words that limit it to a part of the member, or None.
    """

    category: Category
    value: float
    unit: str | None
    direction: Direction | None
    base_year: int | None = None
    target_year: int | None = None
    scope: str | None = None

    @property
    def indicator(self) -> Indicator:
        """The indicator that its category belongs to."""
        return self.category.indicator

    def __str__(self) -> str:
        """On one line, as a cell shows it: "recycling_rate 95% at_least 2030"."""
        years = [f"{self.base_year}→" if self.base_year else "", str(self.target_year or "")]
        parts = (self.category, f"{self.value:.10g}{self.unit or ''}", self.direction or "", "".join(years), self.scope)
        return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Label:
    """What a labeller says of one target.

    Attributes:
        category: The goal-setting category; its indicator follows from it.
        secondary: Other indicators that the target names goals for, in order of mention, without the main one.
        kind: Quantitative, project or qualitative.
        level: Value and years.
        confidence: In [0, 1]; how often such a label is right.
        cues: The words that decided, as they stand in the text, at most five.
        needs_review: True where a person should look.
        others: The other figures that the text sets as goals, in its order.
    """

    category: Category
    secondary: tuple[Indicator, ...]
    kind: Kind
    level: Level
    confidence: float
    cues: tuple[str, ...]
    needs_review: bool = False
    others: tuple[Figure, ...] = ()


class Labeller(Protocol):
    """Reads targets: by rules, by the trained model, by what a person said before."""

    def label_all(self, targets: Sequence[Target]) -> tuple[Label, ...]:
        """The labels of targets whose texts are not empty, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Classification:
    """A target with its label, as `classify` writes it.

    Attributes:
        row: Row in the sheet, from 1.
        id: The sheet's own name for it, or None.
        member: As in the sheet.
        industry: As in the sheet.
        text: As in the sheet.
        indicator: The main indicator.
        secondary: Other indicators with a goal in the text.
        category: Goal-setting category.
        kind: Quantitative, project or qualitative.
        value: In `unit`, or None.
        unit: Normalised unit, or None.
        direction: How the value is to be read, or None.
        base_year: Western year, or None.
        target_year: Western year, or None.
        confidence: In [0, 1].
        needs_review: True where a person should look.
        cues: Words that decided.
        advice: What the member could write more clearly, polite Japanese sentences.
        scope: The words that limit the target to a part of the member (国内全事業所), or None.
        targets: Every figure that the text sets as a goal, the main one first; empty where it sets none.
    """

    row: int
    id: str | None
    member: str
    industry: str
    text: str
    indicator: Indicator
    secondary: tuple[Indicator, ...]
    category: Category
    kind: Kind
    value: float | None
    unit: str | None
    direction: Direction | None
    base_year: int | None
    target_year: int | None
    confidence: float
    needs_review: bool
    cues: tuple[str, ...]
    advice: tuple[str, ...]
    scope: str | None = None
    targets: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassifySummary:
    """What `classify_file` did.

    Attributes:
        source: Name of the file that was read.
        out: Where the result stands.
        n_rows: Rows that came back, empty ones included.
        n_review: Rows that a person should look at.
        by_indicator: How many rows each indicator got, every indicator once, in the order of the enumeration.
        by_kind: How many rows each kind got, in the order of the enumeration.
        tables: Names of the sheets that were read.
        columns: Which columns were taken for what, as "field=name".
        passed_over: Names of sheets that hold targets too and were not read.
    """

    source: str
    out: str
    n_rows: int
    n_review: int
    by_indicator: tuple[tuple[Indicator, int], ...]
    by_kind: tuple[tuple[Kind, int], ...]
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
