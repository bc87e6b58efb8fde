import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.morphology import JapaneseAnalyzer
from ingest.notations import notation_terms
from ingest.years import western_to_era


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("令和12年度", ["2030"], id="era"),
        pytest.param("R12", ["2030"], id="era letter"),
        pytest.param("FY30", ["2030"], id="business year"),
        pytest.param("2030年度", [], id="Western year, a term already"),
        pytest.param("5万トン", ["50000t"], id="万"),
        pytest.param("５０，０００ｔ", ["50000t"], id="full width"),
        pytest.param("1,234百万円", ["1234000000円"], id="million yen"),
        pytest.param("20〜30万t-CO2", ["200000t-co2", "300000t-co2"], id="range"),
        pytest.param("三割", ["30"], id="tenths"),
        pytest.param("30%、12台", [], id="small figures have one writing"),
        pytest.param("", [], id="empty"),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert notation_terms(text) == terms


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
    assert notation_terms(f"{value // 10_000}万{unit}") == notation_terms(f"{value:,}{unit}") != []


@given(st.text(alphabet="令和平成R年度0123456789万億千割分%トンt円、〜-. 三", max_size=40))
def test_any_text_gives_terms_without_white_space(text: str) -> None:
    assert all(term and not any(char.isspace() for char in term) for term in notation_terms(text))
