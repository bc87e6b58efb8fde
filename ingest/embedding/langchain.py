"""Embedders and LangChain's `Embeddings`, each as the other. Apart: importing LangChain takes a quarter of a second."""

from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.protocols import Embedder
from ingest.embedding.engine import unit_vectors


class LangChainEmbeddings(Embeddings):
    """An `Embedder` as LangChain's `Embeddings`, for vector stores and chains of one's own."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of length 1 for each passage, in order."""
        vectors: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, of length 1."""
        vector: list[float] = self._embedder.embed_query(text).tolist()
        return vector


class LangChainEmbedder:
    """Any LangChain `Embeddings` as an `Embedder` of a library.

    Args:
        model: The name the library remembers.
        dimension: Length of the vectors.
        embeddings: Makes them.
    """

    def __init__(self, model: str, dimension: int, embeddings: Embeddings) -> None:
        self._model = model
        self._dimension = dimension
        self._embeddings = embeddings

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._model

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, float32, shape (len(texts), dimension), rows of length 1.

        Raises:
            EngineError: they are something else than finite vectors of that shape.
        """
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        return self._checked(self._embeddings.embed_documents(list(texts)), len(texts))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, float32, shape (dimension,), of length 1.

        Raises:
            EngineError: it is something else than a finite vector of that length.
        """
        vector: NDArray[np.float32] = self._checked([self._embeddings.embed_query(text)], 1)[0]
        return vector

    def _checked(self, vectors: list[list[float]], n_texts: int) -> NDArray[np.float32]:
        return unit_vectors(np.asarray(vectors, dtype=np.float32), (n_texts, self._dimension), self._model)
