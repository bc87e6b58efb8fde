"""The cells of table rows, and what their columns say of them."""

import re
from functools import lru_cache

from corpus.values import BlockKind, Role, Statement
from ingest.normalization import compact
from ingest.roles.names import roles_of_column
from ingest.years import find_years

# Columns that go on with what the column before them began.
_CONTINUES = re.compile(r"^(?:内容|説明|詳細|概要|具体的な内容)$")
# What a cell holds instead of nothing: dashes, 「なし」, 「（図に記載なし）」.
_NOTHING = re.compile(r"[-－—–―…/／*\s]*|[((（［\[]?(?:図に)?(?:記載)?(?:なし|無し)[))）］\]]?|同上|n/?a")
_BULLET = re.compile(r"^[\s※●■◆◇○•・▶►➢✓→*-]+")
_NUMBERING = re.compile(r"^(?:[(（]?\d{1,2}[.)）．]\s*(?=\D)|[①-⑳]\s*)")
_INNER_BULLETS = re.compile(r"[●■◆◇•➢✓]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BESIDE_YEARS = re.compile(r"(?:19|20)\d\d|[\s～〜~\-－ー→年度頃ごろ以降（）()]")


def bare(text: str) -> str:
    """Text without the bullet or the number of a list in front of it."""
    return _NUMBERING.sub("", _BULLET.sub("", text)).strip()


def clean_cell(text: str) -> str:
    """A cell as a person reads it on one line: bullets in front gone, those between joined by "／"; "" for none."""
    parts = [bare(part) for part in _INNER_BULLETS.split(text)]
    joined = "／".join(part for part in parts if part)
    return "" if _NOTHING.fullmatch(joined.lower()) else joined


def has_columns(statement: Statement) -> bool:
    """True for a table row whose cells have column names."""
    return statement.kind is BlockKind.ROW and bool(statement.cells) and len(statement.head) == len(statement.cells)


def named_cells(statement: Statement) -> tuple[tuple[tuple[Role, ...], str], ...]:
    """The cells of a table row with the roles that their columns name, in the order of the columns; empty cells as "".

    A column like 「内容」 right behind such a column has that column's roles.
    """
    if not has_columns(statement):
        return ()
    found: list[tuple[tuple[Role, ...], str]] = []
    before: tuple[Role, ...] = ()
    for head, cell in zip(statement.head, statement.cells, strict=True):
        roles, text = roles_of_column(head), clean_cell(cell)
        if not roles and before and _CONTINUES.match(compact(head)):
            roles = before
        found.append((roles, text))
        before = roles if text else ()
    return tuple(found)


def row_label(statement: Statement) -> str | None:
    """What a table row is about: its first cell, where that column names no role and is no number; else None."""
    if not has_columns(statement) or roles_of_column(statement.head[0]):
        return None
    label = clean_cell(statement.cells[0])
    if not label or label.isdigit():
        second = len(statement.cells) > 2 and not roles_of_column(statement.head[1])
        return (clean_cell(statement.cells[1]) or None) if second else None
    return label


@lru_cache(maxsize=4096)
def period_start(name: str) -> int | None:
    """The first year of a column head that is nothing but a year or a stretch of years (2025～2027年度), else None."""
    mentions = find_years(name)
    rest = name
    for mention in reversed(mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    if _BESIDE_YEARS.sub("", rest):
        return None
    western = _YEAR.search(name)  # the first of a stretch has no 年
    years = [m.year for m in mentions] + ([int(western[0])] if western else [])
    return min(years, default=None)
