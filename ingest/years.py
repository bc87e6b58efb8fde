"""Years in Japanese and English text, eras included, as Western years with their place in the text.

明治 to 令和, 元年, R6 and Ｒ６, R6.4.1, 令6年度, 令和６年度, 2030年度, FY2030, FY30, 2030年3月期, 2030/3/31, '89,
二〇三〇年, and bare 2030 where nothing else fits.
"""

import re
from dataclasses import dataclass
from typing import Final

from ingest.numbers import Folded, fold, parse_number

# First Western year of each era. Source: 元号法 (1979) and the proclamations before it.
_ERA_START: Final = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
_ERA_LETTER: Final = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_SHORT_NAMES: Final = {era[0]: era for era in _ERA_START}
# Era letters are used without 年 for the two latest eras only; above these numbers it is a product code.
_LETTER_LIMIT: Final = {"R": 35, "H": 40, "S": 64, "T": 15, "M": 45}
_EARLIEST, _LATEST = 1868, 2199
_FIRST_OF_1900: Final = 51


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year named in a text.

    Attributes:
        year: Western year; of a business year, the one it is named after (令和6年度 → 2024, 2030年3月期 → 2030).
        start: Offset of its first character in the text.
        end: Offset behind its last character, 年 or 年度 included.
        is_fiscal: True for 年度, 年3月期 and FY.
        is_decade: True for 2030年代, which names no single year.
    """

    year: int
    start: int
    end: int
    is_fiscal: bool = False
    is_decade: bool = False


def era_to_western(era: str, number: int) -> int:
    """The Western year of an era's year: ("令和", 6) and ("R", 6) → 2024.

    Raises:
        KeyError: there is no such era.
    """
    return _ERA_START[_ERA_LETTER.get(era.upper(), era)] + number - 1


def western_to_era(year: int) -> str:
    """The Japanese name of a year ("令和6年", "令和元年"); the later era for a year of change.

    Raises:
        ValueError: the year lies before 1868.
    """
    for era, first in reversed(_ERA_START.items()):
        if year >= first:
            return f"{era}{'元' if year == first else year - first + 1}年"
    raise ValueError(f"no era for {year}")


_NUMERAL = r"元|[0-9]{1,2}|[一二三四五六七八九十]{1,4}"
_SUFFIX = r"\s?(?P<suffix>年代|年度|年\s?[0-9]{1,2}\s?月期|年|ごろ|頃)"
_ERA = re.compile(rf"(?P<era>{'|'.join(_ERA_START)})\s?(?P<n>{_NUMERAL})(?:{_SUFFIX})?")
_LETTER = re.compile(
    r"(?<![A-Za-z0-9])(?P<era>[MTSHR])\.?\s?(?P<n>元|[0-9]{1,2})(?![0-9A-Za-z.,%])"
    rf"(?:{_SUFFIX})?"
)
_SHORT_ERA = re.compile(rf"(?<![一-龥])(?P<era>[昭平令])\s?(?P<n>{_NUMERAL})(?P<suffix>年度|年(?!\s?間))")
# R6.4 and R6.4.1, 2030/3/31: a date with its parts parted by marks. H2.4 may be any figure.
_DOTTED_ERA = re.compile(
    r"(?<![A-Za-z0-9])(?P<era>R|H(?=[1-3][0-9]))(?P<n>[0-9]{1,2})[./](?:0?[1-9]|1[0-2])"
    r"(?:[./](?:0?[1-9]|[12][0-9]|3[01]))?(?![0-9.,%A-Za-z])"
)
_DOTTED = re.compile(
    r"(?<![0-9A-Za-z./-])(?P<n>(?:19|20)[0-9]{2})([./-])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12][0-9]|3[01])(?![0-9./-])"
)
_APOSTROPHE = re.compile(r"(?<![0-9A-Za-z])['’](?P<n>[0-9]{2})(?![0-9A-Za-z%.,])(?:\s?(?P<suffix>年度|年))?")
_SAME_ERA = re.compile(rf"\s?(?:~|-|から|・|、|→|及び|および|と)\s?(?P<n>{_NUMERAL}){_SUFFIX}")
_FY_BEHIND = re.compile(r"(?<![0-9A-Za-z])(?P<n>20[0-9]{2})\s?FY(?![A-Za-z])", re.IGNORECASE)
_FY = re.compile(r"(?<![A-Za-z])(?:FY|CY)\s?'?(?P<n>[0-9]{4}|[0-9]{2})(?![0-9])(?:\s?年度)?", re.IGNORECASE)
_WESTERN = re.compile(rf"(?<![0-9.,])(?:西暦)?(?P<n>(?:18|19|20|21)[0-9]{{2}}){_SUFFIX}")
_KANJI = re.compile(rf"(?P<n>[一二][〇零一二三四五六七八九]{{3}}){_SUFFIX}")
# A bare year must not carry a unit or a decimal and must not be part of a longer code (ISO 14001:2015, A2030).
_BARE = re.compile(
    r"(?<![0-9A-Za-z.,:¥$#約/-])(?P<n>(?:19[5-9]|20|21[0-4])[0-9]{1,2})(?![0-9A-Za-z,%])(?!\.[0-9])"
    r"(?=$|[\s)\]）】」』、。,.:;!?/~→-]|年|比|対|基準|まで|から|に|の|末|を|水準|目標|ビジョン)"
)
_BARE_AFTER_MARK = re.compile(
    r"(?:対|vs\.?\s?|/|→|-|(?<![0-9]):\s?)(?P<n>20[0-9]{2})(?![0-9A-Za-z,%])(?=$|[\s)、。,;~→年比]|まで)"
)
_SHORT_END = re.compile(r"\s?[~-]\s?(?P<n>[0-9]{2})\s?(?P<suffix>年度|年)")


def find_years(text: str) -> tuple[YearMention, ...]:
    """The years named in the text, in its order, without overlaps; never raises.

    Several readings of the same characters are decided by the fullest one: an era before a letter, 2030年度
    before 2030.
    """
    folded = fold(text)
    found: list[YearMention] = []
    for mention in _candidates(folded):
        if not any(mention.start < other.end and other.start < mention.end for other in found):
            found.append(mention)
    return tuple(sorted(found, key=lambda m: m.start))


def _candidates(folded: Folded) -> list[YearMention]:
    text = folded.text
    mentions: list[YearMention | None] = []
    for match in _ERA.finditer(text):
        mentions.extend(_era_mentions(match, folded))
    mentions.extend(_mention(m, folded, _two_digit(m["n"]), is_fiscal=True) for m in _FY.finditer(text))
    mentions.extend(_mention(m, folded, int(m["n"]), is_fiscal=True) for m in _FY_BEHIND.finditer(text))
    mentions.extend(_suffixed(m, folded) for m in _WESTERN.finditer(text))
    mentions.extend(_suffixed(m, folded) for m in _KANJI.finditer(text))
    for match in [*_WESTERN.finditer(text), *_BARE.finditer(text)]:
        short = _SHORT_END.match(text, match.end())
        if short:
            year = int(match["n"]) // 100 * 100 + int(short["n"])
            mentions.append(_mention(short, folded, year, is_fiscal=short["suffix"] == "年度", group="n"))
    for match in _LETTER.finditer(text):
        if parse_number(match["n"]) <= _LETTER_LIMIT[match["era"]] and (match["suffix"] or _stands_alone(match)):
            mentions.extend(_era_mentions(match, folded))
    mentions.extend(_era_mention(m, folded, _SHORT_NAMES[m["era"]]) for m in _SHORT_ERA.finditer(text))
    mentions.extend(
        _mention(m, folded, era_to_western(m["era"], int(m["n"])), is_fiscal=False)
        for m in _DOTTED_ERA.finditer(text)
        if int(m["n"]) <= _LETTER_LIMIT[m["era"]]
    )
    mentions.extend(_mention(m, folded, int(m["n"]), is_fiscal=False) for m in _DOTTED.finditer(text))
    mentions.extend(
        _mention(m, folded, _century(int(m["n"])), is_fiscal=_is_fiscal(m["suffix"] or ""))
        for m in _APOSTROPHE.finditer(text)
    )
    mentions.extend(_mention(m, folded, int(m["n"]), is_fiscal=False) for m in _BARE.finditer(text) if len(m["n"]) == 4)
    mentions.extend(
        _mention(m, folded, int(m["n"]), is_fiscal=False, group="n") for m in _BARE_AFTER_MARK.finditer(text)
    )
    return [m for m in mentions if m is not None]


def _stands_alone(match: re.Match[str]) -> bool:
    """True where an era letter without 年 is surely a year: R and H only, and H2 is hydrogen."""
    return match["era"] in "RH" and match.group() != "H2"


def _era_mentions(match: re.Match[str], folded: Folded) -> list[YearMention | None]:
    """The mention of an era's year, and the one that a range joins to it (令和7〜9年度)."""
    era = match["era"]
    mentions = [_era_mention(match, folded, era)]
    follower = _SAME_ERA.match(folded.text, match.end())
    if follower:
        mentions.append(_era_mention(follower, folded, era, group="n"))
    return mentions


def _era_mention(match: re.Match[str], folded: Folded, era: str, group: str | int = 0) -> YearMention | None:
    number = 1 if match["n"] == "元" else int(parse_number(match["n"]))
    suffix = match["suffix"] or ""
    return _mention(match, folded, era_to_western(era, number), is_fiscal=_is_fiscal(suffix), group=group)


def _suffixed(match: re.Match[str], folded: Folded) -> YearMention | None:
    suffix = match["suffix"]
    year = int(parse_number(match["n"]))
    return _mention(match, folded, year, is_fiscal=_is_fiscal(suffix), is_decade=suffix == "年代")


def _mention(
    match: re.Match[str],
    folded: Folded,
    year: int,
    *,
    is_fiscal: bool,
    is_decade: bool = False,
    group: str | int = 0,
) -> YearMention | None:
    if not _EARLIEST <= year <= _LATEST:
        return None
    start, end = folded.span(match.start(group), match.end())
    return YearMention(year, start, end, is_fiscal=is_fiscal, is_decade=is_decade)


def _is_fiscal(suffix: str) -> bool:
    return "度" in suffix or "期" in suffix


def _two_digit(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _century(two_digits: int) -> int:
    """The year of '89 or '24: the last half century and the next."""
    return two_digits + (1900 if two_digits >= _FIRST_OF_1900 else 2000)
