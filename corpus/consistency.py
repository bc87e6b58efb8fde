"""Keeping the two indexes equal to the registry: index work that is due, comparison, repair."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus.lexical import LexicalIndex
from corpus.protocols import Analyzer
from corpus.registry import Registry
from corpus.values import Chunk, Document
from corpus.vectors import VectorIndex

# Two float32 vectors that are the same differ by less after normalisation and storage.
_SAME_VECTOR = 1e-4


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """How far an index is from the registry.

    Attributes:
        index: Which one; "registry" for documents whose index work was interrupted, "terms" for a lexical index that
            another version of the analyser made.
        n_missing: How many chunks it lacks or holds with another vector; for "registry" how many documents.
        n_extra: How many chunks it holds that the library does not have.
    """

    index: Literal["registry", "lexical", "vector", "terms"]
    n_missing: int
    n_extra: int

    def sentence(self, lang: str = "ja") -> str:
        """One line in Japanese or ("en") English."""
        if self.index == "registry":
            if lang == "en":
                return f"Interrupted work on {self.n_missing} documents"
            return f"中断された文書の登録・削除：{self.n_missing}件"
        if self.index == "terms":
            if lang == "en":
                return f"The lexical index was made anew for a new analysis of words ({self.n_missing} chunks)"
            return f"語の解析が新しくなったため、語句索引を作り直しました（{self.n_missing} チャンク）"
        if lang == "en":
            return f"{self.index} index: {self.n_missing} chunks missing, {self.n_extra} too many"
        name = {"lexical": "語句索引", "vector": "ベクトル索引"}[self.index]
        return f"{name}：不足 {self.n_missing} チャンク、余分 {self.n_extra} チャンク"

    def __str__(self) -> str:
        return self.sentence()


def lexical_text(document: Document, chunk: Chunk) -> str:
    """What the lexical index reads of a chunk: the document's title, the heading path and the text, one a line."""
    return "\n".join((document.title, *chunk.section, chunk.text))


def apply_pending(registry: Registry, lexical: LexicalIndex, vectors: VectorIndex, analyzer: Analyzer) -> int:
    """Does the index work that is due, and returns for how many documents.

    A document's chunks are deleted from both indexes and added again from the registry, so doing it twice is doing
    it once. A document is settled only when both indexes have it on disk. One over which the process has died again and
    again loses its chunks, so that the library can be opened.
    """
    pending = registry.pending()
    dimension = registry.info().dimension
    for document_id in pending:
        document = registry.document(document_id)
        given_up = document is not None and not registry.begin_attempt(document_id)
        if given_up:
            registry.drop_chunks(document_id)
        try:
            lexical.delete_document(document_id)
            vectors.delete_document(document_id)
            if document is not None:
                for chunk in registry.chunks(document_id):
                    lexical.add(chunk.id, document_id, analyzer.terms(lexical_text(document, chunk)))
                chunk_ids, matrix = registry.vectors(document_id, dimension)
                vectors.add(chunk_ids, document_id, matrix)
            lexical.commit()
        except BaseException:  # whatever it was, the process has lived through it
            if not given_up:
                registry.end_attempt(document_id)
            raise
        registry.settle(document_id, given_up=given_up)
    return len(pending)


def rebuild_terms(registry: Registry, lexical: LexicalIndex, analyzer: Analyzer) -> int:
    """Makes the whole lexical index anew in one commit, and returns how many chunks it holds."""
    n_chunks = 0
    for document in registry.documents():
        lexical.delete_document(document.id)
        for chunk in registry.chunks(document.id):
            lexical.add(chunk.id, document.id, analyzer.terms(lexical_text(document, chunk)))
            n_chunks += 1
    lexical.commit()
    return n_chunks


def counts_differ(registry: Registry, lexical: LexicalIndex, vectors: VectorIndex) -> bool:
    """True where an index holds another number of chunks than the registry. Cheap: done on every opening."""
    return not registry.count_chunks() == lexical.count() == vectors.count()


def compare(
    registry: Registry,
    lexical: LexicalIndex,
    vectors: VectorIndex,
) -> tuple[tuple[Discrepancy, ...], frozenset[str]]:
    """How the indexes differ from the registry, chunk by chunk, and the ids of the documents concerned."""
    wanted = registry.chunk_ids()
    strange_vectors = _strange_vectors(registry, vectors)
    found: list[Discrepancy] = []
    documents = set(registry.pending())
    if documents:
        found.append(Discrepancy("registry", len(documents), 0))
    for name, held, wrong in (
        ("lexical", lexical.ids(), frozenset[str]()),
        ("vector", vectors.ids(), strange_vectors),
    ):
        missing, extra = (wanted - held) | wrong, held - wanted
        if missing or extra:
            found.append(Discrepancy("lexical" if name == "lexical" else "vector", len(missing), len(extra)))
            documents |= {chunk_id.rpartition("-")[0] for chunk_id in missing | extra}
    return tuple(found), frozenset(documents)


def _strange_vectors(registry: Registry, vectors: VectorIndex) -> frozenset[str]:
    """Ids of the chunks whose vector in the index is not the cached one; those it lacks are not among them."""
    dimension = registry.info().dimension
    strange: set[str] = set()
    for document in registry.documents():
        chunk_ids, matrix = registry.vectors(document.id, dimension)
        stored = vectors.vectors(chunk_ids)
        for chunk_id, vector in zip(chunk_ids, matrix, strict=True):
            if chunk_id in stored and not np.allclose(stored[chunk_id], vector, atol=_SAME_VECTOR):
                strange.add(chunk_id)
    return frozenset(strange)
