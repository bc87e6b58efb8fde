"""Which part the words of a statement can play, whatever heading they stand under."""

import pytest

from assistant.draft.fitting import fitting_content, tells_present
from assistant.draft.template_file import Content


@pytest.mark.parametrize(
    ("given", "text", "expected"),
    [
        pytest.param(Content.ACTION, "回収の拠点を増やす実証を進める。", Content.ACTION, id="an action"),
        pytest.param(Content.ACTION, "国内の市場規模が縮小", None, id="a trend is no action"),
        pytest.param(Content.ACTION, "回収の拠点を増やすことが重要である。", Content.CHALLENGE, id="what is demanded"),
        pytest.param(Content.ACTION, "製造業者と回収業者の団体等により構成", None, id="who belongs to a body"),
        pytest.param(Content.TO_BE, "資源が国内で巡っていることを目指す。", Content.TO_BE, id="a state aimed at"),
        pytest.param(
            Content.TO_BE, "2030年度までに回収の拠点を整備する。", Content.TO_BE, id="a measure with its year"
        ),
        pytest.param(Content.TO_BE, "回収の拠点の整備【環境省】", Content.ACTION, id="offices do it"),
        pytest.param(Content.TO_BE, "現場と連携して取り組む。", Content.ACTION, id="a doing"),
        pytest.param(Content.TO_BE, "回収の拠点が増えている。", None, id="what goes on"),
        pytest.param(Content.AS_IS, "今後、回収量は増えると見込まれる。", None, id="an outlook"),
        pytest.param(Content.AS_IS, "回収量は足りていない。", Content.AS_IS, id="a present"),
        pytest.param(Content.AS_IS, "分別の手引が必要である。", Content.CHALLENGE, id="a need"),
        pytest.param(Content.CHALLENGE, "品質基準の整備", Content.CHALLENGE, id="named by what is to be done"),
        pytest.param(Content.CHALLENGE, "新しい選別機の開発を進める。", Content.ACTION, id="a challenge that acts"),
        pytest.param(Content.CHALLENGE, "需要の広がりが期待される。", None, id="a hope"),
        pytest.param(Content.TO_BE, "回収率90", None, id="a bare figure"),
    ],
)
def test_fitting_content(given: Content, text: str, expected: Content | None) -> None:
    assert fitting_content(given, text) is expected


@pytest.mark.parametrize(
    ("text", "headings", "told"),
    [
        pytest.param("回収量は全体の3割にとどまっている。", ("全体の姿",), True, id="a share"),
        pytest.param("近年、回収の担い手が減っている。", (), True, id="a time"),
        pytest.param("町では電動の車が走り、資源が巡っている。", ("絵姿",), False, id="a picture of what is to be"),
        pytest.param("町では電動の車が走っている。", ("1. 回収の現状", "車両"), True, id="a heading says so"),
    ],
)
def test_tells_present(text: str, headings: tuple[str, ...], told: bool) -> None:
    assert tells_present(text, headings) is told
