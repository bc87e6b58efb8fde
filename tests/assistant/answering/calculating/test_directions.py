"""Which of two figures is compared with which, with results worked out by hand; and what is not told for certain."""

import pytest

from assistant.answering.calculating import calculate
from assistant.answering.calculating.directions import base_of, base_years
from tests.assistant.answering.statements import Book, lines, parse

BOOKS = {
    "ingots": Book("アルミ").rows(("地金", "CO2排出量"), ("再生地金", "0.303トン"), ("新地金", "12.7トン")),
    "plants": Book("工場").rows(
        ("工場", "費用", "重量", "延長", "速度"),
        ("東工場", "500万円", "40t", "8km", "20km"),
        ("西工場", "400万円", "50t", "10km", "15km"),
    ),
    "plan": Book("循環計画").rows(
        ("指標", "基準値", "現状値", "目標値"),
        ("ごみ総排出量", "120千トン", "105千トン", "90千トン"),
        ("最終処分量", "20千トン", "15千トン", "8千トン"),
        ("リサイクル率", "20%", "23%", "30%"),
    ),
    "years": Book("計画")
    .say("2030年度にCO2排出量を2013年度比で46%削減する目標である。", 0.6)
    .rows(("指標", "2019年度", "2030年度"), ("CO2排出量", "1,200トン", "900トン")),
    "present": Book("計画").rows(
        ("指標", "基準値（2013年度）", "実績（2022年度）", "目標（2030年度）"),
        ("CO2排出量", "1,000トン", "800トン", "500トン"),
    ),
}
CLEANER = "再生地金の0.303トンは、新地金の12.7トンより約97.6%少ない計算となります。[1][2]"  # 12.397 / 12.7


@pytest.mark.parametrize(
    ("book", "question", "said"),
    [
        pytest.param("ingots", "新地金から再生地金にするとCO2排出量は何%減りますか", CLEANER, id="from to"),
        pytest.param("ingots", "新地金から再生地金に替えるとCO2排出量は何%減りますか", CLEANER, id="changed from"),
        pytest.param("ingots", "新地金を再生地金に置き換えるとCO2排出量は何%削減できますか", CLEANER, id="replaced by"),
        pytest.param("ingots", "新地金を再生地金にするとCO2排出量は何%減りますか", CLEANER, id="made into"),
        pytest.param("ingots", "再生地金は新地金からCO2排出量が何%減りますか", "", id="from, far from how much"),
        pytest.param(
            "ingots",
            "再生地金から新地金にするとCO2排出量は何倍ですか",
            "新地金の12.7トンは、再生地金の0.303トンの約41.9倍となります。[1][2]",
            id="the other way round",
        ),
        pytest.param(
            "plan",
            "ごみ総排出量の基準値から目標値までの削減率は何%ですか",
            "目標値の90千トンは、基準値の120千トンより25%少ない計算となります。[1]",
            id="columns, a rate",
        ),
        pytest.param(
            "plan",
            "最終処分量は基準値から目標値までに何%減らしますか",
            "目標値の8千トンは、基準値の20千トンより60%少ない計算となります。[1]",
            id="columns, per cent",
        ),
        pytest.param(
            "plan",
            "最終処分量は基準値から現状値までに何%減りましたか",
            "現状値の15千トンは、基準値の20千トンより25%少ない計算となります。[1]",
            id="columns, until now",
        ),
        pytest.param(
            "plan",
            "最終処分量は基準値から現状値までに何倍になりましたか",
            "現状値の15千トンは、基準値の20千トンの0.75倍となります。[1]",
            id="columns, a multiple",
        ),
        pytest.param(
            "plan",
            "最終処分量は現状値から目標値までに何倍になりますか",
            "目標値の8千トンは、現状値の15千トンの約0.53倍となります。[1]",
            id="a multiple is no gap",
        ),
        pytest.param(
            "plan",
            "最終処分量の基準値に対する目標値の削減率は",
            "目標値の8千トンは、基準値の20千トンより60%少ない計算となります。[1]",
            id="towards a base",
        ),
        pytest.param(
            "plan",
            "リサイクル率は基準値と目標値で何%増えますか",
            "基準値の20%と目標値の30%の差は、10ポイントとなります。[1]",
            id="points need no base",
        ),
        pytest.param(
            "plants",
            "東工場から西工場までに重量は何%増えましたか",
            "西工場の50tは、東工場の40tより25%多い計算となります。[1][2]",
            id="rows",
        ),
        pytest.param(
            "plants",
            "東工場から西工場では重量は何倍になりますか",
            "西工場の50tは、東工場の40tの約1.3倍となります。[1][2]",
            id="rows, a multiple",
        ),
        pytest.param(
            "plants",
            "西工場の費用は東工場より何%安いですか",
            "西工場の400万円は、東工場の500万円より20%少ない計算となります。[1][2]",
            id="cheaper",
        ),
        pytest.param(
            "plants",
            "東工場の費用は西工場と比べて何%高いですか",
            "東工場の500万円は、西工場の400万円より25%多い計算となります。[1][2]",
            id="dearer",
        ),
        pytest.param(
            "plants",
            "東工場の重量は西工場の重量より何%軽いですか",
            "東工場の40tは、西工場の50tより20%少ない計算となります。[1][2]",
            id="lighter",
        ),
        pytest.param(
            "plants",
            "東工場に比べて、西工場の重量は何%重いですか",
            "西工場の50tは、東工場の40tより25%多い計算となります。[1][2]",
            id="heavier",
        ),
        pytest.param(
            "plants",
            "東工場の延長は西工場より何%短いですか",
            "東工場の8kmは、西工場の10kmより20%少ない計算となります。[1][2]",
            id="shorter",
        ),
        pytest.param(
            "plants",
            "西工場の延長は東工場より何割長いですか",
            "西工場の10kmは、東工場の8kmより25%多い計算となります。[1][2]",
            id="longer",
        ),
        pytest.param(
            "plants",
            "西工場の速度は東工場より何%遅いですか",
            "西工場の15kmは、東工場の20kmより25%少ない計算となります。[1][2]",
            id="slower",
        ),
        pytest.param(
            "plants",
            "東工場の速度は西工場より何%早いですか",
            "東工場の20kmは、西工場の15kmより約33.3%多い計算となります。[1][2]",
            id="faster",
        ),
        pytest.param(
            "plants",
            "西工場の費用は東工場よりいくら安いですか",
            "西工場の400万円と東工場の500万円の差は、100万円となります。[1][2]",
            id="how much cheaper",
        ),
        pytest.param(
            "years",
            "CO2排出量は2030年度に2019年度比で何%減らす目標ですか",
            "1,200トン（2019年）から900トン（2030年）への変化は、25%減となります。[1]",
            id="a statement of another base year says nothing of it",
        ),
        pytest.param(
            "present",
            "CO2排出量の目標は2013年度比で何%進捗していますか。進捗率は",
            "基準値1,000トンから目標値500トンまでのうち、実績値は800トンで、進捗率は40%となります。[1]",
            id="the base year of a target",
        ),
        pytest.param("ingots", "新地金と再生地金でCO2排出量は何%減りますか", "", id="neither is the base"),
        pytest.param("ingots", "新地金と再生地金のCO2排出量は何倍ですか", "", id="neither is the base of a multiple"),
        pytest.param("ingots", "新地金より再生地金より何%CO2排出量が多いですか", "", id="both are the base"),
        pytest.param("plan", "最終処分量の基準値と目標値の削減率は", "", id="columns, neither is the base"),
        pytest.param("plants", "東工場から出た重量は西工場で何%増えましたか", "", id="from is where it comes from"),
        pytest.param("plants", "東工場と西工場の費用の割合は", "", id="neither is the whole"),
        pytest.param("plants", "西工場の費用は東工場より何%良いですか", "", id="a word of degree no cue knows"),
        pytest.param("plants", "西工場の費用は東工場より何年早いですか", "", id="time is no amount"),
        pytest.param("years", "CO2排出量は2030年度に2015年度比で何%減らす目標ですか", "", id="no such base year"),
        pytest.param("present", "CO2排出量の2019年度比の目標に対する進捗率は", "", id="no such base of a target"),
    ],
)
def test_what_is_compared_with_what(book: str, question: str, said: str) -> None:
    made = lines(calculate(parse(question), BOOKS[book].candidates(question)))
    assert made[:1] == ([said] if said else [])


@pytest.mark.parametrize(
    ("question", "base"),
    [
        pytest.param("甲社から乙社へ移すと", 0, id="from to"),
        pytest.param("甲社を乙社に切り替えると", 0, id="replaced"),
        pytest.param("甲社を乙社に加えると", None, id="added"),
        pytest.param("乙社は甲社から何%減", 0, id="from, later"),
        pytest.param("甲社は乙社を何%上回るか", 1, id="exceeds"),
        pytest.param("甲社と乙社を比べると、乙社は甲社より何%多い", 0, id="named twice"),
        pytest.param("甲社における値は乙社の何倍", 1, id="where it is measured"),
        pytest.param("甲社のうち乙社の割合", 0, id="the whole"),
        pytest.param("甲社と乙社の割合", None, id="neither"),
        pytest.param("甲社より丙社", None, id="one is not there"),
    ],
)
def test_base_of_two(question: str, base: int | None) -> None:
    assert base_of(question, ("甲社", "乙社")) == base


@pytest.mark.parametrize(
    ("text", "years"),
    [
        pytest.param("2030年度に2019年度比で減らす", (2019,), id="ratio"),
        pytest.param("令和元年度の実績より減らす", (2019,), id="era"),
        pytest.param("2016年から2020年で", (2016,), id="from"),
        pytest.param("2016年の何倍", (2016,), id="multiple"),
        pytest.param("2016年と2020年の値", (), id="none"),
        pytest.param("2016年からの計画", (), id="since"),
    ],
)
def test_base_years(text: str, years: tuple[int, ...]) -> None:
    assert base_years(text) == years
