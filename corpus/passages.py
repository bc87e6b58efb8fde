"""What the embedding model reads of a chunk, and how its vectors become those of the passage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from corpus.protocols import Embedder
from corpus.values import BlockKind, Chunk

HEADING_WEIGHT = 0.5
"""Share of the heading against the mean of the statements. Source: docs/decisions/0023-statement-vectors.md."""
_N_HEADINGS = 3
_UNIT_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Passage:
    """The texts of a chunk that are embedded one by one.

    Attributes:
        heading: The innermost headings it stands under, on one line; "" where there is none.
        statements: Of the chunk, in its order, each behind what it stands under; never empty.
    """

    heading: str
    statements: tuple[str, ...]

    @property
    def identity(self) -> str:
        """The same for passages with the same vectors."""
        return _UNIT_SEPARATOR.join((self.heading, *self.statements))


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vectors of a passage, rows of length 1.

    Attributes:
        whole: Of the passage, float32, shape (dimension,); what the vector index holds.
        parts: Of its heading, then of each statement, float32, shape (1 + number of statements, dimension). A passage
            without a heading has its whole vector there. Shape (0, dimension) for a passage that a library has kept
            from the time when passages were embedded in one piece.
    """

    whole: NDArray[np.float32]
    parts: NDArray[np.float32]


def passage_of(chunk: Chunk) -> Passage:
    """What is embedded of a chunk. Cells carry their column names in the text of the row already."""
    statements = (
        s.text if s.kind is BlockKind.ROW or not s.head else " ".join((*s.head, s.text)) for s in chunk.statements
    )
    return Passage(" ".join(chunk.section[-_N_HEADINGS:]), tuple(statements))


def embed(embedder: Embedder, passages: Sequence[Passage]) -> tuple[PassageVectors, ...]:
    """The vectors of passages; each different text is embedded once.

    The whole is the mean of the statements, each by its number of characters, plus HEADING_WEIGHT of the heading.

    Raises:
        EngineError: the embedding engine failed, or gave something that is not a vector a text.
    """
    texts = dict.fromkeys(text for p in passages for text in (p.heading, *p.statements) if text.strip())
    vectors = dict(zip(texts, _checked(embedder, list(texts)), strict=True))
    nothing = np.zeros(embedder.dimension, dtype=np.float32)
    return tuple(_composed(passage, vectors, nothing) for passage in passages)


def _composed(
    passage: Passage, vectors: dict[str, NDArray[np.float32]], nothing: NDArray[np.float32]
) -> PassageVectors:
    statements = np.stack([vectors.get(text, nothing) for text in passage.statements])
    lengths = np.array([len(text) for text in passage.statements], dtype=np.float32)
    heading = vectors.get(passage.heading)
    whole = lengths @ statements / max(1.0, float(lengths.sum()))
    if heading is not None:
        whole = whole + HEADING_WEIGHT * heading
    norm = float(np.linalg.norm(whole))
    whole = (whole / norm if norm else np.full_like(whole, 1 / np.sqrt(len(whole)))).astype(np.float32)
    return PassageVectors(whole, np.vstack([whole if heading is None else heading, statements]).astype(np.float32))


def _checked(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = embedder.embed_passages(texts)
    expected = (len(texts), embedder.dimension)
    if vectors.shape != expected or not np.isfinite(vectors).all():
        detail = f"vectors of shape {vectors.shape}, expected finite {expected}"
        raise EngineError(model=embedder.model, detail=detail)
    return vectors


def to_bytes(vectors: PassageVectors) -> bytes:
    """As the registry keeps them: the whole in little-endian float32, then the parts in float16."""
    return vectors.whole.astype("<f4").tobytes() + vectors.parts.astype("<f2").tobytes()


def from_bytes(blob: bytes, dimension: int) -> PassageVectors | None:
    """The inverse of `to_bytes`, to the precision of float16; None where it cannot be of that dimension."""
    n_whole, n_part = 4 * dimension, 2 * dimension
    if len(blob) < n_whole or (len(blob) - n_whole) % n_part:
        return None
    whole = np.frombuffer(blob, dtype="<f4", count=dimension).astype(np.float32)
    parts = np.frombuffer(blob, dtype="<f2", offset=n_whole).astype(np.float32)
    return PassageVectors(whole, parts.reshape(-1, dimension))
