"""Rows of the registry to values and back. The only place that knows how values are written as JSON."""

import json
from collections.abc import Sequence

from corpus.values import BlockKind, Chunk, Document, DocumentType, Page, Span, Statement

DOCUMENT_COLUMNS = (
    "id, source, origin, sha256, title, publisher, date, doc_type, sector, n_pages, unreadable_pages, added_at"
)
PAGE_COLUMNS = "number, text, problem"
CHUNK_COLUMNS = "id, document_id, position, section, text, statements"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_statements(statements: Sequence[Statement]) -> str:
    """JSON of the statements: an array of [kind, text, [page, start, end], head, cells]."""
    return _dump(
        [[s.kind.value, s.text, [s.span.page, s.span.start, s.span.end], s.head, s.cells] for s in statements],
    )


def load_statements(text: str) -> tuple[Statement, ...]:
    """The statements that `dump_statements` wrote."""
    return tuple(
        Statement(BlockKind(kind), words, Span(page, start, end), tuple(head), tuple(cells))
        for kind, words, (page, start, end), head, cells in json.loads(text)
    )


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
    )


def document_from_row(row: Sequence[object]) -> Document:
    """The document of a row in the order of DOCUMENT_COLUMNS."""
    (ident, source, origin, sha256, title, publisher, date, doc_type, sector, n_pages, unreadable, added_at) = row
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
    )


_RECOGNISED = "recognised"  # what the column "problem" holds of a page whose text comes from its picture


def page_to_row(page: Page) -> tuple[str | int | None, ...]:
    """The row of a page, in the order of PAGE_COLUMNS."""
    return (page.number, page.text, page.problem or (_RECOGNISED if page.recognised else None))


def page_from_row(row: Sequence[object]) -> Page:
    """The page of a row in the order of PAGE_COLUMNS."""
    number, text, problem = row
    place = None if number is None else _integer(number)
    if problem == _RECOGNISED:
        return Page(place, str(text), None, recognised=True)
    return Page(place, str(text), _optional(problem))


def chunk_to_row(chunk: Chunk) -> tuple[str | int, ...]:
    """The row of a chunk, in the order of CHUNK_COLUMNS."""
    statements = dump_statements(chunk.statements)
    return (chunk.id, chunk.document_id, chunk.position, _dump(chunk.section), chunk.text, statements)


def chunk_from_row(row: Sequence[object]) -> Chunk:
    """The chunk of a row in the order of CHUNK_COLUMNS."""
    ident, document_id, position, section, text, statements = row
    return Chunk(
        id=str(ident),
        document_id=str(document_id),
        position=_integer(position),
        section=tuple(json.loads(str(section))),
        text=str(text),
        statements=load_statements(str(statements)),
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def _integer(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
