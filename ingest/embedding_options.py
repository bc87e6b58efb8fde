"""How an embedding model runs. Apart from `ingest.embedding`, which loads more than settings need."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import platformdirs

Backend = Literal["torch", "onnx", "openvino"]


def default_models_folder() -> Path:
    """Where prepared models lie unless a setting says otherwise: in the user's cache folder."""
    return Path(platformdirs.user_cache_dir("junkan", appauthor=False)) / "models"


@dataclass(frozen=True, slots=True)
class EmbeddingOptions:
    """How a model runs.

    Attributes:
        n_threads: Threads of the processor; 0 takes every core this process may use, more than those are not taken.
        models: Folder of the prepared models, shared by all libraries.
        backend: What runs a model of sentence-transformers.
    """

    n_threads: int = 0
    models: Path = field(default_factory=default_models_folder)
    backend: Backend = "torch"

    @property
    def n_threads_taken(self) -> int:
        """How many threads that comes to here, at least 1."""
        n_cores = _n_free_cores()
        return min(self.n_threads, n_cores) or n_cores


def _n_free_cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
