"""A small real analyser, a small real embedder, and documents made from plain strings."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from corpus.values import BlockKind, Chunk, Document, DocumentType, Page, Span, Statement

_ALL = 500  # more than the chunks of any library of the tests


class Bigrams:
    """Character bigrams of text without white space."""

    def __init__(self, version: str = "1") -> None:
        self.version = version

    def terms(self, text: str) -> list[str]:
        compact = "".join(text.split())
        return [compact[i : i + 2] for i in range(len(compact) - 1)]


class HashedTrigrams:
    """Counts of hashed character trigrams, scaled to length 1."""

    def __init__(self, model: str = "trigrams", dimension: int = 64) -> None:
        self._model = model
        self._dimension = dimension
        self.n_embedded = 0

    @property
    def model(self) -> str:
        return self._model

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.n_embedded += len(texts)
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self._dimension, dtype=np.float32)
        vector[0] = 0.1
        for i in range(max(1, len(text) - 2)):
            digest = hashlib.sha256(text[i : i + 3].encode()).digest()
            vector[int.from_bytes(digest[:4], "big") % self._dimension] += 1
        return (vector / np.linalg.norm(vector)).astype(np.float32)


Sample = tuple[Document, tuple[Page, ...], tuple[Chunk, ...]]


def sample(name: str, *texts: str, doc_type: DocumentType = DocumentType.OTHER, origin: str = "") -> Sample:
    """A document with one page and one chunk a text."""
    sha256 = hashlib.sha256("\n".join((name, *texts)).encode()).hexdigest()
    ident = sha256[:12]
    document = Document(
        id=ident,
        source=name,
        origin=origin or f"/資料/{name}",
        sha256=sha256,
        title=name,
        publisher=None,
        date="2025-03",
        doc_type=doc_type,
        sector=None,
        n_pages=len(texts),
        unreadable_pages=(),
        added_at="2026-01-01T00:00:00+00:00",
    )
    pages = tuple(Page(n + 1, text) for n, text in enumerate(texts))
    chunks = tuple(
        Chunk(
            f"{ident}-{n:04}",
            ident,
            n,
            ("第1章", name),
            text,
            (Statement(BlockKind.PARAGRAPH, text, Span(n + 1, 0, len(text))),),
        )
        for n, text in enumerate(texts)
    )
    return document, pages, chunks


def numbered(k: int, n_chunks: int = 12) -> Sample:
    """The k-th of a series of documents that resemble one another."""
    return sample(
        f"報告{k}.pdf", *(f"報告{k}の{n}番目：再生プラスチックの利用率は{k * n}％である。" for n in range(n_chunks))
    )


def open_library(home: Path, *, create: bool = True, chroma_url: str = "") -> Library:
    return Library.open(home, analyzer=Bigrams(), embedder=HashedTrigrams(), create=create, chroma_url=chroma_url)


def everything(library: Library) -> tuple[object, ...]:
    """All that a library holds, indexes included, for comparison; scores to the precision of a float32 sum."""
    documents = library.documents()
    found = [library.search_vector(f"{d.title}の3番目", _ALL) for d in documents]  # a cut would part equal scores
    return (
        documents,
        tuple(library.pages(d.id) for d in documents),
        tuple(library.chunks(d.id) for d in documents),
        library.check(),
        tuple(sorted((hit.chunk_id, round(hit.score, 3)) for hits in found for hit in hits)),
    )
