"""The trained model of roles: one weight a sign or hashed n-gram and role, numpy only."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.values import Role
from ingest.roles.cues import N_SIGNS, Array, Unit, folded_heading, folded_text, signs_of
from ingest.roles.ngrams import N_BUCKETS, hashed

FILE_NAME: Final = "roles_model.npz"
VERSION: Final = 1
"""Of signs, n-grams and weights together; what another version tagged is tagged anew when it is read."""
_ROLES: Final = tuple(Role)
_TAIL_CHARS: Final = 8  # a Japanese sentence says at its end whether it is done, wished or lacking
_HEADING_CHARS: Final = 40
# How much the n-grams of the text, of its end and of the nearest name above it count beside the signs.
# Source: chosen on the validation statements, see docs/decisions/0031-roles.md.
_NGRAM_WEIGHTS: Final = (3.0, 3.0, 2.0)


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Weights of the roles.

    Attributes:
        signs: Shape (N_SIGNS, n_roles).
        ngrams: Shape (N_BUCKETS, n_roles).
        bias: What a unit without any sign scores, less the limit from which a role is given; shape (n_roles,).
    """

    signs: Array
    ngrams: Array
    bias: Array

    def roles_of(self, units: Sequence[Unit]) -> tuple[tuple[Role, ...], ...]:
        """The roles of each unit, in the order of `Role`."""
        if not units:
            return ()
        scores = self.scores(units)
        return tuple(tuple(role for role, s in zip(_ROLES, row, strict=True) if s >= 0) for row in scores)

    def scores(self, units: Sequence[Unit]) -> Array:
        """How much speaks for each role, 0 where it begins to be given; shape (n_units, n_roles)."""
        signs, places = features_of(units)
        scores = signs @ self.signs + self.bias
        for buckets, owners, values in places:
            np.add.at(scores, owners, self.ngrams[buckets] * values[:, None])
        return np.asarray(scores, dtype=np.float32)


Place = tuple[NDArray[np.intp], NDArray[np.intp], Array]


def features_of(units: Sequence[Unit]) -> tuple[Array, tuple[Place, ...]]:
    """The signs of units, shape (n, N_SIGNS), and for each place n-grams are taken from: buckets, units and values."""
    texts = [folded_text(unit) for unit in units]
    signs = np.stack([signs_of(unit, text) for unit, text in zip(units, texts, strict=True)])
    tails = [text[-_TAIL_CHARS:] for text in texts]
    names = [_nearest(unit) for unit in units]
    places: list[Place] = []
    for space, (of, weight) in enumerate(zip((texts, tails, names), _NGRAM_WEIGHTS, strict=True), 1):
        buckets, owners = _once(*hashed(of, space))
        counts = np.bincount(owners, minlength=len(units))
        values = weight / np.sqrt(np.maximum(counts, 1))[owners]
        places.append((buckets, owners, values.astype(np.float32)))
    return signs, tuple(places)


def _nearest(unit: Unit) -> str:
    above = unit.near or unit.headings
    return folded_heading(above[-1])[:_HEADING_CHARS] if above else ""


def _once(buckets: NDArray[np.intp], owners: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each bucket once a text, for a word that a text repeats says no more."""
    keys = np.unique(owners * N_BUCKETS + buckets)
    return keys % N_BUCKETS, keys // N_BUCKETS


@cache
def packaged_model() -> RoleModel:
    """The model of the package, read once."""
    source = resources.files(__package__).joinpath(FILE_NAME).read_bytes()
    with np.load(io.BytesIO(source), allow_pickle=False) as arrays:
        buckets = np.zeros((N_BUCKETS, len(_ROLES)), dtype=np.float32)
        buckets[arrays["buckets"]] = arrays["ngrams"]
        return RoleModel(arrays["signs"].astype(np.float32), buckets, arrays["bias"].astype(np.float32))


def as_bytes(model: RoleModel) -> bytes:
    """The model as a .npz file, the same bytes for the same weights; buckets without weight are left out."""
    used = np.flatnonzero(np.abs(model.ngrams).sum(axis=1))
    arrays: dict[str, NDArray[np.generic]] = {
        "signs": model.signs.astype(np.float16),
        "buckets": used.astype(np.uint16),
        "ngrams": model.ngrams[used].astype(np.float16),
        "bias": model.bias.astype(np.float32),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            part = io.BytesIO()
            np.lib.format.write_array(part, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue())
    return stream.getvalue()


__all__ = ["FILE_NAME", "N_SIGNS", "VERSION", "RoleModel", "as_bytes", "features_of", "packaged_model"]
