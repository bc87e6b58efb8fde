"""The bundled cross-encoder in ONNX Runtime: six layers over the word embeddings of the prepared model.

Trained by scripts/train_cross_encoder.py. Source of its data and how it does: docs/decisions/0040-cross-encoder.md.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from ingest.cross_encoder.pairs import MAX_TOKENS, join_pair
from ingest.embedding.encoder_inputs import EMBEDDED, LENGTHS
from ingest.embedding.guard import guard
from ingest.embedding.model_folder import place_table, word_table
from ingest.embedding.onnx_runtime import first_line, open_session
from ingest.embedding.tokenization import UnigramTokenizer

LOGITS = "logits"
FILE = Path(__file__).with_name("cross_encoder.onnx")
_NAME = "bundled"
_CACHED_TEXTS = 20_000
_TOKENS_A_RUN = 512  # little of a short batch is padding, and the cores are busy


class BundledCrossEncoder:
    """Safe from several threads.

    Args:
        folder: Of the prepared embedding model, whose words and vocabulary it shares.
        n_threads: Threads, at least 1.

    Raises:
        EngineError: the model cannot be read.
    """

    def __init__(self, folder: Path, n_threads: int) -> None:
        self._words = word_table(folder)
        self._places = place_table(folder)[:MAX_TOKENS]
        try:
            tokenizer = UnigramTokenizer(folder, MAX_TOKENS)
            self._session = open_session(FILE, n_threads)
        except Exception as error:  # onnxruntime's and tokenizers' errors have no common root but this
            raise EngineError(model=_NAME, detail=first_line(error)) from error
        self._ids = lru_cache(_CACHED_TEXTS)(lambda text: tuple(tokenizer.ids(guard(text))))

    @property
    def name(self) -> str:
        """The name it was chosen by."""
        return _NAME

    def scores(self, question: str, texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Logits of the texts as answers to the question, float32, shape (len(texts),).

        Raises:
            EngineError: ONNX Runtime failed.
        """
        if not texts:
            return np.zeros(0, dtype=np.float32)
        asked = self._ids(question)
        pairs = [join_pair(asked, self._ids(above), self._ids(text)) for above, text in texts]
        scores = np.empty(len(pairs), dtype=np.float32)
        for rows in _batches([len(pair) for pair in pairs]):
            scores[rows] = self._logits([pairs[row] for row in rows])
        return scores

    def _logits(self, pairs: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        lengths = np.array([len(pair) for pair in pairs], dtype=np.int32)
        embedded = np.zeros((len(pairs), int(lengths.max()), self._places.shape[1]), dtype=np.float32)
        for row, pair in enumerate(pairs):
            embedded[row, : len(pair)] = self._words[list(pair)]
        embedded += self._places[: embedded.shape[1]]
        try:
            (logits,) = self._session.run([LOGITS], {EMBEDDED: embedded, LENGTHS: lengths})
        except Exception as error:  # the runtime's errors have no common root but this
            raise EngineError(model=_NAME, detail=first_line(error)) from error
        found: NDArray[np.float32] = logits.reshape(-1)
        return found


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows of pairs in batches of like length, shortest first, of at most `_TOKENS_A_RUN` tokens with padding."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        if batch and (len(batch) + 1) * lengths[row] > _TOKENS_A_RUN:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
