"""The whole of what is counted: 「6つの課題」, and the table with six rows that they are."""

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.answering.extremes import document_order, is_of_its_own, table_of
from assistant.answering.selection import Candidate, likely
from assistant.question import ParsedQuestion, QuestionKind
from corpus.values import BlockKind
from ingest.normalization import compact

_KANJI = {digit: n for n, digit in enumerate("一二三四五六七八九十", 1)}
_COUNTED = re.compile(
    r"(?<![\d.第])(1?\d|[二三四五六七八九十])(?:つ|点|本|項目|種類|分野|領域|段階|類型)の([一-鿿ァ-ヺーa-z]{2,})"
)
_ASKS_FOR_ALL = re.compile(
    r"それぞれ|挙げ|全部|すべて|教え|一覧|列挙|何(?:です|でしょう|か|と何|\?|$)|は[?。]?$|どれ(?:です|が|か)"
)
_ASKS_FOR_SOME = re.compile(r"のうち|番目|いずれか|どの|どちら")
_FIGURES = frozenset({QuestionKind.NUMERIC, QuestionKind.BUDGET, QuestionKind.SCHEDULE, QuestionKind.WHO})
_EACH = re.compile(r"それぞれ(?:は|が)?(?:何|どれ)")
_FEWEST, _MOST = 2, 12


def counted_rows(question: ParsedQuestion, candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """Positions of the rows of the one table that are what is counted, in the order of the document.

    What is counted is named with its number by the question, or by a statement that may answer and whose noun the
    question names. The table has exactly as many rows of their own (no sum, no 「その他」), and the noun in its column
    names, its heading or its caption. Empty where the question asks for a figure or for some of them, or where no table
    or several fit.
    """
    asked = compact(question.text)
    figure = question.kind in _FIGURES and not _EACH.search(asked)
    if figure or not _ASKS_FOR_ALL.search(asked) or _ASKS_FOR_SOME.search(asked):
        return ()
    counted = _counted(asked) or {
        pair
        for c in likely(candidates)
        if c.statement.kind is not BlockKind.ROW
        for pair in _counted(compact(c.statement.text))
        if pair[1] in asked
    }
    tables: dict[object, list[int]] = defaultdict(list)
    for i, c in enumerate(candidates):
        if is_of_its_own(c):
            tables[table_of(c)].append(i)
    fitting = [
        rows for rows in tables.values() for n, noun in counted if len(rows) == n and _is_named(candidates, rows, noun)
    ]
    if len(fitting) != 1:
        return ()
    return tuple(sorted(fitting[0], key=lambda i: document_order(candidates[i])))


def _counted(text: str) -> set[tuple[int, str]]:
    """(number, noun) of what the text counts."""
    found = ((_KANJI.get(n) or int(n), noun) for n, noun in _COUNTED.findall(text))
    return {(n, noun) for n, noun in found if _FEWEST <= n <= _MOST}


def _is_named(candidates: Sequence[Candidate], rows: Sequence[int], noun: str) -> bool:
    """True where the noun stands over the rows: in their column names, or in a heading or caption of their passage."""
    first = candidates[rows[0]]
    over = (
        *first.statement.head,
        *first.evidence.section_of(first.index),
        *(s.text for s in first.evidence.chunk.statements if s.kind is BlockKind.CAPTION),
    )
    return any(noun in compact(text) for text in over)
