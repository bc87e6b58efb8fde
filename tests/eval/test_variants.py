import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.variants import Kind, by_other_name, in_other_calendar, mistyped, reworded, variants_of
from ingest.years import find_years
from tests.eval.askers import make_reference

ALIASES = (
    ("再生プラスチック", "再生プラ"),
    ("プラスチック", "プラ", "樹脂"),
    ("温室効果ガス", "GHG"),
    ("WG", "作業部会"),
)
QUESTIONS = st.sampled_from(
    [
        "会員の目標で最も多いのは何件ですか。",
        "2030年度の市場は80兆円でしたっけ",
        "再生材ってどう使うの？",
        "座長はどなたですか。",
    ]
)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("2030年に何%？", "令和12年に何%？", id="western"),
        pytest.param("令和5年度補正の額", "2023年度補正の額", id="era"),
        pytest.param("2007年から2020年", "平成19年から令和2年", id="two"),
        pytest.param("2030年代の姿", "2030年代の姿", id="a-decade-stays"),
        pytest.param("会員は何者？", "会員は何者？", id="none"),
    ],
)
def test_the_other_calendar(text: str, other: str) -> None:
    assert in_other_calendar(text) == other
    assert [y.year for y in find_years(in_other_calendar(text))] == [y.year for y in find_years(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("GHGの目標", {"温室効果ガスの目標"}, id="letters"),
        pytest.param("WGの座長", {"作業部会の座長"}, id="short-letters"),
        pytest.param("プラの回収", {"樹脂の回収"}, id="katakana"),
        pytest.param("情報プラットフォーム", {"情報プラットフォーム"}, id="not-inside-a-longer-word"),
        pytest.param("会員は何者？", {"会員は何者？"}, id="none"),
    ],
)
def test_another_name(text: str, wanted: set[str]) -> None:
    assert {by_other_name(text, random.Random(n), ALIASES) for n in range(5)} <= wanted  # noqa: S311


@given(QUESTIONS, st.integers(0, 50))
def test_a_slip_leaves_the_figures_and_most_letters(question: str, seed: int) -> None:
    slipped = mistyped(question, random.Random(seed))  # noqa: S311
    n_slips = 1 + len(question) // 20
    assert abs(len(slipped) - len(question)) <= n_slips
    assert len(set(question) - set(slipped)) <= 2 * n_slips
    assert [c for c in question if c.isdigit()] == [c for c in slipped if c.isdigit()]


@given(QUESTIONS, st.integers(0, 50))
def test_rewording_keeps_what_is_asked_about(question: str, seed: int) -> None:
    other = reworded(question, random.Random(seed))  # noqa: S311
    assert other != question
    assert question[:2] in other


@pytest.mark.parametrize("kind", list(Kind))
def test_variants_are_the_same_for_the_same_seed(kind: Kind) -> None:
    references = [make_reference(f"q{n}") for n in range(12)]
    assert variants_of(references, kind, seed=1) == variants_of(references, kind, seed=1)
    assert {r.id for r in variants_of(references, kind, seed=1)} <= {r.id for r in references}


def test_different_seeds_slip_differently() -> None:
    references = [make_reference(f"q{n}") for n in range(12)]
    assert variants_of(references, Kind.TYPING, seed=1) != variants_of(references, Kind.TYPING, seed=2)
