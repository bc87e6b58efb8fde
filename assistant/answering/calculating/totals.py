"""Parts of a table added up, and the share of a part in its whole."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.answering.calculating.asked import Reckoning
from assistant.answering.calculating.figures import Figure
from assistant.answering.calculating.operands import GENERIC, SUM_ROW, Operands, are_alike, is_noun
from assistant.answering.calculating.pairs import find_pair, named_rows
from assistant.answering.extremes import table_of
from assistant.answering.selection import Candidate
from assistant.question import ParsedQuestion
from corpus.values import BlockKind
from ingest.morphology import morphemes
from ingest.normalization import compact, normalize

_SHARE_HEAD: Final = re.compile(r"割合|比率|構成比|シェア|率$|率[(（]|%|％")
_NOT_ADDITIVE: Final = re.compile(r"率|割合|比|平均|単価|指数|当たり|あたり|di|bsi|順位|偏差")
_WHOLE: Final = re.compile(r"(?:のうち|の内|中の|に占める|に対する|における)")
_ALL: Final = re.compile(r"全体|合計|総|全て|すべて|全部")
_MAX_PARTS: Final = 6


def find_sum(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """The figures of all rows that the question names, where they can be added up."""
    rows = named_rows(question, reckoning, figures, candidates, set(range(2, _MAX_PARTS + 1)))
    if rows is None or not _is_additive(rows):
        return None
    names = [compact(f.name) for f in rows]
    overlaps = any(a in b for i, a in enumerate(names) for j, b in enumerate(names) if i != j)
    if overlaps or any(SUM_ROW.fullmatch(name) or name.startswith("うち") for name in names):
        return None
    return Operands(reckoning, rows)


def find_share(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """A named row and the whole: the other named row, or the sum of its table."""
    pair = find_pair(question, reckoning, figures, candidates)
    if pair is not None:
        first = pair.figures[0]
        is_there = pair.by_column and _has_share(first.candidate)
        return None if is_there or pair.by_year or first.unit in {"%", "ポイント"} else pair
    rows = named_rows(question, reckoning, figures, candidates, {1})
    if rows is None or not _is_additive(rows) or _has_share(rows[0].candidate):
        return None
    whole = [f for f in figures if _is_whole_of(f, rows[0])]
    if len(whole) != 1 or whole[0].value < rows[0].value or not _is_told(question, whole[0]):
        return None
    return Operands(reckoning, (rows[0], whole[0]))


def _is_additive(figures: Sequence[Figure]) -> bool:
    """True for amounts; shares, means and rates of different things cannot be added up."""
    return not any(_NOT_ADDITIVE.search(normalize(f.column)) or f.unit in {"%", "ポイント"} for f in figures)


def _has_share(row: Candidate) -> bool:
    """True where a column of the table gives shares already."""
    return any(_SHARE_HEAD.search(normalize(head)) for head in row.statement.head)


def _is_whole_of(figure: Figure, part: Figure) -> bool:
    return (
        figure.candidate.statement.kind is BlockKind.ROW
        and figure.place == part.place
        and table_of(figure.candidate) == table_of(part.candidate)
        and bool(SUM_ROW.fullmatch(compact(figure.name)))
        and are_alike(figure, part)
    )


def _is_told(question: ParsedQuestion, whole: Figure) -> bool:
    """True where what the question calls the whole is the sum of the table, and nothing narrower."""
    asked = compact(question.text)
    of = re.search(r"([^、。はがを]+)の何(?:%|割|パーセント)", asked)
    if of is not None:
        return bool(_ALL.search(of[1]))
    cut = _WHOLE.search(asked)
    if cut is None:
        return bool(re.search(r"割合|比率|構成比|シェア", asked)) or bool(_ALL.search(asked))
    said = asked[: cut.start()]
    if _ALL.search(said) or compact(whole.text) in said:
        return True
    about = compact(" ".join((whole.column, *whole.candidate.evidence.section_of(whole.candidate.index)[-1:])))
    nouns = [m.surface for m in morphemes(said) if is_noun(m) and m.lemma not in GENERIC]
    return bool(nouns) and all(noun in about for noun in nouns)
