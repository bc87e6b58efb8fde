"""What every embedding engine shares: texts made safe before they reach native code, in the process that loaded it."""

import os
from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.errors import EngineError
from ingest.embedding.guard import guard


class EmbeddingEngine(Embeddings):
    """LangChain `Embeddings` over a model that runs in this process.

    Args:
        model: Its name, for errors.
        query_prompt: What stands before a question.
        passage_prompt: What stands before a passage.
    """

    def __init__(self, model: str, query_prompt: str, passage_prompt: str) -> None:
        self._model_name = model
        self._query_prompt = query_prompt
        self._passage_prompt = passage_prompt
        self._process = os.getpid()

    @property
    @abstractmethod
    def dimension(self) -> int:
        """Length of a vector."""

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts that begin with their prompt and are safe, float32, shape (len(texts), dimension)."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each passage, in order.

        Raises:
            EngineError: the process was forked from the one that loaded the model.
        """
        vectors: list[list[float]] = self._encode([self._passage_prompt + guard(text) for text in texts]).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question.

        Raises:
            EngineError: the process was forked from the one that loaded the model.
        """
        vector: list[float] = self._encode([self._query_prompt + guard(text)])[0].tolist()
        return vector

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if os.getpid() != self._process:  # the engine's threads do not survive a fork: the call would never return
            raise EngineError(model=self._model_name, detail="used after a fork")
        return self.encode(texts)
