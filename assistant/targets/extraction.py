"""What a target promises in figures: value, unit, direction.

A text names many figures; most are not the goal. Each is weighed by the words around it, and the best is taken (the
first one where several are as good), as the labelling guideline of the partnership's indicators asks.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from assistant.targets.reading import Reading
from assistant.targets.values import Direction
from ingest.numbers import Quantity, find_quantities
from ingest.years import find_years


@dataclass(frozen=True, slots=True)
class Goal:
    """The figure that a target is measured by, with the words around it.

    Attributes:
        value: In `unit`.
        unit: Normalised unit; "" where the words name none (ゼロ, 半減 of an unknown measure).
        direction: How the value is to be read.
        start: Offset of the figure in the reading.
        end: Offset behind it.
        score: How likely it is the goal; comparable within one text.
        is_word: True for ゼロ, 半減, 倍増, すべて: no digits.
    """

    value: float
    unit: str
    direction: Direction
    start: int
    end: int
    score: float
    is_word: bool = False


_DOWN = (
    r"(?:の|を|で|ほど|程度|分|相当|ずつ)?\s?(?:以上|超)?(?:の|を)?\s?(?:削減|減(?!価|容)|低減|抑制"
    r"|抑え|縮減|短縮|縮め|薄く|薄肉|カット|節減|圧縮|下げ|引き下げ|引下げ|軽く|軽量化|少なく|縮小|reduc|less\b"
    r"|lower\b|decrease|cut\b)"
)
_UP = (
    r"(?:の|を|ほど|程度)?\s?(?:以上|超)?(?:の|を)?\s?(?:増|向上|アップ|上げ|引き上げ|引上げ|高め|伸ば"
    r"|拡大|改善|延長|延ば|長く|increase|improve)"
)
_REDUCE_AFTER = re.compile(rf"^{_DOWN}", re.IGNORECASE)
_INCREASE_AFTER = re.compile(rf"^{_UP}", re.IGNORECASE)
# 食品廃棄を3割、CO2を4割減らす: the verb at the end is said of both.
_SHARED_CUT = re.compile(r"^、[^、。0-9]{1,16}[0-9.]+\s?(?:%|割)(?:の|を)?(?:削減|減ら)")
_AT_LEAST = re.compile(
    r"^\s?(?:の)?(?:以上|超|を?超え|を?上回|or (?:higher|more|above|over)|and above|\+)", re.IGNORECASE
)
_AT_MOST = re.compile(r"^\s?(?:の)?(?:以下|未満|以内|を?下回|を切|or (?:less|lower|below))", re.IGNORECASE)
_AT_LEAST_BEFORE = re.compile(
    r"(?:at least|more than|over|minimum(?: of)?|≥|>=?|最低(?:でも)?|少なくとも)\s?$", re.IGNORECASE
)
_AT_MOST_BEFORE = re.compile(r"(?:at most|less than|under|below|≤|<=?|最大でも)\s?$", re.IGNORECASE)
_REDUCE_BEFORE = re.compile(
    r"(?:削減率|削減量|低減率|抑制率|減少率|軽量化率|抑制(?:量)?|(?<!・)縮減率|削減|減量(?:率)?|低減|削減目標"
    r"|短縮率)(?:目標)?(?:を|は|:|、|の|が)?[^、。0-9一-龠]{0,8}$"
    r"|(?:reduc\w*|decreas\w*|cut|lower|lighten)\b[^.;]{0,60}\bby\s?$",
    re.IGNORECASE,
)
_INCREASE_BEFORE = re.compile(
    r"(?:増加率|伸び率|成長率|向上率|改善率|増)(?:を|は|:)?\s?$|(?:increas\w*|improv\w*)\b[^.;]{0,60}\bby\s?$",
    re.IGNORECASE,
)

_LOSS_BEFORE = re.compile(r"(?:原単位|ロス率?|廃棄率|不良率|排出量|発生量)[^、。]{0,16}$")

_HALF = re.compile(r"半減|半分(?:に|以下|へ|まで)|(?:半数|50/50)(?=に|へ|を)|\bhal(?:ve|f)\b", re.IGNORECASE)
_DOUBLE = re.compile(r"倍増|(?<![0-9一二三四五六七八九十数.])倍(?:に|へ)|\bdouble\b", re.IGNORECASE)
_ZERO = re.compile(
    r"(?:実質)?(?:排出)?ゼロ(?!認証|エミ|・?ウェイスト|・?ウエイスト|から|カーボン|円|ベース|・エミ|エネ)"
    r"|(?<![0-9.,])0(?=に|へ|を|とする|達成|\s?$)|カーボンニュートラル|ゼロカーボン(?!シティ)"
    r"|ネットゼロ"
    r"|ゼロ[・\s]?エミ(?:ッション)?(?=(?:化|率|工場|拠点)?(?:の|を|は)?\s?(?:達成|実現|維持|継続|に|へ"
    r"|$))|\bzero\b(?![\s-]?(?:emission|waste(?!\s(?:sent\s)?to landfill)))|net[\s-]zero|全廃|(?:を"
    r"|は)\s?(?:[0-9]{4}年度?(?:末)?まで(?:に)?)?(?:撤廃|無くす|なくす|廃止)(?:する)?",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?:すべて|全て|全量|全数|全面的に)(?:を|の|で)?[^、。]{0,14}?(?:切り?替え|置き?換え|転換|完了|統一|取得|移行)"
    r"|(?:全量|全数)(?:を)?(?:再資源化|リサイクル|回収|再利用|[^、。0-9]{1,14}(?:に|へ)(?:する|します|回す|戻す|切り替え))"
    r"|(?:全|すべての|全ての)(?:製品|商品|容器|包装|包材|店舗|拠点|工場|事業所|車両|車種|機種|ブランド"
    r"|ボトル|作業所|現場|部門|施設|[^、。\s0-9]{1,8}ボトル)"
    r"(?:を|に|で|へ)[^、。]{0,20}(?:にする|にします|とする|とします|化する|化します|達成|継続|維持|実現|採用|使用|搭載|適用)"
    r"|全(?!体|国|固体|般|社会)[^、。\s0-9]{1,10}(?:で|に|の|を)[^、。]{0,16}(?:完了|取得|切り?替え"
    r"|置き?換え|達成|導入)"
    r"|全(?:ブランド|[^、。\s0-9]{0,6}?(?:店舗?|拠点|現場|部門|公民館|乗務員|物件|校|機種|製品|学部|事業所|工場))"
    r"(?:で|に|へ)?(?:実施|適用|展開)?(?=\s?(?:$|[。()]))"
    r"|全(?:量|数)(?:を)?(?:持ち帰|引き?取|集め)"
    r"|\ball\b(?! of us)(?=[^.;0-9]{0,40}(?:made|from|with|recycl|reus))"
)
_SLOGAN_TAIL = re.compile(r"^(?:・|の?(?:まち|社会|推進|条例|運動|宣言|計画|プロジェクト|キャンペーン))")
_BARE_CHANGE = re.compile(
    r"(?P<noun>自治体|社|拠点|店舗|市町村|団体|か所|カ所|件|人|台|校|品目|地域|品番|機種|会員"
    r"|企業)[数]?(?:を|は|が)?[^、。0-9]{0,10}(?:約)?"
    r"[0-9][0-9,]*(?:[^、。0-9]{0,6})?(?:から|→)[^、。0-9]{0,10}(?P<to>[0-9][0-9,.]*万?)(?=\s?(?:へ|に|まで|$|\())"
)

_ENGLISH_UNITS: Final = (
    *((noun, "人") for noun in ("student", "people", "person", "employee", "participant", "engineer")),
    *((noun, "台") for noun in ("laptop", "machine", "vehicle", "car", "phone", "computer", "device")),
    *((noun, "本") for noun in ("paper", "bottle", "tire", "tyre")),
    *((noun, "社") for noun in ("compan", "supplier", "startup")),
    *((noun, "個") for noun in ("batter", "tool", "part", "item", "product", "piece")),
    *((noun, "回") for noun in ("seminar", "workshop", "event")),
    *((noun, "件") for noun in ("case", "project", "repair")),
)
_ENGLISH_COUNT = re.compile(
    r"(?<![0-9.,])(?P<n>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\s(?P<million>million\s)?(?:(?!of\b)[a-z-]+\s){0,2}?(?P<noun>"
    + "|".join(noun for noun, _ in _ENGLISH_UNITS)
    + r")[a-z]*\b",
    re.IGNORECASE,
)

_GOAL_AFTER = re.compile(
    r"^\s?(?:程度|前後|相当|ずつ)?(?:以上|超|以下|未満|以内|を目指|を達成|を実現|を(?:[0-9]{4}年|令和|fy)|を維持|を確保|を掲げ"
    r"|を保|も維持|に|へ|とし|とする|と|まで|達成|維持|を目標|or |$|[。\n()、,・;!/])"
)
_ACT_AFTER = re.compile(
    r"^\s?(?:程度|以上)?(?:を|の)?\s?(?:回収|再資源化|リサイクル|削減|出資|投資|融資|投じ|創出|修理"
    r"|再使用|リユース|製造|供給|販売|育成|開催|取得|登録|寄贈|収集|利用|使用|採用|実施|増|減|集め"
    r"|資源化|提供|再利用|参加|受講|収録|締結|認定|養成|導入|登録|of\b|by\b)"
    r"|^\s?が(?:受講|参加|利用|来場|修了|取得|登録)"
    r"|^\s?(?:で|に)(?:確立|実施|展開|導入|構築|実現|達成|設置|拡大|開設|整備)"
)
_BASELINE_AFTER = re.compile(
    r"^\s?(?:程度|前後)?(?:\([^)]{0,20}\))?\s?(?:から|より|→|=>|であ|で(?:した|ある|推移)|だった"
    r"|に対し|に達し|に留|にとどま|でしたが|だが|ですが|を超える実績)"
)
_PER_AFTER = re.compile(r"^\s?(?:当たり|あたり|当り|につき|ごと|毎|の平均|per\b)")
_PROPERTY_AFTER = re.compile(
    r"^\s?(?:以上|以下|程度|超|未満|規模|級|相当)?(?:の|含有|配合|使用した|を含む|を超える|以上含む"
    r"|の規模)(?!.?(?:削減|回収|増|減|向上|達成|実現|水準|再資源化|リサイクル|低減|抑制|縮減|リユース"
    r"|維持|参加|利用|協力|創出|売上|短縮|出資|投資|投融資|融資))\s?[^\s、。0-9]"
)
_SUBJECT_AFTER = re.compile(
    r"^\s?(?:は|が|で(?!す)|すべて|全て|全社|共同|合計|程度に対し|に対し|が連携|と(?:連携|協働|協力|組)|の[^、。]{0,10}(?:と|で))"
)
# 12社に総額25億円: the count says to whom, the figure behind it is the goal.
_FOR_AFTER = re.compile(r"^\s?[・、]\s?総額|^(?:程度|以上|超)?(?:に対し|に|へ|で|が|と|から)[^、。]{0,14}[0-9]")
_NOW_BEFORE = re.compile(
    r"(?:現在|現状|現行|足元|従来|実績|これまで|既に|すでに|昨年度?|前年度?|直近|かつて|もともと)(?:の"
    r"|は|、|で|約|年間|年|値|も|では|、約)*\s?$"
)
_PART_BEFORE = re.compile(
    r"(?:うち|このうち|内訳|毎回|各回|1回|設立から|創業|設立|創立|資本金|従業員|職員|社員|人口|当社は"
    r"|拠点数|調達先)[^、。0-9]{0,8}$"
)
_BACKGROUND = re.compile(
    r"^\s?全社売上高?\s?[0-9]|(?:てい(?:ます|る)|に及びます|ており(?:ます)?|ました|でした|であ(?:る|ります)|(?:年)?に(?:設立|創業)|企業|会社)\s?$"
    r"|(?:従業員|社員|職員|資本金|人口|年商|年間?売上高?は|取扱高は|生産量は|処理量は|販売数は"
    r"|当[社市会]の[^、。]{0,8}は)[^。]*(?:名|人|円|台|店舗|拠点|t|トン|個|本)\s?$"
)
_PURPOSE = re.compile(
    r"目標|目指|めざ|とする|とします|まで|達成|実現|引き?上げ|高め|削減し?ます|掲げ|取り組み?ます|宣言|約束"
)
_FIRM_UNITS: Final = frozenset({"%", "分数", "t", "円", "t-CO2", "倍", "kg"})
_DURATION: Final = frozenset({"年間", "年", "か月", "日", "時間", "分間", "秒"})
_DURATION_HEAD = re.compile(r"(?:日数|時間|期間|延命|寿命|年数|リードタイム)[^0-9]{0,14}$")
_PERSONAL: Final = frozenset({"着", "回", "人", "台", "個", "本", "枚", "世帯", "名", "戸", "食", "組", "日", "点"})
# How far behind the best a figure may lie and still count as a goal of its own. Source: our reading of targets.
_CLOSE = 2.0


def find_goals(reading: Reading) -> tuple[Goal, ...]:
    """The figures that are goals, in the order of the text; empty where the target names none."""
    goals = _without_weaker_alls(reading, _figures(reading, reading.body))
    if not goals:
        goals = tuple(replace(g, score=g.score - 1) for g in _figures(reading, reading.notes))
    best = max((g.score for g in goals), default=0.0)
    return tuple(g for g in goals if g.score > 0 and g.score >= best - _CLOSE)


def _without_weaker_alls(reading: Reading, goals: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """Goals without those that say only where a stronger one of their sentence holds (全拠点の埋立をゼロ)."""

    def outdone(goal: Goal) -> bool:
        stretch = sentence_of(reading, goal.start)
        return any(
            other.score > goal.score and other is not goal and stretch[0] <= other.start < stretch[1] for other in goals
        )

    return tuple(g for g in goals if not (g.is_word and g.value == 100 and outdone(g)))


def scale_figures(reading: Reading) -> tuple[Goal, ...]:
    """Every figure of the text, goal or not, in its order: the size of a plant is none of its goals."""
    return tuple(g for g in _figures(reading, reading.notes) if not g.is_word)


def main_goal(reading: Reading, goals: tuple[Goal, ...]) -> Goal | None:
    """The goal that the target is measured by: the one marked as such, else the first; None without any."""
    if reading.first is not None:
        start, end = reading.first
        marked = [g for g in goals if start <= g.start < end]
        if marked:
            return marked[0]
    return goals[0] if goals else None


def sentence_of(reading: Reading, position: int) -> tuple[int, int]:
    """The sentence that holds an offset, or the whole text where none does."""
    return next(((s, e) for s, e in reading.sentences if s <= position < e), (0, len(reading.text)))


def _figures(reading: Reading, view: str) -> tuple[Goal, ...]:
    goals = [_weigh(reading, view, q) for q in find_quantities(view)]
    taken = [(g.start, g.end) for g in goals]
    words = [g for g in _words(reading, view) if not any(g.start < e and s < g.end for s, e in taken)]
    return tuple(sorted((*goals, *words), key=lambda g: g.start))


def _weigh(reading: Reading, view: str, quantity: Quantity) -> Goal:
    start, end = quantity.start, quantity.end
    sentence_start, sentence_end = sentence_of(reading, start)
    before, after = view[sentence_start:start], view[end:sentence_end].lstrip()
    direction = _direction(quantity, before, _SLASH.sub("", after))
    value, unit, direction = _worked_out(quantity, before, after, direction)
    score = _weight(quantity, before, after, direction) + _sentence_weight(reading, view, sentence_start, sentence_end)
    return Goal(value, unit + _denominator(unit, before, after), direction, start, end, score)


def _weight(quantity: Quantity, before: str, after: str, direction: Direction) -> float:
    firm = quantity.unit in _FIRM_UNITS
    weight = 2.0 if firm else 1.0
    is_property = bool(_PROPERTY_AFTER.match(after))
    if direction is not Direction.REACH and not is_property:
        weight += 2.0
    if is_property:
        weight -= 4.0
    elif _GOAL_AFTER.match(after) or _ACT_AFTER.match(after):
        weight += 3.0
    elif _SUBJECT_AFTER.match(after) or (after.startswith("を") and not firm):
        weight -= 2.0
    if _BASELINE_AFTER.match(after) or _NOW_BEFORE.search(before[-14:]):
        weight -= 8.0
    if _PER_AFTER.match(after) or _PART_BEFORE.search(before[-16:]):
        weight -= 8.0
    if not firm and _FOR_AFTER.match(after):
        weight -= 3.0
    if quantity.unit in _DURATION and not _DURATION_HEAD.search(before[-24:]):
        weight -= 6.0
    if quantity.value == 1 and quantity.unit in _PERSONAL:
        weight -= 6.0
    return weight


def _sentence_weight(reading: Reading, view: str, start: int, end: int) -> float:
    """Less for a sentence that tells of the member where another sentence holds the goal."""
    sentence = view[start:end].rstrip(" )」")
    if len(reading.sentences) < 2 or not _BACKGROUND.search(sentence):
        return 0.0
    return 0.0 if _PURPOSE.search(sentence) else -5.0


def _words(reading: Reading, view: str) -> list[Goal]:
    """Goals said without digits, and the end of a change between bare numbers (300から600へ)."""
    goals = []
    for match in _ENGLISH_COUNT.finditer(view):
        number = float(match["n"].replace(",", "")) * (1e6 if match["million"] else 1)
        unit = next(unit for noun, unit in _ENGLISH_UNITS if match["noun"].lower().startswith(noun))
        goals.append(Goal(number, unit, Direction.REACH, match.start(), match.end(), 3.0))
    for match in _BARE_CHANGE.finditer(view):
        number = float(match["to"].rstrip("万").replace(",", "")) * (10_000 if match["to"].endswith("万") else 1)
        unit = "か所" if match["noun"] == "カ所" else match["noun"]
        goals.append(Goal(number, unit, Direction.REACH, match.start("to"), match.end("to"), 3.0))
    for pattern, value, unit, direction, score in (
        (_HALF, 50.0, "%", Direction.REDUCE_BY, 5.0),
        (_DOUBLE, 2.0, "倍", Direction.INCREASE_BY, 5.0),
        (_ZERO, 0.0, "", Direction.REACH, 3.6),
        (_ALL, 100.0, "%", Direction.REACH, 2.2),
    ):
        for match in pattern.finditer(view):
            if not _SLOGAN_TAIL.match(view[match.end() :]):
                start, end = sentence_of(reading, match.start())
                # A zero that is only part of a name gives way to any figure.
                weight = (0.5 if "エミ" in match[0] else score) + _sentence_weight(reading, view, start, end)
                found = Direction.REACH if match[0].startswith("半数") else direction
                goals.append(Goal(value, unit, found, match.start(), match.end(), weight, is_word=True))
    return goals


def _direction(quantity: Quantity, before: str, after: str) -> Direction:
    rises = _INCREASE_AFTER.match(after)
    if rises:
        # An intensity or a loss that improves goes down.
        falls = "改善" in rises[0] and _LOSS_BEFORE.search(before)
        return Direction.REDUCE_BY if falls else Direction.INCREASE_BY
    if (
        quantity.sign == "-"
        or _SHARED_CUT.match(after)
        or _REDUCE_AFTER.match(after)
        or _REDUCE_BEFORE.search(_tidy(before))
    ):
        return Direction.REDUCE_BY
    if quantity.sign == "+" or quantity.unit == "倍" or _INCREASE_BEFORE.search(before):
        return Direction.INCREASE_BY
    if _AT_LEAST.match(after) or _AT_LEAST_BEFORE.search(before):
        return Direction.AT_LEAST
    if _AT_MOST.match(after) or _AT_MOST_BEFORE.search(before):
        return Direction.AT_MOST
    return Direction.REACH


def _tidy(before: str) -> str:
    """The words in front of a figure without years, so that 「削減率を2030年度に」 ends with the measure."""
    found = find_years(before)
    for year in reversed(found):
        before = before[: year.start] + before[year.end :]
    return re.sub(r"(?:まで(?:に)?|に|末|比で?|:|\s|、|約|年間|累計で?)+$", "", before)


def _worked_out(quantity: Quantity, before: str, after: str, direction: Direction) -> tuple[float, str, Direction]:
    """Fractions as percent; a thing that falls to a third is reduced by two thirds."""
    if quantity.unit != "分数":
        return quantity.value, quantity.unit, direction
    falls = re.match(r"^\s?(?:に|へ|まで|以下)(?!.{0,4}(?:引き上げ|高め|増))", after) and not re.search(
        r"(?:割合|比率|率|うち)[^、。]{0,12}$", before
    )
    if falls:
        return round((1 - quantity.value) * 100, 1), "%", Direction.REDUCE_BY
    return round(quantity.value * 100, 1), "%", direction


_PER = re.compile(
    r"(?:1|一)?(?P<unit>人1日|人・日|人日|人|本|台|個|枚|着|足|箱|件|缶|店舗|現場|世帯|食|頭|回|m2|m3|t|トン|L|kWh"
    r"|百万円|千万円|億円|千円|万円)"
    r"(?:\s?(?:当たり|あたり|当り|につき)[^、。]{0,20}|\s?)(?:日|月)?$",
    re.IGNORECASE,
)
_PER_WORD = re.compile(r"当たり|あたり|当り|につき|(?:1|一)[^0-9]{1,2}\s?$")
_SLASH = re.compile(r"^/(?P<unit>人・?日|人|台|本|個|t|トン|m2|m3|百万円|億円|kWh|件|世帯|食|店舗|現場|L)")
_ABSOLUTE: Final = frozenset({"t", "kg", "g", "m3", "L", "kL", "t-CO2", "kg-CO2", "g-CO2", "GJ", "MJ", "kWh"})


def _denominator(unit: str, before: str, after: str) -> str:
    """What the figure is told per, as "/人", "/本", "/百万円"; "" where nothing, or a year."""
    if unit not in _ABSOLUTE:
        return ""
    found = _SLASH.match(after)
    if not found:
        head = re.sub(r"(?:年間?|約|を|は)+$", "", before.rstrip())
        found = _PER.search(head)
        if not found or not _PER_WORD.search(head[max(0, found.start() - 1) :]):
            return ""
    per = found["unit"].replace("人1日", "人・日").replace("人日", "人・日").replace("トン", "t")
    return f"/{per}"
