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
    page = page_of(citation, wording)
    title = citation.title.removesuffix(SUPERSEDED_MARK)
    section = citation.section[1:] if citation.section[:1] == (title,) else citation.section
    parts = (citation.title, page, " > ".join(section))
    return "　".join(part for part in parts if part)


def page_of(citation: Citation, wording: Wording) -> str:
    """The page of a citation with what a reader must know of it; empty where the format has no pages."""
    if citation.page is None:
        return ""
    parts = [wording.say("ask.page", page=citation.page)]
    if citation.recognised:
        parts.append(wording.say("ask.recognised"))
    if citation.unreadable_nearby:
        parts.append(wording.say("ask.unreadable_nearby", pages=", ".join(map(str, citation.unreadable_nearby))))
    return "".join(parts)
