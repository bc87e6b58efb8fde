"""Any LangChain `Embeddings` can serve a library, and what it gives is checked."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from corpus.errors import EngineError
from ingest.embedding.langchain import LangChainEmbedder, LangChainEmbeddings


def test_embeddings_of_langchain_serve_a_library() -> None:
    embedder = LangChainEmbedder("own", 16, DeterministicFakeEmbedding(size=16))
    vectors = embedder.embed_passages(["再生材", "循環"])
    assert vectors.shape == (2, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed_passages([]).shape == (0, 16)
    there_and_back = LangChainEmbeddings(embedder).embed_query("再生材")
    assert np.allclose(there_and_back, embedder.embed_query("再生材"))


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param(lambda n: [[1.0, 2.0]] * n, id="wrong length"),
        pytest.param(lambda n: [[math.nan, 0.0, 1.0]] * n, id="not a number"),
        pytest.param(lambda n: [[0.0, 0.0, 0.0]] * n, id="zero"),
    ],
)
def test_refuses_what_is_no_vector(vectors: Callable[[int], list[list[float]]]) -> None:
    class Broken(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return vectors(len(texts))

        def embed_query(self, text: str) -> list[float]:
            return vectors(1)[0]

    embedder = LangChainEmbedder("broken", 3, Broken())
    with pytest.raises(EngineError):
        embedder.embed_passages(["循環"])
    with pytest.raises(EngineError):
        embedder.embed_query("循環")
