"""What is to be reckoned with, and when two figures may be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.calculating.asked import Reckoning
from assistant.answering.calculating.figures import Figure
from ingest.morphology import Morpheme

CLEAR: Final = 0.5  # of the best one's score: what comes as close may be meant as well
SUM_ROW: Final = re.compile(r"合計|総計|計|総数|全体|全産業|全国計?|総額")
_SHARE_NAME: Final = re.compile(r"^(?:比率|割合|構成比|シェア)")
_BODIES: Final = frozenset({"社", "者", "団体", "機関", "自治体", "会員", "組織", "法人", "校", "企業"})
# Nouns of the asking and of the reckoning, which no figure needs to name.
_GENERIC_WORDS: Final = """
差 違い 割合 比率 比 率 シェア 合計 計 総計 和 倍 分 倍率 計算 換算 単位 増減 増加 減少 変化 削減
低下 上昇 伸び 開き 数 数字 数値 値 額 量 全体 目標 実績 現状 現在 基準 進捗 達成 年 年度 月 時点
メーカー 会社 企業 業界 者 社 人 件 トン 円 パーセント ポイント 資料 報告 報告書 文書 結果 比較 結局
以上 以下 最大 最小 約 間 前 後 前後 何 順 度 程度 規模 業種 業者 産業 製造 水準 両者 双方 二つ 式
数量 金額 総額 億 万 兆 どちら どっち
"""
GENERIC: Final = frozenset(_GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class Operands:
    """What is to be reckoned with.

    Attributes:
        reckoning: What is done with them.
        figures: In the order of the formula: the earlier year first; what is compared before what it is compared with;
            the part before the whole; actual before target, in front of them the base where there is one.
        by_year: They are figures of one thing in different years.
        by_column: They stand in one row, under the columns that the question names.
        unit: Of a conversion, the unit wanted as the question writes it ("万トン"); "分の1" where a fraction is asked
            for; else "".
        is_ordered: False where the result depends on which is compared with which, and the question does not say it.
    """

    reckoning: Reckoning
    figures: tuple[Figure, ...]
    by_year: bool = False
    by_column: bool = False
    unit: str = ""
    is_ordered: bool = True


def score_of(figures: Iterable[Figure]) -> float:
    """How well the best of their statements answers."""
    return max(f.candidate.score for f in figures)


def values_of(figures: Iterable[Figure]) -> list[object]:
    """What they say, wherever they stand."""
    return [(f.value, f.unit) for f in figures]


def is_rivalled(found: Sequence[tuple[Figure, ...]]) -> bool:
    """True where others say something else and come close to the first, or are called the same; the best comes first.

    What is called the same in another table is no rival where it meets fewer words of the question.
    """
    best = found[0]
    others = [other for other in found[1:] if values_of(other) != values_of(best)]
    return any(
        score_of(o) >= score_of(best) * CLEAR or (_names(o) == _names(best) and not _met(o) < _met(best))
        for o in others
    )


def _names(figures: Iterable[Figure]) -> list[object]:
    return [(f.name, f.column if not f.year else "", f.year) for f in figures]


def _met(figures: Iterable[Figure]) -> frozenset[str]:
    return frozenset[str]().union(*(f.candidate.own | f.candidate.around for f in figures))


def are_alike(one: Figure, other: Figure, *, by_year: bool = False) -> bool:
    """True where two figures are of one year and one unit, or count bodies in one column."""
    if one.year != other.year and not by_year:
        return False
    if bool(_SHARE_NAME.search(one.name)) != bool(_SHARE_NAME.search(other.name)) and one.unit != "%":
        return False  # rows of amounts and of shares, both bare
    return one.unit == other.unit or (
        bool(one.column) and one.column == other.column and {one.unit, other.unit} <= _BODIES
    )


def are_of_one(one: Figure, other: Figure) -> bool:
    """True where two figures of a sentence are said to be of the same thing; one may be called its 目標."""
    names = {one.name, other.name} - GENERIC
    return len(names) < 2 or one.name in other.name or other.name in one.name


def is_noun(morpheme: Morpheme) -> bool:
    """True for a noun that names something: no numeral, nothing in hiragana alone."""
    return (
        morpheme.pos == "名詞" and morpheme.pos2 != "数詞" and not re.fullmatch(r"[ぁ-ゖ]+|[\d.,]+", morpheme.surface)
    )
