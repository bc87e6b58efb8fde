import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryDamaged, LibraryError
from corpus.passages import PassageVectors
from corpus.registry import Registry, embedding_key
from corpus.rows import dump_statements, load_statements
from corpus.values import BlockKind, Page, Span, Statement
from tests.corpus.store_samples import Sample, sample

VECTOR = np.array([0.6, 0.8], dtype=np.float32)
VECTORS = PassageVectors(VECTOR, np.stack([VECTOR, VECTOR]))
TEXTS = st.text(max_size=20)  # lone surrogates are left out by Hypothesis
STATEMENTS = st.builds(
    Statement,
    st.sampled_from(BlockKind),
    TEXTS,
    st.builds(Span, st.none() | st.integers(1, 999), st.integers(0, 99), st.integers(0, 99)),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(TEXTS, max_size=3).map(tuple),
)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    made = Registry(tmp_path / "library.sqlite3")
    made.create(model="m", dimension=2)
    yield made
    made.close()


def put(registry: Registry, made: Sample, *supersedes: str) -> None:
    document, pages, chunks = made
    keys = [embedding_key("m", chunk.text) for chunk in chunks]
    registry.cache(dict.fromkeys(keys, VECTORS))
    registry.add(document, pages, chunks, keys, supersedes=supersedes)


@given(st.lists(STATEMENTS, max_size=4).map(tuple))
def test_statements_survive_their_json(statements: tuple[Statement, ...]) -> None:
    assert load_statements(dump_statements(statements)) == statements


def test_a_document_comes_back_as_it_went_in(registry: Registry) -> None:
    document, pages, chunks = sample("循環\0経済.pdf", "第1章\0目的", "𠮷野家 ﷺ e\u0301")
    document = dataclasses.replace(document, publisher="環境省", sector="plastics", unreadable_pages=(2,))
    pages = (*pages, Page(3, "", "no_text"), Page(4, "走査した頁", recognised=True))
    put(registry, (document, pages, chunks))
    assert registry.document(document.id) == document
    assert registry.pages(document.id) == pages
    assert registry.chunks(document.id) == chunks
    assert registry.page(document.id, 3) == pages[2]
    assert registry.chunk(chunks[1].id) == chunks[1]
    assert registry.pending() == (document.id,)
    assert registry.vectors(document.id, 2)[1].tolist() == [VECTOR.tolist()] * 2


def test_a_page_without_number_is_found(registry: Registry) -> None:
    document, _, chunks = sample("議事録.txt", "本文")
    put(registry, (document, (Page(None, "本文"),), chunks))
    assert registry.page(document.id, None) == Page(None, "本文")
    assert registry.page(document.id, 1) is None


def test_a_failing_add_leaves_nothing(registry: Registry) -> None:
    document, pages, chunks = sample("a.pdf", "一", "二")
    keys = [embedding_key("m", "一"), embedding_key("m", "どこにもない")]
    registry.cache({keys[0]: VECTORS})
    with pytest.raises(LibraryError):
        registry.add(document, pages, chunks, keys)
    assert registry.documents() == ()
    assert registry.pending() == ()
    assert registry.pages(document.id) == ()
    assert registry.revision() == 0


def test_superseding_keeps_the_old_document_and_removing_drops_the_vectors_it_alone_used(registry: Registry) -> None:
    old, new = sample("a.pdf", "共通", "古い"), sample("a.pdf", "共通", "新しい")
    put(registry, old)
    registry.settle(old[0].id)
    put(registry, new, old[0].id)
    assert registry.documents(superseded=False) == (new[0],)
    assert registry.earlier_versions(new[0].id) == (dataclasses.replace(old[0], superseded_by=new[0].id),)
    assert registry.chunks(old[0].id) == old[2]
    assert registry.pending() == (new[0].id,)
    keys = {text: embedding_key("m", text) for text in ("共通", "古い", "新しい")}
    assert registry.cached(list(keys.values())) == set(keys.values())
    registry.remove(old[0].id)
    assert registry.chunks(old[0].id) == ()
    assert set(registry.pending()) == {old[0].id, new[0].id}
    assert registry.cached(list(keys.values())) == {keys["共通"], keys["新しい"]}


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(LibraryDamaged, match="99"):
        Registry(path)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes("これは台帳ではありません。".encode() * 100)
    with pytest.raises(LibraryDamaged):
        Registry(path)


def test_creating_twice_keeps_the_first(registry: Registry) -> None:
    before = registry.info()
    registry.create(model="other", dimension=3)
    assert registry.info() == before


def test_keys_depend_on_the_model_and_the_text() -> None:
    assert len({embedding_key(*pair) for pair in (("a", "b"), ("ab", ""), ("a", "c"), ("b", "b"))}) == 4
