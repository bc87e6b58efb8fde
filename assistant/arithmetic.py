"""Exact arithmetic over the figures of documents: every operand is a decimal as it was written, nothing is a float."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Final

_PRECISION: Final = 50  # digits; figures of documents have fewer than twenty
_LIMIT: Final = Decimal(10) ** 18  # what is larger was misread
HUNDRED: Final = Decimal(100)

# Families of units, each with its size in the first. Source: 計量法 and, for 千 to 兆, the numerals themselves.
_SIZES: Final[tuple[dict[str, Decimal], ...]] = tuple(
    {unit: Decimal(size) for unit, size in family.items()}
    for family in (
        {"t": "1", "kg": "0.001", "g": "0.000001", "mg": "0.000000001"},
        {"t-CO2": "1", "kg-CO2": "0.001", "g-CO2": "0.000001"},
        {"円": "1"},
        {"ドル": "1"},
        {"ユーロ": "1"},
        {"人": "1"},
        {"件": "1"},
        {"台": "1"},
        {"個": "1"},
        {"本": "1"},
        {"世帯": "1"},
        {"m2": "1", "ha": "10000", "km2": "1000000"},
        {"m3": "1", "kL": "1", "L": "0.001"},
        {"km": "1000", "m": "1", "mm": "0.001"},
        {"kWh": "1", "MWh": "1000", "GWh": "1000000"},
        {"kW": "1", "MW": "1000"},
        {"MJ": "1", "GJ": "1000", "TJ": "1000000", "PJ": "1000000000"},
    )
)


def exact(value: float | str) -> Decimal | None:
    """The decimal that a figure was written as; None for what is no number or beyond 10 to the power of 18."""
    try:
        found = Decimal(str(value))
    except ArithmeticError:
        return None
    return found if found.is_finite() and abs(found) < _LIMIT else None


def total(parts: Iterable[Decimal]) -> Decimal:
    """The sum, exactly."""
    with localcontext(Context(prec=_PRECISION)):
        return sum(parts, Decimal(0))


def difference(high: Decimal, low: Decimal) -> Decimal:
    """The difference high − low, exactly."""
    with localcontext(Context(prec=_PRECISION)):
        return high - low


def multiple(of: Decimal, base: Decimal) -> Decimal | None:
    """The ratio of ÷ base, or None where one of them is negative or the base is zero."""
    if base <= 0 or of < 0:
        return None
    with localcontext(Context(prec=_PRECISION)):
        return of / base


def percentage(part: Decimal, whole: Decimal) -> Decimal | None:
    """The share part ÷ whole × 100, or None where one of them is negative or the whole is zero."""
    ratio = multiple(part, whole)
    return None if ratio is None else ratio * HUNDRED


def change_rate(base: Decimal, now: Decimal) -> Decimal | None:
    """(now − base) ÷ base × 100, negative for a decrease; None where the base is zero or one of them is negative."""
    if base <= 0 or now < 0:
        return None
    with localcontext(Context(prec=_PRECISION)):
        return (now - base) / base * HUNDRED


def progress_rate(base: Decimal, actual: Decimal, target: Decimal) -> Decimal | None:
    """(base − actual) ÷ (base − target) × 100: 0 at the base, 100 at the target, negative where it goes the other way.

    None where base and target are the same: there is no way to go.
    """
    if base == target:
        return None
    with localcontext(Context(prec=_PRECISION)):
        return (base - actual) / (base - target) * HUNDRED


def convert(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """A figure in another unit of its family, exactly; None where the units measure different things."""
    for sizes in _SIZES:
        if unit in sizes and wanted in sizes:
            with localcontext(Context(prec=_PRECISION)):
                return value * sizes[unit] / sizes[wanted]
    return None


def rounded(value: Decimal, digits: int = 1) -> Decimal:
    """The value with so many digits behind the point, halves away from zero, without zeros at its end."""
    with localcontext(Context(prec=_PRECISION)):
        return plain(value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def plain(value: Decimal) -> Decimal:
    """The same number without zeros at its end and without an exponent; zero has no sign."""
    if value == 0:
        return Decimal(0)
    with localcontext(Context(prec=_PRECISION)):
        short = value.normalize()
        return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def number_text(value: Decimal) -> str:
    """A number as a person writes it: 1,234.5; a minus in front of what is negative."""
    return f"{plain(value):,f}"
