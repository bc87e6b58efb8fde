"""What a question asks to be worked out, told by its words."""

import re
from enum import StrEnum
from typing import Final

from assistant.question import ParsedQuestion
from ingest.normalization import compact


class Reckoning(StrEnum):
    """What is to be worked out; the first that fits, in this order."""

    CONVERSION = "conversion"
    PROGRESS = "progress"
    MULTIPLE = "multiple"
    CHANGE = "change"
    SUM = "sum"
    DIFFERENCE = "difference"
    GAP = "gap"
    COMPARISON = "comparison"
    SHARE = "share"


_UNIT: Final = (
    r"(?P<scale>百万|千|万|億|兆|十億)?"
    r"(?P<name>トン|t-co2|t|キログラム|kg|グラム|g|円|ドル|人|件|平方キロメートル|km2|ヘクタール|ha|平方メートル|m2|"
    r"立方メートル|m3|キロリットル|kl|リットル|l|kwh|mwh|gwh|kw|mw|gj|mj|tj|pj|km|mm|m)"
)
CONVERSION: Final = re.compile(
    rf"{_UNIT}(?:単位)?(?:(?:に|へ)(?:直|換算|言い?換|すると|したら|すれば)|"
    r"で(?:言[うえっ]|いう|いえ|表[すし]|示[すし]|換算))"
)
ASKS_FRACTION: Final = re.compile(r"何分の(?:1|一)")
_UP_OR_DOWN: Final = (
    r"(?:減|増|削減|低下|上昇|下が|上が|縮|伸び|落ち|少な|[多低高安軽重短長広狭厚薄強弱深浅][いくか]|短縮|軽減|"
    r"小さ|大き|下回|上回|超え|変わ|変化)"
)
_EARLY_OR_LATE: Final = r"[早速遅][いくかめま]"  # in per cent; otherwise it is time, and no figure here is
_HOW_MUCH: Final = (
    r"どれ(?:だけ|くらい|ぐらい|ほど)|どの(?:くらい|ぐらい|程度)|いくら|いくつ|何(?!倍|割|分の)[^、。?%はがを]{1,5}?"
)
_WANTED: Final = r"(?:目標|あるべき姿|ありたい姿|計画)"
_PRESENT: Final = r"(?:現状|現在|実績|いま|今)"
_PERCENT: Final = r"何(?:%|パーセント|割)"
_CUES: Final = (
    (Reckoning.CONVERSION, CONVERSION),
    (
        Reckoning.PROGRESS,
        re.compile(
            rf"進捗率|進捗度|達成率|達成度合|目標値?の{_PERCENT}|"
            rf"目標値?に(?:対し?て?|対する)、?(?:実績は?|現状は?)?{_PERCENT}|"
            r"目標(?:値)?まで(?:に)?、?(?:何%|どこまで|どれ(?:だけ|くらい|ぐらい|ほど))(?:進|達成)|どこまで達成"
        ),
    ),
    (
        Reckoning.GAP,
        re.compile(
            rf"{_WANTED}.{{0,20}}{_PRESENT}.{{0,20}}(?:差|ギャップ|開き|{_HOW_MUCH})|"
            rf"{_PRESENT}.{{0,30}}{_WANTED}.{{0,20}}(?:差|ギャップ|開き|{_HOW_MUCH})|"
            r"目標(?:値)?まで(?:に)?あと|目標(?:値)?に(?:対して)?(?:あと)?(?:どれ|何).{0,12}(?:足り|不足|届)"
        ),
    ),
    (Reckoning.MULTIPLE, re.compile(r"何倍|何分の(?:1|一)|倍率")),
    (
        Reckoning.CHANGE,
        re.compile(
            rf"{_PERCENT}(?:ほど|くらい|ぐらい|程度)?(?:も|の|だけ)?(?:{_UP_OR_DOWN}|{_EARLY_OR_LATE})|"
            r"(?:増減|減少|増加|変化|伸び|成長|削減|低下|上昇)率"
        ),
    ),
    (Reckoning.SUM, re.compile(r"合計|合わせ|あわせ|足す|足し|足せ|合算|総計|トータル")),
    (
        Reckoning.DIFFERENCE,
        re.compile(
            r"差(?:は|が|を|額|分|$|[?。、])|何ポイント|開き(?:は|が|$|[?。、])|"
            rf"(?:{_HOW_MUCH})(?:も|の|だけ|ほど)?(?:違|異な|差|開|{_UP_OR_DOWN})|"
            r"(?:減少|増加|削減)(?:数|量|額|分|幅)(?:は|が|を|$|[?。])"
        ),
    ),
    (Reckoning.COMPARISON, re.compile(r"どちら|どっち|違い(?:は|を|が|$|[?。])|比較|比べ")),
    (Reckoning.SHARE, re.compile(rf"{_PERCENT}|割合|比率|シェア|占め")),
)


# What no rule here works out: parts left out, means, sums over time, and one reckoning upon another.
_BEYOND: Final = re.compile(
    r"除[いくきけ]|のぞ[いく]|以外|平均|中央値|累計|(?:1|一|各)(?:人|社|件|者|世帯|自治体|団体)(?:当たり|あたり|につき)|複利|年率|"
    r"何(?:年|[かヶカケ]月|箇月|週|日|時間|分(?!の)|秒)間?(?:も|ほど|くらい|ぐらい|程度)?[早速遅長短]"
)
# 何% before a word of degree that no cue knows, or beside より, is no share.
_NO_SHARE: Final = re.compile(
    rf"(?<!に)より|(?:{_PERCENT})(?:ほど|くらい|ぐらい|程度)?(?:も|だけ)?[一-鿿](?<![占当相含])"
)
_UPON_A_SUM: Final = re.compile(rf"{_PERCENT}|割合|比率|差(?:は|が|額)|何倍|どちら|多い|少ない")


def asked_reckoning(question: ParsedQuestion) -> Reckoning | None:
    """What the question asks to be worked out, or None where that is nothing, or more than one step."""
    asked = compact(question.text)
    if _BEYOND.search(asked):
        return None
    found = next((kind for kind, cue in _CUES if cue.search(asked)), None)
    if (found is Reckoning.SUM and _UPON_A_SUM.search(asked)) or (found is Reckoning.SHARE and _NO_SHARE.search(asked)):
        return None
    return found
