import dataclasses
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from corpus.errors import (
    CorruptFile,
    LibraryDamaged,
    LibraryInUse,
    LibraryNotFound,
    ModelMismatch,
    StorageFailed,
)
from corpus.lexical import LexicalIndex
from corpus.library import AddOutcome, Counts, EmbeddingProgress, Library, lexical_text
from corpus.passages import Passage, passage_of
from corpus.values import DocumentType, Filters
from tests.corpus.store_samples import Bigrams, HashedTrigrams, everything, numbered, open_library, sample

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "文庫"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with open_library(home) as made:
        yield made


def child(*arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.corpus.store_child", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def test_what_is_added_is_found_by_both_searches(library: Library) -> None:
    made = sample("方針.pdf", "再生プラスチックの利用を増やす。", "最終処分量を減らす。")
    document, pages, chunks = made
    assert library.add(*made) is AddOutcome.ADDED
    assert library.counts() == Counts(1, 2, 2)
    assert library.documents() == (document,)
    assert (library.pages(document.id), library.chunks(document.id)) == (pages, chunks)
    assert library.search_lexical("最終処分", 1)[0].chunk_id == chunks[1].id
    assert library.search_vector("最終処分量を減らす", 1)[0].chunk_id == chunks[1].id
    assert library.has(document.sha256)
    assert library.find_by_origin(document.origin) == document
    assert library.neighbours(chunks[0].id) == (None, chunks[1])
    assert library.neighbours("なし") == (None, None)
    assert library.check() == ()


def test_title_and_headings_are_searched(library: Library) -> None:
    document, _, chunks = made = sample("蓄電池の方針", "本文のみ。", "別の文。")
    assert lexical_text(document, chunks[0]).split("\n") == ["蓄電池の方針", "第1章", "蓄電池の方針", "本文のみ。"]
    assert passage_of(chunks[0]) == Passage("第1章 蓄電池の方針", ("本文のみ。",))
    library.add(*made)
    assert len(library.search_lexical("蓄電池", 5)) == 2


def test_the_same_bytes_change_nothing(library: Library) -> None:
    made = numbered(1)
    library.add(*made)
    revision = library.revision
    elsewhere = (dataclasses.replace(made[0], origin="/別の場所/写し.pdf"), *made[1:])
    assert library.add(*made) is AddOutcome.UNCHANGED
    assert library.add(*elsewhere) is AddOutcome.UNCHANGED
    assert (library.revision, library.counts().n_documents) == (revision, 1)


def test_a_new_file_of_an_origin_replaces_the_old(library: Library) -> None:
    old, new = sample("a.pdf", "古い目標は10％。"), sample("a.pdf", "新しい目標は30％。", "二頁目。")
    library.add(*old)
    assert library.add(*new) is AddOutcome.REPLACED
    assert library.documents() == (new[0],)
    assert library.counts() == Counts(1, 2, 2)
    assert [hit.chunk_id for hit in library.search_lexical("目標", 5)] == [new[2][0].id]
    assert {hit.chunk_id for hit in library.search_vector("古い目標は10％。", 5)} == {chunk.id for chunk in new[2]}
    every = Filters(versions="all")
    assert {hit.chunk_id for hit in library.search_lexical("目標", 5, every)} == {old[2][0].id, new[2][0].id}
    assert library.search_vector("古い目標は10％。", 1, every)[0].chunk_id == old[2][0].id
    assert library.pages(old[0].id) == old[1]
    assert library.check() == ()


def test_a_copy_over_an_old_file_drops_the_old(library: Library) -> None:
    first, second = sample("a.pdf", "甲の本文。"), sample("b.pdf", "乙の本文。")
    library.add(*first)
    library.add(*second)
    copied = (dataclasses.replace(second[0], origin=first[0].origin), *second[1:])
    assert library.add(*copied) is AddOutcome.REPLACED
    assert library.documents() == (second[0],)


def test_removing(library: Library) -> None:
    made = numbered(1)
    library.add(*made)
    assert library.remove(made[0].id)
    assert not library.remove(made[0].id)
    assert library.counts() == Counts(0, 0, 0)
    assert library.search_lexical("再生", 5) == library.search_vector("再生", 5) == ()
    assert library.check() == ()


def test_filters(library: Library) -> None:
    law = sample("法.pdf", "再生資源の利用。", doc_type=DocumentType.LAW)
    plan = sample("計画.pdf", "再生資源の計画。", doc_type=DocumentType.ACTION_PLAN)
    library.add(*law)
    library.add(*plan)
    for search in (library.search_lexical, library.search_vector):
        assert {hit.chunk_id for hit in search("再生資源", 5)} == {law[2][0].id, plan[2][0].id}
        assert [hit.chunk_id for hit in search("再生資源", 5, Filters(doc_type="law"))] == [law[2][0].id]
        assert [hit.chunk_id for hit in search("再生資源", 5, Filters(source="計画.pdf"))] == [plan[2][0].id]
        assert search("再生資源", 5, Filters(source="なし")) == ()


def test_vectors_are_computed_once(home: Path) -> None:
    embedder = HashedTrigrams()
    with Library.open(home, analyzer=Bigrams(), embedder=embedder, create=True) as library:
        made = numbered(1, n_chunks=10)
        texts = [passage_of(chunk) for chunk in made[2]]
        progress = list(library.embed_missing([*texts, texts[0]], batch_size=4))
        assert progress == [EmbeddingProgress(n, 10) for n in (0, 4, 8, 10)]
        library.add(*made)
        n_embedded = embedder.n_embedded
        assert list(library.embed_missing(texts)) == [EmbeddingProgress(10, 10)]
        assert embedder.n_embedded == n_embedded


def test_half_a_character_is_refused_before_anything_is_written(library: Library) -> None:
    document, pages, chunks = numbered(1)
    with pytest.raises(CorruptFile):
        library.add(document, (dataclasses.replace(pages[0], text="\ud800"), *pages[1:]), chunks)
    assert library.counts() == Counts(0, 0, 0)


def test_opening_what_is_not_there(home: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFound):
        open_library(home, create=False)
    assert not home.exists()
    (tmp_path / "ファイル").write_text("x")
    for create in (True, False):
        with pytest.raises(StorageFailed):
            open_library(tmp_path / "ファイル", create=create)
    with pytest.raises(StorageFailed):
        open_library(tmp_path / "ファイル" / "下")


def test_another_model_is_refused(library: Library, home: Path) -> None:
    with pytest.raises(ModelMismatch) as caught:
        Library.open(home, analyzer=Bigrams(), embedder=HashedTrigrams(model="other"))
    assert caught.value.facts == {"home": home, "expected": "other", "found": "trigrams"}


def test_a_registry_that_is_no_registry(library: Library, home: Path) -> None:
    library.close()
    for path in home.glob("library.sqlite3*"):
        path.write_bytes(b"broken" * 1000)
    with pytest.raises(LibraryDamaged):
        open_library(home)


def test_two_libraries_in_one_process(library: Library, tmp_path: Path) -> None:
    with open_library(tmp_path / "別") as other:
        library.add(*numbered(1))
        other.add(*numbered(2))
        assert len(library.search_vector("再生", 50)) == len(other.search_vector("再生", 50)) == 12
        assert library.documents() != other.documents()


def test_one_library_opened_twice(library: Library, home: Path) -> None:
    with open_library(home) as reader:
        made = numbered(1)
        assert not reader.refresh()
        library.add(*made)
        assert reader.search_vector(made[2][5].text, 1)[0].chunk_id == made[2][5].id
        assert len(reader.search_lexical("再生", 50)) == 12
        assert not reader.refresh()
        with library.writing(), pytest.raises(LibraryInUse):
            reader.remove(made[0].id)
        assert reader.remove(made[0].id)
    assert library.search_vector("再生", 5) == ()


@pytest.mark.parametrize("folder", ["chroma", "lexical"])
def test_a_deleted_index_is_made_again_without_embedding(home: Path, folder: str) -> None:
    with open_library(home) as library:
        for k in range(3):
            library.add(*numbered(k))
        before = everything(library)
    shutil.rmtree(home / folder)
    embedder = HashedTrigrams()
    with Library.open(home, analyzer=Bigrams(), embedder=embedder) as library:
        assert [(found.n_missing, found.n_extra) for found in library.repairs] == [(36, 0)]
        assert everything(library) == before
        assert embedder.n_embedded == 0
    with open_library(home) as library:
        assert library.repairs == ()


@pytest.mark.parametrize("name", ["chroma/chroma.sqlite3", "lexical/meta.json"])
def test_a_broken_index_is_made_again(home: Path, name: str) -> None:
    with open_library(home) as library:
        library.add(*numbered(1))
        before = everything(library)
    (home / name).write_bytes("壊れた".encode() * 2000)
    with open_library(home) as library:
        assert library.repairs
        assert everything(library) == before


def test_a_lost_vector_graph_is_made_again(home: Path) -> None:
    with open_library(home) as library:
        library.add(*numbered(1, n_chunks=1200))  # enough for Chroma to save its graph
        before = library.search_vector("再生", 5)
    graphs = [path for path in (home / "chroma").iterdir() if path.is_dir()]
    assert graphs
    for path in graphs:
        shutil.rmtree(path)
    with open_library(home) as library:
        library.repair()
        assert library.check() == ()
        assert library.search_vector("再生", 5) == before


def test_damage_that_keeps_the_counts_is_found_by_check(library: Library, home: Path) -> None:
    made = numbered(1)
    library.add(*made)
    index = LexicalIndex(home / "lexical")
    index.delete_document(made[0].id)
    for n in range(12):
        index.add(f"よそ-{n:04}", "よそ", ["再生"])
    index.commit()
    index.release()
    library.close()
    with open_library(home) as again:
        assert again.repairs == ()
        assert [(found.index, found.n_missing, found.n_extra) for found in again.check()] == [("lexical", 12, 12)]
        assert again.search_lexical("再生", 5) == ()
        assert "12" in again.repair()[0].sentence("en")
        assert again.check() == ()
        assert len(again.search_lexical("再生", 50)) == 12


def test_a_full_disk_leaves_the_library_as_it_was(library: Library, home: Path) -> None:
    library.add(*numbered(1))
    before = everything(library)
    registry = library._registry.database.connection
    n_pages = registry.execute("PRAGMA page_count").fetchone()[0]
    registry.execute(f"PRAGMA max_page_count={n_pages}")
    with pytest.raises(StorageFailed, match="空き"):
        library.add(*numbered(2, n_chunks=400))
    assert everything(library) == before
    registry.execute("PRAGMA max_page_count=1000000")
    assert library.add(*numbered(2)) is AddOutcome.ADDED


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become a user who may not write")
def test_a_read_only_home_is_searched(home: Path) -> None:
    with open_library(home) as library:
        library.add(*numbered(1))
        before = everything(library)
    made_by_pytest = takewhile(lambda folder: folder != Path(tempfile.gettempdir()), home.parents)
    for folder in (home, *made_by_pytest):  # they are its user's alone
        folder.chmod(0o755)
    process = child("forbidden", home)
    written, _ = process.communicate(timeout=30)
    assert written.splitlines() == [f"True {before}", "refused"]
    assert not list(Path(tempfile.gettempdir()).glob(f"junkan-{process.pid}-*"))


def test_a_second_writer_is_refused_and_a_reader_is_not(library: Library, home: Path) -> None:
    library.add(*numbered(1))
    process = child("hold", home)
    try:
        assert (line(process), line(process)) == ("ready", "held")
        started = time.monotonic()
        with pytest.raises(LibraryInUse):
            library.add(*numbered(2))
        assert time.monotonic() - started < 1
        assert len(library.search_lexical("再生", 50)) == 12
    finally:
        end(process)
    assert library.add(*numbered(2)) is AddOutcome.ADDED


def test_asking_while_another_process_ingests(library: Library, home: Path) -> None:
    library.add(*numbered(0))
    process = child("ingest", home, 1, 40)
    try:
        assert line(process) == "ready"
        seen: set[int] = set()
        while process.poll() is None and len(seen) < 15:
            n_hits = (
                len(library.search_vector("再生プラスチックの利用率", 1000)),
                len(library.search_lexical("再生", 1000)),
            )
            assert n_hits[0] % 12 == n_hits[1] % 12 == 0  # whole documents only
            seen.add(n_hits[1])
        assert len(seen) > 1
        assert process.wait(60) == 0
    finally:
        end(process)
    assert library.counts().n_documents == 40
    assert len(library.search_vector("再生プラスチックの利用率", 1000)) == 480
    assert library.check() == ()


def test_threads_search_while_one_adds(library: Library) -> None:
    library.add(*numbered(0))
    stop = threading.Event()
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            while not stop.is_set():
                assert library.search_lexical("再生", 5)
                assert library.search_vector("再生", 5)
        except BaseException as error:  # noqa: BLE001  # a thread hands its error over
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for k in range(1, 9):
        library.add(*numbered(k))
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert library.check() == ()


@pytest.mark.parametrize("done", ["nothing", "lexical", "vector"])
def test_index_work_that_was_cut_short_is_done_on_opening(home: Path, done: str) -> None:
    made = numbered(1)
    with open_library(home) as library:
        library.add(*made)
        before = everything(library)
        library._registry.mark_pending([made[0].id])
        if done != "lexical":
            library._open.lexical.delete_document(made[0].id)
            library._open.lexical.commit()
        if done != "vector":
            library._open.vectors.delete_document(made[0].id)
    with open_library(home) as library:
        assert library.repairs[0].index == "registry"
        assert everything(library) == before
        assert library._registry.pending() == ()


def test_the_registry_stays_readable_to_sqlite(library: Library, home: Path) -> None:
    library.add(*numbered(1))
    with sqlite3.connect(home / "library.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM chunks").fetchone() == (12,)
    connection.close()


def test_another_analyser_has_the_lexical_index_made_anew(home: Path) -> None:
    with open_library(home) as library:
        for k in range(3):
            library.add(*numbered(k))
        before = everything(library)
    renewed = Bigrams("2")
    with Library.open(home, analyzer=renewed, embedder=HashedTrigrams()) as library:
        assert [(found.index, found.n_missing) for found in library.repairs] == [("terms", 36)]
        assert everything(library) == before
    with Library.open(home, analyzer=renewed, embedder=HashedTrigrams()) as library:
        assert library.repairs == ()


def test_the_terms_are_those_of_the_new_analyser(home: Path) -> None:
    class Words(Bigrams):
        def terms(self, text: str) -> list[str]:
            return text.split("の")

    with open_library(home) as library:
        library.add(*sample("a.pdf", "再生材の利用"))
    with Library.open(home, analyzer=Words("words"), embedder=HashedTrigrams()) as library:
        assert len(library.search_lexical("利用", 5)) == 1
        assert library.search_lexical("再生", 5) == ()


def test_another_analyser_leaves_the_index_while_somebody_writes(home: Path) -> None:
    with open_library(home) as library:
        library.add(*numbered(1))
        with library.writing(), Library.open(home, analyzer=Bigrams("2"), embedder=HashedTrigrams()) as reader:
            assert reader.repairs == ()
            assert len(reader.search_lexical("再生", 50)) == 12
