"""Texts to vectors. Every engine is a LangChain `Embeddings`; the store sees them through `LangChainEmbedder`."""

from ingest.embedding.choice import BUNDLED_MODEL, load_embedder
from ingest.embedding.embedder import LangChainEmbedder

__all__ = ["BUNDLED_MODEL", "LangChainEmbedder", "load_embedder"]
