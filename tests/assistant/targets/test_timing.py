import pytest

from assistant.targets import CueLabeller, Target


@pytest.mark.parametrize(
    ("text", "base", "due"),
    [
        pytest.param("廃棄物量を2013年度比で20%削減（2030年度）", 2013, 2030, id="compared with"),
        pytest.param("廃棄物量を平成25年度→令和12年度で3割減", 2013, 2030, id="arrow"),
        pytest.param("廃棄物量を2017年度から2032年度までに24%削減", 2017, 2032, id="from and to with a change"),
        pytest.param("2024〜2030年度の累計で再生材を5万t使用", None, 2030, id="period"),
        pytest.param("2025年度から3か年で再生材を5万t使用", None, 2027, id="years from a start"),
        pytest.param("再資源化率を令和4年度の24%から令和14年度に36%にする", 2022, 2032, id="from a figure"),
        pytest.param("毎年、再資源化率98%以上を維持する", None, None, id="every year"),
        pytest.param("2030年代に再資源化率98%以上とする", None, None, id="decade"),
        pytest.param(
            "計画（令和7年3月改定）に基づき再資源化率を2033年度に30%にする", None, 2033, id="year of a document"
        ),
        pytest.param("再資源化率を2030年3月期に90%とする", None, 2030, id="settlement term"),
        pytest.param("廃棄物量の原単位▲10%　基準：2022年度", 2022, None, id="base behind a colon"),
        pytest.param("Cut waste by 30% by FY2030 compared to FY2019", 2019, 2030, id="english"),
        pytest.param("古紙の回収量を2024年度の3倍にする（2030年度）", 2024, 2030, id="times a year"),
        pytest.param("回収量を2027年度に3千t、2031年度に6千tとする", None, 2027, id="first of two steps"),
    ],
)
def test_years_take_their_part(text: str, base: int | None, due: int | None) -> None:
    level = CueLabeller().label(Target(1, None, "", "", text)).level
    assert (level.base_year, level.target_year) == (base, due)
