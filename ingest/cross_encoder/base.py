"""What every cross-encoder does."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class CrossEncoder(Protocol):
    """Reads a question together with each of several texts."""

    @property
    def name(self) -> str:
        """The name it was chosen by."""
        ...

    def warm_up(self) -> None:
        """Make ready now what the first question would have to wait for; what fails is raised by `scores`."""
        ...

    def scores(self, question: str, texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """How well each text answers the question: logits, float32, shape (len(texts),), higher is better.

        Args:
            question: As it would be asked without a conversation.
            texts: What each stands under, then the text itself.

        Raises:
            EngineError: the engine failed.
        """
        ...
