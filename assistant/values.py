"""What goes into and comes out of the assistant: questions and answers."""

from dataclasses import dataclass, field
from enum import StrEnum

from corpus.values import Citation, Evidence, Filters


class RefusalReason(StrEnum):
    """Why a question was not answered."""

    NO_EVIDENCE = "no_evidence"
    NOT_STATED = "not_stated"
    OUT_OF_SCOPE = "out_of_scope"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its conversation.

    Attributes:
        text: As it was typed.
        id: The caller's name for it, or None.
        history: Earlier turns, oldest first.
        filters: Which documents may answer.
    """

    text: str
    id: str | None = None
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an honest refusal.

    Attributes:
        question: What was asked.
        mode: How the text was made; "extractive" quotes the documents.
        answerable: False where the documents do not hold the answer.
        text: Japanese; with [n] behind every sentence where answerable, else saying that it is not stated.
        citations: In the order of n, from 1; empty where not answerable.
        evidence: The ranked passages, best first, whether or not they were used.
        reason: Why it was not answered, or None.
        latency_ms: From the question to the answer, in milliseconds.
    """

    question: Question
    mode: str
    answerable: bool
    text: str
    citations: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    reason: RefusalReason | None
    latency_ms: float
