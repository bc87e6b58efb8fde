"""Which engine runs a model."""

from pathlib import Path

from ingest.embedding.engine import EmbeddingEngine
from ingest.embedding.model_folder import is_prepared, prepare_model, prepared_folder
from ingest.embedding.packed_weights import MODEL, has_packed_weights
from ingest.embedding_options import EmbeddingOptions

BUNDLED_MODEL = MODEL
_HUB_NAME = f"intfloat/{BUNDLED_MODEL}"


def load_embedder(model: str = BUNDLED_MODEL, options: EmbeddingOptions | None = None) -> EmbeddingEngine:
    """The embedder of a model.

    The bundled model runs in its own engine where its weights are installed, and is prepared first where that has not
    been done; everything else runs in sentence-transformers.

    Args:
        model: "multilingual-e5-small", a hub name or a local folder.
        options: How it runs.

    Raises:
        EngineError: no engine can run the model.
        StorageFailed: the bundled model cannot be prepared because its folder cannot be written.
    """
    options = options or EmbeddingOptions()
    if is_bundled(model):
        from ingest.embedding.bundled import BundledEngine

        return BundledEngine(ready_folder(options), options.n_threads_taken)
    from ingest.embedding.sentence_transformer import SentenceTransformerEngine, local_name

    place = _HUB_NAME if model == BUNDLED_MODEL else model
    return SentenceTransformerEngine(local_name(model), place, options.n_threads_taken, options.backend)


def ready_folder(options: EmbeddingOptions) -> Path:
    """The folder of the bundled model, made first where it is not there.

    Raises:
        EngineError: the package with the weights is missing or another one than we know.
        StorageFailed: the folder cannot be written.
    """
    if not is_prepared(options.models):
        for _ in prepare_model(options.models):
            pass
    return prepared_folder(options.models)


def is_bundled(model: str) -> bool:
    """True for the model whose weights come with an installed package."""
    return model in {BUNDLED_MODEL, _HUB_NAME} and has_packed_weights()
