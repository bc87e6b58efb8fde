"""When a target is due and what it is compared with: target year and base year.

A text names years of plans, records and foundations too; what a year is to the goal is told by the words around it.
"""

import re

from assistant.targets.extraction import Goal, sentence_of
from assistant.targets.reading import Reading
from assistant.targets.values import Direction, Level
from ingest.years import YearMention, find_years

_BASE_AFTER = re.compile(
    r"^\s?(?:年度)?(?:末|時点)?の?(?:実績|水準|排出量|基準年?)?\s?(?:比|対比|を?基準|を?ベース|水準"
    r"|の?実績(?:に対し|比|から)|から|より|→|に対し|に比べ|と比べ|と比較|を起点|の\s?(?:半分|半減"
    r"|[0-9.]+\s?倍|[0-9.]+割(?!減|増|削)|[0-9]+分の|3分)|levels?|baseline|base\b)"
)
_BASE_FIGURE_AFTER = re.compile(
    r"^(?!まで)\s?(?:度|末)?(?:の|:|実績)?[^、。)]{0,14}?[0-9.,]+\s?[^\s、。0-9]{0,6}?(?:\([^)]*\))?(?:から|より|→)"
)
_BASE_BEFORE = re.compile(
    r"(?:対|基準年(?:度)?(?:は|:|=|を)?|基準(?:は|:)|比較年(?:度)?(?:は|:)?|vs\.?|versus|against"
    r"|compared (?:to|with)|relative to|from|起点(?:は|:)?|base(?:line)?(?: year)?:?)\s?$",
    re.IGNORECASE,
)
_RANGE_TAIL = re.compile(r"^\s?(?:から|~|-|→)\s?$")
_PERIOD = re.compile(
    r"^\s?(?:から|~|-|以降)\s?[^、。]{0,3}?(?P<n>[0-9一二三四五六七八九十]{1,2})\s?(?:か|カ|ヶ|箇)?年(?:間|計画)?"
)
_CHANGE = re.compile(r"削減|減|増|比|向上|改善|低減|引き上げ|高め|下げ|抑|倍")
_NO_PERIOD = re.compile(r"累計|累積|合計|期間|総額|通算|の[0-9一二三四五]+(?:か|カ|ヶ)?年|間(?:で|に|の)")
_DOCUMENT_YEAR = re.compile(
    r"^\s?(?:[0-9]{1,2}月)?\s?(?:(?:に)?(?:改定|策定|改訂|制定|公表|発表|設立|創業|創立|施行|公布)"
    r"(?!する|します|[。、)\s]*$|、)|実績|時点|現在|に[^、。0-9]{0,14}(?:設立|創業|策定|公表|導入|稼働)し(?:た|て))"
)
_STARTING = re.compile(r"^\s?(?:以降|より(?=$|[。)])|から開始|に開始|開始|よりスタート|スタート)")


def find_years_of(reading: Reading, goal: Goal | None, goals: tuple[Goal, ...] = ()) -> tuple[int | None, int | None]:
    """Base year and target year of a goal, or of the whole text where there is no goal; None for each not named.

    `goals` are the other figures of the text: a base year that stands behind one of them belongs to that one.
    """
    text = reading.notes
    years = [y for y in find_years(text) if not y.is_decade and not _DOCUMENT_YEAR.match(text[y.end :])]
    base: int | None = None
    due: list[tuple[YearMention, int]] = []
    for index, year in enumerate(years):
        following = years[index + 1] if index + 1 < len(years) else None
        role = _role(text, year, following)
        if role == "base":
            others = (g for g in goals if goal and _takes_base(goal, g, year))
            base = year.year if base is None and not any(others) else base
        elif role == "due":
            period = _PERIOD.match(text[year.end :])
            due.append((year, year.year + _count(period["n"]) - 1 if period else year.year))
    return base, _nearest(reading, goal, due)


def _takes_base(goal: Goal, other: Goal, year: YearMention) -> bool:
    """True where a base year behind another figure belongs to that one: it is far off, or only that one compares."""
    relative = {Direction.REDUCE_BY, Direction.INCREASE_BY}
    if goal.end < year.start < other.start:  # 再資源化率を95%、CO2を2013年度比で46%削減
        return goal.direction not in relative and other.direction in relative
    if not goal.end < other.start < year.start:
        return False
    return year.start - goal.end > 60 or (goal.direction not in relative and other.direction in relative)


def _role(text: str, year: YearMention, following: YearMention | None) -> str:
    """What a year is to the goal: "base", "due", or "start" of a period that ends with the following one."""
    behind, ahead = text[year.end :], text[: year.start]
    between = text[year.end : following.start] if following else ""
    if following and _RANGE_TAIL.match(between):
        rest = text[following.end : following.end + 24]
        if "→" in between:
            return "base"
        if between.strip() == "から" and _CHANGE.search(rest) and not _NO_PERIOD.search(rest):
            return "base"
        return "start"
    if _PERIOD.match(behind) or _STARTING.match(behind):
        return "due"
    if _BASE_BEFORE.search(ahead[-24:]) or _BASE_AFTER.match(behind) or _BASE_FIGURE_AFTER.match(behind[:40]):
        return "base"
    return "due"


def _nearest(reading: Reading, goal: Goal | None, due: list[tuple[YearMention, int]]) -> int | None:
    """The due year that belongs to the goal: in its sentence, before it in the clause, else the closest."""
    if not due:
        return None
    if goal is None:
        return due[-1][1] if len(reading.sentences) == 1 else due[0][1]
    start, end = sentence_of(reading, goal.start)

    def distance(entry: tuple[YearMention, int]) -> float:
        year = entry[0]
        gap = goal.start - year.end if year.start < goal.start else year.start - goal.end
        outside = not start <= year.start < end
        # A year behind the figure belongs to the next figure unless it stands in brackets or is followed by まで.
        behind = year.start > goal.start and "、" in reading.text[goal.end : year.start]
        ahead = year.start < goal.start and any(c in reading.text[year.end : goal.start] for c in "②③④⑤")
        return gap + 200 * outside + 15 * behind + 50 * ahead

    return min(due, key=distance)[1]


def _count(numeral: str) -> int:
    kanji = "一二三四五六七八九十"
    return int(numeral) if numeral.isdigit() else kanji.index(numeral[0]) + 1


def level_of(reading: Reading, goal: Goal | None, goals: tuple[Goal, ...], unit: str | None) -> Level:
    """Value and years of a goal as they are written out; `unit` replaces the one that the words do not name."""
    base, due = find_years_of(reading, goal, goals)
    if goal is None:
        return Level(base_year=base, target_year=due)
    return Level(goal.value, unit or goal.unit or None, goal.direction, base, due)
