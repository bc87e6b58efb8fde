"""Which engine runs a model."""

from ingest.embedding.embedder import LangChainEmbedder
from ingest.embedding.model_folder import is_prepared, prepare_model, prepared_folder
from ingest.embedding.packed_weights import MODEL, has_packed_weights
from ingest.embedding_options import EmbeddingOptions

BUNDLED_MODEL = MODEL
_HUB_NAME = f"intfloat/{BUNDLED_MODEL}"


def load_embedder(model: str = BUNDLED_MODEL, options: EmbeddingOptions | None = None) -> LangChainEmbedder:
    """The embedder of a model.

    The bundled model runs in ONNX Runtime where its weights are installed, and is prepared first where that has not
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
        if not is_prepared(options.models):
            for _ in prepare_model(options.models):
                pass
        from ingest.embedding.onnx_runtime import OnnxRuntimeEngine

        bundled = OnnxRuntimeEngine(prepared_folder(options.models), options.n_threads_taken)
        return LangChainEmbedder(BUNDLED_MODEL, bundled.dimension, bundled)
    from ingest.embedding.sentence_transformer import SentenceTransformerEngine, local_name

    name = _HUB_NAME if model == BUNDLED_MODEL else model
    engine = SentenceTransformerEngine(name, options.n_threads_taken, options.backend)
    return LangChainEmbedder(local_name(model), engine.dimension, engine)


def is_bundled(model: str) -> bool:
    """True for the model whose weights come with an installed package."""
    return model in {BUNDLED_MODEL, _HUB_NAME} and has_packed_weights()
