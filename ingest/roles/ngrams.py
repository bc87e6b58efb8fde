"""Hashed character n-grams of many texts at once, in numpy: no dictionary, some microseconds a text."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

N_BUCKETS: Final = 1 << 14
_LENGTHS: Final = (2, 3)
_MAX_CHARS: Final = 300  # what a longer statement says of its role, it says in these
_SALT: Final = np.uint32(2654435761)  # Knuth's multiplicative hash, TAOCP 6.4


def hashed(texts: Sequence[str], space: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The buckets of the n-grams of texts and the number of the text that each stands in, ascending.

    Args:
        texts: Normalised; the beginning and the end of each count as characters.
        space: Tells n-grams of different places apart: the same n-gram has another bucket in another space.
    """
    codes, owners = _characters(texts)
    buckets, texts_of = [], []
    for length in _LENGTHS:
        if len(codes) < length:
            continue
        n = len(codes) - length + 1
        value = np.full(n, space * 31 + length, dtype=np.uint32)
        for offset in range(length):
            value = (value ^ codes[offset : offset + n]) * _SALT
            value ^= value >> np.uint32(15)
        inside = owners[:n] == owners[length - 1 :]
        buckets.append(value[inside] % np.uint32(N_BUCKETS))
        texts_of.append(owners[:n][inside])
    if not buckets:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    joined = np.concatenate(buckets).astype(np.intp)
    numbers = np.concatenate(texts_of).astype(np.intp)
    order = np.argsort(numbers, kind="stable")
    return joined[order], numbers[order]


def _characters(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    marked = [f"\x02{text[:_MAX_CHARS]}\x03" for text in texts]
    codes = np.frombuffer("".join(marked).encode("utf-32-le", "replace"), dtype=np.uint32)
    owners = np.repeat(np.arange(len(marked)), [len(text) for text in marked])
    return codes, owners
