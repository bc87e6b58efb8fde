import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import LibraryDamaged, LibraryInUse
from corpus.lexical import LexicalIndex


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    made = LexicalIndex(tmp_path / "lexical")
    yield made
    made.release()


def fill(index: LexicalIndex, **chunks: list[str]) -> None:
    for name, terms in chunks.items():
        index.add(name, name[0], terms)
    index.commit()


def found(index: LexicalIndex, *terms: str, limit: int = 10) -> list[str]:
    return [hit.chunk_id for hit in index.search(terms, limit)]


@pytest.mark.parametrize(
    "term",
    [
        pytest.param("循環　経済", id="ideographic-space"),
        pytest.param("a b", id="space"),
        pytest.param("ＡＢＣ", id="full-width"),
        pytest.param("e\u0301", id="combining"),
        pytest.param('terms:"x" OR (*) +-^~\\', id="query-syntax"),
        pytest.param("\0", id="nul"),
        pytest.param("𠮷", id="astral"),
    ],
)
def test_a_term_is_found_whole_and_only_whole(index: LexicalIndex, term: str) -> None:
    fill(index, a1=[term, "他"], a2=["他", "別"])
    assert found(index, term) == ["a1"]
    assert found(index, term + "x") == []


def test_scores_are_bm25(index: LexicalIndex) -> None:
    fill(index, a1=["再生", "材"], a2=["再生", "再生"], b1=["排出", "量"])
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    by_id = {hit.chunk_id: hit.score for hit in index.search(["再生"], 10)}
    # All three are as long as the average, so BM25 (k1 = 1.2) is idf * tf * 2.2 / (tf + 1.2).
    assert by_id == pytest.approx({"a1": idf * 2.2 / 2.2, "a2": idf * 4.4 / 3.2}, rel=1e-5)


def test_a_repeated_query_term_weighs_as_often(index: LexicalIndex) -> None:
    fill(index, a1=["再生", "材"], a2=["排出", "量"])
    once, twice = index.search(["再生"], 1), index.search(["再生", "再生"], 1)
    assert twice[0].score == pytest.approx(2 * once[0].score)


def test_ties_come_in_the_order_of_ids_at_the_cut_too(index: LexicalIndex) -> None:
    for name in ("a9", "a3", "a7", "a1", "a5"):
        fill(index, **{name: ["同じ", "文"]})
    assert found(index, "同じ", limit=3) == ["a1", "a3", "a5"]


def test_document_filter_keeps_the_scores(index: LexicalIndex) -> None:
    fill(index, a1=["再生", "材"], b1=["再生", "率"], c1=["他", "別"])
    every = {hit.chunk_id: hit.score for hit in index.search(["再生"], 10)}
    hits = index.search(["再生"], 10, frozenset({"b", "なし"}))
    assert {hit.chunk_id: hit.score for hit in hits} == pytest.approx({"b1": every["b1"]})
    assert index.search(["再生"], 10, frozenset()) == ()


@pytest.mark.parametrize(
    ("terms", "limit"), [pytest.param([], 5, id="no-terms"), pytest.param(["再生"], 0, id="limit-0")]
)
def test_nothing_asked_finds_nothing(index: LexicalIndex, terms: list[str], limit: int) -> None:
    fill(index, a1=["再生"])
    assert index.search(terms, limit) == ()


def test_deleting_and_counting(index: LexicalIndex) -> None:
    fill(index, a1=["再生"], a2=[], b1=["再生"])
    assert index.count() == 3
    index.delete_document("a")
    index.delete_document("なし")
    index.commit()
    assert (index.count(), index.ids()) == (1, frozenset({"b1"}))


def test_what_was_not_committed_is_not_there(index: LexicalIndex, tmp_path: Path) -> None:
    index.add("a1", "a", ["再生"])
    assert found(index, "再生") == []
    index.release()
    assert LexicalIndex(tmp_path / "lexical").count() == 0


def test_one_writer_and_a_reader_that_refreshes(index: LexicalIndex, tmp_path: Path) -> None:
    other = LexicalIndex(tmp_path / "lexical")
    fill(index, a1=["再生"])
    assert other.count() == 0
    other.refresh()
    assert found(other, "再生") == ["a1"]
    with pytest.raises(LibraryInUse):
        other.add("b1", "b", ["x"])
    index.release()
    fill(other, b1=["x"])
    assert other.count() == 2


def test_a_damaged_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "lexical").mkdir()
    (tmp_path / "lexical" / "meta.json").write_text("{壊れた")
    with pytest.raises(LibraryDamaged):
        LexicalIndex(tmp_path / "lexical")
    LexicalIndex.wipe(tmp_path / "lexical")
    assert LexicalIndex(tmp_path / "lexical").count() == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(min_size=1, max_size=4), max_size=6), min_size=1, max_size=5))
def test_every_chunk_is_found_by_each_of_its_terms(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[list[str]]
) -> None:
    index = LexicalIndex(tmp_path_factory.mktemp("lexical"))
    fill(index, **{f"a{n}": terms for n, terms in enumerate(chunks)})
    for term in {term for terms in chunks for term in terms}:
        assert set(found(index, term)) == {f"a{n}" for n, terms in enumerate(chunks) if term in terms}
    index.release()


def test_what_a_commit_that_was_killed_has_left_stops_nothing(tmp_path: Path) -> None:
    """A kill between writing the deletions and naming them in meta.json: the next commit wants the same file names."""
    path = tmp_path / "lexical"
    index = LexicalIndex(path)
    for name in ("a", "b"):
        index.add(f"{name}-0000", name, ["再生"])
    index.commit()
    index.release()
    before = (path / "meta.json").read_bytes()
    index.delete_document("a")
    index.commit()
    index.release()
    (path / "meta.json").write_bytes(before)
    again = LexicalIndex(path)
    assert again.count() == 2
    again.delete_document("a")
    again.commit()
    assert again.ids() == {"b-0000"}
    again.release()
