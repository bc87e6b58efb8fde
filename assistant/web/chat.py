"""What happens when something is asked, from values to values."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.service import Assistant
from assistant.values import Question
from assistant.web.conversation import Conversation
from assistant.web.evidence import render_evidence
from assistant.web.transcript import growing_texts, render_transcript
from assistant.wording import Wording
from corpus.errors import JunkanError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChatView:
    """What the page shows, and what it remembers.

    Attributes:
        conversation: With the newest exchange.
        transcript: The conversation as HTML.
        evidence: What stands beside it as HTML.
    """

    conversation: Conversation
    transcript: str
    evidence: str


def new_conversation(wording: Wording) -> ChatView:
    """An empty conversation."""
    return _view(Conversation(), wording)


def ask(assistant: Assistant, text: str, conversation: Conversation, wording: Wording) -> Iterator[ChatView]:
    """The view while the question is looked up, after each sentence of the answer, and at the end.

    Nothing to ask gives the conversation as it was. Every error ends as one sentence in the conversation.
    """
    if not text.strip():
        yield _view(conversation, wording)
        return
    asked = conversation.asked(text.strip())
    yield _view(asked, wording)
    try:
        answer, explanation = assistant.explain(Question(text.strip(), history=conversation.turns))
    except JunkanError as error:
        yield _view(asked.settled(problem=error.sentence(wording.lang)), wording)
        return
    except Exception:  # noqa: BLE001  # a page's handler is a last door: the visitor gets one line, the log the rest
        _log.exception("a question failed")
        yield _view(asked.settled(problem=wording.say("web.unexpected")), wording)
        return
    settled = asked.settled(answer=answer, explanation=explanation)
    evidence = render_evidence(settled, wording)
    for shown in growing_texts(answer.text)[:-1]:
        yield ChatView(settled, render_transcript(settled, wording, shown=shown), evidence)
    yield ChatView(settled, render_transcript(settled, wording), evidence)


def _view(conversation: Conversation, wording: Wording) -> ChatView:
    return ChatView(conversation, render_transcript(conversation, wording), render_evidence(conversation, wording))
