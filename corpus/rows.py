"""Rows of the registry to values and back. The only place that knows how values are written as JSON.

A field that a value gains later needs nothing here, as long as it has a default: a statement's stands behind the others
in its array, a page's or a chunk's in the column `details`, and what was written before comes back with the default.
"""

import json
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

from corpus.values import Chunk, Document, DocumentStatus, DocumentType, Page, Statement

DOCUMENT_COLUMNS = (
    "id, source, origin, sha256, title, publisher, date, doc_type, sector, n_pages, unreadable_pages, added_at, "
    "fiscal_year, status, superseded_by, confidences, edited"
)
PAGE_COLUMNS = "number, text, problem, details"
CHUNK_COLUMNS = "id, document_id, position, section, text, statements, details"

_PAGE_FIELDS = frozenset({"number", "text", "problem"})  # those with a column of their own
_CHUNK_FIELDS = frozenset({"id", "document_id", "position", "section", "text", "statements"})


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    """The value as JSON can hold it: a dataclass as the array of its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Enum) else value


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _typed(kind: Any, plain: Any) -> Any:
    """What `_plain` made of a value of this kind, as that value; fields that are missing at the end get their default.

    Kinds: dataclasses, tuples, enumerations, `X | None` and what JSON knows itself.
    """
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (arm for arm in typing.get_args(kind) if arm is not types.NoneType)
        return None if plain is None else _typed(inner, plain)
    if origin is tuple:
        arms = typing.get_args(kind)
        inner = [arms[0]] * len(plain) if arms[1:] == (...,) else arms
        return tuple(_typed(arm, part) for arm, part in zip(inner, plain, strict=True))
    if is_dataclass(kind):
        make: Any = kind
        names = [field.name for field in fields(kind)]
        hints = _hints(make)
        known = zip(names, plain, strict=False)  # an older row has fewer
        return make(**{name: _typed(hints[name], part) for name, part in known})
    return kind(plain) if isinstance(kind, type) and issubclass(kind, Enum) else plain


def _dump_details(value: object, kind: type[Any], columns: frozenset[str]) -> str:
    """JSON of the fields of a value that have no column of their own."""
    return _dump({f.name: _plain(getattr(value, f.name)) for f in fields(kind) if f.name not in columns})


def _load_details(text: str, kind: Any) -> dict[str, Any]:
    hints = _hints(kind)
    return {name: _typed(hints[name], plain) for name, plain in json.loads(text).items() if name in hints}


def dump_statements(statements: Sequence[Statement]) -> str:
    """JSON of the statements: an array of [kind, text, [page, start, end], head, cells, later fields]."""
    return _dump([_plain(statement) for statement in statements])


def load_statements(text: str) -> tuple[Statement, ...]:
    """The statements that `dump_statements` wrote."""
    return tuple(_typed(Statement, plain) for plain in json.loads(text))


def document_to_row(document: Document) -> tuple[str | int | None, ...]:
    """The row of a document, in the order of DOCUMENT_COLUMNS."""
    return (
        document.id,
        document.source,
        document.origin,
        document.sha256,
        document.title,
        document.publisher,
        document.date,
        document.doc_type.value,
        document.sector,
        document.n_pages,
        _dump(document.unreadable_pages),
        document.added_at,
        document.fiscal_year,
        None if document.status is None else document.status.value,
        document.superseded_by,
        _dump(dict(document.confidences)),
        _dump(document.edited),
    )


def document_from_row(row: Sequence[object]) -> Document:
    """The document of a row in the order of DOCUMENT_COLUMNS."""
    (ident, source, origin, sha256, title, publisher, date, doc_type, sector, n_pages, unreadable, added_at) = row[:12]
    fiscal_year, status, superseded_by, confidences, edited = row[12:]
    return Document(
        id=str(ident),
        source=str(source),
        origin=str(origin),
        sha256=str(sha256),
        title=str(title),
        publisher=_optional(publisher),
        date=_optional(date),
        doc_type=DocumentType(str(doc_type)),
        sector=_optional(sector),
        n_pages=_integer(n_pages),
        unreadable_pages=tuple(json.loads(str(unreadable))),
        added_at=str(added_at),
        fiscal_year=None if fiscal_year is None else _integer(fiscal_year),
        status=None if status is None else DocumentStatus(str(status)),
        superseded_by=_optional(superseded_by),
        confidences=tuple(json.loads(str(confidences)).items()),
        edited=tuple(json.loads(str(edited))),
    )


def page_to_row(page: Page) -> tuple[str | int | None, ...]:
    """The row of a page, in the order of PAGE_COLUMNS."""
    return page.number, page.text, page.problem, _dump_details(page, Page, _PAGE_FIELDS)


def page_from_row(row: Sequence[object]) -> Page:
    """The page of a row in the order of PAGE_COLUMNS."""
    number, text, problem, details = row
    more = _load_details(str(details), Page)
    return Page(None if number is None else _integer(number), str(text), _optional(problem), **more)


def chunk_to_row(chunk: Chunk) -> tuple[str | int, ...]:
    """The row of a chunk, in the order of CHUNK_COLUMNS."""
    statements, details = dump_statements(chunk.statements), _dump_details(chunk, Chunk, _CHUNK_FIELDS)
    return (chunk.id, chunk.document_id, chunk.position, _dump(chunk.section), chunk.text, statements, details)


def chunk_from_row(row: Sequence[object]) -> Chunk:
    """The chunk of a row in the order of CHUNK_COLUMNS."""
    ident, document_id, position, section, text, statements, details = row
    return Chunk(
        id=str(ident),
        document_id=str(document_id),
        position=_integer(position),
        section=tuple(json.loads(str(section))),
        text=str(text),
        statements=load_statements(str(statements)),
        **_load_details(str(details), Chunk),
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def _integer(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
