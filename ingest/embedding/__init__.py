"""Texts to vectors. Every engine is a LangChain `Embeddings`; the store sees them through `LangChainEmbedder`."""

from ingest.embedding.choice import BUNDLED_MODEL, is_bundled, load_embedder
from ingest.embedding.embedder import LangChainEmbedder
from ingest.embedding.model_folder import PreparationStep, is_prepared, is_sound, prepare_model, prepared_folder
from ingest.embedding_options import EmbeddingOptions

__all__ = [
    "BUNDLED_MODEL",
    "EmbeddingOptions",
    "LangChainEmbedder",
    "PreparationStep",
    "is_bundled",
    "is_prepared",
    "is_sound",
    "load_embedder",
    "prepare_model",
    "prepared_folder",
]
