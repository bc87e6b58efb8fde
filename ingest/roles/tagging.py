"""Roles given to the statements of chunks: cells by their columns, everything else by the model."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.values import BlockKind, Chunk, Role, Statement
from ingest.normalization import compact
from ingest.roles.cells import bare, clean_cell, has_columns, named_cells, period_start
from ingest.roles.cues import Unit
from ingest.roles.model import VERSION, packaged_model
from ingest.roles.names import names_target

_SILENT = frozenset({BlockKind.HEADING, BlockKind.CAPTION, BlockKind.NOTE})
_MIN_CHARS = 4
_MIN_CELL_CHARS = 8  # a shorter cell without a telling column is a name or a figure
_MIDDLE = frozenset({Role.TO_BE, Role.AS_IS, Role.GAP, Role.CHALLENGE, Role.ACTION})
_WORDS = re.compile(r"[一-龥ぁ-んァ-ヶ]{4}")
_FIGURE = re.compile(r"\s*[約▲△+-]?\s*\d[\d,.]*\s*[%％]?[^\d\s]{0,6}(?:以上|以下|程度)?\s*")

_Key = tuple[int, int]  # number of the statement among those of all chunks, of its cell or -1


def tagged(chunk: Chunk, title: str = "", year: int | None = None) -> Chunk:
    """The chunk with the roles of its statements; itself where this version of the tagger has given them already."""
    return tag_chunks((chunk,), title, year)[0]


def tag_chunks(chunks: Sequence[Chunk], title: str = "", year: int | None = None) -> tuple[Chunk, ...]:
    """Chunks of one document with the roles of their statements; those tagged by this version stay as they are.

    Args:
        chunks: In any number and order.
        title: Of the document; as a heading it says nothing of single statements.
        year: Of the document, Western; columns of later years hold what is to come. None where it is not known.
    """
    due = [number for number, chunk in enumerate(chunks) if chunk.tagger != VERSION]
    statements = [placed for number in due for placed in placed_statements(chunks[number], title)]
    units: list[Unit] = []
    keys: list[_Key] = []
    firm: dict[_Key, tuple[Role, ...]] = {}
    for number, (statement, section) in enumerate(statements):
        if statement.kind in _SILENT or len(statement.text) < _MIN_CHARS:
            continue
        if has_columns(statement):
            firm.update(((number, at), roles) for at, roles in enumerate(_cells(statement, year)) if roles)
        for at, unit in _units(statement, section):
            if (number, at) not in firm:
                units.append(unit)
                keys.append((number, at))
    found = firm | dict(zip(keys, packaged_model().roles_of(units), strict=True))
    made = iter([_with_roles(s, found, number) for number, (s, _) in enumerate(statements)])
    result = list(chunks)
    for number in due:
        chunk = chunks[number]
        result[number] = replace(chunk, statements=tuple(next(made) for _ in chunk.statements), tagger=VERSION)
    return tuple(result)


def placed_statements(chunk: Chunk, title: str = "") -> Iterator[tuple[Statement, tuple[str, ...]]]:
    """The statements of a chunk with the headings above each, outermost first.

    A chunk may join small sections; then their headings stand in it as statements. The document's title is no heading
    here: 「…に向けた論点」 over a whole document does not make each of its sentences a challenge.
    """
    folded = compact(title)
    outer = tuple(heading for heading in chunk.section if compact(heading) != folded)
    inner: tuple[str, ...] = ()
    after_heading = False
    for statement in chunk.statements:
        is_heading = statement.kind is BlockKind.HEADING
        if is_heading:
            inner = (*inner, statement.text) if after_heading else (statement.text,)
        after_heading = is_heading
        yield statement, outer if is_heading else (*outer, *(h for h in inner if h not in outer))


def _units(statement: Statement, section: tuple[str, ...]) -> Iterator[tuple[int, Unit]]:
    """What the model is asked of a statement: itself (-1), and the cells of a row that hold whole phrases."""
    if not has_columns(statement):
        yield -1, Unit(bare(statement.text), statement.kind, section, statement.head)
        return
    named = {role for roles, text in named_cells(statement) if text for role in roles}
    if not named & _MIDDLE:
        text = " | ".join(cell for cell in map(clean_cell, statement.cells) if cell)
        yield -1, Unit(text, statement.kind, section, statement.head)
    for at, (head, cell) in enumerate(zip(statement.head, statement.cells, strict=True)):
        text = clean_cell(cell)
        if len(text) >= _MIN_CELL_CHARS and _WORDS.search(text):
            yield at, Unit(text, BlockKind.ITEM, section, (head,) if head else ())


def _cells(statement: Statement, year: int | None) -> Iterator[tuple[Role, ...]]:
    """What the columns say of each cell of a row; of a cell under a year, by what the year and the cell are."""
    cells = named_cells(statement)
    is_schedule = sum(period_start(head) is not None for head in statement.head) > 1
    aims = any(map(names_target, statement.head))
    for head, (roles, text) in zip(statement.head, cells, strict=True):
        start = period_start(head)
        if not text or (roles == () and start is None):
            yield ()
        elif start is None or roles:
            yield _ordered({*roles, Role.INDICATOR} if _is_figure(text) and {*roles} & _MIDDLE else {*roles})
        elif _is_figure(text):
            ahead = aims or (year is not None and start > year)
            yield (Role.TO_BE, Role.INDICATOR) if ahead else (Role.AS_IS, Role.INDICATOR)
        elif is_schedule:
            yield (Role.ACTION, Role.TIMING)
        else:
            yield ()


@lru_cache(maxsize=4096)
def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text))


def _with_roles(statement: Statement, found: dict[_Key, tuple[Role, ...]], number: int) -> Statement:
    own = found.get((number, -1), ())
    if not has_columns(statement):
        return replace(statement, roles=own, cell_roles=())
    cells = tuple(found.get((number, at), ()) for at in range(len(statement.cells)))
    return replace(statement, roles=_ordered({*own, *(role for cell in cells for role in cell)}), cell_roles=cells)


def _ordered(roles: set[Role]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in roles)
