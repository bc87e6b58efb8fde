"""Rows of a table that a question for the most or the least asks for, told by comparing their figures."""

import re
from collections.abc import Sequence

from assistant.answering.selection import Candidate, likely
from assistant.question import ParsedQuestion
from corpus.values import BlockKind
from ingest.normalization import compact, normalize

_MOST = re.compile(r"(?:最も|もっとも|いちばん|一番)(?!(?:少|小|低|短))|最多|最大|最高")
_LEAST = re.compile(r"(?:最も|もっとも|いちばん|一番|番目に)(?:少|小|低|短)|最少|最小|最低")
_NTH = re.compile(r"([2-9])番目に(?:多|大|高|長|少|小|低|短)")
# 「まだ1件も出ていない」, 「件数がゼロ」: the least there can be.
_NONE = re.compile(
    r"(?:1|一|ひと)(?:件|社|者|人|つ|個|回|か所|トン|円)も|ゼロ|(?<![\d.,])0(?:件|社|者|人|つ|個|回|か所|%)"
)
_SUM = re.compile(r"合計|総計|小計|計|総数|全体|全国")
_REST = re.compile(r"その他(?:の.*)?")
_RUNNING = re.compile(r"番号|no\.?|順位|#")
_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_MIN_ROWS = 3
_MIN_SHARE = 0.6  # of the rows must hold a figure in the column


def extreme_rows(question: ParsedQuestion, candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """Positions of the rows with the highest (lowest, second highest, no) figure, before a 「その他」 that goes beyond.

    Empty where no such question is asked, or the statement that answers best among those in question is in no table
    with a column to compare. Sums, and rows that nothing names, are left out.
    """
    asked = compact(question.text)
    sign = -1 if _LEAST.search(asked) else 1
    nth, none = _NTH.search(asked), _NONE.search(asked)
    if sign == 1 and not nth and not none and not _MOST.search(asked):
        return ()
    rows = [c for c in likely(candidates) if c.statement.kind is BlockKind.ROW and len(c.statement.cells) > 1]
    if not rows:
        return ()
    best = max(rows, key=lambda c: c.score)
    table = [i for i, c in enumerate(candidates) if table_of(c) == table_of(best) and _is_named(c)]
    column = _column(question, [candidates[i] for i in table], zero=none is not None)
    if column is None:
        return ()
    valued = [(sign * value, i) for i in table if (value := _value(candidates[i], column)) is not None]
    named = [pair for pair in valued if not _is(_REST, candidates[pair[1]])]
    if not named:
        return ()
    if none:
        return tuple(i for value, i in named if value == 0)
    if nth:
        ranked = sorted({value for value, _ in named}, reverse=True)[int(nth[1]) - 1 :]
        return tuple(i for value, i in named if ranked and value == ranked[0])
    top = max(value for value, _ in named)
    return (*(i for value, i in named if value == top), *(i for value, i in valued if value > top))


def table_of(row: Candidate) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The same for rows of one table, also where it goes on in another passage."""
    return row.evidence.document.id, row.evidence.section_of(row.index), row.statement.head


def _is_named(row: Candidate) -> bool:
    """True for a row of its own: it has a name, and it is no sum."""
    cells = row.statement.cells
    return bool(cells and cells[0].strip()) and not _is(_SUM, row)


def _column(question: ParsedQuestion, rows: Sequence[Candidate], *, zero: bool) -> int | None:
    """The column to compare: one with figures (and a zero), first one that the question names, then the first."""
    if len(rows) < _MIN_ROWS:
        return None
    heads = [normalize(head) for head in rows[0].statement.head]
    able = [
        k
        for k, head in enumerate(heads)
        if k and not _RUNNING.search(head) and sum(_value(row, k) is not None for row in rows) >= _MIN_SHARE * len(rows)
    ]
    if zero:
        able = [k for k in able if any(_value(row, k) == 0 for row in rows)]
    return max(able, key=lambda k: (sum(term in heads[k] for term in question.own_terms), -k), default=None)


def _value(row: Candidate, column: int) -> float | None:
    cells = row.statement.cells
    figure = _FIGURE.match(normalize(cells[column]).strip()) if column < len(cells) else None
    return float(figure.group().replace(",", "")) if figure else None


def _is(kind: re.Pattern[str], row: Candidate) -> bool:
    return any(kind.fullmatch(normalize(cell).strip()) for cell in row.statement.cells[:2])
