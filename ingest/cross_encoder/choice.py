"""Which cross-encoder runs."""

from ingest.cross_encoder.base import CrossEncoder
from ingest.embedding.choice import ready_folder
from ingest.embedding.packed_weights import has_packed_weights
from ingest.embedding_options import EmbeddingOptions

BUNDLED = "bundled"
NONE = "none"


def load_cross_encoder(name: str = BUNDLED, options: EmbeddingOptions | None = None) -> CrossEncoder | None:
    """The cross-encoder of that name.

    Args:
        name: "bundled" or empty, "none", or a cross-encoder of sentence-transformers by hub name or local folder.
        options: How it runs.

    Returns:
        None for "none", and for "bundled" where the package with the words' embeddings is not installed.

    Raises:
        EngineError: no engine can run it.
        ModelNotFound: it is not there and cannot be fetched, or is none.
        StorageFailed: the bundled embedding model cannot be prepared because its folder cannot be written.
    """
    options = options or EmbeddingOptions()
    plain = name.strip()
    chosen = plain.casefold() or BUNDLED
    if chosen == NONE or (chosen == BUNDLED and not has_packed_weights()):
        return None
    if chosen == BUNDLED:
        from ingest.cross_encoder.bundled import BundledCrossEncoder

        return BundledCrossEncoder(ready_folder(options), options.n_threads_taken)
    from ingest.embedding.sentence_transformer import SentenceTransformerCrossEncoder

    return SentenceTransformerCrossEncoder(plain, options.n_threads_taken, options.backend)
