"""What a visitor says of the last answer, from values to values."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from assistant.web.conversation import Conversation
from assistant.web.markup import as_html
from assistant.wording import Wording
from corpus.errors import JunkanError
from corpus.feedback import MAX_COMMENT_CHARS, CitedPlace, Feedback, store_feedback

_log = logging.getLogger(__name__)


def take_feedback(home: Path, said: Conversation, comment: str, wording: Wording, *, is_good: bool) -> tuple[str, bool]:
    """Keeps the verdict on the last answer; the sentence to show as HTML, and whether it was kept.

    Args:
        home: The library's folder.
        said: The conversation; without an answer there is nothing to judge.
        comment: What was typed beside it; may be empty.
        wording: The page's language.
        is_good: The verdict.
    """
    answered = [exchange for exchange in said.exchanges if exchange.answer]
    if not answered:
        return _sentence("problem", wording.say("web.feedback_nothing")), False
    answer = answered[-1].answer
    assert answer is not None  # noqa: S101  # for the type checker: chosen above
    feedback = Feedback(
        question=answer.question.text,
        history=tuple((turn.question, turn.answer) for turn in answer.question.history),
        answer=answer.text,
        answerable=answer.answerable,
        citations=tuple(CitedPlace(c.source, c.page, c.quote) for c in answer.citations),
        is_good=is_good,
        comment=comment.strip()[:MAX_COMMENT_CHARS],
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    try:
        store_feedback(home, feedback)
    except JunkanError as error:
        return _sentence("problem", error.sentence(wording.lang)), False
    except Exception:  # noqa: BLE001  # a page's handler is a last door: the visitor gets one line, the log the rest
        _log.exception("feedback could not be kept")
        return _sentence("problem", wording.say("web.unexpected")), False
    return _sentence("note", wording.say("web.feedback_kept")), True


def _sentence(kind: str, text: str) -> str:
    return f'<p class="{kind}" role="status">{as_html(text)}</p>'
