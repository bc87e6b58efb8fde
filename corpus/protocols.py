"""What the stores need from the steps to their right, as Protocols, so that imports keep pointing down."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Analyzer(Protocol):
    """Turns text into the terms of the lexical index."""

    @property
    def version(self) -> str:
        """Changes whenever the terms of any text do; a library that was made with another one is indexed anew."""
        ...

    def terms(self, text: str) -> list[str]:
        """The index terms of text in order of occurrence, repeated ones included; empty for text without words."""
        ...


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def model(self) -> str:
        """Name of the model, the same for the same vectors; the library remembers it."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, float32, shape (len(texts), dimension), rows of length 1."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, float32, shape (dimension,), of length 1."""
        ...
