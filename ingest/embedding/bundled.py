"""The prepared model: the default engine."""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from ingest.embedding.encoder_inputs import EMBEDDED, HIDDEN, LENGTHS
from ingest.embedding.engine import EmbeddingEngine, first_line
from ingest.embedding.model_folder import ENCODER, PASSAGE_PROMPT, QUERY_PROMPT, damaged, place_table, word_table
from ingest.embedding.onnx_runtime import open_session
from ingest.embedding.openvino_runtime import OpenVinoGraph
from ingest.embedding.packed_weights import MODEL
from ingest.embedding.tokenization import UnigramTokenizer

# Tokens of one run, padding included: enough to keep the cores busy, with less than 150 MB of
# intermediate results. A run takes well under a second; an interrupt is heard between two.
# Source: docs/decisions/0037-memory-of-embedding.md.
_MAX_TOKENS = 2048

_Encoder: TypeAlias = Callable[[NDArray[np.float32], NDArray[np.int32]], NDArray[np.float32]]
"""Last hidden states of embedded tokens of shape (n_texts, n_tokens, n_hidden) and the texts' lengths."""


class BundledEngine(EmbeddingEngine):
    """multilingual-e5-small on the processor: mean of the last hidden states, of length 1.

    A question runs in ONNX Runtime, which is ready at once; passages run in OpenVINO, which is ready later and takes
    half the time for each (cosine of the two for one text at least 0.9999). A text longer than the model's 512 tokens
    is cut into windows, whose means are averaged by their numbers of tokens. Safe from several threads: questions run
    side by side, passages one batch at a time, which bounds the memory.

    Args:
        folder: Of the prepared model.
        n_threads: Threads, at least 1.

    Raises:
        EngineError: the folder is not whole.
    """

    def __init__(self, folder: Path, n_threads: int) -> None:
        super().__init__(MODEL, QUERY_PROMPT, PASSAGE_PROMPT)
        self._graph = folder / ENCODER
        self._n_threads = n_threads
        self._words = word_table(folder)
        self._places = place_table(folder)
        try:
            self._tokenizer = UnigramTokenizer(folder, len(self._places))
            self._session = open_session(self._graph, n_threads)
        except Exception as error:  # onnxruntime's and tokenizers' errors have no common root but this
            raise damaged(folder, first_line(error)) from error
        self._batches = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._places.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts that begin with their prompt, float32, shape (len(texts), dimension), of any length.

        Raises:
            EngineError: OpenVINO failed.
        """
        with self._batches:
            return self._pooled(texts, lambda embedded, lengths: self._encoder.run(embedded, lengths))

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question that begins with its prompt, float32, shape (dimension,), of any length.

        Raises:
            EngineError: ONNX Runtime failed.
        """
        vector: NDArray[np.float32] = self._pooled([text], self._hidden_of_question)[0]
        return vector

    @cached_property
    def _encoder(self) -> OpenVinoGraph:
        return OpenVinoGraph(self._graph, self._n_threads)

    def _hidden_of_question(self, embedded: NDArray[np.float32], lengths: NDArray[np.int32]) -> NDArray[np.float32]:
        hidden: NDArray[np.float32] = self._session.run([HIDDEN], {EMBEDDED: embedded, LENGTHS: lengths})[0]
        return hidden

    def _pooled(self, texts: Sequence[str], encoder: _Encoder) -> NDArray[np.float32]:
        windows = [(row, ids) for row, text in enumerate(texts) for ids in self._tokenizer.windows(text)]
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in _batches(windows):
            means = self._means([ids for _, ids in batch], encoder)
            weights = np.array([max(1, len(ids) - 2) for _, ids in batch], dtype=np.float32)
            np.add.at(sums, [row for row, _ in batch], means * weights[:, np.newaxis])
        return sums

    def _means(self, windows: Sequence[Sequence[int]], encoder: _Encoder) -> NDArray[np.float32]:
        """The mean of each window's last hidden states, shape (len(windows), dimension)."""
        lengths = np.array([len(ids) for ids in windows], dtype=np.int32)
        n_tokens = int(lengths.max())
        embedded = np.zeros((len(windows), n_tokens, self.dimension), dtype=np.float32)
        for row, ids in enumerate(windows):
            embedded[row, : len(ids)] = self._words[ids]
        embedded += self._places[:n_tokens]
        try:
            hidden = encoder(embedded, lengths)
        except Exception as error:  # the runtimes' errors have no common root but this
            raise EngineError(model=MODEL, detail=first_line(error)) from error
        own = np.arange(n_tokens) < lengths[:, np.newaxis]
        means: NDArray[np.float32] = np.einsum("btd,bt->bd", hidden, own / lengths[:, np.newaxis])
        return means


def _batches(windows: Sequence[tuple[int, list[int]]]) -> Iterator[list[tuple[int, list[int]]]]:
    """The windows in batches of like length, longest first, of at most _MAX_TOKENS tokens with padding."""
    waiting = sorted(windows, key=lambda window: -len(window[1]))
    start = 0
    while start < len(waiting):
        size = max(1, _MAX_TOKENS // len(waiting[start][1]))
        yield waiting[start : start + size]
        start += size
