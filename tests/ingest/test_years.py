from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.years import era_to_western, find_years, western_to_era


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("令和６年度", [2024], id="full-width era"),
        pytest.param("令和元年", [2019], id="first year"),
        pytest.param("平成31年度", [2019], id="year of change"),
        pytest.param("令和十二年度まで", [2030], id="kanji era"),
        pytest.param("昭和63年、大正15年、明治元年", [1988, 1926, 1868], id="older eras"),
        pytest.param("R6年度とＲ１２", [2024, 2030], id="era letters"),
        pytest.param("H25比", [2013], id="letter without year sign"),
        pytest.param("令和7〜9年度", [2025, 2027], id="range in one era"),
        pytest.param("2025〜2028年度", [2025, 2028], id="range in western years"),
        pytest.param("2025-27年度", [2025, 2027], id="shortened range"),
        pytest.param("FY2030、FY30", [2030, 2030], id="business years"),
        pytest.param("２０２８年３月", [2028], id="full-width digits"),
        pytest.param("2030年3月期", [2030], id="settlement term"),
        pytest.param("二〇三〇年", [2030], id="positional kanji"),
        pytest.param("by 2030", [2030], id="bare at the end"),
        pytest.param("（2029年度／対2023）", [2029, 2023], id="bare after a mark"),
        pytest.param("平成25年度→令和12年度", [2013, 2030], id="arrow"),
        pytest.param("2000社、2000年度比", [2000], id="a count is no year"),
        pytest.param("R6.4.1とH30.3", [2024, 2018], id="dotted dates of eras"),
        pytest.param("2025/4/1、2025.4.1、2025-04-01", [2025, 2025, 2025], id="dates"),
        pytest.param("令6年度、平30年", [2024, 2018], id="eras cut short"),
        pytest.param("'89 (平成元)、’24年度", [1989, 1989, 2024], id="apostrophes of tables"),
        pytest.param("2030FY", [2030], id="business year behind"),
        pytest.param("H2.4、R10.25%、12/2025/4/1", [], id="figures that look like dates"),
        pytest.param("3R、5R、H2、S3、R134a", [], id="codes that look like eras"),
        pytest.param("ISO 14001:2015", [], id="edition of a standard"),
        pytest.param("2,030円と12030年", [], id="parts of numbers"),
        pytest.param("", [], id="empty"),
    ],
)
def test_years_are_found_in_order(text: str, expected: list[int]) -> None:
    assert [mention.year for mention in find_years(text)] == expected


def test_a_mention_covers_its_words_and_knows_its_kind() -> None:
    text = "目標は令和６年度、次は2030年代、FY2031。"
    first, second, third = find_years(text)
    assert [text[m.start : m.end] for m in (first, second, third)] == ["令和６年度", "2030年代", "FY2031"]
    assert [(m.is_fiscal, m.is_decade) for m in (first, second, third)] == [(True, False), (False, True), (True, False)]


@pytest.mark.parametrize(
    ("era", "number", "year"),
    [("令和", 1, 2019), ("R", 12, 2030), ("平成", 25, 2013), ("s", 64, 1989), ("明治", 1, 1868)],
)
def test_eras_convert(era: str, number: int, year: int) -> None:
    assert era_to_western(era, number) == year


def test_an_unknown_era_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        era_to_western("慶応", 1)
    with pytest.raises(ValueError, match="1600"):
        western_to_era(1600)


@given(st.integers(min_value=1868, max_value=2199))
def test_a_year_written_in_its_era_is_read_back(year: int) -> None:
    written = western_to_era(year)
    found = [m.year for m in find_years(f"{written}度")]
    # Two digits hold an era's first ninety-nine years.
    assert found == [year] or year > 2019 + 98


@given(
    st.text(max_size=80)
    | st.text(alphabet="令和平成RHFY元年度期代年0123456789２０〜-→比対、. 十一二〇㋿①", max_size=30)
)
def test_any_text_is_read_and_spans_stand_in_it(text: str) -> None:
    mentions = find_years(text)
    assert all(0 <= m.start < m.end <= len(text) and 1868 <= m.year <= 2199 for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
