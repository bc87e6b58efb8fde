"""Libraries of every older version open as they were."""

import json
import sqlite3
import threading
from dataclasses import astuple
from pathlib import Path

import pytest

from corpus.migrations import MIGRATIONS
from corpus.passages import embed, passage_of
from corpus.registry import Registry, embedding_key
from corpus.rows import dump_statements
from tests.corpus.store_samples import HashedTrigrams, everything, numbered, open_library


def write_first_version(home: Path, n_documents: int = 2, dimension: int = 64) -> None:
    """A library as the first release wrote it: schema 1, indexes not made yet."""
    home.mkdir(parents=True)
    embedder = HashedTrigrams(dimension=dimension)
    with sqlite3.connect(home / "library.sqlite3") as connection:
        connection.executescript(MIGRATIONS[0])
        meta = {"library_id": "0" * 32, "model": embedder.model, "created_at": "", "revision": "1"}
        meta["dimension"] = str(dimension)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        for k in range(n_documents):
            document, pages, chunks = numbered(k)
            row = [json.dumps(value) if isinstance(value, tuple) else value for value in astuple(document)[:12]]
            connection.execute(f"INSERT INTO documents VALUES ({','.join('?' * 12)})", row)  # noqa: S608  # marks only
            rows = [(document.id, n, page.number, page.text, page.problem) for n, page in enumerate(pages)]
            connection.executemany("INSERT INTO pages VALUES (?, ?, ?, ?, ?)", rows)
            for chunk in chunks:
                text = "\n".join((*chunk.section, chunk.text))
                key = embedding_key(embedder.model, text)
                vector = embed(embedder, [passage_of(chunk)])[0].whole.tobytes()  # in one piece, without parts
                connection.execute("INSERT OR IGNORE INTO embeddings VALUES (?, ?)", (key, vector))
                statements = [chunk.section, chunk.text, json.loads(dump_statements(chunk.statements))]
                plain = [value if isinstance(value, str) else json.dumps(value) for value in statements]
                values = (chunk.id, document.id, chunk.position, *plain, key)
                connection.execute(f"INSERT INTO chunks VALUES ({','.join('?' * 7)})", values)  # noqa: S608  # the same
            connection.execute("INSERT INTO pending VALUES (?, 'add')", (document.id,))
        connection.execute("PRAGMA user_version=1")
    connection.close()


def test_a_library_of_the_first_version_opens_whole(tmp_path: Path) -> None:
    write_first_version(tmp_path / "旧")
    with open_library(tmp_path / "新") as new, open_library(tmp_path / "旧", create=False) as old:
        for k in range(2):
            new.add(*numbered(k))
        assert everything(old) == everything(new)
        old._registry.database.check_file()
        old.remove(numbered(0)[0].id)
        assert old.counts().n_documents == 1


def test_two_that_open_it_at_once_migrate_it_once(tmp_path: Path) -> None:
    write_first_version(tmp_path / "旧")
    errors: list[BaseException] = []

    def open_it() -> None:
        try:
            Registry(tmp_path / "旧" / "library.sqlite3").close()
        except BaseException as error:  # noqa: BLE001  # a thread hands its error over
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_library(tmp_path / "旧", create=False) as library:
        assert library.counts().n_documents == 2


@pytest.mark.parametrize("n_done", range(len(MIGRATIONS)))
def test_a_step_that_fails_leaves_the_version_before(tmp_path: Path, n_done: int) -> None:
    from corpus.database import Database
    from corpus.errors import LibraryError

    path = tmp_path / "library.sqlite3"
    steps = [*MIGRATIONS[:n_done], "CREATE TABLE made (x); CREATE TABLE made (x);"]
    with pytest.raises(LibraryError):
        Database(path, steps)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (n_done,)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'made'").fetchone() == (0,)
    connection.close()
