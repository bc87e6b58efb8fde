"""Products in 8 bits: what changes is the rounding, nothing else."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.embedding.eight_bits import MAX_CODE, EightBitModel, Ranges, in_eight_bits, read_ranges
from ingest.embedding.packed_weights import PackedModel, QuantizedMatrix

N_LAYERS, N_HIDDEN, N_INNER = 3, 32, 64
_RANDOM = np.random.default_rng(0)


def matrix(n_out: int, n_in: int) -> QuantizedMatrix:
    codes = _RANDOM.integers(256, size=(n_out, n_in // 32, 16), dtype=np.uint8)
    return QuantizedMatrix(codes, _RANDOM.uniform(0.01, 0.1, codes.shape[:2]).astype(np.float16))


@pytest.fixture(scope="module")
def model() -> PackedModel:
    matrices: dict[str, QuantizedMatrix] = {}
    vectors: dict[str, NDArray[np.float32]] = {"emb.ln.b": _RANDOM.normal(size=N_HIDDEN).astype(np.float32)}
    for n in range(N_LAYERS):
        for name in ("q", "k", "v", "ao"):
            matrices[f"l{n}.{name}.w"] = matrix(N_HIDDEN, N_HIDDEN)
        matrices[f"l{n}.fi.w"], matrices[f"l{n}.fo.w"] = matrix(N_INNER, N_HIDDEN), matrix(N_HIDDEN, N_INNER)
        for name in ("q", "k", "v", "ao", "fo", "aln", "oln"):
            vectors[f"l{n}.{name}.b"] = _RANDOM.normal(size=N_HIDDEN).astype(np.float32)
        vectors[f"l{n}.fi.b"] = _RANDOM.normal(size=N_INNER).astype(np.float32)
    return PackedModel(N_HIDDEN, N_LAYERS, 2, N_INNER, 8, 1e-12, (), np.zeros(0, np.float32), matrices, vectors)


@pytest.fixture(scope="module")
def ranges() -> Ranges:
    """Around -5 to 7, one channel forty times as wide as the others."""
    names = ["emb.ln", *(f"l{n}.{name}" for n in range(N_LAYERS) for name in ("aln", "oln"))]
    width = np.where(np.arange(N_HIDDEN) == 3, 40, 1) * _RANDOM.uniform(0.5, 1, N_HIDDEN)
    middle = _RANDOM.uniform(-2, 2, N_HIDDEN)
    return {name: ((middle - width).astype(np.float32), (middle + width).astype(np.float32)) for name in names}


@pytest.fixture(scope="module")
def eight(model: PackedModel, ranges: Ranges) -> EightBitModel:
    return in_eight_bits(model, ranges)


@pytest.mark.parametrize(
    ("name", "before"),
    [
        pytest.param("l0.q", "emb.ln", id="queries of the first layer"),
        pytest.param("l1.k", "l0.oln", id="keys"),
        pytest.param("l2.fi", "l2.aln", id="the wide layer"),
    ],
)
def test_product_with_its_bias_is_the_product_before(
    name: str, before: str, model: PackedModel, eight: EightBitModel, ranges: Ranges
) -> None:
    low, high = ranges[before]
    inputs = _RANDOM.uniform(low, high, (50, N_HIDDEN)).astype(np.float32)
    expected = inputs @ model.matrices[f"{name}.w"].dense().T + model.vectors[f"{name}.b"]
    # The normalisation gives its outputs without the middle of their range.
    shifted = inputs + eight.rest.vectors[f"{before}.b"] - model.vectors[f"{before}.b"]
    codes = np.rint(shifted / eight.scales[before])
    assert np.abs(codes).max() <= MAX_CODE
    product = eight.products[name]
    found = codes @ product.codes.T.astype(np.float32) * product.steps + eight.rest.vectors[f"{name}.b"]
    assert np.linalg.norm(found - expected) < 0.02 * np.linalg.norm(expected)


def test_what_adds_a_normalisation_to_something_adds_its_middle_too(
    model: PackedModel, eight: EightBitModel, ranges: Ranges
) -> None:
    for n in range(N_LAYERS):
        for residual, normalization in (("ao", "emb.ln" if n == 0 else f"l{n - 1}.oln"), ("fo", f"l{n}.aln")):
            name = f"l{n}.{residual}.b"
            assert np.allclose(
                eight.rest.vectors[name] - model.vectors[name], sum(ranges[normalization]) / 2, atol=1e-5
            )


def test_the_last_normalisation_gives_what_it_gave(model: PackedModel, eight: EightBitModel) -> None:
    last = f"l{N_LAYERS - 1}.oln"
    assert np.array_equal(eight.rest.vectors[f"{last}.b"], model.vectors[f"{last}.b"])
    assert last not in eight.scales


def test_values_and_what_no_normalisation_gives_stay(eight: EightBitModel) -> None:
    assert {name.partition(".")[2] for name in eight.products} == {"q", "k", "fi"}


def test_measured_ranges_are_those_of_the_bundled_model() -> None:
    ranges = read_ranges()
    assert set(ranges) == {"emb.ln", *(f"l{n}.{name}" for n in range(12) for name in ("aln", "oln"))}
    assert all((low < high).all() and low.shape == high.shape == (384,) for low, high in ranges.values())
