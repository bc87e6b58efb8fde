import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.morphology import JapaneseAnalyzer
from ingest.normalization import normalize
from ingest.notations import quantity_terms, unified
from ingest.years import western_to_era


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("令和12年度まで", " 2030年度 まで", id="era"),
        pytest.param("R12とFY30", " 2030年 と 2030年度 ", id="era letter and business year"),
        pytest.param("2030年度に１，２００店", "2030年度に1200店", id="digit groups"),
        pytest.param("1,23と12,3456", "1,23と12,3456", id="commas of lists"),
        pytest.param("循環経済", "循環経済", id="neither"),
        pytest.param("", "", id="empty"),
    ],
)
def test_one_notation(text: str, plain: str) -> None:
    assert unified(text) == plain


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("5万トン", ["50000t"], id="万"),
        pytest.param("５０，０００ｔ", ["50000t"], id="full width"),
        pytest.param("1,234百万円", ["1234000000円"], id="million yen"),
        pytest.param("20〜30万t-CO2", ["200000t-co2", "300000t-co2"], id="range"),
        pytest.param("三割", ["30"], id="tenths"),
        pytest.param("30%、12台", [], id="small figures have one writing"),
        pytest.param("", [], id="empty"),
    ],
)
def test_terms_of_quantities(text: str, terms: list[str]) -> None:
    assert quantity_terms(text) == terms


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        pytest.param("2030年度の目標", "令和12年度まで", "2030", id="years"),
        pytest.param("平成30年", "2018年", "2018", id="years, the other way"),
        pytest.param("5万トン", "50,000t", "50000t", id="tons"),
        pytest.param("80兆円", "800,000億円", "80000000000000円", id="yen"),
        pytest.param("1,200店", "1200店", "1200", id="groups of digits"),
        pytest.param("三割", "30％", "30", id="shares"),
        pytest.param("五万人", "50,000人", "50000人", id="kanji numerals"),
    ],
)
def test_two_writings_share_a_term(one: str, other: str, shared: str) -> None:
    analyzer = JapaneseAnalyzer()
    assert shared in analyzer.terms(one)
    assert shared in analyzer.terms(other)


@given(st.integers(1990, 2080))
def test_every_year_is_found_by_its_era(year: int) -> None:
    analyzer = JapaneseAnalyzer()
    assert str(year) in analyzer.terms(f"{western_to_era(year)}度")
    assert str(year) in analyzer.terms(f"{year}年度")


@given(st.integers(1, 9_999).map(lambda n: n * 10_000), st.sampled_from(["トン", "円", "人", "kWh"]))
def test_every_multiple_of_ten_thousand_is_found_by_either_writing(value: int, unit: str) -> None:
    assert quantity_terms(f"{value // 10_000}万{unit}") == quantity_terms(f"{value:,}{unit}") != []


@given(st.text(alphabet="令和平成R年度0123456789万億千割分%トンt円、〜-. 三,", max_size=40))
def test_any_text_is_read(text: str) -> None:
    plain = unified(text)
    assert normalize(plain) == plain
    assert all(term and not any(char.isspace() for char in term) for term in quantity_terms(text))
