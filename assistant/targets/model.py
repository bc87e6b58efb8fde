"""The trained model: weights over a target's features and, where there is an embedder, its embedding. numpy only."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.targets.features import BLOCK_WEIGHTS
from assistant.targets.values import Category, Kind
from corpus.errors import InputError

Array: TypeAlias = NDArray[np.float32]
CATEGORIES: Final = tuple(Category)
KINDS: Final = tuple(Kind)
N_OUTPUTS: Final = len(CATEGORIES) + len(KINDS)
N_RULES: Final = len(CATEGORIES) + 1
FILE_NAME: Final = "targets_model.npz"
_FORMAT: Final = 1
_SEPARATOR: Final = "\x00"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features of one block that the model knows.

    Attributes:
        index: Row of each feature.
        idf: Weight of each feature, shape (n_features,).
    """

    index: Mapping[str, int]
    idf: Array


@dataclass(frozen=True, slots=True)
class Head:
    """One linear model over all blocks: scores are sums of rows.

    Attributes:
        blocks: For each block of features its rows, shape (n_features, N_OUTPUTS).
        rules: Rows for what the rules say, shape (N_RULES, N_OUTPUTS).
        embedding: Rows for the centred embedding, shape (dimension, N_OUTPUTS); empty where the head reads none.
        bias: Shape (N_OUTPUTS,).
        temperatures: What scores of categories and of kinds are multiplied by before they become probabilities.
        trust: Coefficients of the logistic that turns signs of certainty into a confidence, constant last.
    """

    blocks: Mapping[str, Array]
    rules: Array
    embedding: Array
    bias: Array
    temperatures: Array
    trust: Array


@dataclass(frozen=True, slots=True)
class TargetModel:
    """Everything that `junkan targets train` learns.

    Attributes:
        vocabularies: By block.
        lite: The head without embeddings.
        full: The head with them.
        embedder: Name of the embedding model that `full` was trained with.
        center: What is subtracted from an embedding, shape (dimension,).
        sure_above: A lite confidence from which on the embedding is not asked.
        review_below: Confidence below which a person should look.
    """

    vocabularies: Mapping[str, Vocabulary]
    lite: Head
    full: Head
    embedder: str
    center: Array
    sure_above: float
    review_below: float

    def rows(self, blocks: Mapping[str, frozenset[str]]) -> Mapping[str, tuple[NDArray[np.intp], Array]]:
        """For each block the rows of the features that are known, and their values, of length BLOCK_WEIGHTS[block]."""
        return {
            name: known_rows(self.vocabularies[name], blocks[name], weight) for name, weight in BLOCK_WEIGHTS.items()
        }

    def scores(
        self,
        head: Head,
        rows: Mapping[str, tuple[NDArray[np.intp], Array]],
        rules: Array,
        embedding: Array | None = None,
    ) -> Array:
        """Scores of categories, then kinds, shape (N_OUTPUTS,)."""
        total = head.bias + rules @ head.rules
        for name, (index, values) in rows.items():
            if len(index):
                total = total + values @ head.blocks[name][index]
        if embedding is not None:
            total = total + centred(embedding[np.newaxis], self.center)[0] @ head.embedding
        return np.asarray(total, dtype=np.float32)


def known_rows(vocabulary: Vocabulary, names: frozenset[str], weight: float) -> tuple[NDArray[np.intp], Array]:
    """Rows of the known features in the order of the vocabulary, and their values, whose length is the weight."""
    found = sorted(vocabulary.index[name] for name in names if name in vocabulary.index)
    index = np.array(found, dtype=np.intp)
    values = vocabulary.idf[index]
    norm = float(np.linalg.norm(values))
    return index, np.asarray(values * (weight / norm if norm else 0.0), dtype=np.float32)


def centred(embeddings: Array, center: Array) -> Array:
    """Embeddings without what all have in common, of length 1, shape as given."""
    moved = embeddings - center
    norms = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return np.asarray(moved / norms, dtype=np.float32)


def probabilities(scores: Array, temperature: float) -> Array:
    """Scores as probabilities along the last axis."""
    shifted = np.asarray(scores, dtype=np.float64) * temperature
    powers = np.exp(shifted - shifted.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def as_bytes(model: TargetModel) -> bytes:
    """The model as an npz archive of plain arrays."""
    arrays: dict[str, NDArray[np.generic]] = {
        "format": np.array([_FORMAT]),
        "embedder": _packed([model.embedder]),
        "center": model.center,
        "limits": np.array([model.sure_above, model.review_below], dtype=np.float32),
    }
    for name, vocabulary in model.vocabularies.items():
        arrays[f"words_{name}"] = _packed(list(vocabulary.index))
        arrays[f"idf_{name}"] = vocabulary.idf.astype(np.float16)
    for label, head in (("lite", model.lite), ("full", model.full)):
        for name, weights in head.blocks.items():
            arrays[f"{label}_block_{name}"] = weights.astype(np.float16)
        arrays[f"{label}_rules"], arrays[f"{label}_bias"] = head.rules, head.bias
        arrays[f"{label}_embedding"] = head.embedding
        arrays[f"{label}_temperatures"], arrays[f"{label}_trust"] = head.temperatures, head.trust
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]  # the stub takes the names for its own arguments
    return stream.getvalue()


def load_model(path: Path | None = None) -> TargetModel:
    """The model of a file, or the one in the package.

    Raises:
        InputError: the file is no such model.
    """
    source = path.name if path else FILE_NAME
    try:
        content = path.read_bytes() if path else resources.files("assistant.targets").joinpath(FILE_NAME).read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            if int(arrays["format"][0]) != _FORMAT:
                raise ValueError("format")  # told like every other damage
            return _from_arrays({name: arrays[name] for name in arrays.files})
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            source=source, detail="分類モデルとして読めません。junkan targets train で作り直してください。"
        ) from error


def _from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> TargetModel:
    vocabularies = {
        name: Vocabulary(
            {word: row for row, word in enumerate(_unpacked(arrays[f"words_{name}"]))}, _floats(arrays[f"idf_{name}"])
        )
        for name in BLOCK_WEIGHTS
    }
    limits = arrays["limits"]
    model = TargetModel(
        vocabularies,
        _head(arrays, "lite"),
        _head(arrays, "full"),
        _unpacked(arrays["embedder"])[0],
        _floats(arrays["center"]),
        float(limits[0]),
        float(limits[1]),
    )
    for head in (model.lite, model.full):
        for name, vocabulary in vocabularies.items():
            if head.blocks[name].shape != (len(vocabulary.index), N_OUTPUTS) or len(vocabulary.idf) != len(
                vocabulary.index
            ):
                raise ValueError(name)
    return model


def _head(arrays: Mapping[str, NDArray[np.generic]], label: str) -> Head:
    return Head(
        {name: _floats(arrays[f"{label}_block_{name}"]) for name in BLOCK_WEIGHTS},
        *(_floats(arrays[f"{label}_{part}"]) for part in ("rules", "embedding", "bias", "temperatures", "trust")),
    )


def _floats(array: NDArray[np.generic]) -> Array:
    return np.asarray(array, dtype=np.float32)


def _packed(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_SEPARATOR.join(words).encode("utf-8"), dtype=np.uint8)


def _unpacked(array: NDArray[np.generic]) -> list[str]:
    return np.asarray(array, dtype=np.uint8).tobytes().decode("utf-8").split(_SEPARATOR)
