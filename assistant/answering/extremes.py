"""Rows of a table that are told by comparing their figures: the most, the least, those within a limit or with none."""

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
    r"(?<![\d.十百千])(?:1|一|ひと)(?:件|社|者|人|つ|個|回|か所|トン|円)も(?=.*(?:な[いか]|ませ|ず))|"
    r"ゼロ|(?<![\d.,])0(?:件|社|者|人|つ|個|回|か所|%)"
)
# 「80%以上の業種」: a limit, and that rows are asked for.
_LIMIT = re.compile(
    r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)(%|パーセント|件|社|者|人|団体|トン|億円|万円)?(以上|以下|未満|を?超え?る?|を?上回|を?下回)"
)
_ASKS_ROWS = re.compile(r"どこ|どれ|どの|何があ|挙げ|教え|一覧|すべて|全部|は[?。]?$|何です")
_BELOW = re.compile(r"以下|未満|下回")
_SUM = re.compile(r"合計|総計|小計|計|総数|全体|全国")
_REST = re.compile(r"その他(?:の.*)?")
_RUNNING = re.compile(r"番号|no\.?|順位|#")
_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_MIN_ROWS = 3
_MIN_SHARE = 0.6  # of the rows must hold a figure in the column


def extreme_rows(question: ParsedQuestion, candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """Positions of the rows with the highest (lowest, second highest) figure, before a 「その他」 that goes beyond.

    Empty where no such question is asked, or the statement that answers best among those in question is in no table
    with a column to compare. Sums, and rows that nothing names, are left out.
    """
    asked = compact(question.text)
    sign = -1 if _LEAST.search(asked) else 1
    nth = _NTH.search(asked)
    if sign == 1 and not nth and not _MOST.search(asked):
        return ()
    best = max((c for c in likely(candidates) if _is_row(c)), key=lambda c: c.score, default=None)
    table = _table_of(best, candidates) if best else ()
    column = _column(question, [candidates[i] for i in table])
    if column is None:
        return ()
    valued = [(sign * value, i) for i in table if (value := _value(candidates[i], column)) is not None]
    named = [pair for pair in valued if not _is(_REST, candidates[pair[1]])]
    if not named:
        return ()
    if nth:
        ranked = sorted({value for value, _ in named}, reverse=True)[int(nth[1]) - 1 :]
        return tuple(i for value, i in named if ranked and value == ranked[0])
    top = max(value for value, _ in named)
    return (*(i for value, i in named if value == top), *(i for value, i in valued if value > top))


def rows_within(question: ParsedQuestion, candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """All rows within a limit (「80%以上の業種」) or with none (「まだ1件も出ていない」), in the document's order.

    No row says so in words: the table meant is the one whose column names hold most words of the question. A limit is
    compared with a column that the question names and whose figures have its unit, none with one that holds a zero.
    Empty where no such question is asked. Sums, and rows that nothing names, are left out.
    """
    asked = compact(question.text)
    none = _NONE.search(asked)
    limit = _LIMIT.search(asked) if not none and _ASKS_ROWS.search(asked) else None
    if not none and not limit:
        return ()
    rows = sorted(filter(_is_row, candidates), key=lambda c: (-_n_named(question, c.statement.head), -c.score))
    for best in {table_of(row): row for row in rows}.values():
        table = _table_of(best, candidates)
        members = [candidates[i] for i in table]
        column = _column(question, members, zero=True) if limit is None else _limited(question, members, limit)
        if column is not None:
            valued = ((_value(candidates[i], column), i) for i in table)
            within = (i for value, i in valued if value is not None and _keeps(value, limit))
            return tuple(sorted(within, key=lambda i: document_order(candidates[i])))
    return ()


def _limited(question: ParsedQuestion, rows: Sequence[Candidate], limit: re.Match[str]) -> int | None:
    """The column that the limit is on: the one that the question names best, of figures with the limit's unit.

    The question names it before the limit (「提出割合が80%以上の業種」); 「50%以上の会員が選んだ課題」 sets none.
    """
    column, unit = _column(question, rows), limit[2]
    if column is None or not _names_before(question, rows[0].statement.head[column], limit):
        return None
    if not unit:
        return column
    unit = "%" if unit == "パーセント" else unit
    head = normalize(rows[0].statement.head[column])
    with_unit = sum(unit in normalize(row.statement.cells[column]) for row in rows)
    return column if unit in head or with_unit >= _MIN_SHARE * len(rows) else None


def _names_before(question: ParsedQuestion, name: str, limit: re.Match[str]) -> bool:
    """True where a word of the question stands in the name and in what the question says before the limit."""
    named, before = normalize(name), limit.string[: limit.start()]
    return any(term in named and term in before for term in question.own_terms)


def _keeps(value: float, limit: re.Match[str] | None) -> bool:
    """True where the figure keeps to the limit; without one, where it is zero."""
    if limit is None:
        return value == 0
    least = float(limit[1].replace(",", ""))
    if value == least:
        return "以" in limit[3]
    return (value < least) == (_BELOW.search(limit[3]) is not None)


def _is_row(candidate: Candidate) -> bool:
    return candidate.statement.kind is BlockKind.ROW and len(candidate.statement.cells) > 1


def _table_of(row: Candidate, candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """Positions of the rows of the same table that stand for something of their own."""
    return tuple(i for i, c in enumerate(candidates) if table_of(c) == table_of(row) and _is_named(c))


def _n_named(question: ParsedQuestion, names: Sequence[str]) -> int:
    """How many of the question's words stand in the names."""
    joined = " ".join(map(normalize, names))
    return sum(term in joined for term in question.own_terms)


def table_of(row: Candidate) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The same for rows of one table, also where it goes on in another passage."""
    return row.evidence.document.id, row.evidence.section_of(row.index), row.statement.head


def document_order(row: Candidate) -> tuple[int, int]:
    """Sorts statements of one document as they stand in it."""
    return row.evidence.chunk.position, row.index


def is_of_its_own(row: Candidate) -> bool:
    """True for a row that has a name and is neither a sum nor 「その他」."""
    return _is_row(row) and _is_named(row) and not _is(_REST, row)


def _is_named(row: Candidate) -> bool:
    """True for a row of its own: it has a name, and it is no sum."""
    cells = row.statement.cells
    return bool(cells and cells[0].strip()) and not _is(_SUM, row)


def _column(question: ParsedQuestion, rows: Sequence[Candidate], *, zero: bool = False) -> int | None:
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
