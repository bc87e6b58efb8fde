"""The products of an encoder that are computed in 8-bit integers, with scales fixed beforehand.

A layer's normalisation holds its outputs in ranges that hardly depend on the text, so each of its channels gets one
scale for all texts: a vector does not depend on what shares its batch, and channels with large values cost the others
nothing. The middle of a channel's range is taken off by the normalisation itself, and what it would have added to the
products and to the sum behind them goes into their biases: the rounding is all that changes.

Source: Xiao et al., SmoothQuant (2023), for scales of channels that weights and activations share;
docs/decisions/0045-eight-bit-products.md for what is computed so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.packed_weights import PackedModel

Ranges = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
RANGES = Path(__file__).with_name("ranges.npz")
MAX_CODE = 127
# How much of a channel's range its scale takes up, the rest is left to its weights; and what texts may exceed by.
_SHARE = 0.8
_MARGIN = 1.1


@dataclass(frozen=True, slots=True)
class EightBitMatrix:
    """A matrix in 8-bit weights.

    Attributes:
        codes: int8 in -127 to 127, shape (n_out, n_in).
        steps: float32, shape (n_out,): the weights of a row are its codes times its step.
    """

    codes: NDArray[np.int8]
    steps: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EightBitModel:
    """A model some of whose products are computed in 8 bits.

    Attributes:
        rest: The model with its biases moved; all of its matrices are still there.
        products: The 8-bit matrices by name, for the inputs divided by their scales.
        scales: By the name of a normalisation: what its outputs are divided by, float32, shape (n_hidden,), so that
            rounded to integers they lie in -127 to 127.
    """

    rest: PackedModel
    products: Mapping[str, EightBitMatrix]
    scales: Mapping[str, NDArray[np.float32]]


def read_ranges() -> Ranges:
    """The least and greatest output of each channel, both float32 of shape (n_hidden,), by the normalisation's name."""
    with np.load(RANGES, allow_pickle=False) as file:
        lows, highs = (file[name].astype(np.float32) for name in ("low", "high"))
        return dict(zip(file["names"].tolist(), zip(lows, highs, strict=True), strict=True))


def in_eight_bits(model: PackedModel, ranges: Ranges) -> EightBitModel:
    """The model with the products of queries, keys and the wide layer in 8 bits.

    Values are left out: what they lose reaches the vector undamped.

    Args:
        model: The model.
        ranges: As `read_ranges` gives them, for every normalisation but the last.
    """
    vectors = dict(model.vectors)
    products: dict[str, EightBitMatrix] = {}
    scales: dict[str, NDArray[np.float32]] = {}
    for n in range(model.n_layers):
        before = "emb.ln" if n == 0 else f"l{n - 1}.oln"
        # Each normalisation, the products that read it, those of them in 8 bits, and the sum that it goes into.
        for normalization, readers, rounded, added_to in (
            (before, ("q", "k", "v"), ("q", "k"), "ao"),
            (f"l{n}.aln", ("fi",), ("fi",), "fo"),
        ):
            low, high = ranges[normalization]
            middle, reach = (high + low) / np.float32(2), (high - low) / np.float32(2)
            weights = {name: model.matrices[f"l{n}.{name}.w"].dense() for name in readers}
            vectors[f"{normalization}.b"] = vectors[f"{normalization}.b"] - middle
            vectors[f"l{n}.{added_to}.b"] = vectors[f"l{n}.{added_to}.b"] + middle
            for name, matrix in weights.items():
                vectors[f"l{n}.{name}.b"] = vectors[f"l{n}.{name}.b"] + matrix @ middle
            scale = _scale(reach, np.concatenate([weights[name] for name in rounded]))
            scales[normalization] = scale
            products |= {f"l{n}.{name}": _rounded(weights[name] * scale) for name in rounded}
    return EightBitModel(replace(model, vectors=vectors), products, scales)


def _scale(reach: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """What to divide the channels by, given how far each reaches from its middle and the (n_out, n_in) weights."""
    scale = reach**_SHARE / np.abs(weights).max(axis=0) ** (1 - _SHARE)
    fitted: NDArray[np.float32] = (scale * (_MARGIN * (reach / scale).max() / MAX_CODE)).astype(np.float32)
    return fitted


def _rounded(weights: NDArray[np.float32]) -> EightBitMatrix:
    steps = np.abs(weights).max(axis=1) / MAX_CODE
    return EightBitMatrix(np.rint(weights / steps[:, np.newaxis]).astype(np.int8), steps.astype(np.float32))
