"""From LangChain's `Embeddings` (lists of floats) to the arrays of the store."""

from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.errors import EngineError


class LangChainEmbedder:
    """An `Embedder` of the store over any LangChain `Embeddings`.

    Args:
        model: The name the library remembers.
        dimension: Length of the engine's vectors.
        engine: The engine.
    """

    def __init__(self, model: str, dimension: int, engine: Embeddings) -> None:
        self._model = model
        self._dimension = dimension
        self.engine = engine

    @property
    def model(self) -> str:
        """Name of the model, the same for the same vectors."""
        return self._model

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, float32, shape (len(texts), dimension), rows of length 1.

        Raises:
            EngineError: the engine gave something else than finite vectors of that shape.
        """
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        return self._checked(self.engine.embed_documents(list(texts)), len(texts))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, float32, shape (dimension,), of length 1.

        Raises:
            EngineError: the engine gave something else than a finite vector of that length.
        """
        vector: NDArray[np.float32] = self._checked([self.engine.embed_query(text)], 1)[0]
        return vector

    def _checked(self, vectors: list[list[float]], n_texts: int) -> NDArray[np.float32]:
        array = np.asarray(vectors, dtype=np.float32)
        if array.shape != (n_texts, self._dimension):
            raise EngineError(model=self._model, detail=f"shape {array.shape}")
        norms = np.linalg.norm(array, axis=1, keepdims=True)
        if not np.isfinite(array).all() or (norms == 0).any():
            raise EngineError(model=self._model, detail="vector not finite")
        unit: NDArray[np.float32] = array / norms
        return unit
