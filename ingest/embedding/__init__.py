"""Texts to vectors: engines are `Embedder`s of the store; `ingest.embedding.langchain` has LangChain's interface."""

from ingest.embedding.choice import BUNDLED_MODEL, is_bundled, load_embedder
from ingest.embedding.engine import EmbeddingEngine
from ingest.embedding.model_folder import PreparationStep, is_prepared, is_sound, prepare_model, prepared_folder
from ingest.embedding_options import EmbeddingOptions

__all__ = [
    "BUNDLED_MODEL",
    "EmbeddingEngine",
    "EmbeddingOptions",
    "PreparationStep",
    "is_bundled",
    "is_prepared",
    "is_sound",
    "load_embedder",
    "prepare_model",
    "prepared_folder",
]
