"""What every answerer does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answering.refusal import Refusal
from assistant.answering.selection import Candidate
from assistant.question import ParsedQuestion
from assistant.values import RefusalReason
from corpus.values import Citation, Evidence


@dataclass(frozen=True, slots=True)
class Composition:
    """The text of an answer with its citations, or of a refusal with its reason.

    Attributes:
        text: Japanese; [n] behind every sentence where `refusal` is None.
        citations: In the order of n, from 1; empty for a refusal.
        refusal: Why it is a refusal, or None.
        candidates: The statements that were weighed, in reading order of the ranked passages; may be empty.
    """

    text: str
    citations: tuple[Citation, ...]
    refusal: Refusal | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def reason(self) -> RefusalReason | None:
        """The reason that the answer carries, or None where it is no refusal."""
        return self.refusal.reason if self.refusal else None


class Answerer(Protocol):
    """Makes an answer from evidence alone."""

    @property
    def mode(self) -> str:
        """The name that the answer carries as its mode."""
        ...

    def compose(self, question: ParsedQuestion, evidence: Sequence[Evidence]) -> Composition:
        """The answer that the evidence (ranked, best first) supports, or a refusal."""
        ...
