"""Figures of two sides compared, and figures as a person writes them."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.values import BlockKind, Statement
from ingest.normalization import normalize
from ingest.numbers import Quantity, find_quantities
from ingest.roles import clean_cell, has_columns, period_start, row_label
from ingest.years import find_years

__all__ = [
    "Comparison",
    "Measured",
    "compare",
    "differ",
    "difference",
    "figure_text",
    "figures_stated",
    "is_telling",
    "measured_figures",
    "period_start",
    "without_years",
]

# A difference of these says nothing: durations, multiples, shares written as fractions.
_NOT_COMPARABLE = frozenset(
    {"倍", "分数", "年間", "か月", "か月分", "日", "日分", "時間", "分間", "秒", "回", "か国", "カ国"}
)
_BARE = re.compile(r"(?:約|およそ|概ね|おおむね|以上|以下|程度|超|未満|年間|重量|まで|に|[()（）/／、。\s])*")
# The noun that a figure measures: the Japanese run in front of its particle.
_MEASURED = re.compile(r"([々一-鿿ァ-ヺー]{2,})(?:は|が|を|も|の|:|：)?(?:、|約|およそ|年間|合計|全体)*$")
_CHANGE = re.compile(r"\s*(?:程度|以上)?(?:の)?(?:削減|減|増|低減|増加|向上|拡大|カット|引き[上下]げ)")
_MIN_MEASURE_CHARS = 3  # a shorter noun (量, 割合) measures anything
_VAGUE = frozenset({"目標値", "実績値", "市場規模", "利用率", "排出量", "再生利用率", "回収率", "割合", "件数", "金額"})
_SCALED = 10**4
_TOLERANCE = 0.005  # what rounding explains: 12.7% and 12.68%
_SCALES: tuple[tuple[int, str], ...] = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of two sides that measure the same, compared.

    Attributes:
        wanted: What is to be reached, in `unit`.
        present: What is there now, in `unit`.
        unit: Normalised: "%", "t", "円", …
        difference: How much lies between, never negative.
        share_reached: present / wanted where more is wanted than there is, in [0, 1); else None, for how much of a
            reduction is done cannot be told without where it began.
        target_year: By when, or None.
        years_left: From this year to the target year, negative where it is past; None without a target year.
    """

    wanted: float
    present: float
    unit: str
    difference: float
    share_reached: float | None
    target_year: int | None = None
    years_left: int | None = None

    @property
    def difference_text(self) -> str:
        """The difference in Japanese with what it was computed from, without a full stop."""
        unit = "ポイント" if self.unit == "%" else self.unit
        high, low = figure_text(self.wanted, self.unit), figure_text(self.present, self.unit)
        return f"差は{figure_text(self.difference, unit)}（あるべき姿{high}、現状{low}から計算）"

    @property
    def sentence(self) -> str:
        """The whole comparison in Japanese, without a full stop at its end."""
        text = self.difference_text
        if self.share_reached is not None:
            text += f"。現状はあるべき姿の{self.share_reached:.0%}"
        if self.years_left is not None and self.target_year is not None:
            left = f"残り{self.years_left}年" if self.years_left >= 0 else f"{-self.years_left}年過ぎている"
            text += f"。{self.target_year}年まで{left}" if self.years_left >= 0 else f"。{self.target_year}年を{left}"
        return text


def compare(to_be: str, as_is: str, target_year: int | None = None, this_year: int | None = None) -> Comparison | None:
    """The figures of two sides compared, or None.

    Only where each side holds exactly one figure, both have one unit, and both are nothing but that figure or name
    the same thing in front of it; a range is no figure here, nor is 46%減 a level.
    """
    wanted, present = _only_figure(to_be), _only_figure(as_is)
    if wanted is None or present is None or wanted.unit != present.unit or wanted.unit in _NOT_COMPARABLE:
        return None
    measured = (_measured(to_be, wanted), _measured(as_is, present))
    if measured[0] is None or measured[0] != measured[1] or _CHANGE.match(to_be[wanted.end :]):
        return None
    return Comparison(
        wanted.value,
        present.value,
        wanted.unit,
        round(abs(wanted.value - present.value), 6),
        round(present.value / wanted.value, 4) if 0 <= present.value < wanted.value else None,
        target_year,
        target_year - this_year if target_year is not None and this_year is not None else None,
    )


def difference(to_be: str, as_is: str) -> str | None:
    """The computed difference of two sides as a Japanese sentence without a full stop, or None (see `compare`)."""
    found = compare(to_be, as_is)
    return found.difference_text if found else None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with what it measures.

    Attributes:
        measure: The noun in front of it, normalised.
        year: The one Western year the text names with it.
        value: In `unit`.
        unit: Normalised.
    """

    measure: str
    year: int
    value: float
    unit: str


def measured_figures(text: str) -> tuple[Measured, ...]:
    """The one figure of a text that names one year and what is measured; empty where any of these is not clear."""
    years = {mention.year for mention in find_years(text)}
    figure = _only_figure(text)
    if len(years) != 1 or figure is None or figure.unit in _NOT_COMPARABLE or not figure.unit:
        return ()
    measure = _measured(text, figure)
    return (Measured(normalize(measure), years.pop(), figure.value, figure.unit),) if measure else ()


def figures_stated(statement: Statement) -> tuple[Measured, ...]:
    """The figures that a statement gives for one year each: of a sentence its only one, of a row one for each year."""
    if statement.kind is not BlockKind.ROW:
        return measured_figures(statement.text)
    label = row_label(statement) if has_columns(statement) else None
    if not label:
        return ()
    cells = zip(statement.head, map(clean_cell, statement.cells), strict=True)
    told = (f"{head}の{label}は{text}" for head, text in cells if text and period_start(head) is not None)
    return tuple(figure for text in told for figure in measured_figures(text))


def is_telling(measure: str) -> bool:
    """True for a noun that measures one thing wherever it stands; not for 市場規模 or 割合."""
    return len(measure) >= _MIN_MEASURE_CHARS and measure not in _VAGUE


def differ(values: Sequence[float]) -> bool:
    """True where two of the figures lie further apart than rounding explains: 20% and 19.6% do not, 20% and 24% do."""
    return any(
        abs(a - b) > max(_TOLERANCE * max(abs(a), abs(b)), _half_step(a), _half_step(b)) for a in values for b in values
    )


def _half_step(value: float) -> float:
    """Half of what the last digit of a figure stands for; of a large one, which 万 and 億 fill up, of its second."""
    if not value:
        return 0.0
    last = int(Decimal(str(value)).normalize().as_tuple().exponent)
    most = int(math.log10(abs(value))) - 1 if abs(value) >= _SCALED else 0
    return float(10.0 ** min(last, max(most, 0)) / 2)


def figure_text(value: float | Decimal, unit: str) -> str:
    """A figure with its unit: 80兆円, 12.5%, 1億2,000万t, 0.303t. A decimal is written with all of its digits."""
    size = -value if value < 0 else value
    if size < 10**5 or value != int(value):
        return f"{value:,f}{unit}" if isinstance(value, Decimal) else f"{value:,.10g}{unit}"
    rest = int(size)
    parts: list[str] = []
    for scale, name in _SCALES:
        if rest >= scale:
            parts.append(f"{rest // scale:,}{name}")
            rest %= scale
    return ("-" if value < 0 else "") + "".join(parts) + (f"{rest:,}" if rest else "") + unit


def without_years(text: str) -> str:
    """Text with the years it names, and the particles behind them, blanked; lengths and offsets stay."""
    for year in find_years(text):
        end = year.end
        tail = re.match(r"(?:まで)?(?:には|に|の|は|、)?", text[end:])
        end += tail.end() if tail else 0
        text = text[: year.start] + " " * (end - year.start) + text[end:]
    return text


def _only_figure(text: str) -> Quantity | None:
    found = find_quantities(without_years(text))
    return found[0] if len(found) == 1 and found[0].upper is None and not found[0].sign else None


def _measured(text: str, figure: Quantity) -> str | None:
    """What the figure measures; "" where the text is nothing but the figure, None where that cannot be told."""
    blanked = without_years(text)
    before, after = blanked[: figure.start], blanked[figure.end :]
    if _BARE.fullmatch(before) and _BARE.fullmatch(after):
        return ""
    match = _MEASURED.search(re.sub(r"\s+", "", before))
    return match[1] if match else None
