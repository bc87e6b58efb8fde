import pytest

from assistant.citing import CitationLedger
from assistant.figures import compare, measured_figures
from assistant.gaps.conflicts import find_conflicts
from tests.assistant.passages import Passages


def _older() -> Passages:
    made = Passages(title="畳白書", date="2023-03", ident="111111111111")
    made.add((), made.sentence("2022年度の畳の再生枚数は12,000枚であった。"))
    made.add((), made.row(("項目", "2022年度"), ("畳の床材価格", "3,000円")))
    return made


def _newer(n: str = "15,000") -> Passages:
    made = Passages(title="畳統計", date="2024-03", ident="222222222222")
    made.add((), made.sentence(f"2022年度の畳の再生枚数は{n}枚とされる。"))
    return made


def _conflicts(*documents: Passages) -> list[tuple[str, int, list[tuple[str, str | None]]]]:
    texts = {made.document.id: made for made in documents}
    findings = [finding for made in documents for finding in made.findings("畳")]
    found = find_conflicts(findings, CitationLedger(lambda ident, number: texts[ident].page_text(ident, number)))
    return [(c.measure, c.year, [(side.figure, side.date) for side in c.sides]) for c in found]


def test_two_documents_with_different_figures_stand_side_by_side() -> None:
    assert _conflicts(_newer(), _older()) == [
        ("再生枚数", 2022, [("12,000枚", "2023-03"), ("15,000枚", "2024-03")]),
    ]


def test_what_rounding_explains_is_no_conflict() -> None:
    assert _conflicts(_newer("12,010"), _older()) == []


def test_one_document_does_not_contradict_itself() -> None:
    assert _conflicts(_older()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2022年度の畳の再生枚数は12,000枚。", [("再生枚数", 2022, 12000.0, "枚")], id="one figure"),
        pytest.param("再生枚数は2021年に9,000枚、2022年に12,000枚。", [], id="two years"),
        pytest.param("再生枚数は12,000枚。", [], id="no year"),
        pytest.param("2022年に12,000枚。", [], id="nothing measured"),
    ],
)
def test_figures_with_what_they_measure(text: str, expected: list[tuple[str, int, float, str]]) -> None:
    assert [(f.measure, f.year, f.value, f.unit) for f in measured_figures(text)] == expected


def test_a_comparison_tells_share_and_years_left() -> None:
    found = compare("再生率50%", "再生率20%", 2030, 2026)
    assert found is not None
    assert (found.difference, found.share_reached, found.years_left) == (30, 0.4, 4)
    assert (
        found.sentence == "差は30ポイント（あるべき姿50%、現状20%から計算）。現状はあるべき姿の40%。2030年まで残り4年"
    )


@pytest.mark.parametrize(
    ("to_be", "as_is", "share"),
    [
        pytest.param("排出量10t", "排出量40t", None, id="a reduction has no share without its base"),
        pytest.param("再生率50%", "再生率50%", None, id="reached"),
    ],
)
def test_shares(to_be: str, as_is: str, share: float | None) -> None:
    found = compare(to_be, as_is)
    assert found is not None
    assert found.share_reached == share


def test_a_change_is_no_level() -> None:
    assert compare("排出量46%削減", "排出量14%") is None


def test_a_year_that_is_past_is_said_so() -> None:
    found = compare("10件", "4件", 2024, 2026)
    assert found is not None
    assert found.sentence.endswith("2024年を2年過ぎている")
