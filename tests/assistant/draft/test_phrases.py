"""What is named as the subject of a sentence, and how quotes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.draft.phrases import as_quotes, is_balanced, says_no_more, shortened, subject_of, without_stray_brackets


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        pytest.param("回収した缶の選別", "回収した缶の選別", id="a noun phrase"),
        pytest.param("重点対策③ 缶の選別", "缶の選別", id="numbered in front"),
        pytest.param("缶の選別②", "缶の選別", id="numbered behind"),
        pytest.param("その他", "", id="rest"),
        pytest.param("業界の概況①", "", id="says where it stands"),
        pytest.param("選別は町の力になる", "", id="a sentence"),
        pytest.param("1. 缶の選別", "", id="a number of the contents"),
        pytest.param("J) 施設の一元化", "", id="a letter of the contents"),
        pytest.param("～次の時代へ～", "", id="a motto"),
        pytest.param("缶を集める仕組みを町ごとに整える取組（離島を含む広い地域…", "", id="cut off"),
        pytest.param(None, "", id="none"),
    ],
)
def test_subject_of(name: str | None, subject: str) -> None:
    assert subject_of(name) == subject


@pytest.mark.parametrize(
    ("text", "n", "quote"),
    [
        pytest.param("缶を集める。", 2, "缶を集める", id="a sentence"),
        pytest.param(
            "缶を町ごとに集める／缶を色で分ける仕組み／瓶", 2, "缶を町ごとに集める」「缶を色で分ける仕組み", id="a list"
        ),
        pytest.param("缶を町ごとに集める／缶を色で分ける仕組み", 1, "缶を町ごとに集める", id="its first"),
        pytest.param("…缶を輸入に頼る我が国においては…", 2, "缶を輸入に頼る我が国", id="a clause"),
        pytest.param("缶を輸入に頼り…", 2, "缶を輸入に頼り…", id="a clause that breaks off"),
    ],
)
def test_as_quotes(text: str, n: int, quote: str) -> None:
    assert as_quotes(text, n) == quote


@given(st.text(alphabet="あ缶「」（）【】：年度2030…。", max_size=200), st.integers(1, 60))
def test_no_bracket_stays_open(text: str, max_chars: int) -> None:
    assert is_balanced(shortened(text, max_chars)) or not is_balanced(text)
    assert is_balanced(without_stray_brackets(text))


def test_what_stands_in_front_of_a_cell_under_a_year_is_left_out() -> None:
    assert shortened("回収／拠点（2027年度）：拠点の数を増やす", 60) == "拠点の数を増やす"


def test_says_no_more() -> None:
    assert says_no_more("新需要の拡大", "経済を活性化する 新需要の拡大")
    assert not says_no_more("ビジネスの採算が取れている", "ビジネス")
