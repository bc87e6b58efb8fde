"""Graphs in OpenVINO: the one door to openvino.

Where the processor multiplies bfloat16 numbers, which takes half the time, products are made of them and summed up in
float32; elsewhere everything is float32. Source: docs/decisions/0046-bfloat16-products.md.
"""

import sys
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.encoder_inputs import EMBEDDED, LENGTHS

# Loading openvino would report to its makers that it was loaded; without this package it has nothing to do so with.
_REPORTER = "openvino_telemetry"
_BFLOAT16 = "BF16"


class OpenVinoGraph:
    """A graph over embedded tokens, made for this processor. Safe from several threads: one runs at a time.

    Args:
        path: Of an ONNX graph with the inputs "inputs_embeds" and "lengths" and one output.
        n_threads: Threads, at least 1.

    Raises:
        Exception: of OpenVINO, where the graph cannot be read.
    """

    def __init__(self, path: Path, n_threads: int) -> None:
        sys.modules.setdefault(_REPORTER, None)  # type: ignore[arg-type]  # None: it cannot be imported
        from openvino import Core

        core = Core()
        has_bfloat16 = _BFLOAT16 in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        options = {
            "INFERENCE_PRECISION_HINT": "bf16" if has_bfloat16 else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0,  # 0: hidden states are not rounded to 8 bits
            "INFERENCE_NUM_THREADS": n_threads,
            "ENABLE_CPU_PINNING": False,  # other processes share the cores
        }
        self._request = core.compile_model(path, "CPU", options).create_infer_request()
        self._lock = threading.Lock()

    def run(self, embedded: NDArray[np.float32], lengths: NDArray[np.int32]) -> NDArray[np.float32]:
        """The output, float32.

        Args:
            embedded: Sums of word, position and type embeddings, shape (n_texts, n_tokens, n_hidden).
            lengths: Tokens of each text, shape (n_texts,); the others are padding behind them.

        Raises:
            Exception: of OpenVINO.
        """
        with self._lock:
            output: NDArray[np.float32] = self._request.infer({EMBEDDED: embedded, LENGTHS: lengths})[0]
            return output
