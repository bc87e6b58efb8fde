"""Sentences of our own and what they measure; phrases.tsv and levels.tsv hold them a line each."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.targets import CueLabeller, Indicator, Kind, Label, Target
from corpus import taxonomy

HERE = Path(__file__).parent
SAMPLES = Path(taxonomy.__file__).parent.parent / "samples" / "targets" / "members_targets_labels.jsonl"
KINDS = {"q": Kind.QUANTITATIVE, "p": Kind.PROJECT, "l": Kind.QUALITATIVE}


def label(text: str, industry: str = "") -> Label:
    return CueLabeller().label(Target(1, None, "", industry, text))


def lines(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        yield line.split("\t")


@pytest.mark.parametrize(
    ("category", "kind", "industry", "text"), [pytest.param(*row, id=row[3][:24]) for row in lines("phrases.tsv")]
)
def test_a_sentence_is_told_by_what_it_measures(category: str, kind: str, industry: str, text: str) -> None:
    found = label(text, industry)
    assert (found.category.value, found.kind) == (category, KINDS[kind])


@pytest.mark.parametrize(
    ("category", "industry", "text", "value", "unit", "direction", "base_year", "target_year"),
    [pytest.param(*row, id=row[2][:24]) for row in lines("levels.tsv")],
)
def test_a_sentence_is_read_to_its_figures(
    category: str, industry: str, text: str, value: str, unit: str, direction: str, base_year: str, target_year: str
) -> None:
    found = label(text, industry)
    level = found.level
    written = (level.value, level.unit, level.direction, level.base_year, level.target_year)
    wanted = (None if value == "-" else float(value), unit, direction, base_year, target_year)
    assert found.category.value == category
    assert ["-" if w is None else str(w) for w in written] == ["-" if w is None else str(w) for w in wanted]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        pytest.param("廃プラの再資源化率を90%にする", "recycling_rate", id="waste below the line"),
        pytest.param("製品の再生プラ利用率を90%にする", "recycled_content", id="product below the line"),
        pytest.param("リユース品の売上を3億円にする", "ce_sales", id="reuse in yen"),
        pytest.param("リユース品の出荷を年3万台にする", "repair_reuse", id="reuse in pieces"),
        pytest.param("使用済みスマホの回収率70%", "collection", id="collected goods"),
        pytest.param("廃基板からの金の回収率70%", "recycling_rate", id="metal taken out"),
        pytest.param("工場の埋立ゼロ", "landfill", id="landfill"),
        pytest.param("工場の廃棄物排出量を10%削減", "waste_amount", id="waste"),
        pytest.param("リサイクルによってCO2を10%削減", "ghg_reduction", id="carbon by recycling"),
        pytest.param("資源循環分野へ10億円を投資", "ce_investment", id="circular investment"),
        pytest.param("脱炭素投資を10億円実行", "none", id="climate investment"),
        pytest.param(
            "ゼロエミッション工場を達成（再資源化率99%以上）", "recycling_rate", id="zero emission as recycling"
        ),
        pytest.param("ゼロエミッションの達成", "landfill", id="zero emission undefined"),
        pytest.param("売上ではなく、使用済み容器の回収量を年5tにする", "collection", id="negation"),
        pytest.param("回収率80%（再生材利用率は対象外）", "collection", id="aside"),
    ],
)
def test_boundaries_are_drawn_by_the_measure(text: str, category: str) -> None:
    assert label(text, "その他の製造業").category.value == category


def test_other_goals_are_secondary() -> None:
    found = label("再資源化率を95%に高め、最終処分量を2割減らす。CO2も30%削減する。")
    assert found.category.indicator is Indicator.OUTFLOW
    assert found.secondary == (Indicator.FINAL_DISPOSAL, Indicator.GHG)


def test_the_goal_marked_as_main_comes_first() -> None:
    found = label("①再資源化率95%（2028年度）、②CO2排出ゼロ（2050年）の二つを掲げ、②を最上位の目標とする")
    assert (found.category.indicator, found.level.value, found.level.target_year) == (Indicator.GHG, 0, 2050)


def test_an_unclear_target_is_less_certain_than_a_clear_one() -> None:
    assert label("がんばります").confidence < 0.5 < label("廃棄物の再資源化率を90%以上にする").confidence


def test_cues_stand_in_the_text() -> None:
    text = "製品の再生材使用率を30%以上とする"
    assert all(cue in text for cue in label(text).cues)
    assert label(text).cues


def test_the_bundled_sample_is_labelled_as_by_hand() -> None:
    rows = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    found = [label(row["text"], row["industry"]) for row in rows]
    right = sum(
        f.category.value == r["category"] and f.level.value == r["value"] for f, r in zip(found, rows, strict=True)
    )
    assert right / len(rows) >= 0.9
