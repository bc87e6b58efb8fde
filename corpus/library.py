"""The library: one class in front of the registry, the lexical index and the vector index.

A change goes into the registry first, in one transaction with a note of the index work that it makes due (the outbox);
then both indexes take it in and the note goes. Whatever a crash interrupts is done on the next opening. The indexes
hold nothing that cannot be made again from the registry, vectors included.
"""

import errno
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus import shelving
from corpus.consistency import Discrepancy, lexical_text
from corpus.edits import Edit, edited
from corpus.errors import KilledBefore, LibraryInUse, LibraryNotFound, StorageFailed
from corpus.hits import Hit
from corpus.home import REGISTRY, make_folder, open_registry, private_copy, writable
from corpus.indexes import Indexes
from corpus.locking import index_lock, write_lock
from corpus.passages import Passage, PassageVectors, embed, passage_of
from corpus.protocols import Analyzer, Embedder
from corpus.reembedding import passages
from corpus.registry import Registry, embedding_key
from corpus.shelving import AddOutcome
from corpus.values import Chunk, Document, Filters, Page

__all__ = ["AddOutcome", "Counts", "Discrepancy", "EmbeddingProgress", "Library", "lexical_text"]

EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a library holds, superseded documents left out."""

    n_documents: int
    n_pages: int
    n_chunks: int


@dataclass(frozen=True, slots=True)
class EmbeddingProgress:
    """How many of the texts have their vector by now, those that had one before included."""

    n_done: int
    n_total: int


class Library:
    """The documents in a folder, and the two searches over them.

    Any number of processes may read while one writes; a search sees the documents that are in it whole, and notices
    what other processes have changed since. Safe from several threads. Every method raises LibraryDamaged, and
    StorageFailed where the disk does not take what is written or a Chroma server does not answer.

    Attributes:
        repairs: What opening (or a later refresh) had to mend in the indexes, oldest first.
        read_only: True where the folder cannot be written. Then everything is read from a private copy made on
            opening (Chroma and tantivy cannot open what they cannot write), and later changes are not seen.
    """

    def __init__(
        self,
        home: Path,
        registry: Registry,
        analyzer: Analyzer,
        embedder: Embedder,
        chroma_url: str,
        copy: "tempfile.TemporaryDirectory[str] | None",
    ) -> None:
        """Use `open`."""
        self._home = home
        self._folder = home if copy is None else Path(copy.name)
        self._copy = copy
        self._registry = registry
        self._analyzer = analyzer
        self._embedder = embedder
        self._url = chroma_url
        self._indexes: Indexes | None = None
        self._writers = threading.RLock()
        self._writing = False
        self.repairs: tuple[Discrepancy, ...] = ()

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        analyzer: Analyzer,
        embedder: Embedder,
        create: bool = False,
        chroma_url: str = "",
    ) -> "Library":
        """The library in the folder home, with its indexes mended where a crash has left them behind.

        Args:
            home: The folder.
            analyzer: Makes the terms of the lexical index; one of another version has the index made anew.
            embedder: Makes the vectors; its model must be the one the library was made with.
            create: Makes an empty library where there is none.
            chroma_url: Address of a Chroma server, "http://host:port"; empty for the embedded one.

        Raises:
            LibraryNotFound: there is none and create is False.
            ModelMismatch: it was made with another embedding model.
            LibraryInUse: another process is making it at this moment.
            LibraryDamaged: the registry cannot be used, or was written by a newer version.
            StorageFailed: home is no folder, or the disk is full or read-only.
        """
        copy = None
        if home.exists() and not home.is_dir():
            raise StorageFailed(home=home, detail=os.strerror(errno.ENOTDIR))
        if not (home / REGISTRY).is_file():
            if not create:
                raise LibraryNotFound(home=home)
            make_folder(home)
        elif not writable(home):
            copy = private_copy(home)
        folder = home if copy is None else Path(copy.name)
        try:
            registry = open_registry(folder, home, embedder, create=create)
        except BaseException:
            if copy is not None:
                copy.cleanup()
            raise
        library = cls(home, registry, analyzer, embedder, chroma_url, copy)
        try:
            library._indexes = Indexes(library._folder, registry, analyzer, chroma_url)
            library._mend()
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Frees files and memory. Calling it twice is harmless."""
        if self._indexes is not None:
            self._indexes.close()
        self._registry.close()
        if self._copy is not None:
            self._copy.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # What it holds ---------------------------------------------------------------------------------------------

    @property
    def home(self) -> Path:
        """The folder it was opened in."""
        return self._home

    @property
    def read_only(self) -> bool:
        """True where the folder cannot be written."""
        return self._copy is not None

    @property
    def model(self) -> str:
        """Name of the embedding model it was made with."""
        return self._registry.info().model

    @property
    def revision(self) -> int:
        """A number that grows with every change of its documents."""
        return self._registry.revision()

    def counts(self) -> Counts:
        """How many documents, pages and chunks; superseded documents are left out."""
        return Counts(*self._registry.count_current())

    def documents(self, *, superseded: bool = False) -> tuple[Document, ...]:
        """The current documents, or all of them, by source, then by id."""
        return self._registry.documents(superseded=superseded)

    def earlier_versions(self, document_id: str) -> tuple[Document, ...]:
        """The documents that this one has superseded directly, the one added last first."""
        return self._registry.earlier_versions(document_id)

    def n_chunks(self, document_id: str) -> int:
        """How many chunks a document has."""
        return self._registry.count_chunks_of(document_id)

    def document(self, document_id: str) -> Document | None:
        """The document with this id, or None."""
        return self._registry.document(document_id)

    def find_by_origin(self, origin: str) -> Document | None:
        """The current document that came from this origin, or None."""
        return self._registry.find_by_origin(origin)

    def find_by_sha256(self, sha256: str) -> Document | None:
        """The document made from a file with these bytes, or None."""
        return self._registry.find_by_sha256(sha256)

    def has(self, sha256: str) -> bool:
        """True where a file with these bytes is in the library."""
        return self._registry.find_by_sha256(sha256) is not None

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """The pages of a document in reading order; empty where there is no such document."""
        return self._registry.pages(document_id)

    def page(self, document_id: str, number: int | None) -> Page | None:
        """The page with this number (None: of a document without pages), or None."""
        return self._registry.page(document_id, number)

    def chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """The chunks of a document in reading order; empty where there is no such document."""
        return self._registry.chunks(document_id)

    def chunk(self, chunk_id: str) -> Chunk | None:
        """The chunk with this id, or None."""
        return self._registry.chunk(chunk_id)

    def neighbours(self, chunk_id: str) -> tuple[Chunk | None, Chunk | None]:
        """The chunks before and after this one in its document; None where it is the first, the last or unknown."""
        chunk = self._registry.chunk(chunk_id)
        if chunk is None:
            return None, None
        at = self._registry.chunk_at
        return at(chunk.document_id, chunk.position - 1), at(chunk.document_id, chunk.position + 1)

    # Searching -------------------------------------------------------------------------------------------------

    def search_lexical(self, text: str, limit: int, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
        """The best chunks by BM25 over the terms of text, best first; empty where no term occurs."""
        terms = self._analyzer.terms(text)
        with self._reading() as indexes:
            return self._known(indexes.lexical.search(terms, limit, self._admitted(filters)))

    def search_vector(
        self,
        query: str | NDArray[np.float32],
        limit: int,
        filters: Filters = EVERYTHING,
    ) -> tuple[Hit, ...]:
        """The chunks nearest by cosine to a question, or to its vector of length 1, best first.

        Raises:
            EngineError: the embedding engine failed.
        """
        vector = self._embedder.embed_query(query) if isinstance(query, str) else query
        with self._reading() as indexes:
            return self._known(indexes.vectors.search(vector, limit, self._admitted(filters)))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, float32, shape (dimension,), of length 1.

        Raises:
            EngineError: the embedding engine failed.
        """
        return self._embedder.embed_query(text)

    def passage_vectors(self, chunk_ids: Sequence[str]) -> dict[str, PassageVectors]:
        """The vectors of those of the chunks that there are, by their ids."""
        return self._registry.passage_vectors(chunk_ids, self._embedder.dimension)

    def refresh(self) -> bool:
        """Takes in what other processes have changed; True where there was something.

        Costs one look-up where nothing has changed. The searches call it.
        """
        if not self._open.behind:
            return False
        with self._open.reading():
            pass
        if self._registry.pending():  # the writer has died since, or is still at work
            self._mend()
        return True

    @property
    def _open(self) -> Indexes:
        if self._indexes is None:
            raise StorageFailed(home=self._home, detail="closed")
        return self._indexes

    @contextmanager
    def _reading(self) -> Iterator[Indexes]:
        self.refresh()
        with self._open.reading():
            yield self._open

    def _admitted(self, filters: Filters) -> frozenset[str] | None:
        """Ids of the documents that a search may look at, or None for all."""
        if filters == EVERYTHING and not self._registry.any_superseded():
            return None
        documents = self._registry.documents()
        admitted = frozenset(document.id for document in documents if filters.admits(document))
        return None if len(admitted) == len(documents) else admitted

    def _known(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        known = self._registry.known_chunk_ids([hit.chunk_id for hit in hits])
        return tuple(hit for hit in hits if hit.chunk_id in known)

    # Writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the right to write, for a run of several changes; a change outside holds it for itself.

        Other threads of this library wait for their turn.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
            StorageFailed: the folder is read-only.
        """
        if self.read_only:
            raise StorageFailed(home=self._home, detail=os.strerror(errno.EROFS))
        with self._holding():
            yield

    @contextmanager
    def _holding(self) -> Iterator[None]:
        with self._writers:
            if self._writing:
                yield
                return
            with write_lock(self._folder):
                self._writing = True
                try:
                    with self._open.changing():  # as new as the registry, with the work done that a crash has left
                        self._open.reload()
                    yield
                finally:
                    self._writing = False
                    self._open.lexical.release()

    def embed_missing(self, wanted: Sequence[Passage], *, batch_size: int = 32) -> Iterator[EmbeddingProgress]:
        """Computes and caches the vectors of those passages that have none, and tells after each batch how far it is.

        Called before `add` with the passages of the chunks (`corpus.passages`), it leaves nothing slow to `add`. What a
        killed run has cached is not computed again. The first value tells what was there already.

        Raises:
            EngineError: the embedding engine failed, or gave something that is not a vector a text.
        """
        yield from self._embed_missing(self._embedder, wanted, batch_size)

    def _embed_missing(
        self, embedder: Embedder, wanted: Sequence[Passage], batch_size: int
    ) -> Iterator[EmbeddingProgress]:
        unique = {embedding_key(embedder.model, passage.identity): passage for passage in wanted}
        cached = self._registry.cached(list(unique))
        missing = [(key, passage) for key, passage in unique.items() if key not in cached]
        n_done = len(cached)
        yield EmbeddingProgress(n_done, len(unique))
        for start in range(0, len(missing), batch_size):
            batch = missing[start : start + batch_size]
            vectors = embed(embedder, [passage for _, passage in batch])
            with self.writing():
                self._registry.cache({key: vector for (key, _), vector in zip(batch, vectors, strict=True)})
            n_done += len(batch)
            yield EmbeddingProgress(n_done, len(unique))

    def add(self, document: Document, pages: Sequence[Page], chunks: Sequence[Chunk]) -> AddOutcome:
        """Adds a document whole, or not at all.

        A file whose bytes are in the library already, under whatever origin, changes nothing (UNCHANGED); where its
        origin has had another file since, it is current again (REPLACED). An earlier version of it (`corpus.versions`)
        is superseded in the same step (REPLACED), and what a person has set about that one holds for it too. Where the
        library has a later version, it is added as superseded (OLDER). Where an error of the disk stops the indexes,
        the document is in the registry and the next opening or change completes them.

        Args:
            document: Its id is the start of its sha256.
            pages: In reading order; at least one.
            chunks: In reading order, of this document.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
            CorruptFile: a text holds half a character (a lone surrogate), which no store can keep.
            EngineError: the embedding engine failed.
        """
        shelving.require_storable(document, pages, chunks)
        with self.writing():
            if self._registry.find_by_sha256(document.sha256) is not None:
                return self.recognise(document.sha256, document.origin, document.source)
            wanted = [passage_of(chunk) for chunk in chunks]
            for _ in self.embed_missing(wanted):
                pass
            keys = [embedding_key(self.model, passage.identity) for passage in wanted]
            place = shelving.find_place(self._registry, document)
            with self._open.changing():
                self._registry.add(
                    place.document,
                    pages,
                    chunks,
                    keys,
                    version_key=place.key,
                    supersedes=[earlier.id for earlier in place.earlier],
                )
        return place.outcome

    def recognise(self, sha256: str, origin: str, source: str) -> AddOutcome:
        """What it means that a file whose bytes are in the library lies at an origin; nothing is read.

        Where the origin's current document is another one, the file has been put back: it is current again and the
        other superseded (REPLACED). Where the document's own file is gone from the disk, it has been moved here.
        Otherwise nothing changes (UNCHANGED).

        Raises:
            LibraryInUse: another process, or another open library, is writing.
        """
        if shelving.is_in_place(self._registry, sha256, origin):
            return AddOutcome.UNCHANGED
        with self.writing():
            return shelving.recognise(self._registry, sha256, origin, source)

    @contextmanager
    def attempting(self, document_id: str, step: str) -> Iterator[None]:
        """Holds the note that a step of a document is at work, which tells the next run if the process dies over it.

        Raises:
            KilledBefore: it has died over this very step so often already; the attempt after this one is free again.
        """
        with self.writing():
            may_begin = self._registry.begin_attempt(document_id, step)
        try:
            if not may_begin:
                raise KilledBefore(source=document_id)
            yield
        finally:
            with self.writing():
                self._registry.end_attempt(document_id)

    def is_given_up(self, document_id: str) -> bool:
        """True for a document without chunks: the process has died over indexing it again and again."""
        return self._registry.is_given_up(document_id)

    def edit(self, document_id: str, edit: Edit) -> bool:
        """Sets fields of a document, which no rule and no later version changes again; False where there is none.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
        """
        with self.writing():
            document = self._registry.document(document_id)
            if document is None:
                return False
            changed = edited(document, edit)
            with self._open.changing():
                self._registry.update(changed, reindex=changed.title != document.title)
        return True

    def set_version(self, document_id: str, *, superseded_by: str | None) -> bool:
        """Says that a document is an earlier version of another, or current; False where that makes no sense.

        It makes none where there are no such documents, where one would supersede itself, or where the document's
        origin has another current document.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
        """
        with self.writing():
            return shelving.set_version(self._registry, document_id, superseded_by)

    def remove(self, document_id: str) -> bool:
        """Removes a document with its pages, chunks and vectors; False where there is no such document.

        The version before it is current again where it was current.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
        """
        with self.writing():
            if self._registry.document(document_id) is None:
                return False
            with self._open.changing():
                self._registry.remove(document_id)
        return True

    def change_model(self, embedder: Embedder, *, batch_size: int = 32) -> Iterator[EmbeddingProgress]:
        """Embeds every chunk with another model and changes to it, and tells after each batch how far it is.

        The new vectors go into an index of their own; searches use the old one until the new one is complete. A run
        that was killed has changed nothing but the cache, and goes on there when it is run again. Other open libraries
        of this home raise ModelMismatch from then on.

        Args:
            embedder: Runs the other model.
            batch_size: Texts of one call to it.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
            EngineError: the embedding engine failed.
        """
        old = self._registry.info()
        if (embedder.model, embedder.dimension) == (old.model, old.dimension):
            return
        with self.writing():
            yield from self._embed_missing(embedder, list(passages(self._registry).values()), batch_size)
            self._open.change_model(embedder)
            self._embedder = embedder

    # Consistency -----------------------------------------------------------------------------------------------

    def check(self) -> tuple[Discrepancy, ...]:
        """How the indexes differ from the registry, chunk by chunk; empty where they do not. Changes nothing.

        Raises:
            LibraryDamaged: SQLite finds the registry's file unsound.
        """
        self._registry.database.check_file()
        with self._reading() as indexes:
            return indexes.compare()[0]

    def repair(self) -> tuple[Discrepancy, ...]:
        """Makes the indexes equal to the registry, chunk by chunk, and returns what differed.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
        """
        with self._holding(), index_lock(self._folder, shared=False):
            found = self._open.repair()
        self.repairs += found
        return found

    def _mend(self) -> None:
        """Repairs what opening finds; leaves it where somebody else is writing: then it is that one's work."""
        indexes = self._open
        n_pending = len(self._registry.pending())
        if not n_pending and not indexes.counts_differ() and not indexes.terms_outdated:
            return
        if not self._writers.acquire(blocking=False):
            return
        try:
            with self._holding():  # taking hold does the work that is due
                if n_pending:
                    self.repairs += (Discrepancy("registry", n_pending, 0),)
                if indexes.terms_outdated:
                    with index_lock(self._folder, shared=False):
                        rebuilt = indexes.rebuild_terms()
                    self.repairs += () if rebuilt is None else (rebuilt,)
                if indexes.counts_differ():
                    self.repair()
        except LibraryInUse:
            return
        finally:
            self._writers.release()
