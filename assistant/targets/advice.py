"""What a member could write more clearly, in polite Japanese, checked against the goal-setting guide's categories."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from assistant.targets.names import member_key
from assistant.targets.values import Category, Classification, Direction, Kind, Label, Target
from corpus.taxonomy import load_indicators, load_industries
from ingest.numbers import find_quantities

_RELATIVE: Final = frozenset({Direction.REDUCE_BY, Direction.INCREASE_BY})
_MONEY: Final = frozenset({"円", "ドル", "ユーロ"})
# Below this the reader of the target cannot tell what is measured either.
_UNCLEAR_BELOW: Final = 0.5
# Units in which the guide measures a category, besides percent and multiples; the rest is asked about.
_GUIDE_UNITS: Final[Mapping[Category, frozenset[str]]] = {
    Category.GHG_REDUCTION: frozenset({"t-CO2", "kg-CO2", "g-CO2", "t", "kg"}),
    Category.CE_INVESTMENT: _MONEY,
    Category.CE_SALES: _MONEY,
}
_ALWAYS: Final = frozenset({"%", "倍", "ポイント"})
_ACTUAL = re.compile(r"(?:現在|現状|実績|足元|昨年度|前年度)[^。、0-9]{0,10}$")
_AFTER_ACTUAL = re.compile(r"^\s?(?:から|より|→|\(?(?:実績|現状|現在))")
_REVERSED_WHEN_LESS: Final = frozenset(
    {Category.WASTE_AMOUNT, Category.LANDFILL, Category.GHG_REDUCTION, Category.RESOURCE_PRODUCTIVITY}
)
_RISING: Final = frozenset(Category) - _REVERSED_WHEN_LESS - {Category.NONE}


def advise(target: Target, label: Label, today: date) -> tuple[str, ...]:
    """Polite sentences, the most useful first; empty where the target says all that is needed."""
    if target.problem:
        return (target.problem,)
    return (*_about_figures(target, label), *_about_years(label, today), *_about_subject(target, label))


def contradictions(rows: Sequence[Classification]) -> Mapping[int, tuple[str, ...]]:
    """By index, what a member's targets of one category, unit and year say against each other."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.member and row.value is not None and row.category is not Category.NONE:
            direction = (
                "" if row.direction in {Direction.AT_LEAST, Direction.REACH, Direction.AT_MOST} else str(row.direction)
            )
            key = (
                member_key(row.member),
                row.category,
                row.unit or "",
                direction,
                str(row.base_year),
                str(row.target_year),
                _subject(row),
            )
            groups[key].append(number)
    found: dict[int, tuple[str, ...]] = {}
    for numbers in groups.values():
        if len({rows[n].value for n in numbers}) < 2:
            continue
        for number in numbers:
            others = "、".join(f"{rows[n].row}行目" for n in numbers if rows[n].value != rows[number].value)
            found[number] = (f"同じ会員の{others}の目標と数値が異なります。どちらが正しいかご確認ください。",)
    return found


def _subject(row: Classification) -> str:
    """The text without its figures and years: two targets contradict only where the rest is the same."""
    return re.sub(r"[0-9０-９.,．，%％割\s〇一二三四五六七八九十以上下超未満約にへを、。]+", "", row.text)


def _about_figures(target: Target, label: Label) -> tuple[str, ...]:
    level = label.level
    if label.kind is Kind.QUALITATIVE:
        return (
            "取組の方針は書かれていますが、到達水準がありません。数値と単位（例：再資源化率90%）で記載してください。",
        )
    if label.kind is Kind.PROJECT:
        return () if level.value is not None else ("取組の規模や効果を表す数値の併記をご検討ください。",)
    found: list[str] = []
    if level.value is not None and not level.unit:
        found.append("数値の単位を記載してください。")
    if level.unit == "%" and level.direction not in _RELATIVE and (level.value or 0) > 100:
        found.append("割合が100%を超えています。分母と分子をご確認ください。")
    if level.unit and label.category in _GUIDE_UNITS:
        plain = level.unit.split("/")[0]
        if plain not in _GUIDE_UNITS[label.category] | _ALWAYS:
            found.append(
                f"{_name(label.category)}の目標としては単位（{level.unit}）が一般的でありません。ご確認ください。"
            )
    return (*found, *_about_actual(target, label))


def _about_actual(target: Target, label: Label) -> tuple[str, ...]:
    """A target that the member has reached already, by the actual figure in its text."""
    level = label.level
    if level.value is None or level.direction in _RELATIVE:
        return ()
    for quantity in find_quantities(target.text[:2000]):
        is_actual = _ACTUAL.search(target.text[: quantity.start]) or _AFTER_ACTUAL.match(target.text[quantity.end :])
        if not is_actual or quantity.unit != level.unit or quantity.value == level.value:
            continue
        is_past = quantity.value > level.value if label.category in _RISING else quantity.value < level.value
        if is_past and label.category is not Category.NONE:
            return ("目標が現状の実績に届いていません。数値をご確認ください。",)
    return ()


def _about_years(label: Label, today: date) -> tuple[str, ...]:
    level = label.level
    found: list[str] = []
    if label.kind is Kind.QUANTITATIVE and level.direction in _RELATIVE and level.base_year is None:
        found.append("比較の基準年度を記載してください。")
    if level.target_year is None:
        found.append(
            "達成する年度を記載してください。" if label.kind is not Kind.PROJECT else "完了の時期を記載してください。"
        )
    elif level.target_year < _fiscal_year(today):
        found.append(
            f"目標年度（{level.target_year}年度）が過ぎています。達成状況のご報告か、新しい目標の設定をご検討ください。"
        )
    if level.base_year is not None and level.target_year is not None and level.base_year >= level.target_year:
        found.append("基準年度が目標年度より前になるよう、年度をご確認ください。")
    return tuple(found)


def _about_subject(target: Target, label: Label) -> tuple[str, ...]:
    found: list[str] = []
    if label.category is Category.NONE and label.level.unit in _MONEY:
        found.append("売上や投資の中身が資源循環に関するものと分かるように記載してください。")
    elif label.confidence < _UNCLEAR_BELOW:
        found.append("何を測る目標か（割合の場合は分母と分子）が分かるように記載してください。")
    if label.secondary:
        found.append("複数の指標の目標が含まれています。指標ごとに分けて提出することをご検討ください。")
    if target.industry and target.industry.strip() not in load_industries():
        found.append("業種が区分の名称と異なります。32区分の名称でご記入ください。")
    return tuple(found)


def _name(category: Category) -> str:
    return next((c.ja for i in load_indicators() for c in i.categories if c.key == category), category.value)


def _fiscal_year(today: date) -> int:
    """The Japanese business year of a day, which begins in April."""
    return today.year if today.month >= 4 else today.year - 1
