"""Figures of two sides compared, and figures as a person writes them."""

import re

from ingest.numbers import Quantity, find_quantities
from ingest.roles import period_start
from ingest.years import find_years

__all__ = ["difference", "figure_text", "period_start", "without_years"]

# A difference of these says nothing: durations, multiples, shares written as fractions.
_NOT_COMPARABLE = frozenset(
    {"倍", "分数", "年間", "か月", "か月分", "日", "日分", "時間", "分間", "秒", "回", "か国", "カ国"}
)
_BARE = re.compile(r"(?:約|およそ|概ね|おおむね|以上|以下|程度|超|未満|年間|重量|まで|に|[()（）/／、。\s])*")
# The noun that a figure measures: the Japanese run in front of its particle.
_MEASURED = re.compile(r"([々一-鿿ァ-ヺー]{2,})(?:は|が|を|も|の|:|：)?(?:、|約|およそ|年間|合計|全体)*$")
_SCALES = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))


def difference(to_be: str, as_is: str) -> str | None:
    """The computed difference of two sides as a Japanese sentence without a full stop, or None.

    Only where each side holds exactly one figure, both have one unit, and both are nothing but that figure or name
    the same thing in front of it; a range is no figure here.
    """
    wanted, present = _only_figure(to_be), _only_figure(as_is)
    if wanted is None or present is None or wanted.unit != present.unit or wanted.unit in _NOT_COMPARABLE:
        return None
    measured = (_measured(to_be, wanted), _measured(as_is, present))
    if measured[0] is None or measured[0] != measured[1]:
        return None
    unit = "ポイント" if wanted.unit == "%" else wanted.unit
    gap = figure_text(round(abs(wanted.value - present.value), 6), unit)
    high, low = figure_text(wanted.value, wanted.unit), figure_text(present.value, present.unit)
    return f"差は{gap}（あるべき姿{high}、現状{low}から計算）"


def figure_text(value: float, unit: str) -> str:
    """A figure with its unit: 80兆円, 12.5%, 1億2,000万t, 0.303t."""
    if value < 10**5 or value != int(value):
        return f"{value:,.10g}{unit}"
    rest, parts = int(value), []
    for scale, name in _SCALES:
        if rest >= scale:
            parts.append(f"{rest // scale:,}{name}")
            rest %= scale
    return "".join(parts) + (f"{rest:,}" if rest else "") + unit


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
