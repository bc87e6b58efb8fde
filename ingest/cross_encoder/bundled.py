"""The bundled cross-encoder in ONNX Runtime: six layers over the word embeddings of the prepared model.

Trained by scripts/train_cross_encoder.py. Source of its data and how it does: docs/decisions/0040-cross-encoder.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from ingest.cross_encoder.pairs import MAX_TOKENS, join_pair
from ingest.embedding.encoder_inputs import EMBEDDED, LENGTHS
from ingest.embedding.guard import guard
from ingest.embedding.model_folder import place_table, word_table
from ingest.embedding.onnx_runtime import Session, first_line, open_session
from ingest.embedding.tokenization import UnigramTokenizer

LOGITS = "logits"
FILE = Path(__file__).with_name("cross_encoder.onnx")
_NAME = "bundled"
_CACHED_TEXTS = 20_000
_TOKENS_A_RUN = 512  # little of a short batch is padding, and the cores are busy


class BundledCrossEncoder:
    """Safe from several threads.

    Its files are opened by the first question that needs it: most commands ask none, and many questions are clear.

    Args:
        folder: Of the prepared embedding model, whose words and vocabulary it shares.
        n_threads: Threads, at least 1.
    """

    def __init__(self, folder: Path, n_threads: int) -> None:
        self._folder = folder
        self._n_threads = n_threads

    @cached_property
    def _opened(self) -> "_Opened":
        try:
            tokenizer = UnigramTokenizer(self._folder, MAX_TOKENS)
            session = open_session(FILE, self._n_threads)
        except Exception as error:  # onnxruntime's and tokenizers' errors have no common root but this
            raise EngineError(model=_NAME, detail=first_line(error)) from error
        ids = lru_cache(_CACHED_TEXTS)(lambda text: tuple(tokenizer.ids(guard(text))))
        return _Opened(session, ids, word_table(self._folder), place_table(self._folder)[:MAX_TOKENS])

    @property
    def name(self) -> str:
        """The name it was chosen by."""
        return _NAME

    def scores(self, question: str, texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Logits of the texts as answers to the question, float32, shape (len(texts),).

        Raises:
            EngineError: the model cannot be read, or ONNX Runtime failed.
        """
        if not texts:
            return np.zeros(0, dtype=np.float32)
        ids = self._opened.ids
        asked = ids(question)
        pairs = [join_pair(asked, ids(above), ids(text)) for above, text in texts]
        scores = np.empty(len(pairs), dtype=np.float32)
        for rows in _batches([len(pair) for pair in pairs]):
            scores[rows] = self._logits([pairs[row] for row in rows])
        return scores

    def _logits(self, pairs: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        opened = self._opened
        lengths = np.array([len(pair) for pair in pairs], dtype=np.int32)
        embedded = np.zeros((len(pairs), int(lengths.max()), opened.places.shape[1]), dtype=np.float32)
        for row, pair in enumerate(pairs):
            embedded[row, : len(pair)] = opened.words[list(pair)]
        embedded += opened.places[: embedded.shape[1]]
        try:
            (logits,) = opened.session.run([LOGITS], {EMBEDDED: embedded, LENGTHS: lengths})
        except Exception as error:  # the runtime's errors have no common root but this
            raise EngineError(model=_NAME, detail=first_line(error)) from error
        found: NDArray[np.float32] = logits.reshape(-1)
        return found


@dataclass(frozen=True, slots=True)
class _Opened:
    """What scoring needs: the graph, the ids of a text, and what ids and places add up to."""

    session: Session
    ids: Callable[[str], tuple[int, ...]]
    words: NDArray[np.float32]
    places: NDArray[np.float32]


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
