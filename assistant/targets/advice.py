"""What a member could write more clearly, in polite Japanese."""

from datetime import date
from typing import Final

from assistant.targets.values import Category, Direction, Kind, Label, Target
from corpus.taxonomy import load_industries

_RELATIVE: Final = frozenset({Direction.REDUCE_BY, Direction.INCREASE_BY})
_MONEY: Final = frozenset({"円", "ドル", "ユーロ"})
# Below this the reader of the target cannot tell what is measured either.
_UNCLEAR_BELOW: Final = 0.5


def advise(target: Target, label: Label, today: date) -> tuple[str, ...]:
    """Polite sentences, the most useful first; empty where the target says all that is needed."""
    if target.problem:
        return (target.problem,)
    return (*_about_figures(label), *_about_years(label, today), *_about_subject(target, label))


def _about_figures(label: Label) -> tuple[str, ...]:
    level = label.level
    if label.kind is Kind.QUALITATIVE:
        return ("到達水準を数値と単位（例：再資源化率90%）で記載してください。",)
    if label.kind is Kind.PROJECT:
        return () if level.value is not None else ("取組の規模や効果を表す数値の併記をご検討ください。",)
    if level.value is not None and not level.unit:
        return ("数値の単位を記載してください。",)
    if level.unit == "%" and level.direction not in _RELATIVE and (level.value or 0) > 100:
        return ("割合が100%を超えています。分母と分子をご確認ください。",)
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


def _fiscal_year(today: date) -> int:
    """The Japanese business year of a day, which begins in April."""
    return today.year if today.month >= 4 else today.year - 1
