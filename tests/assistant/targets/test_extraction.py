import pytest

from assistant.targets import CueLabeller, Direction, Target


@pytest.mark.parametrize(
    ("text", "value", "unit", "direction"),
    [
        pytest.param("再資源化率95%以上", 95, "%", "at_least", id="at least"),
        pytest.param("再資源化率95%超を保つ", 95, "%", "at_least", id="above"),
        pytest.param("埋立率1%未満", 1, "%", "at_most", id="below"),
        pytest.param("ごみを20%以上削減", 20, "%", "reduce_by", id="at least a reduction"),
        pytest.param("ごみの量 ▲12.5％", 12.5, "%", "reduce_by", id="triangle"),
        pytest.param("回収量を2倍にする", 2, "倍", "increase_by", id="times"),
        pytest.param("回収量を1割増やす", 10, "%", "increase_by", id="increase"),
        pytest.param("廃棄物の排出原単位を18%改善する", 18, "%", "reduce_by", id="intensity that improves"),
        pytest.param("材料歩留まりを3ポイント改善する", 3, "ポイント", "increase_by", id="yield that improves"),
        pytest.param("回収率を3割に", 30, "%", "reach", id="tenths"),
        pytest.param("回収量を年5万tまで増やす", 50_000, "t", "reach", id="level of an increase"),
        pytest.param("プラスチック使用量を半減", 50, "%", "reduce_by", id="half"),
        pytest.param("回収量の倍増", 2, "倍", "increase_by", id="double"),
        pytest.param("ごみの量を3分の1に", 66.7, "%", "reduce_by", id="down to a third"),
        pytest.param("埋立量ゼロ", 0, "t", "reach", id="zero of an amount"),
        pytest.param("埋立率ゼロ", 0, "%", "reach", id="zero of a rate"),
        pytest.param("CO2排出実質ゼロ", 0, "t-CO2", "reach", id="net zero"),
        pytest.param("回収率を現在の20%から35%に引き上げる", 35, "%", "reach", id="not where it stands"),
        pytest.param("従業員300名の会社です。回収率を35%にします。", 35, "%", "reach", id="not the member's size"),
        pytest.param(
            "再生材50%以上の製品へ全店舗で2027年度に切り替え完了", 100, "%", "reach", id="share, not requirement"
        ),
        pytest.param("1人1日当たりのごみ排出量を800g以下にする", 800, "g/人・日", "at_most", id="per head and day"),
        pytest.param("12社に総額25億円を出資（資源循環分野）", 2.5e9, "円", "reach", id="amount, not number"),
        pytest.param("年間処理能力2万tのリサイクル工場を新設する", 20_000, "t", "reach", id="scale of a project"),
        pytest.param("再生材の利用を進める", None, None, None, id="no figure"),
    ],
)
def test_the_figure_that_is_promised(text: str, value: float | None, unit: str | None, direction: str | None) -> None:
    level = CueLabeller().label(Target(1, None, "", "", text)).level
    assert (level.value, level.unit) == (value, unit)
    assert level.direction == (Direction(direction) if direction else None)
