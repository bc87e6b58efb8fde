import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numbers import Quantity, find_quantities, fold, parse_number


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("1,234.5", 1234.5),
        ("5万", 50_000),
        ("1億2,000万", 120_000_000),
        ("1.4兆", 1.4e12),
        ("三十", 30),
        ("二〇三〇", 2030),
        ("百万", 1_000_000),
        ("5百", 500),
        ("千二百", 1200),
        ("", 0),
    ],
)
def test_numerals_are_worked_out(numeral: str, value: float) -> None:
    assert parse_number(numeral) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("５万ｔ", [(50_000, "t")], id="full width"),
        pytest.param("年3,500㌧", [(3500, "t")], id="square ton"),
        pytest.param("三割、３割５分", [(30, "%"), (35, "%")], id="tenths"),
        pytest.param("１２．５％", [(12.5, "%")], id="full-width decimal"),
        pytest.param("1億2,000万円", [(120_000_000, "円")], id="compound money"),
        pytest.param("売上300百万円", [(300_000_000, "円")], id="millions"),
        pytest.param("¥1,000 と JPY 2 billion", [(1000, "円"), (2e9, "円")], id="money in front"),
        pytest.param("120万個と2万点", [(1_200_000, "個"), (20_000, "点")], id="counters"),
        pytest.param("1.5万t-CO2、30kg-CO₂", [(15_000, "t-CO2"), (30, "kg-CO2")], id="carbon dioxide"),
        pytest.param("100トンCO2e", [(100, "t-CO2")], id="carbon dioxide equivalent"),
        pytest.param("8件/年", [(8, "件")], id="a year is left out"),
        pytest.param("500名", [(500, "人")], id="people"),
        pytest.param("3か所、4ヶ所", [(3, "か所"), (4, "か所")], id="places"),
        pytest.param("5,000 tonnes per year", [(5000, "t")], id="english"),
        pytest.param("2.5 million tonnes", [(2.5e6, "t")], id="english scale"),
        pytest.param("10kWh と 3GJ", [(10, "kWh"), (3, "GJ")], id="energy"),
        pytest.param("2割を、四分の一を", [(20, "%"), (0.25, "分数")], id="fraction"),
        pytest.param("件数を1/3に", [(1 / 3, "分数")], id="slash fraction"),
        pytest.param("寿命を10年延ばす", [(10, "年")], id="length of time"),
        pytest.param("いまの22％から2031年度に48％", [(22, "%"), (48, "%")], id="change is no range"),
        pytest.param("2030年度、令和6年、第三、統一、一部", [], id="years and words"),
        pytest.param("数十件", [], id="vague"),
        pytest.param("30green", [], id="a letter is no unit inside a word"),
        pytest.param("①50件", [(50, "件")], id="item number"),
    ],
)
def test_quantities_are_found_in_order(text: str, expected: list[tuple[float, str]]) -> None:
    found = find_quantities(text)
    assert [q.unit for q in found] == [unit for _, unit in expected]
    assert [q.value for q in found] == pytest.approx([value for value, _ in expected])


@pytest.mark.parametrize(
    ("text", "sign"),
    [("▲30％", "-"), ("△5%", "-"), ("マイナス8%", "-"), ("−12%", "-"), ("+10%", "+"), ("30%", "")],
)
def test_signs_are_kept_apart(text: str, sign: str) -> None:
    (found,) = find_quantities(text)
    assert (found.sign, text[found.start : found.end]) == (sign, text)


def test_a_range_has_two_ends() -> None:
    assert find_quantities("30〜40％") == (Quantity(30, "%", 0, 6, upper=40),)
    (found,) = find_quantities("3～5万t")
    assert (found.value, found.upper, found.unit) == (30_000, 50_000, "t")


def test_a_span_refers_to_the_text_as_given() -> None:
    text = "ﾄﾞﾗﾑ缶を５００㌔ｸﾞﾗﾑ、廃油を３割"
    last = find_quantities(text)[-1]
    assert text[last.start : last.end] == "３割"


@given(st.text(max_size=80) | st.text(alphabet="0123456789０５,.万億兆割分%％tトン円件十百千三〜-▲/年①", max_size=30))
def test_any_text_is_read_and_spans_stand_in_it(text: str) -> None:
    found = find_quantities(text)
    assert all(0 <= q.start < q.end <= len(text) and q.value >= 0 and q.unit for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.upper is None or q.upper > q.value for q in found)


@given(st.text(max_size=60))
def test_folding_maps_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= s < e <= len(text) for s, e in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@given(st.integers(min_value=1, max_value=10**9), st.sampled_from(["t", "件", "%", "円", "台"]))
def test_a_written_number_is_read_back(value: int, unit: str) -> None:
    (found,) = find_quantities(f"目標は{value:,}{unit}です")
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("digits", ["9", "九", "一", "1億"])
def test_an_endless_numeral_is_a_finite_number(digits: str) -> None:
    assert math.isfinite(parse_number(digits * 400))
    assert all(math.isfinite(q.value) for q in find_quantities(digits * 400 + "億円"))


@pytest.mark.parametrize(
    ("text", "value", "unit", "written"),
    [
        pytest.param("約15万7,000tの", 157_000, "t", "15万7,000t", id="digits go on behind 万"),
        pytest.param("約 2 万 2,000 人", 22_000, "人", "2 万 2,000 人", id="blanks of a PDF"),
        pytest.param("1億5000万円", 150_000_000, "円", "1億5000万円", id="万 behind 億"),
        pytest.param("1億2,345万6,789円", 123_456_789, "円", "1億2,345万6,789円", id="to the last yen"),
        pytest.param("5万 30%", 30, "%", "30%", id="two figures of a table"),
        pytest.param("1.5PJ", 1.5, "PJ", "1.5PJ", id="petajoule"),
        pytest.param("3,500千t-CO2", 3_500_000, "t-CO2", "3,500千t-CO2", id="thousand tons of CO2"),
        pytest.param("300TJ", 300, "TJ", "300TJ", id="terajoule"),
        pytest.param("50千トン", 50_000, "t", "50千トン", id="thousand tons"),
    ],
)
def test_numbers_in_parts(text: str, value: float, unit: str, written: str) -> None:
    (quantity,) = find_quantities(text)
    assert (quantity.value, quantity.unit, text[quantity.start : quantity.end]) == (value, unit, written)
