"""Exact arithmetic: figures worked out by hand, and laws."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.arithmetic import (
    change_rate,
    convert,
    difference,
    exact,
    multiple,
    number_text,
    percentage,
    plain,
    progress_rate,
    rounded,
    total,
)

FIGURES = st.decimals(-(10**12), 10**12, places=3, allow_nan=False, allow_infinity=False)
AMOUNTS = st.decimals("0.001", 10**12, places=3, allow_nan=False, allow_infinity=False)


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("base", "now", "expected"),
    [
        pytest.param("68", "40", "-41.2", id="28 of 68 fewer"),
        pytest.param("80", "120", "50", id="half as much again"),
        pytest.param("45", "0", "-100", id="nothing left"),
        pytest.param("7", "7", "0", id="unchanged"),
    ],
)
def test_change_by_hand(base: str, now: str, expected: str) -> None:
    rate = change_rate(d(base), d(now))
    assert rate is not None
    assert rounded(rate) == d(expected)


@pytest.mark.parametrize(
    ("base", "actual", "target", "expected"),
    [
        pytest.param("120", "105", "90", "50", id="half of a reduction"),
        pytest.param("20", "23.5", "30", "35", id="a rise"),
        pytest.param("12000", "9500", "6000", "41.7", id="rounded"),
        pytest.param("100", "110", "50", "-20", id="the wrong way"),
        pytest.param("100", "40", "50", "120", id="beyond the target"),
        pytest.param("-30", "0", "30", "50", id="from below zero"),
    ],
)
def test_progress_by_hand(base: str, actual: str, target: str, expected: str) -> None:
    rate = progress_rate(d(base), d(actual), d(target))
    assert rate is not None
    assert rounded(rate) == d(expected)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        pytest.param("400", "t", "kg", "400000", id="t in kg"),
        pytest.param("500", "ha", "km2", "5", id="ha in km2"),
        pytest.param("1250", "kg-CO2", "t-CO2", "1.25", id="carbon"),
        pytest.param("3", "GWh", "kWh", "3000000", id="energy"),
        pytest.param("3", "t", "t-CO2", None, id="a mass is no carbon"),
        pytest.param("3", "円", "ドル", None, id="no rate of exchange"),
        pytest.param("3", "t", "件", None, id="nothing in common"),
        pytest.param("3", "", "t", None, id="a bare number"),
    ],
)
def test_conversions_by_hand(value: str, unit: str, wanted: str, expected: str | None) -> None:
    assert convert(d(value), unit, wanted) == (None if expected is None else d(expected))


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(multiple(d("3"), d("0")), id="multiple of zero"),
        pytest.param(percentage(d("3"), d("0")), id="share of nothing"),
        pytest.param(percentage(d("-3"), d("9")), id="share of a loss"),
        pytest.param(change_rate(d("0"), d("9")), id="change from zero"),
        pytest.param(change_rate(d("-120"), d("30")), id="change from a loss"),
        pytest.param(progress_rate(d("5"), d("7"), d("5")), id="no way to go"),
        pytest.param(exact("1e300"), id="beyond this world"),
        pytest.param(exact("nan"), id="no number"),
        pytest.param(exact("いくつか"), id="words"),
    ],
)
def test_what_cannot_be_worked_out(made: Decimal | None) -> None:
    assert made is None


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        pytest.param("2.25", 1, "2.3", id="half up"),
        pytest.param("-2.25", 1, "-2.3", id="away from zero"),
        pytest.param("0.04", 1, "0", id="to nothing, without a sign"),
        pytest.param("1200", 1, "1,200", id="no zeros behind the point, none lost before it"),
    ],
)
def test_rounding(value: str, digits: int, expected: str) -> None:
    assert number_text(rounded(d(value), digits)) == expected


def test_tenths_are_exact() -> None:
    assert total([d("0.1")] * 3) == d("0.3")
    assert difference(d("12.7"), d("0.303")) == d("12.397")


@given(FIGURES, FIGURES)
def test_a_difference_turned_round_is_its_negative(a: Decimal, b: Decimal) -> None:
    assert difference(a, b) == -difference(b, a)
    assert total([difference(a, b), b]) == a


@given(st.lists(FIGURES, max_size=8))
def test_a_sum_does_not_depend_on_the_order(parts: list[Decimal]) -> None:
    assert total(parts) == total(list(reversed(parts))) == total(sorted(parts))


@given(AMOUNTS, AMOUNTS)
def test_a_change_there_and_the_multiple_agree(base: Decimal, now: Decimal) -> None:
    rate, ratio = change_rate(base, now), multiple(now, base)
    assert rate is not None
    assert ratio is not None
    assert rounded(rate + 100, 6) == rounded(ratio * 100, 6)
    assert (rate > 0) == (now > base)


@given(FIGURES, FIGURES)
def test_progress_is_0_at_the_base_and_100_at_the_target(base: Decimal, target: Decimal) -> None:
    assume(base != target)
    assert progress_rate(base, base, target) == 0
    assert progress_rate(base, target, target) == 100


@given(AMOUNTS, st.sampled_from([("t", "kg"), ("ha", "km2"), ("m2", "ha"), ("MWh", "kWh"), ("g-CO2", "t-CO2")]))
def test_conversion_there_and_back(value: Decimal, units: tuple[str, str]) -> None:
    there = convert(value, *units)
    assert there is not None
    assert convert(there, units[1], units[0]) == value


@given(FIGURES)
def test_plain_keeps_the_number(value: Decimal) -> None:
    assert plain(value) == value
    assert plain(plain(value)) == plain(value)
    assert "E" not in number_text(value)


@given(FIGURES, st.integers(0, 3))
def test_rounding_twice_is_rounding_once(value: Decimal, digits: int) -> None:
    once = rounded(value, digits)
    assert rounded(once, digits) == once
    assert abs(once - value) <= d("0.5").scaleb(-digits)
