"""The vector index: nearest chunks by cosine. The only module that imports chromadb, and only when one is opened."""

import secrets
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged, LibraryError, StorageFailed
from corpus.hits import Hit, best_first
from corpus.registry import LibraryInfo

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Where

# Chunks that repeat word for word (imprints, page headers) have equal scores; which of them Chroma returns at the cut
# depends on the order they came in. Scores are rounded to six digits, where the sums of float32 begin to differ.
_MARGIN = 10

# How Chroma and SQLite word a disk that does not take what is written, or a server that does not answer.
_STORAGE_FAILURES = (
    "disk is full",
    "disk i/o error",
    "no space left",
    "readonly database",
    "read-only",
    "permission denied",
    "unable to open",
    "connect",
    "timed out",
)


def _own_spelling(path: Path) -> str:
    """The folder path, spelt as nobody else spells it ("/./" is "/").

    Chroma shares one engine between all clients of a process that name the same folder in the same letters, and an
    engine does not see vectors that another process has added since. With a spelling of its own each index has an
    engine of its own, closes it alone and can open a fresh one.
    """
    bits = f"{secrets.randbits(48):048b}"
    return str(path.absolute()) + "".join("/." if bit == "1" else "/" for bit in bits) + "/."


class VectorIndex:
    """Nearest neighbours of unit vectors by cosine, one vector a chunk.

    Safe from several threads; one call at a time. Writing shows at once here; in another process after `refresh`.
    Every method raises StorageFailed where the disk is full or read-only or the server does not answer, and
    LibraryDamaged where Chroma cannot use its files.
    """

    def __init__(self, path: Path, info: LibraryInfo, *, url: str = "") -> None:
        """The index of the library info, made where there is none.

        Args:
            path: Folder of the embedded Chroma.
            info: Names the collection and is written into its metadata.
            url: Address of a Chroma server, "http://host:port"; then path is not used.
        """
        self._path = path
        self._info = info
        self._url = url
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._open()

    @classmethod
    def wipe(cls, path: Path) -> None:
        """Removes the embedded index in the folder path, whatever state it is in."""
        shutil.rmtree(path, ignore_errors=True)

    def refresh(self) -> None:
        """Makes searches see what another process has written."""
        if not self._url:  # a server is asked anew each time
            self.close()
            self._open()

    def close(self) -> None:
        """Frees the client, its files and its memory. Calling it twice is harmless."""
        with self._lock:
            client, self._client = self._client, None
            if client is not None:
                with self._translated():
                    cast("Client", client).close()  # every client has it; the interface does not name it
                    _close_connections(client)

    def reset(self) -> None:
        """Empties the index and nothing else of the same server."""
        with self._lock, self._translated():
            if self._client is not None:
                self._client.delete_collection(self._name)
        self.close()
        self._open()

    def add(self, chunk_ids: Sequence[str], document_id: str, vectors: NDArray[np.float32]) -> None:
        """Adds the chunks of a document; a chunk that is there gets its new vector.

        Args:
            chunk_ids: Unique.
            document_id: The document of all of them.
            vectors: Rows of length 1, shape (len(chunk_ids), dimension).
        """
        with self._lock, self._translated():
            client, collection = self._opened()
            n_batch = client.get_max_batch_size()
            for start in range(0, len(chunk_ids), n_batch):
                part = list(chunk_ids[start : start + n_batch])
                collection.upsert(
                    ids=part,
                    embeddings=vectors[start : start + n_batch],
                    metadatas=[{"document_id": document_id}] * len(part),
                )
            self._catch_up(vectors[:1])

    def delete_document(self, document_id: str) -> None:
        """Removes all chunks of a document; does nothing where there are none."""
        with self._lock, self._translated():
            _, collection = self._opened()
            collection.delete(where={"document_id": document_id})

    def count(self) -> int:
        """How many chunks the index holds."""
        with self._lock, self._translated():
            return int(self._opened()[1].count())

    def ids(self) -> frozenset[str]:
        """Ids of all chunks of the index."""
        with self._lock, self._translated():
            return frozenset(self._opened()[1].get(include=[])["ids"])

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of those of the given chunks that the index holds."""
        if not chunk_ids:
            return {}
        with self._lock, self._translated():
            found = self._opened()[1].get(ids=list(chunk_ids), include=["embeddings"])
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            return dict(zip(found["ids"], rows, strict=True))

    def probe(self) -> None:
        """Does nothing where the index answers.

        Raises:
            LibraryDamaged: it holds vectors and finds none, or its files cannot be used.
        """
        unit = np.zeros(self._info.dimension, dtype=np.float32)
        unit[0] = 1.0
        if self.count() and not self.search(unit, 1):
            raise LibraryDamaged(home=self._path.parent, detail="chroma: no answer")

    def search(
        self,
        vector: NDArray[np.float32],
        limit: int,
        document_ids: frozenset[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The nearest chunks by cosine, best first; equal scores in the order of their ids.

        Empty where the index is, or limit < 1. Scores are rounded to six digits. The graph is approximate: a near
        neighbour can be missed, and so can one of more than ten that tie at the cut.

        Args:
            vector: Of length 1, shape (dimension,).
            limit: How many chunks at most.
            document_ids: Where given, only chunks of these documents.
        """
        if limit < 1 or (document_ids is not None and not document_ids):
            return ()
        where = None if document_ids is None else cast("Where", {"document_id": {"$in": sorted(document_ids)}})
        with self._lock, self._translated():
            _, collection = self._opened()
            n_results = min(limit + _MARGIN, collection.count())
            if not n_results:
                return ()
            found = collection.query(
                query_embeddings=vector[np.newaxis].astype(np.float32),
                n_results=n_results,
                where=where,
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        hits = [Hit(i, round(max(-1.0, min(1.0, 1.0 - d)), 6)) for i, d in zip(found["ids"][0], distances, strict=True)]
        return best_first(hits, limit)

    def drop_others(self) -> None:
        """Removes the indexes that other models of the same library have left."""
        with self._lock, self._translated():
            client, _ = self._opened()
            for collection in client.list_collections():
                if collection.name.startswith(self._stem) and collection.name != self._name:
                    client.delete_collection(collection.name)

    @property
    def _stem(self) -> str:
        return f"junkan-{self._info.library_id}"

    @property
    def _name(self) -> str:
        generation = self._info.generation
        return f"{self._stem}-{generation}" if generation else self._stem

    def _open(self) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        with self._lock, self._translated():
            if self._url:
                client = _server_client(self._url, settings)
            else:
                self._path.mkdir(parents=True, exist_ok=True)
                client = chromadb.PersistentClient(_own_spelling(self._path), settings=settings)
            self._client = client
            self._collection = client.get_or_create_collection(
                self._name,
                metadata={"model": self._info.model, "dimension": self._info.dimension},
                configuration={"hnsw": {"space": "cosine"}},
                embedding_function=None,  # vectors are always given; Chroma's own function would download a model
            )

    def _opened(self) -> "tuple[ClientAPI, Collection]":
        if self._client is None:
            raise StorageFailed(home=self._path.parent, detail="closed")
        return self._client, self._collection

    def _catch_up(self, probe: NDArray[np.float32]) -> None:
        """Makes Chroma carry its log into the graph now, while we hold the right to write, not in a reader's query."""
        if len(probe) and not self._url:
            self._collection.query(query_embeddings=probe, n_results=1, include=[])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except LibraryError:
            raise
        except Exception as error:  # Chroma passes on errors of its engine, its HTTP client and its validation
            place = self._url or self._path.parent
            detail = " ".join(str(error).split())[:200] or type(error).__name__
            if self._url or isinstance(error, OSError) or any(words in detail.lower() for words in _STORAGE_FAILURES):
                raise StorageFailed(home=place, detail=detail) from error
            raise LibraryDamaged(home=place, detail=f"chroma: {detail}") from error


def _close_connections(client: object) -> None:
    """Closes the connections to a server, which Chroma 1.5 leaves open when a client is closed."""
    for holder in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(holder, "_server", None), "_session", None)
        if session is not None:
            session.close()


def _server_client(url: str, settings: object) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    address = urlsplit(url)
    ssl = address.scheme == "https"
    return chromadb.HttpClient(
        host=address.hostname or "localhost",
        port=address.port or (443 if ssl else 80),
        ssl=ssl,
        settings=cast(Settings, settings),
    )
