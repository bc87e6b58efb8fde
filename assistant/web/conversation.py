"""The conversation of one visitor."""

from dataclasses import dataclass, replace

from assistant.explaining import Explanation
from assistant.values import Answer, Turn

_MAX_EXCHANGES = 40  # keeps what a forgotten tab holds in memory, and what every answer sends, bounded


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what became of it; neither answer nor problem while it is looked up.

    Attributes:
        number: From 1, unique in the conversation.
        question: As it was typed.
        answer: The answer or refusal, or None.
        problem: One sentence that says what went wrong, or None.
        explanation: How the answer came about, or None.
    """

    number: int
    question: str
    answer: Answer | None = None
    problem: str | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges, oldest first."""

    exchanges: tuple[Exchange, ...] = ()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was answered so far, as the next question's history."""
        return tuple(Turn(e.question, e.answer.text) for e in self.exchanges if e.answer)

    def asked(self, question: str) -> "Conversation":
        """The conversation with a question added, the oldest exchange dropped where there are too many."""
        number = self.exchanges[-1].number + 1 if self.exchanges else 1
        return Conversation((*self.exchanges, Exchange(number, question))[-_MAX_EXCHANGES:])

    def settled(
        self, *, answer: Answer | None = None, problem: str | None = None, explanation: Explanation | None = None
    ) -> "Conversation":
        """The conversation with its last exchange answered or failed."""
        last = replace(self.exchanges[-1], answer=answer, problem=problem, explanation=explanation)
        return Conversation((*self.exchanges[:-1], last))
