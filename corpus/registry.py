"""The registry: the one source of truth of a library, as tables of a database (`corpus/database.py`)."""

# ruff: noqa: S608  # queries are put together from the column lists of corpus.rows and from names written here

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.database import Connection, Database, Parameter
from corpus.errors import LibraryDamaged
from corpus.migrations import MIGRATIONS
from corpus.passages import PassageVectors, from_bytes, to_bytes
from corpus.rows import (
    CHUNK_COLUMNS,
    DOCUMENT_COLUMNS,
    PAGE_COLUMNS,
    chunk_from_row,
    chunk_to_row,
    document_from_row,
    document_to_row,
    page_from_row,
    page_to_row,
)
from corpus.values import Chunk, Document, Page

_CURRENT = "superseded_by IS NULL"
GIVE_UP_AFTER = 2
"""So many times in succession may the process die over one step of a document before that document is left alone."""
_INDEXING = "index"


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """What a library was made with.

    Attributes:
        library_id: 32 hexadecimal digits, drawn when it was made.
        model: Name of the embedding model.
        dimension: Length of its vectors.
        created_at: ISO 8601 in UTC.
        generation: How often the model has been changed.
    """

    library_id: str
    model: str
    dimension: int
    created_at: str
    generation: int = 0


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
        self.database = Database(path, MIGRATIONS)
        self._rows = self.database.rows
        self._transaction = self.database.transaction

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
        self.database.close()

    def info(self) -> LibraryInfo:
        """What the library was made with."""
        meta = {str(key): str(value) for key, value in self._rows("SELECT key, value FROM meta")}
        try:
            return LibraryInfo(
                meta["library_id"],
                meta["model"],
                int(meta["dimension"]),
                meta["created_at"],
                int(meta.get("generation", 0)),
            )
        except (KeyError, ValueError) as error:
            raise LibraryDamaged(home=self._home, detail=f"meta: {error}") from error

    def revision(self) -> int:
        """A number that grows with every change of the documents; 0 for a new library."""
        rows = self._rows("SELECT value FROM meta WHERE key = 'revision'")
        return int(str(rows[0][0])) if rows else 0

    def analyzer(self) -> str | None:
        """Version of the analyser that made the terms of the lexical index; None where that is not known."""
        rows = self._rows("SELECT value FROM meta WHERE key = 'analyzer'")
        return str(rows[0][0]) if rows else None

    def set_analyzer(self, version: str) -> None:
        """Remembers the version of the analyser that the whole lexical index is made with."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('analyzer', ?)", (version,))

    # Reading ---------------------------------------------------------------------------------------------------

    def documents(self, *, superseded: bool = True) -> tuple[Document, ...]:
        """All documents, or the current ones only, by source, then by id."""
        where = "" if superseded else f"WHERE {_CURRENT}"
        rows = self._rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents {where} ORDER BY source, id")
        return tuple(map(document_from_row, rows))

    def document(self, document_id: str) -> Document | None:
        """The document with this id, or None."""
        return self._one_document("id", document_id)

    def find_by_origin(self, origin: str) -> Document | None:
        """The current document that came from this origin, or None."""
        return self._one_document(f"{_CURRENT} AND origin", origin)

    def find_by_sha256(self, sha256: str) -> Document | None:
        """The document made from a file with these bytes, or None."""
        return self._one_document("sha256", sha256)

    def find_by_version_key(self, key: str) -> tuple[Document, ...]:
        """The current documents with this version key, by id."""
        query = f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE version_key = ? AND {_CURRENT} ORDER BY id"
        return tuple(map(document_from_row, self._rows(query, (key,))))

    def earlier_versions(self, document_id: str) -> tuple[Document, ...]:
        """The documents that this one has superseded directly, the one added last first."""
        query = f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE superseded_by = ? ORDER BY added_at DESC, id"
        return tuple(map(document_from_row, self._rows(query, (document_id,))))

    def any_superseded(self) -> bool:
        """True where a document has been superseded."""
        return bool(self._rows("SELECT 1 FROM documents WHERE superseded_by IS NOT NULL LIMIT 1"))

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
        return frozenset(str(row[0]) for row in self.database.among("SELECT id FROM chunks WHERE id IN", chunk_ids))

    def count_documents(self) -> int:
        """How many documents, superseded ones included."""
        return self.database.count("documents")

    def count_chunks(self) -> int:
        """How many chunks, those of superseded documents included."""
        return self.database.count("chunks")

    def count_current(self) -> tuple[int, int, int]:
        """How many current documents, and how many pages and chunks they have."""
        counts = (
            f"SELECT count(*) FROM documents WHERE {_CURRENT}",
            f"SELECT count(*) FROM pages JOIN documents ON id = document_id WHERE {_CURRENT}",
            f"SELECT count(*) FROM chunks JOIN documents ON documents.id = document_id WHERE {_CURRENT}",
        )
        n_documents, n_pages, n_chunks = (int(str(self._rows(query)[0][0])) for query in counts)
        return n_documents, n_pages, n_chunks

    def count_chunks_of(self, document_id: str) -> int:
        """How many chunks a document has."""
        rows = self._rows("SELECT count(*) FROM chunks WHERE document_id = ?", (document_id,))
        return int(str(rows[0][0]))

    def cached_vectors(self, keys: Sequence[bytes], dimension: int) -> NDArray[np.float32]:
        """The cached vectors of these keys, float32, shape (len(keys), dimension)."""
        found = {row[0]: row[1] for row in self.database.among("SELECT key, vector FROM embeddings WHERE key IN", keys)}
        read = [self._read_vectors(found.get(key), dimension, "vectors").whole for key in keys]
        return np.stack(read) if read else np.zeros((0, dimension), dtype=np.float32)

    def vectors(self, document_id: str, dimension: int) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """Ids of a document's chunks in reading order, and their vectors, float32 of shape (len(ids), dimension)."""
        query = (
            "SELECT chunks.id, vector FROM chunks JOIN embeddings ON key = embedding_key "
            "WHERE document_id = ? ORDER BY position"
        )
        rows = self._rows(query, (document_id,))
        read = [self._read_vectors(row[1], dimension, f"vectors of {document_id}").whole for row in rows]
        matrix = np.stack(read) if read else np.zeros((0, dimension), dtype=np.float32)
        return tuple(str(row[0]) for row in rows), matrix

    def passage_vectors(self, chunk_ids: Sequence[str], dimension: int) -> dict[str, PassageVectors]:
        """The vectors of those of the chunks that there are, by their ids."""
        query = "SELECT chunks.id, vector FROM chunks JOIN embeddings ON key = embedding_key WHERE chunks.id IN"
        rows = self.database.among(query, chunk_ids)
        return {str(row[0]): self._read_vectors(row[1], dimension, f"vectors of {row[0]}") for row in rows}

    def _read_vectors(self, blob: object, dimension: int, what: str) -> PassageVectors:
        vectors = from_bytes(blob, dimension) if isinstance(blob, bytes) else None
        if vectors is None:
            raise LibraryDamaged(home=self._home, detail=what)
        return vectors

    def cached(self, keys: Sequence[bytes]) -> frozenset[bytes]:
        """Those of the given keys whose vectors are cached."""
        found = self.database.among("SELECT key FROM embeddings WHERE key IN", keys)
        return frozenset(row[0] for row in found if isinstance(row[0], bytes))

    def pending(self) -> tuple[str, ...]:
        """Ids of the documents whose index work is not done, ascending."""
        return tuple(str(row[0]) for row in self._rows("SELECT document_id FROM pending ORDER BY document_id"))

    def corrections(self) -> tuple[tuple[object, ...], ...]:
        """Every correction of a target: key, text, industry, label, who, when; oldest first."""
        columns = "key, text, industry, label, made_by, made_at"
        return tuple(self._rows(f"SELECT {columns} FROM target_corrections ORDER BY id"))

    def is_given_up(self, document_id: str) -> bool:
        """True where the process has died over indexing this document so often that its chunks were dropped."""
        return self._attempts(document_id, _INDEXING) >= GIVE_UP_AFTER

    def _attempts(self, document_id: str, step: str) -> int:
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (_attempt_key(document_id),))
        n, _, begun = str(rows[0][0]).partition(" ") if rows else ("0", "", "")
        return int(n) if begun == step else 0

    def feedback(self) -> tuple[tuple[object, ...], ...]:
        """What readers said of answers, as JSON, oldest first."""
        return tuple(self._rows("SELECT content FROM feedback ORDER BY id"))

    # Writing ---------------------------------------------------------------------------------------------------

    def begin_attempt(self, document_id: str, step: str = _INDEXING) -> bool:
        """Notes that a step of a document is begun; False, and nothing noted, where it has killed the process before.

        The note goes with `end_attempt` or `settle`; what is left of it tells that the process died in between.
        """
        n = self._attempts(document_id, step)
        if n >= GIVE_UP_AFTER:
            return False
        with self._transaction() as connection:
            row = (_attempt_key(document_id), f"{n + 1} {step}")
            connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", row)
        return True

    def end_attempt(self, document_id: str) -> None:
        """Forgets the attempts at a document: the process lived through the step."""
        with self._transaction() as connection:
            self._forget_attempts(connection, document_id)

    def drop_chunks(self, document_id: str) -> None:
        """Takes a document's chunks away; the document itself stays, with its pages and what was set about it."""
        with self._transaction() as connection:
            keys = connection.execute(
                "SELECT embedding_key FROM chunks WHERE document_id = ?", (document_id,)
            ).fetchall()
            connection.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))
            self._prune(connection, keys)

    def add_corrections(self, rows: Sequence[Sequence[str | float | int | None]]) -> None:
        """Adds corrections in the form that `corrections` gives, all or none."""
        columns = "key, text, industry, label, made_by, made_at"
        with self._transaction() as connection:
            connection.executemany(f"INSERT INTO target_corrections ({columns}) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def add_feedback(self, at: str, content: str) -> None:
        """Adds what a reader said of an answer, as JSON."""
        with self._transaction() as connection:
            connection.execute("INSERT INTO feedback (made_at, content) VALUES (?, ?)", (at, content))

    def cache(self, vectors: Mapping[bytes, PassageVectors]) -> None:
        """Stores vectors under their keys, all or none; a key that is there keeps its vector."""
        rows = [(key, to_bytes(of_passage)) for key, of_passage in vectors.items()]
        with self._transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO embeddings (key, vector) VALUES (?, ?)", rows)

    def add(
        self,
        document: Document,
        pages: Sequence[Page],
        chunks: Sequence[Chunk],
        keys: Sequence[bytes],
        *,
        version_key: str | None = None,
        supersedes: Sequence[str] = (),
    ) -> None:
        """Writes a whole document and the note of its index work, all or nothing.

        Args:
            document: Its id and sha256 are those of no other document, its origin that of no other current one.
            pages: In reading order.
            chunks: In reading order.
            keys: The keys of the chunks' cached vectors, one a chunk.
            version_key: What it has in common with its versions, or None.
            supersedes: Ids of the current documents whose place it takes in the same step.
        """
        columns = f"{DOCUMENT_COLUMNS}, version_key"
        row = (*document_to_row(document), version_key)
        with self._transaction() as connection:
            # In the old ones' place before it is there: an origin has one current document at any time.
            connection.execute("PRAGMA defer_foreign_keys = ON")
            self._supersede(connection, supersedes, document.id)
            _insert(connection, "documents", columns, [row])
            _insert(
                connection,
                "pages",
                f"document_id, ordinal, {PAGE_COLUMNS}",
                [(document.id, n, *page_to_row(page)) for n, page in enumerate(pages)],
            )
            _insert(
                connection,
                "chunks",
                f"{CHUNK_COLUMNS}, embedding_key",
                [(*chunk_to_row(chunk), key) for chunk, key in zip(chunks, keys, strict=True)],
            )
            self._note(connection, document.id, "add")

    def remove(self, document_id: str) -> None:
        """Removes a document, the vectors only it used, and notes the index work, all or nothing.

        Its earlier versions become versions of what superseded it; where it was current, they are current again, of
        several with one origin the one that was added last.
        """
        document, earlier = self.document(document_id), self.earlier_versions(document_id)
        with self._transaction() as connection:
            connection.execute("PRAGMA defer_foreign_keys = ON")
            dropped = self._delete(connection, document_id)
            self._prune(connection, dropped)
            if document is not None:
                self._hand_down(connection, document, earlier)

    def update(self, document: Document, *, reindex: bool) -> None:
        """Writes new values of a document that is there, all or nothing.

        Args:
            document: As it is from now on; its version key stays.
            reindex: Notes that the indexes must take it in anew.
        """
        row = document_to_row(document)
        marks = ", ".join("?" * len(row))
        with self._transaction() as connection:
            connection.execute(
                f"UPDATE documents SET ({DOCUMENT_COLUMNS}) = ({marks}) WHERE id = ?", (*row, document.id)
            )
            if reindex:
                self._note(connection, document.id, "add")
            else:
                self._grow(connection)

    def set_current(self, document_id: str, *, instead_of: str) -> None:
        """Makes a superseded document current in the place of another, all or nothing."""
        with self._transaction() as connection:
            self._supersede(connection, [instead_of], document_id)
            connection.execute("UPDATE documents SET superseded_by = NULL WHERE id = ?", (document_id,))
            self._grow(connection)

    def change_model(self, info: LibraryInfo, keys: Mapping[str, bytes]) -> None:
        """Makes info's model the library's and points every chunk at its vector of that model, all or nothing.

        Args:
            info: Of this library, with the new model, its dimension and the new generation.
            keys: The keys of the cached vectors, by the ids of all chunks.
        """
        entries = [(info.model, "model"), (str(info.dimension), "dimension"), (str(info.generation), "generation")]
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO meta (value, key) VALUES (?, ?)", entries)
            pointers = [(key, chunk_id) for chunk_id, key in keys.items()]
            connection.executemany("UPDATE chunks SET embedding_key = ? WHERE id = ?", pointers)
            connection.execute("DELETE FROM embeddings WHERE key NOT IN (SELECT embedding_key FROM chunks)")
            connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")

    def mark_pending(self, document_ids: Sequence[str]) -> None:
        """Notes that both indexes must take in these documents anew, or drop them where they are unknown."""
        known = {document.id for document in self.documents()}
        with self._transaction() as connection:
            for document_id in document_ids:
                self._note(connection, document_id, "add" if document_id in known else "remove")

    def settle(self, document_id: str, *, given_up: bool = False) -> None:
        """Notes that the index work of a document is done, or that it was given up."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM pending WHERE document_id = ?", (document_id,))
            if not given_up:
                self._forget_attempts(connection, document_id)

    @staticmethod
    def _forget_attempts(connection: Connection, document_id: str) -> None:
        connection.execute("DELETE FROM meta WHERE key = ?", (_attempt_key(document_id),))

    def _hand_down(self, connection: Connection, gone: Document, earlier: Sequence[Document]) -> None:
        """Gives the earlier versions of a document that is gone to what superseded it, or makes them current."""
        for document in earlier:
            heir = gone.superseded_by
            if heir is None:  # an origin has one current document at any time
                current = self.find_by_origin(document.origin)
                heir = None if current is None else current.id
            connection.execute("UPDATE documents SET superseded_by = ? WHERE id = ?", (heir, document.id))

    @staticmethod
    def _supersede(connection: Connection, document_ids: Sequence[str], by: str) -> None:
        rows = [(by, document_id) for document_id in document_ids]
        connection.executemany("UPDATE documents SET superseded_by = ? WHERE id = ?", rows)

    def _delete(self, connection: Connection, document_id: str) -> list[tuple[bytes]]:
        """Deletes a document and returns the keys of the vectors its chunks used."""
        keys = connection.execute("SELECT embedding_key FROM chunks WHERE document_id = ?", (document_id,)).fetchall()
        connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        self._forget_attempts(connection, document_id)
        self._note(connection, document_id, "remove")
        return keys

    @staticmethod
    def _prune(connection: Connection, keys: Sequence[tuple[bytes]]) -> None:
        unused = "NOT EXISTS (SELECT 1 FROM chunks WHERE embedding_key = ?1)"
        connection.executemany(f"DELETE FROM embeddings WHERE key = ?1 AND {unused}", keys)

    def _note(self, connection: Connection, document_id: str, action: str) -> None:
        connection.execute("INSERT OR REPLACE INTO pending (document_id, action) VALUES (?, ?)", (document_id, action))
        self._grow(connection)

    @staticmethod
    def _grow(connection: Connection) -> None:
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")

    def _one_document(self, condition: str, value: str) -> Document | None:
        rows = self._rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE {condition} = ?", (value,))
        return document_from_row(rows[0]) if rows else None


def _attempt_key(document_id: str) -> str:
    return f"attempt {document_id}"


def _insert(connection: Connection, table: str, columns: str, rows: Sequence[Sequence[Parameter]]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
