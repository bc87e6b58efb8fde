"""An answer as plain text for the terminal."""

from assistant.values import Answer
from assistant.wording import Wording
from corpus.values import SUPERSEDED_MARK, Citation


def answer_as_text(answer: Answer, wording: Wording) -> str:
    """The answer, then its numbered sources, one a line."""
    if not answer.citations:
        return answer.text
    lines = [answer.text, "", wording.say("ask.citations")]
    return "\n".join([*lines, *(f"[{c.n}] {place_of(c, wording)}" for c in answer.citations)])


def place_of(citation: Citation, wording: Wording) -> str:
    """Title, page and heading path of a citation on one line."""
    page = "" if citation.page is None else wording.say("ask.page", page=citation.page)
    if citation.recognised:
        page += wording.say("ask.recognised")
    title = citation.title.removesuffix(SUPERSEDED_MARK)
    section = citation.section[1:] if citation.section[:1] == (title,) else citation.section
    parts = (citation.title, page, " > ".join(section))
    return "　".join(part for part in parts if part)
