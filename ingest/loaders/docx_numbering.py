"""The labels that Word counts for numbered paragraphs: 第1章, 1.2, (3), ア, ①, ・."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

_KANJI = "〇一二三四五六七八九"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_HALF = dict(zip(_AIUEO, "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ", strict=True))
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_PLACE = re.compile(r"%([1-9])")
_MAX_COUNT = 10_000


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered.

    Attributes:
        start: Its first number.
        form: The name of its numerals in WordprocessingML ("decimal", "aiueoFullWidth", "bullet", …).
        text: The label, "%1" standing for the number of the first level.
    """

    start: int
    form: str
    text: str


class ListCounter:
    """Counts the paragraphs of a document's lists, which must come in their order.

    Args:
        lists: For each list (`numId`) the scheme it is counted in (`abstractNumId`).
        levels: For each scheme its levels, from 0.
        restarts: (list, level) → the number it starts again with.
    """

    def __init__(
        self,
        lists: Mapping[str, str],
        levels: Mapping[str, Mapping[int, Level]],
        restarts: Mapping[tuple[str, int], int],
    ) -> None:
        self._lists = lists
        self._levels = levels
        self._restarts = dict(restarts)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, list_id: str, level: int) -> str:
        """The label of the next paragraph of the list at this level; "・" for a bullet, "" where it is unknown."""
        scheme = self._lists.get(list_id)
        levels = self._levels.get(scheme, {}) if scheme is not None else {}
        if scheme is None or level not in levels:
            return ""
        if levels[level].form == "bullet":
            return "・"
        counts = self._counts[scheme]
        restart = self._restarts.pop((list_id, level), None)
        if restart is not None:
            counts[level] = restart
        else:
            counts[level] = counts[level] + 1 if level in counts else levels[level].start
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            return numeral(counts.get(place, levels[place].start), levels[place].form) if place in levels else ""

        return _PLACE.sub(number, levels[level].text).strip()


def numeral(number: int, form: str) -> str:
    """The number in a form of WordprocessingML; in Arabic digits where the form is unknown or does not reach so far."""
    if not 0 < number < _MAX_COUNT:
        return str(number)
    match form:
        case "none":
            return ""
        case "decimalZero":
            return f"{number:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(number).translate({ord("0") + k: ord("０") + k for k in range(10)})
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if number <= 20:
            return chr(ord("①") + number - 1)
        case "decimalEnclosedParen" if number <= 20:
            return chr(ord("⑴") + number - 1)
        case "decimalEnclosedFullstop" if number <= 20:
            return chr(ord("⒈") + number - 1)
        case "aiueoFullWidth" if number <= len(_AIUEO):
            return _AIUEO[number - 1]
        case "aiueo" if number <= len(_AIUEO):
            return _HALF[_AIUEO[number - 1]]
        case "iroha" | "irohaFullWidth" if number <= len(_IROHA):
            return _IROHA[number - 1]
        case "japaneseCounting" | "chineseCounting" | "ideographTraditional" | "japaneseLegal":
            return _kanji(number)
        case "ideographDigital" | "japaneseDigitalTenThousand":
            return "".join(_KANJI[int(digit)] for digit in str(number))
        case "lowerLetter" | "upperLetter":
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman":
            return _roman(number).upper() if form == "upperRoman" else _roman(number)
        case _:
            return str(number)


def _kanji(number: int) -> str:
    parts = []
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            parts.append(("" if digit == 1 and name else _KANJI[digit]) + name)
    return "".join(parts)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        n, number = divmod(number, value)
        out += letters * n
    return out
