"""What readers said of answers, kept in the registry: the question with its conversation, the answer, the verdict."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from corpus.home import REGISTRY, make_folder
from corpus.registry import Registry

MAX_COMMENT_CHARS: Final = 1000


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A quote of the answer and where it stands; page is None where the format has none."""

    source: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """A reader's verdict on one answer.

    Attributes:
        question: As it was typed.
        history: (question, answer) of the turns before, oldest first.
        answer: The text that was shown.
        answerable: False where it was a refusal.
        citations: What the answer rested on.
        is_good: The verdict.
        comment: What the reader wrote, or empty.
        at: ISO 8601 in UTC.
    """

    question: str
    history: tuple[tuple[str, str], ...]
    answer: str
    answerable: bool
    citations: tuple[CitedPlace, ...]
    is_good: bool
    comment: str
    at: str


def store_feedback(home: Path, feedback: Feedback) -> None:
    """Keeps it in the library's registry, making one where there is none.

    Raises:
        LibraryError: the registry cannot be written.
    """
    make_folder(home)
    registry = Registry(home / REGISTRY)
    try:
        registry.add_feedback(feedback.at, json.dumps(asdict(feedback), ensure_ascii=False))
    finally:
        registry.close()


def load_feedback(home: Path) -> tuple[Feedback, ...]:
    """Everything that readers said, oldest first; empty where there is no library.

    Raises:
        LibraryError: the registry cannot be read.
    """
    if not (home / REGISTRY).is_file():
        return ()
    registry = Registry(home / REGISTRY)
    try:
        return tuple(_from_row(row) for row in registry.feedback())
    finally:
        registry.close()


def _from_row(row: Sequence[object]) -> Feedback:
    fields = json.loads(str(row[0]))
    return Feedback(
        **{
            **fields,
            "history": tuple((question, answer) for question, answer in fields["history"]),
            "citations": tuple(CitedPlace(**place) for place in fields["citations"]),
        }
    )
