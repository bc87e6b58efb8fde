"""What each place of a gap table shows, line by line: the same in every format."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.export.wording import NOT_STATED, challenge_text, marks
from assistant.gaps import Cell, Conflict, GapRow, GapTable, Scope

COLUMNS: Final = (
    "観点",
    "項目",
    "あるべき姿（2030年）",
    "あるべき姿（2050年）",
    "現状",
    "ギャップ",
    "課題（六つの課題）",
    "取組",
    "主体・時期",
    "出典",
)
ISSUE_COLUMNS: Final = ("六つの課題", "観点", "項目", "課題", "出典")
CONFLICT_COLUMNS: Final = ("指標", "年", "値", "資料", "資料の日付", "出典")
CONFLICTS: Final = "資料による値の食い違い"
ISSUES: Final = "六つの課題"
NO_ISSUE: Final = "（いずれにも当たらない）"
ELSEWHERE: Final = "－"
_RELATED: Final = "（関連）"
_NO_YEAR: Final = "（年の記載なし）"
# A year from here on belongs to the picture of 2050.
_LATER: Final = 2040
_NAMED_YEARS: Final = (2030, 2050)
_MIN_PIECE_CHARS: Final = 8  # pieces between ／ that are shorter are a list of names, not statements


@dataclass(frozen=True, slots=True)
class GapLine:
    """A row of the table as it is shown.

    Attributes:
        cells: The lines of each cell, in the order of `COLUMNS`; never empty.
        scope: How close it is to the topic.
    """

    cells: tuple[tuple[str, ...], ...]
    scope: Scope


def title_of(table: GapTable) -> str:
    """The heading over the table."""
    return f"{table.topic}：あるべき姿と現状のギャップ"


def legend_of(table: GapTable) -> str:
    """How the table is to be read, in one paragraph."""
    parts = ["［番号］は出典を指します。"]
    if table.searched is None:
        parts.append("「記載なし」は、取り込まれている資料にその記載が見つからなかったことを示します。")
    else:
        searched = f"{table.searched.n_documents}資料・{table.searched.n_pages:,}ページ"
        parts.append(f"「記載なし」は、検索した{searched}にその記載が見つからなかったことを示します。")
    if any(row.scope is Scope.RELATED for row in table.rows):
        parts.append("（関連）の行は、主題の分野に限らず同じ事柄を扱う資料の対照表です。")
    return "".join(parts)


def lines_of_table(table: GapTable) -> tuple[GapLine, ...]:
    """The rows of the table as they are shown."""
    return tuple(GapLine(_cells(row, table), row.scope) for row in table.rows)


def issue_lines(table: GapTable) -> tuple[tuple[str, ...], ...]:
    """The challenges by the one of the six they belong to, in the order of `ISSUE_COLUMNS`; each once."""
    from corpus.taxonomy import load_challenges

    order = {challenge.ja: number for number, challenge in enumerate(load_challenges())}
    found = {
        (challenge.issue or NO_ISSUE, row.perspective, item_of(row), challenge.text, numbers([challenge])): None
        for row in table.rows
        for challenge in row.challenges
    }
    return tuple(sorted(found, key=lambda line: order.get(line[0], len(order))))


def conflict_lines(table: GapTable) -> tuple[tuple[str, ...], ...]:
    """The sides of each conflict, in the order of `CONFLICT_COLUMNS`."""
    return tuple(line for conflict in table.conflicts for line in _sides(conflict))


def item_of(row: GapRow) -> str:
    """What a row is about, as a column shows it."""
    related = _RELATED if row.scope is Scope.RELATED else ""
    return f"{related}{row.item or ''}" or "－"


def numbers(cells: Sequence[Cell | object]) -> str:
    """The numbers of what cells cite, ascending, each once: 1、3."""
    cited = {c.n for cell in cells for c in getattr(cell, "citations", ())}
    return "、".join(map(str, sorted(cited)))


def _cells(row: GapRow, table: GapTable) -> tuple[tuple[str, ...], ...]:
    used = (row.to_be, row.as_is, row.gap, *row.challenges, *row.actions, *row.actors)
    sooner, later = _to_be(row, table)
    return (
        (row.perspective,),
        (item_of(row),),
        sooner,
        later,
        _statements(row.as_is) if row.as_is else (_missing(table),),
        _statements(row.gap) if row.gap else (NOT_STATED,),
        tuple(f"{challenge_text(c)}{marks(c)}" for c in row.challenges) or (NOT_STATED,),
        tuple(f"{action.text}{marks(action)}" for action in row.actions) or (NOT_STATED,),
        tuple(f"{actor.text}{marks(actor)}" for actor in row.actors) or (NOT_STATED,),
        (numbers([cell for cell in used if cell]),),
    )


def _to_be(row: GapRow, table: GapTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The state to be reached in the column of 2030 or of 2050; the year is told where it is neither or none."""
    if row.to_be is None:
        return (_missing(table),), (_missing(table),)
    year = row.to_be.year
    told = _NO_YEAR if year is None else "" if year in _NAMED_YEARS or str(year) in row.to_be.text else f"（{year}年）"
    lines = _statements(row.to_be)
    lines = (*lines[:-1], f"{lines[-1]}{told}")
    return ((ELSEWHERE,), lines) if year is not None and year >= _LATER else (lines, (ELSEWHERE,))


def _missing(table: GapTable) -> str:
    return NOT_STATED if table.searched is None else f"{NOT_STATED}（{table.searched.n_pages:,}ページを検索）"


def _statements(cell: Cell) -> tuple[str, ...]:
    """The statements of a cell, one a line, the citation behind the last."""
    pieces = cell.text.split("／")
    if len(pieces) == 1 or any(len(piece.strip()) < _MIN_PIECE_CHARS for piece in pieces):
        return (f"{cell.text}{marks(cell)}",)
    return (*pieces[:-1], f"{pieces[-1]}{marks(cell)}")


def _sides(conflict: Conflict) -> list[tuple[str, ...]]:
    return [
        (conflict.measure, f"{conflict.year}年", side.figure, side.title, side.date or "－", f"[{side.citation.n}]")
        for side in conflict.sides
    ]
