"""Graphs in ONNX Runtime: the one door to onnxruntime."""

from pathlib import Path
from typing import TypeAlias

import onnxruntime

_ERRORS_ONLY = 3

Session: TypeAlias = onnxruntime.InferenceSession
"""A graph that is ready to run."""


def open_session(graph: Path, n_threads: int) -> Session:
    """A graph on the processor, silent but for errors.

    Raises:
        Exception: of ONNX Runtime, where the graph cannot be read.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
