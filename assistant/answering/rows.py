"""A row of a table as an answer shows it: the columns that the question is about, with the unit that it asks for."""

import re

from assistant.answering.selection import vocabulary
from assistant.question import ParsedQuestion, QuestionKind
from corpus.values import BlockKind, Statement
from ingest.layout.tables import named_cell
from ingest.normalization import compact, normalize

_LONG_CHARS = 25  # shorter cells stay: they cost nothing and tell the row from others
_WHOLE = frozenset({QuestionKind.GAP, QuestionKind.COMPARISON})
_BARE = re.compile(r"\d[\d,]*")
_COUNTED = re.compile(r"何(?:億|万|千)?([者社人名件回])")


def row_text(statement: Statement, question: ParsedQuestion) -> str:
    """The row as "列名：値／列名：値", without long cells of columns that the question does not name.

    A question that names no column gets the whole row, and so does one that compares. A bare count under a name that
    ends with the counter asked for ("何者", 提出者) carries it.
    """
    heads, cells = statement.head, statement.cells
    if statement.kind is not BlockKind.ROW or len(heads) != len(cells) or not _is_plain(statement):
        return statement.text
    named = {k for k, head in enumerate(heads) if k and _is_named(head, question)}
    whole = not named or question.kind in _WHOLE
    asked = _COUNTED.search(compact(question.text))
    counter = asked[1] if asked else ""
    shown = []
    for k, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        if not cell.strip():
            continue
        if k and k not in named and not whole and len(cell) > _LONG_CHARS and not _is_named(cell, question):
            continue
        counts = counter and normalize(head).endswith(counter) and _BARE.fullmatch(normalize(cell))
        unit = counter if counts else ""
        shown.append(named_cell(head, f"{cell}{unit}"))
    return "／".join(shown)


def row_name(statement: Statement, question: ParsedQuestion) -> str:
    """What tells the row from the others: its cells up to the first column that the question names, else the first."""
    heads, cells = statement.head, statement.cells
    if len(heads) != len(cells):
        return cells[0]
    named = next((k for k, head in enumerate(heads) if _is_named(head, question)), 0)
    return "／".join(cell for cell in cells[: named + 1] if cell.strip())


def _is_plain(statement: Statement) -> bool:
    """True where the row is shown as its cells under their names; rows of other forms keep their own."""
    filled = ((head, cell) for head, cell in zip(statement.head, statement.cells, strict=True) if cell.strip())
    return compact("／".join(named_cell(head, cell) for head, cell in filled)) == compact(statement.text)


def _is_named(text: str, question: ParsedQuestion) -> bool:
    words = vocabulary(text)
    return any(term in words for term in question.own_terms)
