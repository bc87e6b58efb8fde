"""The registry: the one source of truth of a library, in SQLite. The only module that imports sqlite3.

One connection, guarded by a lock, serves all threads: a read takes well under a millisecond and no thread can leave a
connection behind. A reader sees the last committed state and never waits for a writer of another process (WAL).
"""

# ruff: noqa: S608  # queries are put together from the column lists of corpus.rows and from names written here

import errno
import hashlib
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged, LibraryError, LibraryInUse, StorageFailed
from corpus.migrations import MIGRATIONS
from corpus.rows import (
    CHUNK_COLUMNS,
    DOCUMENT_COLUMNS,
    PAGE_COLUMNS,
    chunk_from_row,
    chunk_to_row,
    document_from_row,
    document_to_row,
    page_from_row,
)
from corpus.values import Chunk, Document, Page

_MAX_PARAMETERS = 500  # SQLite takes 999 a statement even where it was built with its oldest default
Parameter: TypeAlias = str | int | bytes | None


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """What a library was made with.

    Attributes:
        library_id: 32 hexadecimal digits, drawn when it was made.
        model: Name of the embedding model.
        dimension: Length of its vectors.
        created_at: ISO 8601 in UTC.
    """

    library_id: str
    model: str
    dimension: int
    created_at: str


def embedding_key(model: str, text: str) -> bytes:
    """The key of the cached vector of text: SHA-256 of the model's name, NUL and the text."""
    return hashlib.sha256(f"{model}\0{text}".encode()).digest()


class Registry:
    """Documents, pages, chunks, cached vectors and the outbox of index work.

    Safe from several threads. Every method raises LibraryDamaged where the file is no such registry, StorageFailed
    where the disk is full or read-only, LibraryInUse where another program keeps the file locked.
    """

    def __init__(self, path: Path) -> None:
        """The registry in the file path, with the schema brought up to date.

        A file that does not exist is made, without a library in it: `created` tells, `create` makes one.
        """
        self._home = path.parent
        self._lock = threading.RLock()
        with self._translated():
            self._connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            with self._translated():
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute("PRAGMA synchronous=FULL")
                self._connection.execute("PRAGMA foreign_keys=ON")
                self._migrate()
        except LibraryError:
            self._connection.close()
            raise

    def created(self) -> bool:
        """True where `create` has been done."""
        return bool(self._rows("SELECT 1 FROM meta WHERE key = 'library_id'"))

    def create(self, *, model: str, dimension: int) -> None:
        """Writes what the library is made with; does nothing where that was done before."""
        created_at = datetime.now(UTC).isoformat(timespec="seconds")
        entries = [
            ("library_id", uuid.uuid4().hex),
            ("model", model),
            ("dimension", str(dimension)),
            ("created_at", created_at),
            ("revision", "0"),
        ]
        with self._transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", entries)

    def close(self) -> None:
        """Closes the file. Calling it twice is harmless."""
        with self._lock, self._translated():
            self._connection.close()

    def info(self) -> LibraryInfo:
        """What the library was made with."""
        meta = {str(key): str(value) for key, value in self._rows("SELECT key, value FROM meta")}
        try:
            return LibraryInfo(meta["library_id"], meta["model"], int(meta["dimension"]), meta["created_at"])
        except (KeyError, ValueError) as error:
            raise LibraryDamaged(home=self._home, detail=f"meta: {error}") from error

    def revision(self) -> int:
        """A number that grows with every change of the documents; 0 for a new library."""
        rows = self._rows("SELECT value FROM meta WHERE key = 'revision'")
        return int(str(rows[0][0])) if rows else 0

    def check_file(self) -> None:
        """Does nothing where SQLite finds its file sound.

        Raises:
            LibraryDamaged: it does not.
        """
        problems = [str(row[0]) for row in self._rows("PRAGMA quick_check(1)")]
        problems += [f"foreign key of {row[0]}" for row in self._rows("PRAGMA foreign_key_check")]
        if problems != ["ok"]:
            raise LibraryDamaged(home=self._home, detail=problems[-1])

    # Reading ---------------------------------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """All documents, by source, then by id."""
        rows = self._rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents ORDER BY source, id")
        return tuple(map(document_from_row, rows))

    def document(self, document_id: str) -> Document | None:
        """The document with this id, or None."""
        return self._one_document("id", document_id)

    def find_by_origin(self, origin: str) -> Document | None:
        """The document that came from this origin, or None."""
        return self._one_document("origin", origin)

    def find_by_sha256(self, sha256: str) -> Document | None:
        """The document made from a file with these bytes, or None."""
        return self._one_document("sha256", sha256)

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """The pages of a document in reading order; empty where there is no such document."""
        rows = self._rows(f"SELECT {PAGE_COLUMNS} FROM pages WHERE document_id = ? ORDER BY ordinal", (document_id,))
        return tuple(map(page_from_row, rows))

    def page(self, document_id: str, number: int | None) -> Page | None:
        """The page with this number (None: of a document without pages), or None."""
        query = f"SELECT {PAGE_COLUMNS} FROM pages WHERE document_id = ? AND number IS ? ORDER BY ordinal LIMIT 1"
        rows = self._rows(query, (document_id, number))
        return page_from_row(rows[0]) if rows else None

    def chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The chunks of a document in reading order; empty where there is no such document."""
        rows = self._rows(f"SELECT {CHUNK_COLUMNS} FROM chunks WHERE document_id = ? ORDER BY position", (document_id,))
        return tuple(map(chunk_from_row, rows))

    def chunk(self, chunk_id: str) -> Chunk | None:
        """The chunk with this id, or None."""
        rows = self._rows(f"SELECT {CHUNK_COLUMNS} FROM chunks WHERE id = ?", (chunk_id,))
        return chunk_from_row(rows[0]) if rows else None

    def chunk_at(self, document_id: str, position: int) -> Chunk | None:
        """The chunk of a document at this position, or None."""
        query = f"SELECT {CHUNK_COLUMNS} FROM chunks WHERE document_id = ? AND position = ?"
        rows = self._rows(query, (document_id, position))
        return chunk_from_row(rows[0]) if rows else None

    def chunk_ids(self) -> frozenset[str]:
        """Ids of all chunks."""
        return frozenset(str(row[0]) for row in self._rows("SELECT id FROM chunks"))

    def known_chunk_ids(self, chunk_ids: Sequence[str]) -> frozenset[str]:
        """Those of the given ids that are chunks of the library."""
        return frozenset(str(row[0]) for row in self._among("SELECT id FROM chunks WHERE id IN", chunk_ids))

    def count_documents(self) -> int:
        """How many documents."""
        return self._count("documents")

    def count_chunks(self) -> int:
        """How many chunks."""
        return self._count("chunks")

    def count_pages(self) -> int:
        """How many pages."""
        return self._count("pages")

    def vectors(self, document_id: str, dimension: int) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """Ids of a document's chunks in reading order, and their vectors, float32 of shape (len(ids), dimension)."""
        query = (
            "SELECT chunks.id, vector FROM chunks JOIN embeddings ON key = embedding_key "
            "WHERE document_id = ? ORDER BY position"
        )
        rows = self._rows(query, (document_id,))
        blobs = [row[1] for row in rows if isinstance(row[1], bytes)]
        if len(blobs) != len(rows) or any(len(blob) != 4 * dimension for blob in blobs):
            raise LibraryDamaged(home=self._home, detail=f"vectors of {document_id}")
        matrix = np.frombuffer(b"".join(blobs), dtype="<f4").astype(np.float32).reshape(len(rows), dimension)
        return tuple(str(row[0]) for row in rows), matrix

    def cached(self, keys: Sequence[bytes]) -> frozenset[bytes]:
        """Those of the given keys whose vectors are cached."""
        found = self._among("SELECT key FROM embeddings WHERE key IN", keys)
        return frozenset(row[0] for row in found if isinstance(row[0], bytes))

    def pending(self) -> tuple[str, ...]:
        """Ids of the documents whose index work is not done, ascending."""
        return tuple(str(row[0]) for row in self._rows("SELECT document_id FROM pending ORDER BY document_id"))

    def corrections(self) -> tuple[tuple[object, ...], ...]:
        """Every correction of a target: key, text, industry, label, who, when; oldest first."""
        columns = "key, text, industry, label, made_by, made_at"
        return tuple(self._rows(f"SELECT {columns} FROM target_corrections ORDER BY id"))

    # Writing ---------------------------------------------------------------------------------------------------

    def add_corrections(self, rows: Sequence[Sequence[str | float | int | None]]) -> None:
        """Adds corrections in the form that `corrections` gives, all or none."""
        columns = "key, text, industry, label, made_by, made_at"
        with self._transaction() as connection:
            connection.executemany(f"INSERT INTO target_corrections ({columns}) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def cache(self, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Stores vectors under their keys, all or none; a key that is there keeps its vector."""
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
        with self._transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO embeddings (key, vector) VALUES (?, ?)", rows)

    def add(
        self,
        document: Document,
        pages: Sequence[Page],
        chunks: Sequence[Chunk],
        keys: Sequence[bytes],
        *,
        replaces: str | None = None,
    ) -> None:
        """Writes a whole document and the note of its index work, all or nothing.

        Args:
            document: Its id, origin and sha256 are those of no other document but the replaced one.
            pages: In reading order.
            chunks: In reading order.
            keys: The keys of the chunks' cached vectors, one a chunk.
            replaces: Id of the document that goes in the same step.
        """
        marks = ", ".join("?" * 12)
        with self._transaction() as connection:
            dropped = [] if replaces is None else self._delete(connection, replaces)
            connection.execute(
                f"INSERT INTO documents ({DOCUMENT_COLUMNS}) VALUES ({marks})", document_to_row(document)
            )
            connection.executemany(
                f"INSERT INTO pages (document_id, ordinal, {PAGE_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
                [(document.id, n, page.number, page.text, page.problem) for n, page in enumerate(pages)],
            )
            connection.executemany(
                f"INSERT INTO chunks ({CHUNK_COLUMNS}, embedding_key) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(*chunk_to_row(chunk), key) for chunk, key in zip(chunks, keys, strict=True)],
            )
            self._prune(connection, dropped)  # after the new chunks: they may share vectors with the old ones
            self._note(connection, document.id, "add")

    def remove(self, document_id: str) -> None:
        """Removes a document, the vectors only it used, and notes the index work, all or nothing."""
        with self._transaction() as connection:
            self._prune(connection, self._delete(connection, document_id))

    def mark_pending(self, document_ids: Sequence[str]) -> None:
        """Notes that both indexes must take in these documents anew, or drop them where they are unknown."""
        known = {document.id for document in self.documents()}
        with self._transaction() as connection:
            for document_id in document_ids:
                self._note(connection, document_id, "add" if document_id in known else "remove")

    def settle(self, document_id: str) -> None:
        """Notes that the index work of a document is done."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM pending WHERE document_id = ?", (document_id,))

    def _delete(self, connection: sqlite3.Connection, document_id: str) -> list[tuple[bytes]]:
        """Deletes a document and returns the keys of the vectors its chunks used."""
        keys = connection.execute("SELECT embedding_key FROM chunks WHERE document_id = ?", (document_id,)).fetchall()
        connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        self._note(connection, document_id, "remove")
        return keys

    @staticmethod
    def _prune(connection: sqlite3.Connection, keys: list[tuple[bytes]]) -> None:
        unused = "NOT EXISTS (SELECT 1 FROM chunks WHERE embedding_key = ?1)"
        connection.executemany(f"DELETE FROM embeddings WHERE key = ?1 AND {unused}", keys)

    @staticmethod
    def _note(connection: sqlite3.Connection, document_id: str, action: str) -> None:
        connection.execute("INSERT OR REPLACE INTO pending (document_id, action) VALUES (?, ?)", (document_id, action))
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")

    # Plumbing --------------------------------------------------------------------------------------------------

    def _migrate(self) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise LibraryDamaged(home=self._home, detail=f"schema {version} > {len(MIGRATIONS)}: newer Junkan needed")
        for step in range(version, len(MIGRATIONS)):
            # executescript commits first, so the step carries its own transaction.
            self._connection.executescript(f"BEGIN IMMEDIATE;{MIGRATIONS[step]};PRAGMA user_version={step + 1};COMMIT;")

    def _one_document(self, column: str, value: str) -> Document | None:
        rows = self._rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE {column} = ?", (value,))
        return document_from_row(rows[0]) if rows else None

    def _count(self, table: str) -> int:
        return int(str(self._rows(f"SELECT count(*) FROM {table}")[0][0]))

    def _rows(self, query: str, parameters: Sequence[Parameter] = ()) -> list[tuple[object, ...]]:
        with self._lock, self._translated():
            return self._connection.execute(query, parameters).fetchall()

    def _among(self, query: str, values: Sequence[str] | Sequence[bytes]) -> Iterator[tuple[object, ...]]:
        for start in range(0, len(values), _MAX_PARAMETERS):
            part = values[start : start + _MAX_PARAMETERS]
            yield from self._rows(f"{query} ({','.join('?' * len(part))})", part)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise LibraryInUse(home=self._home) from error
            if code == sqlite3.SQLITE_CANTOPEN:
                raise StorageFailed(home=self._home, detail=os.strerror(errno.EACCES)) from error
            raise StorageFailed(home=self._home, detail=str(error)) from error
        except (sqlite3.DatabaseError, sqlite3.ProgrammingError) as error:
            raise LibraryDamaged(home=self._home, detail=str(error)) from error
