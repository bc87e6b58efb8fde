"""Giving a library the vectors of another embedding model: beside the old ones, then in their place in one step."""

from corpus.passages import Passage, passage_of
from corpus.registry import Registry, embedding_key
from corpus.vectors import VectorIndex


def passages(registry: Registry) -> dict[str, Passage]:
    """What the embedding model reads of every chunk, by the chunk's id, document by document."""
    return {
        chunk.id: passage_of(chunk)
        for document in registry.documents(superseded=True)
        for chunk in registry.chunks(document.id)
    }


def embedding_keys(registry: Registry, model: str) -> dict[str, bytes]:
    """The keys of all chunks' vectors of a model, by the chunks' ids."""
    return {chunk_id: embedding_key(model, passage.identity) for chunk_id, passage in passages(registry).items()}


def fill(index: VectorIndex, registry: Registry, model: str, dimension: int) -> None:
    """Writes the cached vectors that a model gave the chunks into an empty index."""
    for document in registry.documents(superseded=True):
        chunks = registry.chunks(document.id)
        vectors = registry.cached_vectors(
            [embedding_key(model, passage_of(chunk).identity) for chunk in chunks], dimension
        )
        index.add([chunk.id for chunk in chunks], document.id, vectors)
