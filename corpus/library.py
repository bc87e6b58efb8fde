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
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.consistency import Discrepancy, apply_pending, compare, counts_differ, lexical_text, passage_text
from corpus.errors import (
    CorruptFile,
    EngineError,
    LibraryDamaged,
    LibraryInUse,
    LibraryNotFound,
    StorageFailed,
)
from corpus.hits import Hit
from corpus.home import (
    CHROMA,
    LEXICAL,
    REGISTRY,
    make_folder,
    open_registry,
    private_copy,
    require_model,
    writable,
)
from corpus.lexical import LexicalIndex
from corpus.locking import index_lock, write_lock
from corpus.protocols import Analyzer, Embedder
from corpus.reembedding import embedding_keys, fill, passages
from corpus.registry import Registry, embedding_key
from corpus.values import Chunk, Document, Filters, Page
from corpus.vectors import VectorIndex

__all__ = ["AddOutcome", "Counts", "Discrepancy", "EmbeddingProgress", "Library", "lexical_text", "passage_text"]

EVERYTHING = Filters()


class AddOutcome(StrEnum):
    """What adding a document did."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a library holds."""

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
        self._writers = threading.RLock()
        self._writing = False
        self._loaded_revision = -1
        self._reloading = threading.Lock()
        self._lexical: LexicalIndex
        self._vectors: VectorIndex
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
            analyzer: Makes the terms of the lexical index; the same for the life of a library.
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
            library._open_indexes()
            library._mend()
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Frees files and memory. Calling it twice is harmless."""
        for index in (getattr(self, "_lexical", None), getattr(self, "_vectors", None)):
            if isinstance(index, LexicalIndex):
                index.release()
            elif isinstance(index, VectorIndex):
                index.close()
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
        """How many documents, pages and chunks."""
        registry = self._registry
        return Counts(registry.count_documents(), registry.count_pages(), registry.count_chunks())

    def documents(self) -> tuple[Document, ...]:
        """All documents, by source, then by id."""
        return self._registry.documents()

    def document(self, document_id: str) -> Document | None:
        """The document with this id, or None."""
        return self._registry.document(document_id)

    def find_by_origin(self, origin: str) -> Document | None:
        """The document that came from this origin, or None."""
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
        with self._reading():
            return self._known(self._lexical.search(terms, limit, self._admitted(filters)))

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
        with self._reading():
            return self._known(self._vectors.search(vector, limit, self._admitted(filters)))

    def refresh(self) -> bool:
        """Takes in what other processes have changed; True where there was something.

        Costs one look-up where nothing has changed. The searches call it.
        """
        if self._registry.revision() == self._loaded_revision:
            return False
        with index_lock(self._folder, shared=True):
            self._reload()
        if self._registry.pending():  # the writer has died since, or is still at work
            self._mend()
        return True

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self.refresh()
        with index_lock(self._folder, shared=True):
            self._reload()
            yield

    def _reload(self) -> None:
        with self._reloading:
            revision = self._registry.revision()
            if revision != self._loaded_revision:
                require_model(self._registry, self._home, self._embedder)  # another process may have changed it
                self._lexical.refresh()
                self._vectors.refresh()
                self._loaded_revision = revision

    def _admitted(self, filters: Filters) -> frozenset[str] | None:
        if filters == EVERYTHING:
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
                    with index_lock(self._folder, shared=False):
                        self._reload()
                        self._settle()
                    yield
                finally:
                    self._writing = False
                    self._lexical.release()

    def embed_missing(self, texts: Sequence[str], *, batch_size: int = 32) -> Iterator[EmbeddingProgress]:
        """Computes and caches the vectors of those texts that have none, and tells after each batch how far it is.

        Called before `add` with the `passage_text` of the chunks, it leaves nothing slow to `add`. What a killed run
        has cached is not computed again. The first value tells what was there already.

        Raises:
            EngineError: the embedding engine failed, or gave something that is not a vector a text.
        """
        yield from self._embed_missing(self._embedder, texts, batch_size)

    def _embed_missing(self, embedder: Embedder, texts: Sequence[str], batch_size: int) -> Iterator[EmbeddingProgress]:
        unique = {embedding_key(embedder.model, text): text for text in texts}
        cached = self._registry.cached(list(unique))
        missing = [(key, text) for key, text in unique.items() if key not in cached]
        n_done = len(cached)
        yield EmbeddingProgress(n_done, len(unique))
        for start in range(0, len(missing), batch_size):
            batch = missing[start : start + batch_size]
            vectors = _embed(embedder, [text for _, text in batch])
            with self.writing():
                self._registry.cache({key: vector for (key, _), vector in zip(batch, vectors, strict=True)})
            n_done += len(batch)
            yield EmbeddingProgress(n_done, len(unique))

    def add(self, document: Document, pages: Sequence[Page], chunks: Sequence[Chunk]) -> AddOutcome:
        """Adds a document whole, or not at all.

        A file whose bytes are in the library already, under whatever origin, changes nothing (UNCHANGED). Another
        document of the same origin goes in the same step (REPLACED). Where an error of the disk stops the indexes, the
        document is in the registry and the next opening or change completes them.

        Args:
            document: Its id is the start of its sha256.
            pages: In reading order; at least one.
            chunks: In reading order, of this document.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
            CorruptFile: a text holds half a character (a lone surrogate), which no store can keep.
            EngineError: the embedding engine failed.
        """
        _require_storable(document, pages, chunks)
        with self.writing():
            old = self._registry.find_by_origin(document.origin)
            if self._registry.find_by_sha256(document.sha256) is not None:
                if old is None or old.sha256 == document.sha256:
                    return AddOutcome.UNCHANGED
                self.remove(old.id)  # the file at this origin is now a copy of another document
                return AddOutcome.REPLACED
            texts = [passage_text(chunk) for chunk in chunks]
            for _ in self.embed_missing(texts):
                pass
            keys = [embedding_key(self.model, text) for text in texts]
            with index_lock(self._folder, shared=False):
                self._registry.add(document, pages, chunks, keys, replaces=None if old is None else old.id)
                self._settle()
        return AddOutcome.ADDED if old is None else AddOutcome.REPLACED

    def remove(self, document_id: str) -> bool:
        """Removes a document with its pages, chunks and vectors; False where there is no such document.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
        """
        with self.writing():
            if self._registry.document(document_id) is None:
                return False
            with index_lock(self._folder, shared=False):
                self._registry.remove(document_id)
                self._settle()
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
            new = replace(old, model=embedder.model, dimension=embedder.dimension, generation=old.generation + 1)
            with index_lock(self._folder, shared=False):
                vectors = VectorIndex(self._folder / CHROMA, new, url=self._url)
            try:
                with index_lock(self._folder, shared=False):
                    vectors.reset()  # what a killed run has left
                    fill(vectors, self._registry, new.model, new.dimension)
                    self._registry.change_model(new, embedding_keys(self._registry, new.model))
                    vectors.drop_others()
            except BaseException:
                vectors.close()
                raise
            self._vectors.close()
            self._vectors, self._embedder = vectors, embedder
            self._loaded_revision = self._registry.revision()

    # Consistency -----------------------------------------------------------------------------------------------

    def check(self) -> tuple[Discrepancy, ...]:
        """How the indexes differ from the registry, chunk by chunk; empty where they do not. Changes nothing.

        Raises:
            LibraryDamaged: SQLite finds the registry's file unsound.
        """
        self._registry.check_file()
        with self._reading():
            return compare(self._registry, self._lexical, self._vectors)[0]

    def repair(self) -> tuple[Discrepancy, ...]:
        """Makes the indexes equal to the registry, chunk by chunk, and returns what differed.

        Raises:
            LibraryInUse: another process, or another open library, is writing.
        """
        with self._holding(), index_lock(self._folder, shared=False):
            try:
                found, document_ids = compare(self._registry, self._lexical, self._vectors)
            except LibraryDamaged:  # Chroma lists vectors that it cannot read
                self._vectors.reset()
                found, document_ids = compare(self._registry, self._lexical, self._vectors)
            if document_ids:
                self._registry.mark_pending(sorted(document_ids))
                self._settle()
        self.repairs += found
        return found

    def _settle(self) -> int:
        n_documents = apply_pending(self._registry, self._lexical, self._vectors, self._analyzer)
        self._loaded_revision = self._registry.revision()
        return n_documents

    def _mend(self) -> None:
        """Repairs what opening finds; leaves it where somebody else is writing: then it is that one's work."""
        n_pending = len(self._registry.pending())
        if not n_pending and not counts_differ(self._registry, self._lexical, self._vectors):
            return
        if not self._writers.acquire(blocking=False):
            return
        try:
            with self._holding():  # taking hold does the work that is due
                if n_pending:
                    self.repairs += (Discrepancy("registry", n_pending, 0),)
                if counts_differ(self._registry, self._lexical, self._vectors):
                    self.repair()
        except LibraryInUse:
            return
        finally:
            self._writers.release()

    def _open_indexes(self) -> None:
        with index_lock(self._folder, shared=False):
            self._loaded_revision = self._registry.revision()
            try:
                self._lexical = LexicalIndex(self._folder / LEXICAL)
            except LibraryDamaged:
                with write_lock(self._folder):
                    LexicalIndex.wipe(self._folder / LEXICAL)
                self._lexical = LexicalIndex(self._folder / LEXICAL)
            try:
                self._vectors = self._open_vectors()
            except LibraryDamaged:
                with write_lock(self._folder):
                    VectorIndex.wipe(self._folder / CHROMA)
                self._vectors = self._open_vectors()

    def _open_vectors(self) -> VectorIndex:
        vectors = VectorIndex(self._folder / CHROMA, self._registry.info(), url=self._url)
        try:
            vectors.probe()
        except BaseException:
            vectors.close()
            raise
        return vectors


def _embed(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = embedder.embed_passages(texts)
    expected = (len(texts), embedder.dimension)
    if vectors.shape != expected or not np.isfinite(vectors).all():
        detail = f"vectors of shape {vectors.shape}, expected finite {expected}"
        raise EngineError(model=embedder.model, detail=detail)
    return vectors


def _require_storable(document: Document, pages: Sequence[Page], chunks: Sequence[Chunk]) -> None:
    texts = [document.source, document.origin, document.title, document.publisher or ""]
    texts += [page.text for page in pages]
    texts += [part for chunk in chunks for part in (chunk.text, *chunk.section)]
    texts += [part for chunk in chunks for s in chunk.statements for part in (s.text, *s.head, *s.cells)]
    try:
        "".join(texts).encode()
    except UnicodeEncodeError as error:
        source = document.source.encode(errors="replace").decode()
        raise CorruptFile(source=source) from error
