"""Reports of what was achieved, joined to targets: how far along each one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.arithmetic import HUNDRED, convert, exact, progress_rate, rounded
from assistant.targets.comparison import likeness
from assistant.targets.names import member_key
from assistant.targets.values import Category, Classification, Direction
from ingest.numbers import find_quantities

_LIKE: Final = 0.5
_LOWER_IS_BETTER: Final = frozenset({Category.WASTE_AMOUNT, Category.LANDFILL, Category.GHG_REDUCTION})


@dataclass(frozen=True, slots=True)
class Report:
    """What a member reports of one target.

    Attributes:
        row: Row in the sheet, from 1.
        id: The target's id, or None.
        member: Who reports.
        text: The target as the report words it; may be empty.
        actual: The achieved figure as it was written (「18%」).
        base: The figure of the base year as it was written; may be empty.
        year: The year reported on as it was written; may be empty.
    """

    row: int
    id: str | None
    member: str
    text: str
    actual: str
    base: str
    year: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A target with its report.

    Attributes:
        target: The target.
        report: The report that belongs to it, or None.
        actual: Its figure in the target's unit, or None.
        rate: Progress: 1.0 is reached; None where it cannot be told.
        remark: Japanese reason where it cannot be told, else "".
    """

    target: Classification
    report: Report | None
    actual: float | None
    rate: float | None
    remark: str


def join(
    targets: Sequence[Classification], reports: Sequence[Report]
) -> tuple[tuple[Progress, ...], tuple[Report, ...]]:
    """Every target with its report, and the reports that belong to none."""
    left = list(reports)
    found = []
    for target in targets:
        if not target.text.strip() or target.confidence == 0:
            continue
        report = _report_of(target, left, targets)
        if report is not None:
            left.remove(report)
        found.append(_progress(target, report))
    return tuple(found), tuple(left)


def _report_of(target: Classification, reports: Sequence[Report], targets: Sequence[Classification]) -> Report | None:
    by_id = [r for r in reports if target.id is not None and r.id == target.id]
    if by_id:
        return by_id[0]
    own = [r for r in reports if target.member and member_key(r.member) == member_key(target.member)]
    worded = [r for r in own if r.text]
    best = max(worded, key=lambda r: likeness(r.text, target.text), default=None)
    if best is not None and likeness(best.text, target.text) >= _LIKE:
        return best
    key = member_key(target.member)
    is_only = sum(member_key(t.member) == key and bool(t.text.strip()) for t in targets) == 1
    return own[0] if len(own) == 1 and is_only else None


def _progress(target: Classification, report: Report | None) -> Progress:
    if report is None:
        return Progress(target, None, None, None, "実績の報告がありません。")
    if target.value is None:
        return Progress(target, report, None, None, "目標に数値がないため、達成率は計算できません。")
    actual, unit = read_figure(report.actual)
    if actual is None:
        return Progress(target, report, None, None, f"実績「{report.actual}」から数値を読み取れません。")
    if unit and target.unit and unit != target.unit:
        scaled = _scaled(actual, unit, target.unit)
        if scaled is None:
            return Progress(
                target, report, actual, None, f"実績の単位（{unit}）が目標の単位（{target.unit}）と異なります。"
            )
        actual = scaled
    base, _ = read_figure(report.base)
    return Progress(target, report, actual, *_rate(target, actual, base))


def _rate(target: Classification, actual: float, base: float | None) -> tuple[float | None, str]:
    """How far along: of the way from the base where there is one, else of the target."""
    value = target.value or 0.0
    if target.direction in {Direction.REDUCE_BY, Direction.INCREASE_BY}:
        return (round(abs(actual) / value, 4), "") if value else (None, "目標が0のため、達成率は計算できません。")
    falls = target.direction is Direction.AT_MOST or (
        target.category in _LOWER_IS_BETTER and target.direction is not Direction.AT_LEAST
    )
    if base is not None and (way := _way(base, actual, value)) is not None:
        return way, ""
    if falls:
        if actual <= value:
            return 1.0, ""
        return (
            (round(value / actual, 4), "") if value else (None, "基準値がないため、ゼロまでの達成率は計算できません。")
        )
    return (round(actual / value, 4), "") if value else (None, "目標が0のため、達成率は計算できません。")


def read_figure(text: str) -> tuple[float | None, str]:
    """The first figure of a cell and its unit; ("" where it names none); a bare number counts."""
    quantities = find_quantities(text)
    if quantities:
        return quantities[0].value, quantities[0].unit
    plain = text.replace(",", "").replace("▲", "-").strip()
    try:
        return float(plain), ""
    except ValueError:
        return None, ""


def _way(base: float, actual: float, target: float) -> float | None:
    """Share of the way from base to target that is done; None where they are the same or no figures of this world."""
    figures = [exact(figure) for figure in (base, actual, target)]
    known = [figure for figure in figures if figure is not None]
    rate = progress_rate(*known) if len(known) == len(figures) else None
    return None if rate is None else float(rounded(rate / HUNDRED, 4))


def _scaled(value: float, unit: str, wanted: str) -> float | None:
    amount = exact(value)
    carbon = f"{unit}-CO2" if wanted.endswith("-CO2") and not unit.endswith("-CO2") else unit
    found = None if amount is None else convert(amount, carbon, wanted)
    return None if found is None else float(found)
