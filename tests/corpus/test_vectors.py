import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged, StorageFailed
from corpus.registry import LibraryInfo
from corpus.vectors import VectorIndex
from tests.corpus.store_samples import numbered, open_library

DIMENSION = 16
INFO = LibraryInfo("0" * 32, "trigrams", DIMENSION, "2026-01-01T00:00:00+00:00")


def unit(n: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(n, DIMENSION)).astype(np.float32)
    norms: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / norms


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    made = VectorIndex(tmp_path / "chroma", INFO)
    yield made
    made.close()


def fill(index: VectorIndex, document_id: str, vectors: NDArray[np.float32]) -> list[str]:
    ids = [f"{document_id}-{n:04}" for n in range(len(vectors))]
    index.add(ids, document_id, vectors)
    return ids


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    assert index.search(unit(1)[0], 5) == ()
    assert (index.count(), index.ids(), index.vectors(["a"])) == (0, frozenset(), {})


def test_the_order_and_scores_are_those_of_the_cosine(index: VectorIndex) -> None:
    vectors = unit(60)
    ids = fill(index, "a", vectors)
    query = unit(1, seed=9)[0]
    cosines = vectors @ query
    best = sorted(range(60), key=lambda n: -cosines[n])[:10]
    hits = index.search(query, 10)
    assert [hit.chunk_id for hit in hits] == [ids[n] for n in best]
    assert [hit.score for hit in hits] == pytest.approx([float(cosines[n]) for n in best], abs=1e-5)


def test_equal_vectors_come_in_the_order_of_ids(index: VectorIndex) -> None:
    ids = fill(index, "a", np.repeat(unit(1), 5, axis=0))
    assert [hit.chunk_id for hit in index.search(unit(1)[0], 5)] == ids


def test_a_filter_admits_only_its_documents(index: VectorIndex) -> None:
    fill(index, "a", unit(30))
    ids = fill(index, "b", unit(5, seed=1))
    hits = index.search(unit(1)[0], 10, frozenset({"b", "なし"}))
    assert {hit.chunk_id for hit in hits} == set(ids)
    assert index.search(unit(1)[0], 10, frozenset()) == ()
    assert index.search(unit(1)[0], 10, frozenset({"なし"})) == ()


def test_deleting_and_adding_again(index: VectorIndex) -> None:
    fill(index, "a", unit(10))
    fill(index, "b", unit(3, seed=1))
    index.delete_document("a")
    index.delete_document("なし")
    assert index.ids() == {"b-0000", "b-0001", "b-0002"}
    fill(index, "b", unit(3, seed=2))
    assert index.count() == 3
    assert index.vectors(["b-0000"])["b-0000"] == pytest.approx(unit(3, seed=2)[0], abs=1e-6)


def test_more_vectors_than_a_batch_or_a_save_takes(index: VectorIndex, tmp_path: Path) -> None:
    vectors = unit(6000)
    ids = fill(index, "a", vectors)
    index.close()
    again = VectorIndex(tmp_path / "chroma", INFO)
    assert again.count() == 6000
    assert again.search(vectors[5999], 1)[0].chunk_id == ids[5999]
    again.close()


def test_a_second_index_of_the_folder_sees_the_first_after_refresh(index: VectorIndex, tmp_path: Path) -> None:
    other = VectorIndex(tmp_path / "chroma", INFO)
    assert other.search(unit(1)[0], 1) == ()
    fill(index, "a", unit(10))
    other.refresh()
    assert other.search(unit(10)[7], 1)[0].chunk_id == "a-0007"
    other.close()
    assert index.search(unit(10)[7], 1)[0].chunk_id == "a-0007"


def test_two_folders_are_two_indexes(index: VectorIndex, tmp_path: Path) -> None:
    other = VectorIndex(tmp_path / "other", INFO)
    fill(index, "a", unit(3))
    assert other.count() == 0
    other.close()


def test_closing_frees_the_folder(index: VectorIndex, tmp_path: Path) -> None:
    fill(index, "a", unit(3))
    index.close()
    index.close()
    shutil.rmtree(tmp_path / "chroma")
    again = VectorIndex(tmp_path / "chroma", INFO)
    assert again.count() == 0
    again.close()
    with pytest.raises(StorageFailed):
        index.count()


def test_a_damaged_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 500)
    with pytest.raises(LibraryDamaged):
        VectorIndex(tmp_path / "chroma", INFO)
    VectorIndex.wipe(tmp_path / "chroma")
    VectorIndex(tmp_path / "chroma", INFO).close()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"127\.0\.0\.1"):
        VectorIndex(tmp_path, INFO, url=f"http://127.0.0.1:{free_port()}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1", "--port", str(port)]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen([*command, "--path", str(tmp_path / "server")], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1):  # noqa: S310  # our own address
                    break
            except OSError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def test_two_libraries_on_one_server(server: str, tmp_path: Path) -> None:
    first, second = (open_library(tmp_path / name, chroma_url=server) for name in ("一", "二"))
    made = numbered(1)
    with first, second:
        first.add(*made)
        assert first.search_vector(made[2][3].text, 1)[0].chunk_id == made[2][3].id
        assert second.search_vector("再生", 1) == ()
        assert first.check() == ()
        assert not (tmp_path / "一" / "chroma").exists()
    with open_library(tmp_path / "一", chroma_url=server) as again:
        assert again.repairs == ()
        assert again.remove(made[0].id)
        assert again.search_vector("再生", 1) == ()
