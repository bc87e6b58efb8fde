"""Quantities with units in Japanese (and plain English) text: 5万t, 三割, ▲12.5％, 1億2,000万円, 年120万個, 30〜40%.

Text is folded character by character so that full-width digits and ㌧ read as 0–9 and トン; every span that comes back
refers to the text as it was given.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_SEMIVOICED = "ﾞﾟ"
_DASHES = str.maketrans({"−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "〜": "~", "∼": "~", "△": "▲"})


@dataclass(frozen=True, slots=True)
class Folded:
    """Text with one writing for each character, and the way back.

    Attributes:
        text: NFKC of each character, circled numbers as they are; dashes are "-", wave dashes "~", white triangles "▲".
        starts: For each folded character, the offset of the original character it comes from.
        ends: For each folded character, the offset behind that original character.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open stretch of the original text behind folded [start, end), which must not be empty."""
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    Attributes:
        value: With 万, 億, 割 and the like worked out; never negative. A fraction (3分の1) has the unit "分数".
        unit: Normalised: "%", "t", "円", "t-CO2", "件", …; "/年" is left out.
        start: Offset of its first character in the text, sign included.
        end: Offset behind its last character, unit included.
        upper: The upper end of a range (30〜40%), else None; `value` is then the lower end.
        sign: "-" where a ▲, a minus or マイナス stands before it, "+" for a plus or プラス, else "".
    """

    value: float
    unit: str
    start: int
    end: int
    upper: float | None = None
    sign: str = ""


@lru_cache(maxsize=20_000)
def _fold_character(character: str) -> str:
    # ① numbers an item: folded to 1 it would join the figure behind it.
    is_mark = "①" <= character <= "⓿" or "❶" <= character <= "➓"
    return character if is_mark else unicodedata.normalize("NFKC", character).translate(_DASHES)


@lru_cache(maxsize=2)  # years and quantities of one text are looked for one after the other
def fold(text: str) -> Folded:
    """Text folded for reading numbers, with offsets; a lone surrogate stays as it is."""
    plain = "".join(map(_fold_character, text))
    if len(plain) == len(text) and not any(mark in text for mark in _SEMIVOICED):  # one for one, as nearly always
        return Folded(plain, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        width = 2 if text[position + 1 : position + 2] and text[position + 1] in _SEMIVOICED else 1
        character = text[position : position + width]
        folded = _fold_character(character)
        parts.append(folded)
        starts.extend([position] * len(folded))
        ends.extend([position + width] * len(folded))
        position += width
    return Folded("".join(parts), tuple(starts), tuple(ends))


_DIGITS: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3, "両": 2}
_SMALL: Final = {"十": 10, "百": 100, "千": 1000}
_LARGE: Final = {"万": 10**4, "億": 10**8, "兆": 10**12}
_NUMERAL_PART = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|.")


_MAX_NUMERAL_CHARS = 40


def parse_number(numeral: str) -> float:
    """The value of a folded numeral: "1,234.5", "5万", "1億2,000万", "三十", "二〇三〇", "百"; 0.0 for an empty one.

    Characters that belong to no numeral are passed over. A numeral of more than 40 characters measures nothing in the
    world and would overflow: it counts as its first 40.
    """
    numeral = numeral[:_MAX_NUMERAL_CHARS]
    total = section = 0.0
    current: float | None = None
    for part in _NUMERAL_PART.findall(numeral):
        if part[0] in "0123456789":
            current = float(part.replace(",", ""))
        elif part in _DIGITS:
            current = _DIGITS[part] if current is None else current * 10 + _DIGITS[part]
        elif part in _SMALL:
            section += (1 if current is None else current) * _SMALL[part]
            current = None
        elif part in _LARGE:
            section += current or 0.0
            total += (section or 1) * _LARGE[part]
            section, current = 0.0, None
    return total + section + (current or 0.0)


_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
# 2万2,000 and 1億5000: digits behind a large unit go on with the number, behind a blank only in a full group.
_REST = r"(?:(?<=[万億兆])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}|\s(?:[0-9]{1,3},[0-9]{3}|[0-9]{4}))(?![0-9年]))?"
_MIXED = rf"{_ARABIC}\s?[十百千万億兆]*(?:{_ARABIC}[十百千万億兆]+)*{_REST}"
_KANJI = r"[〇一二三四五六七八九十百千][〇一二三四五六七八九十百千万億兆]*|数[十百千万]+"
_ENGLISH_SCALE: Final = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

# Counters, which are their own normal form.
_COUNTERS: Final = (
    "件 台 点 個 本 枚 着 足 冊 基 棟 戸 世帯 社 団体 自治体 市町村 市町 市 町 村 区 "
    "地域 地区 拠点 店舗 店 工場 事業所 施設 校 人 者 回 品目 品番 品種 種類 種 製品 "
    "機種 車種 ブランド 銘柄 案件 事例 テーマ 講座 講義 組 組織 会員 口 便 箱 袋 セット "
    "缶 食 脚 頭 株 両 隻 機 体 ラウンド 現場 物件 路線 駅 園 室 席 ロット パレット 軒 "
    "品 会場 分野 領域 項目 報 編 語 か国 カ国 ヶ国 万人 か月分 日分 日 時間 秒 分間 号 "
    "機関 例 床 作品 商品 サービス アイテム シリーズ 系統 都市 都道府県 大学 学校 ライン 巡 "
    "サイクル 号機 社員 人日 プロジェクト モデル "
)

# Written forms of the units, normalised. The longest that fits wins.
_UNITS: Final[dict[str, str]] = {
    "%": "%",
    "パーセント": "%",
    "percent": "%",
    "per cent": "%",
    "ポイント": "ポイント",
    "%ポイント": "ポイント",
    "t": "t",
    "トン": "t",
    "ton": "t",
    "tons": "t",
    "tonne": "t",
    "tonnes": "t",
    "metric tons": "t",
    "kg": "kg",
    "キログラム": "kg",
    "キロ": "kg",
    "g": "g",
    "mg": "mg",
    "μg": "μg",
    "グラム": "g",
    "円": "円",
    "yen": "円",
    "jpy": "円",
    "ドル": "ドル",
    "usd": "ドル",
    "米ドル": "ドル",
    "ユーロ": "ユーロ",
    "倍": "倍",
    "times": "倍",
    "名": "人",
    "か所": "か所",
    "カ所": "か所",
    "ヶ所": "か所",
    "ヵ所": "か所",
    "ケ所": "か所",
    "箇所": "か所",
    "m3": "m3",
    "立方メートル": "m3",
    "立米": "m3",
    "m2": "m2",
    "平方メートル": "m2",
    "リットル": "L",
    "l": "L",
    "kl": "kL",
    "キロリットル": "kL",
    "kwh": "kWh",
    "mwh": "MWh",
    "gwh": "GWh",
    "kw": "kW",
    "mw": "MW",
    "gj": "GJ",
    "mj": "MJ",
    "tj": "TJ",
    "pj": "PJ",
    "km": "km",
    "km2": "km2",
    "平方キロメートル": "km2",
    "mm": "mm",
    "ha": "ha",
    "ヘクタール": "ha",
    "°c": "℃",
    "companies": "社",
    "members": "社",
    "people": "人",
    "sites": "拠点",
    "stores": "店舗",
    "units": "台",
    "pieces": "個",
    "items": "点",
    "bottles": "本",
    "cases": "件",
    "か月": "か月",
    "カ月": "か月",
    "ヶ月": "か月",
    "か年": "年間",
    "カ年": "年間",
    "ヶ年": "年間",
    "箇年": "年間",
    "年間": "年間",
    "営業日": "日",
} | {counter: counter for counter in _COUNTERS.split()}
_MASS_SCALE: Final = {"kt": 1e3, "mt": 1e6}
_CO2_UNIT = r"(?P<mass>kt|mt|t|トン|kg|g)[\s・-]*co2(?:-?(?:eq|e)\b)?"
_UNIT = "|".join(re.escape(u) for u in sorted({*_UNITS, *_MASS_SCALE}, key=len, reverse=True))
# 10年延ばす is a length of time, 2030年 a date.
_LASTING = r"(?=\s?(?:以上|以内|超|未満|延|短縮|長く|長持|分の|程度|伸))"
_NOT_WORD = r"(?![a-z])"
_BOUND = re.compile(_NOT_WORD)
_SIGN = r"(?P<sign>▲|(?<![0-9a-z])[-+±](?=[0-9])|マイナス|プラス)?\s?"
# A → B and AからB are a change, not a range.
_RANGE = r"(?:\s?(?:%|割)?\s?(?:~|-|ないし)\s?)"
_QUANTITY = re.compile(
    rf"{_SIGN}(?:(?P<yen>[¥$]|jpy\s|usd\s))?"
    rf"(?<![0-9.,])(?:(?P<low>{_ARABIC})(?P<between>{_RANGE})(?=[0-9])(?![0-9]{{4}}\s?年))?"
    rf"(?P<number>{_MIXED}|{_KANJI})"
    rf"(?:\s?(?P<scale>thousand|million|billion|trillion))?"
    rf"\s?(?:(?P<co2>{_CO2_UNIT})|(?P<wari>割)(?:(?P<bu>[0-9一二三四五六七八九])分)?|(?P<unit>{_UNIT}|(?<![0-9]{{4}})(?P<span>年){_LASTING}))?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"(?<![0-9一二三四五六七八九十])(?P<below>[0-9]+|[二三四五六七八九十]+)分の(?P<above>[0-9]+|[一二三四五六七八九])"
    rf"|(?<![0-9./])(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?![0-9/]|\s?(?:{_UNIT})|ルール|月)",
    re.IGNORECASE,
)
# Kanji numerals that are parts of words far more often than amounts, unless a unit of measure follows.
_PLAIN_KANJI = re.compile(r"[一二三]")
_FIRM_UNITS: Final = frozenset({"%", "t", "倍", "件", "社", "円", "kg", "拠点", "か所", "年間", "割", "t-CO2", "地域"})
_ORDINAL = re.compile(r"(?:第|統|同|唯|均|単|万)$")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities with a unit, in the order of the text; calendar years and bare numbers are not among them.

    Never raises. A number that a longer word swallows (第一, 統一) is left out.
    """
    folded = fold(text)
    found = [q for m in _FRACTION.finditer(folded.text) if (q := _fraction(m, folded)) is not None]
    taken = [(q.start, q.end) for q in found]
    for match in _QUANTITY.finditer(folded.text):
        quantity = _quantity(match, folded)
        if quantity and not any(quantity.start < end and start < quantity.end for start, end in taken):
            found.append(quantity)
    return tuple(sorted(found, key=lambda q: q.start))


def _fraction(match: re.Match[str], folded: Folded) -> Quantity | None:
    above = parse_number(match["above"] or match["top"])
    below = parse_number(match["below"] or match["bottom"])
    if below <= 0 or above >= below:
        return None
    return Quantity(above / below, "分数", *folded.span(match.start(), match.end()))


def _quantity(match: re.Match[str], folded: Folded) -> Quantity | None:
    text = folded.text
    kanji = match["number"][0] not in "0123456789"
    if (kanji and _ORDINAL.search(text[: match.start("number")])) or match["number"][0] == "数":
        return None
    unit, scale, end = _unit(match, text)
    if not unit or (kanji and _PLAIN_KANJI.fullmatch(match["number"]) and unit not in _FIRM_UNITS):
        return None
    value = parse_number(match["number"]) * scale + (_tenths(match["bu"]) if match["bu"] else 0.0)
    low, sign_start = match["low"], match.start()
    upper: float | None = None
    if low is not None:
        multiplier = _range_multiplier(match["number"], scale)
        value, upper = parse_number(low) * multiplier, value
        if upper <= value:
            value, upper, sign_start = upper, None, match.start("number")
    sign = {"▲": "-", "-": "-", "マイナス": "-", "+": "+", "プラス": "+"}.get(match["sign"] or "", "")
    while sign_start < end and text[sign_start].isspace():
        sign_start += 1
    start, stop = folded.span(sign_start, end)
    return Quantity(round(value, 6), unit, start, stop, None if upper is None else round(upper, 6), sign)


def _unit(match: re.Match[str], text: str) -> tuple[str, float, int]:
    """Normalised unit, what the number is to be multiplied by, and the offset behind the unit; ("", …) for none."""
    scale = _ENGLISH_SCALE.get((match["scale"] or "").lower(), 1.0)
    if match["co2"]:
        mass = match["mass"].lower()
        unit = "kg-CO2" if mass == "kg" else "g-CO2" if mass == "g" else "t-CO2"
        return unit, scale * _MASS_SCALE.get(mass, 1.0), match.end("co2")
    if match["wari"]:
        return "%", 10.0, match.end()
    if match["span"]:
        return "年", scale, match.end("span")
    if match["unit"]:
        written = match["unit"].lower()
        end = match.end("unit")
        if written[-1].isascii() and written[-1].isalpha() and not _BOUND.match(text[end : end + 1].lower()):
            return "", scale, end
        if written in _MASS_SCALE:
            return "t", scale * _MASS_SCALE[written], end
        return _UNITS[written], scale, end
    if match["yen"]:
        money = "円" if match["yen"].strip().lower() in {"¥", "jpy"} else "ドル"
        return money, scale, match.end("scale") if match["scale"] else match.end("number")
    return "", scale, match.end()


def _range_multiplier(number: str, scale: float) -> float:
    """What the lower end of a range shares with the upper: 3〜5万t means 30,000 to 50,000."""
    tail = re.search(r"[十百千万億兆]+$", number)
    return scale * (parse_number(tail[0]) if tail else 1.0)


def _tenths(digit: str) -> float:
    return parse_number(digit)
