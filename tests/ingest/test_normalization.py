import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalization import normalize, strip_unsafe


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("ﾘｻｲｸﾙ率", "リサイクル率", id="half-width kana"),
        pytest.param("２０３０年度", "2030年度", id="full-width digits"),
        pytest.param("ＣＯ₂", "co2", id="subscript"),
        pytest.param("⽇本の⾰新", "日本の革新", id="Kangxi radicals"),
        pytest.param("⺠間", "民間", id="CJK radical that NFKC leaves"),
        pytest.param("再生\u200b材", "再生材", id="zero-width space"),
        pytest.param("a\x00b", "ab", id="NUL"),
        pytest.param("㈱循環", "(株)循環", id="compatibility character"),
    ],
)
def test_folds_what_looks_the_same(text: str, folded: str) -> None:
    assert normalize(text) == folded


@given(st.text())
def test_normalizing_twice_is_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(alphabet=st.characters(codec=None)))
def test_result_can_always_be_encoded(text: str) -> None:
    strip_unsafe(text).encode("utf-8")
