from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.rows import (
    _plain,
    _typed,
    chunk_from_row,
    chunk_to_row,
    document_from_row,
    document_to_row,
    load_statements,
    page_from_row,
    page_to_row,
)
from corpus.values import BlockKind, Chunk, Document, DocumentStatus, DocumentType, Page, Span, Statement

TEXTS = st.text(max_size=20)
SPANS = st.builds(Span, st.none() | st.integers(1, 999), st.integers(0, 99), st.integers(0, 99))
STATEMENTS = st.builds(
    Statement, st.sampled_from(BlockKind), TEXTS, SPANS, st.lists(TEXTS).map(tuple), st.lists(TEXTS).map(tuple)
)
DOCUMENTS = st.builds(
    Document,
    *[TEXTS] * 5,
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.sampled_from(DocumentType),
    st.none() | TEXTS,
    st.integers(1, 999),
    st.lists(st.integers(1, 999)).map(tuple),
    TEXTS,
    st.none() | st.integers(1900, 2199),
    st.none() | st.sampled_from(DocumentStatus),
    st.none() | TEXTS,
    st.dictionaries(TEXTS, st.floats(0, 1)).map(lambda found: tuple(found.items())),
    st.lists(TEXTS).map(tuple),
)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every kind of field that a value between steps may have."""

    name: str
    colour: Colour
    inner: tuple[Span, ...] = ()
    pair: tuple[str, float] = ("", 0.0)
    maybe: Span | None = None
    nested: tuple[tuple[int, ...], ...] = ()
    flag: bool = False


EVERYTHING = st.builds(
    Everything,
    TEXTS,
    st.sampled_from(Colour),
    st.lists(SPANS, max_size=3).map(tuple),
    st.tuples(TEXTS, st.floats(allow_nan=False)),
    st.none() | SPANS,
    st.lists(st.lists(st.integers(), max_size=2).map(tuple), max_size=2).map(tuple),
    st.booleans(),
)


@given(EVERYTHING)
def test_every_kind_of_field_comes_back(value: Everything) -> None:
    found = _typed(Everything, _plain(value))
    assert found == value
    assert type(found.colour) is Colour


def test_a_shorter_row_of_older_days_gets_the_defaults() -> None:
    assert _typed(Everything, ["甲", "red"]) == Everything("甲", Colour.RED)
    assert load_statements('[["item","甲",[null,0,1]]]') == (Statement(BlockKind.ITEM, "甲", Span(None, 0, 1)),)


@given(DOCUMENTS)
def test_documents(document: Document) -> None:
    assert document_from_row(document_to_row(document)) == document


@given(st.builds(Page, st.none() | st.integers(1, 999), TEXTS, st.none() | TEXTS))
def test_pages(page: Page) -> None:
    assert page_from_row(page_to_row(page)) == page


@given(st.builds(Chunk, TEXTS, TEXTS, st.integers(0, 99), st.tuples(TEXTS), TEXTS, st.tuples(STATEMENTS)))
def test_chunks(chunk: Chunk) -> None:
    assert chunk_from_row(chunk_to_row(chunk)) == chunk


def test_details_that_nobody_knows_any_more_are_left_out() -> None:
    assert page_from_row((1, "本文", None, '{"gone":5}')) == Page(1, "本文")


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError):
        page_from_row(("一", "本文", None, "{}"))
