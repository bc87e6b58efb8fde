"""What every embedding engine shares: texts made safe before native code, vectors checked after it."""

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from ingest.embedding.guard import guard


class EmbeddingEngine(ABC):
    """An `Embedder` of the store over a model that runs in this process.

    Args:
        model: The name the library remembers, the same for the same vectors.
        query_prompt: What stands before a question.
        passage_prompt: What stands before a passage.
    """

    def __init__(self, model: str, query_prompt: str, passage_prompt: str) -> None:
        self._model = model
        self._query_prompt = query_prompt
        self._passage_prompt = passage_prompt
        self._process = os.getpid()

    @property
    def model(self) -> str:
        """Name of the model, the same for the same vectors."""
        return self._model

    @property
    @abstractmethod
    def dimension(self) -> int:
        """Length of a vector."""

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts that begin with their prompt and are safe, float32, shape (len(texts), dimension)."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question that begins with its prompt and is safe, float32, shape (dimension,)."""
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, float32, shape (len(texts), dimension), rows of length 1.

        Raises:
            EngineError: the engine failed, gave something else than finite vectors of that shape, or belongs to the
                process that this one was forked from.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        self._check_process()
        safe = [self._passage_prompt + guard(text) for text in texts]
        return unit_vectors(self.encode(safe), (len(texts), self.dimension), self._model)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, float32, shape (dimension,), of length 1.

        Raises:
            EngineError: as for passages.
        """
        self._check_process()
        vector = self.encode_query(self._query_prompt + guard(text))
        unit: NDArray[np.float32] = unit_vectors(vector[np.newaxis], (1, self.dimension), self._model)[0]
        return unit

    def _check_process(self) -> None:
        if os.getpid() != self._process:  # the engine's threads do not survive a fork: the call would never return
            raise EngineError(model=self._model, detail="used after a fork")


def unit_vectors(vectors: NDArray[np.float32], shape: tuple[int, int], model: str) -> NDArray[np.float32]:
    """The vectors scaled to length 1, float32.

    Raises:
        EngineError: they have another shape, or one is not finite or zero.
    """
    if vectors.shape != shape:
        raise EngineError(model=model, detail=f"shape {vectors.shape}, expected {shape}")
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(vectors).all() or not norms.all():
        raise EngineError(model=model, detail="vector not finite")
    unit: NDArray[np.float32] = (vectors / norms).astype(np.float32)
    return unit


def first_line(error: Exception) -> str:
    """The first line of what an error says, or its name."""
    return next(iter(str(error).splitlines()), type(error).__name__)
