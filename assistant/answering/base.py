"""What every answerer does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.question import ParsedQuestion
from assistant.values import RefusalReason
from corpus.values import Citation, Evidence


@dataclass(frozen=True, slots=True)
class Composition:
    """The text of an answer with its citations, or of a refusal with its reason.

    Attributes:
        text: Japanese; [n] behind every sentence where `reason` is None.
        citations: In the order of n, from 1; empty for a refusal.
        reason: Why it is a refusal, or None.
    """

    text: str
    citations: tuple[Citation, ...]
    reason: RefusalReason | None = None


class Answerer(Protocol):
    """Makes an answer from evidence alone."""

    @property
    def mode(self) -> str:
        """The name that the answer carries as its mode."""
        ...

    def compose(self, question: ParsedQuestion, evidence: Sequence[Evidence]) -> Composition:
        """The answer that the evidence (ranked, best first) supports, or a refusal."""
        ...
