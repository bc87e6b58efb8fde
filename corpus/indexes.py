"""The two indexes of a library together: opened, reloaded, brought level with the registry, mended, closed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.consistency import Discrepancy, apply_pending, compare, counts_differ, rebuild_terms
from corpus.errors import LibraryDamaged, ModelMismatch
from corpus.home import CHROMA, LEXICAL
from corpus.lexical import LexicalIndex
from corpus.locking import index_lock, write_lock
from corpus.protocols import Analyzer, Embedder
from corpus.reembedding import embedding_keys, fill
from corpus.registry import Registry
from corpus.vectors import VectorIndex


class Indexes:
    """The lexical and the vector index of the registry in a folder.

    Attributes:
        lexical: The lexical index.
        vectors: The vector index.
    """

    def __init__(self, folder: Path, registry: Registry, analyzer: Analyzer, chroma_url: str) -> None:
        """Opens both; one that cannot be used is emptied.

        Raises:
            LibraryInUse: one has to be emptied while another process writes.
            StorageFailed: the folder cannot be written.
        """
        self._folder = folder
        self._registry = registry
        self._analyzer = analyzer
        self._url = chroma_url
        self._reloading = threading.Lock()
        with index_lock(folder, shared=False):
            self._model = registry.info().model
            self._loaded_revision = registry.revision()
            try:
                self.lexical = LexicalIndex(folder / LEXICAL)
            except LibraryDamaged:
                with write_lock(folder):
                    LexicalIndex.wipe(folder / LEXICAL)
                self.lexical = LexicalIndex(folder / LEXICAL)
            try:
                self.vectors = self._open_vectors()
            except LibraryDamaged:
                with write_lock(folder):
                    VectorIndex.wipe(folder / CHROMA)
                self.vectors = self._open_vectors()

    def close(self) -> None:
        """Frees files and memory. Calling it twice is harmless."""
        self.lexical.release()
        self.vectors.close()

    @property
    def behind(self) -> bool:
        """True where the registry has changed since they were loaded."""
        return self._registry.revision() != self._loaded_revision

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Holds both still while a search reads them, as new as the registry."""
        with index_lock(self._folder, shared=True):
            self.reload()
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Holds both alone while the registry changes, and does the work that this makes due at the end."""
        with index_lock(self._folder, shared=False):
            yield
            self.settle()

    def reload(self) -> None:
        """Takes in what other processes have written.

        Raises:
            ModelMismatch: another process has changed the library's embedding model.
        """
        with self._reloading:
            revision = self._registry.revision()
            if revision != self._loaded_revision:
                found = self._registry.info().model
                if found != self._model:
                    raise ModelMismatch(home=self._folder, expected=self._model, found=found)
                self.lexical.refresh()
                self.vectors.refresh()
                self._loaded_revision = revision

    def settle(self) -> None:
        """Does the work that is due; both are held alone."""
        apply_pending(self._registry, self.lexical, self.vectors, self._analyzer)
        self._loaded_revision = self._registry.revision()

    def change_model(self, embedder: Embedder) -> None:
        """Fills a vector index with the cached vectors of the embedder's model and puts it in the old one's place."""
        registry, old = self._registry, self._registry.info()
        new = replace(old, model=embedder.model, dimension=embedder.dimension, generation=old.generation + 1)
        with index_lock(self._folder, shared=False):
            vectors = VectorIndex(self._folder / CHROMA, new, url=self._url)
            try:
                vectors.reset()  # what a killed run has left
                fill(vectors, registry, new.model, new.dimension)
                registry.change_model(new, embedding_keys(registry, new.model))
                vectors.drop_others()
            except BaseException:
                vectors.close()
                raise
            self.vectors.close()
            self.vectors, self._model = vectors, new.model
            self._loaded_revision = registry.revision()

    def rebuild_terms(self) -> Discrepancy | None:
        """Makes the lexical index anew where another analyser made it, and tells; both are held alone.

        The new index takes the old one's place in one step; what a killed run leaves is begun again.
        """
        version = self._analyzer.version
        if self._registry.analyzer() == version:
            return None
        n_chunks = rebuild_terms(self._registry, self.lexical, self._analyzer)
        self._registry.set_analyzer(version)
        return Discrepancy("terms", n_chunks, 0) if n_chunks else None

    @property
    def terms_outdated(self) -> bool:
        """True where another analyser made the terms of the lexical index."""
        return self._registry.analyzer() != self._analyzer.version

    def counts_differ(self) -> bool:
        """True where an index holds another number of chunks than the registry. Cheap: done on every opening."""
        return counts_differ(self._registry, self.lexical, self.vectors)

    def compare(self) -> tuple[tuple[Discrepancy, ...], frozenset[str]]:
        """How they differ from the registry, chunk by chunk, and the ids of the documents concerned."""
        return compare(self._registry, self.lexical, self.vectors)

    def repair(self) -> tuple[Discrepancy, ...]:
        """Makes them equal to the registry, chunk by chunk, and returns what differed; both are held alone."""
        try:
            found, document_ids = self.compare()
        except LibraryDamaged:  # Chroma lists vectors that it cannot read
            self.vectors.reset()
            found, document_ids = self.compare()
        if document_ids:
            self._registry.mark_pending(sorted(document_ids))
            self.settle()
        return found

    def _open_vectors(self) -> VectorIndex:
        vectors = VectorIndex(self._folder / CHROMA, self._registry.info(), url=self._url)
        try:
            vectors.probe()
        except BaseException:
            vectors.close()
            raise
        return vectors
