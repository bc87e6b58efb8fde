"""Words of Junkan's own beside the quotes of an answer: what it worked out, compared or found to differ."""

from dataclasses import dataclass

from assistant.answering.selection import Candidate

Piece = str | Candidate
"""A stretch of text, or a statement at whose place the number of its citation stands."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A sentence of Junkan's own, and the statements that it rests on.

    Attributes:
        pieces: The sentence.
        cited: The statements among the pieces, each once, in the order of their numbers.
        stands_alone: Nothing else needs to be quoted.
    """

    pieces: tuple[Piece, ...]
    cited: tuple[Candidate, ...]
    stands_alone: bool = True

    @property
    def text(self) -> str:
        """The sentence with the numbers of the citations, from 1."""
        numbers = {id(candidate): n for n, candidate in enumerate(self.cited, 1)}
        return "".join(p if isinstance(p, str) else f"[{numbers[id(p)]}]" for p in self.pieces)
