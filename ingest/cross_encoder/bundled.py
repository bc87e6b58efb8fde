"""The bundled cross-encoder in OpenVINO: six layers over the word embeddings of the prepared model.

Trained by scripts/train_cross_encoder.py. Source of its data and how it does: docs/decisions/0040-cross-encoder.md.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from ingest.cross_encoder.pairs import MAX_TOKENS, join_pair
from ingest.embedding.engine import first_line
from ingest.embedding.guard import guard
from ingest.embedding.model_folder import place_table, word_table
from ingest.embedding.openvino_runtime import OpenVinoGraph
from ingest.embedding.tokenization import UnigramTokenizer

FILE = Path(__file__).with_name("cross_encoder.onnx")
_NAME = "bundled"
_CACHED_TEXTS = 20_000
_TOKENS_STEP = 16  # pairs are padded to a multiple of it: every other length has to be made ready once


class BundledCrossEncoder:
    """Safe from several threads.

    Its files are opened by `warm_up` or the first question: most commands ask none.

    Args:
        folder: Of the prepared embedding model, whose words and vocabulary it shares.
        n_threads: Threads, at least 1.
    """

    def __init__(self, folder: Path, n_threads: int) -> None:
        self._folder = folder
        self._n_threads = n_threads
        self._opening = threading.Lock()

    def warm_up(self) -> None:
        """Open its files now; what fails is raised by `scores`."""
        with suppress(EngineError):
            self._ready()

    def _ready(self) -> "_Opened":
        with self._opening:
            return self._opened

    @cached_property
    def _opened(self) -> "_Opened":
        try:
            tokenizer = UnigramTokenizer(self._folder, MAX_TOKENS)
            graph = OpenVinoGraph(FILE, self._n_threads)
        except Exception as error:  # openvino's and tokenizers' errors have no common root but this
            raise EngineError(model=_NAME, detail=first_line(error)) from error
        ids = lru_cache(_CACHED_TEXTS)(lambda text: tuple(tokenizer.ids(guard(text))))
        return _Opened(graph, ids, word_table(self._folder), place_table(self._folder)[:MAX_TOKENS])

    @property
    def name(self) -> str:
        """The name it was chosen by."""
        return _NAME

    def scores(self, question: str, texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Logits of the texts as answers to the question, float32, shape (len(texts),).

        Raises:
            EngineError: the model cannot be read, or OpenVINO failed.
        """
        if not texts:
            return np.zeros(0, dtype=np.float32)
        opened = self._ready()
        asked = opened.ids(question)
        pairs = (join_pair(asked, opened.ids(above), opened.ids(text)) for above, text in texts)
        return np.array([_logit(opened, pair) for pair in pairs], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What scoring needs: the graph, the ids of a text, and what ids and places add up to."""

    graph: OpenVinoGraph
    ids: Callable[[str], tuple[int, ...]]
    words: NDArray[np.float32]
    places: NDArray[np.float32]


def _logit(opened: _Opened, pair: Sequence[int]) -> float:
    n_tokens = -(-len(pair) // _TOKENS_STEP) * _TOKENS_STEP
    embedded = np.zeros((1, n_tokens, opened.places.shape[1]), dtype=np.float32)
    embedded[0, : len(pair)] = opened.words[list(pair)] + opened.places[: len(pair)]
    try:
        return opened.graph.run(embedded, np.array([len(pair)], dtype=np.int32)).item()
    except Exception as error:  # the runtime's errors have no common root but this
        raise EngineError(model=_NAME, detail=first_line(error)) from error
