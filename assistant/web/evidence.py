"""The evidence beside the conversation as HTML: cards of what was quoted, then what else was found."""

from collections.abc import Sequence

from assistant.rendering import also_in, page_of
from assistant.values import Answer
from assistant.web.conversation import Conversation, Exchange
from assistant.web.highlight import Highlight, locate_quote
from assistant.web.markup import as_html
from assistant.wording import Wording
from corpus.values import Chunk, Citation, Evidence, Twin

_CONTEXT_CHARS = 60  # a line and a half on either side: enough to see what a quote belongs to
_N_NEAREST = 3  # as many as a reader takes in beside a refusal; the others are in a fold


def render_evidence(conversation: Conversation, wording: Wording) -> str:
    """The evidence of the last answer, then that of the earlier ones, newest first, each in a fold.

    A card's id is "source-" and the number of its exchange, "-" and the number of its citation.
    """
    answered = [e for e in conversation.exchanges if e.answer]
    if not answered:
        return _nothing_yet(wording)
    *earlier, last = answered
    title = as_html(wording.say("web.evidence"))
    current = f'<h2 class="evidence-title">{title}</h2>{_group(last, wording)}'
    return f'<div class="evidence">{current}{"".join(_earlier(e, wording) for e in reversed(earlier))}</div>'


def _nothing_yet(wording: Wording) -> str:
    title, lead = as_html(wording.say("web.evidence")), as_html(wording.say("web.evidence_lead"))
    return f'<div class="evidence"><h2 class="evidence-title">{title}</h2><p class="lead">{lead}</p></div>'


def _group(exchange: Exchange, wording: Wording) -> str:
    answer = _answer(exchange)
    cards = "".join(_card(exchange.number, c, answer, wording) for c in answer.citations)
    used = {c.chunk_id for c in answer.citations}
    others = [e for e in answer.evidence if e.chunk.id not in used]
    return cards + (_others(others, wording) if answer.answerable else _refusal(others, wording))


def _earlier(exchange: Exchange, wording: Wording) -> str:
    """Cards of an earlier answer; what else was found for it is left out."""
    answer = _answer(exchange)
    if not answer.citations:
        return ""
    cards = "".join(_card(exchange.number, c, answer, wording) for c in answer.citations)
    summary = as_html(wording.say("web.earlier_evidence", question=exchange.question))
    return f'<details class="earlier"><summary>{summary}</summary>{cards}</details>'


def _answer(exchange: Exchange) -> Answer:
    if exchange.answer is None:
        raise ValueError("evidence of an exchange without an answer")
    return exchange.answer


def _card(number: int, citation: Citation, answer: Answer, wording: Wording) -> str:
    passage = next((e for e in answer.evidence if e.chunk.id == citation.chunk_id), None)
    label = as_html(wording.say("web.to_answer", n=citation.n))
    badge = f'<a class="badge" href="#exchange-{number}" aria-label="{label}">{citation.n}</a>'
    place = page_of(citation, wording) or wording.say("web.no_page")
    head = _head(citation.title, place, citation.section)
    body = _quote_only(citation.quote) if passage is None else _passage(citation.quote, passage.chunk, wording)
    source = f'<p class="source">{as_html(citation.source)}</p>'
    body += source + _also_in(citation.also_in, wording)
    return f'<article class="card" id="source-{number}-{citation.n}">{badge}<div>{head}{body}</div></article>'


def _also_in(twins: Sequence[Twin], wording: Wording) -> str:
    """A line on the other documents in which the same words stand; empty where there are none."""
    return f'<p class="source also-in">{as_html(also_in(twins, wording))}</p>' if twins else ""


def _place(page: int | None, wording: Wording) -> str:
    return wording.say("web.no_page") if page is None else wording.say("ask.page", page=page)


def _head(title: str, place: str, section: Sequence[str]) -> str:
    steps = [as_html(heading) for heading in section if heading != title]  # the first heading often is the title
    path = f'<p class="path">{" › ".join(steps)}</p>' if steps else ""
    return f'<h3>{as_html(title)} <span class="page">{as_html(place)}</span></h3>{path}'


def _quote_only(quote: str) -> str:
    return f"<blockquote><mark>{as_html(quote)}</mark></blockquote>"


def _passage(quote: str, chunk: Chunk, wording: Wording) -> str:
    """The quoted words marked amid their passage, or by themselves where the passage words them otherwise.

    The whole passage is in a fold where it is not all to be seen.
    """
    found = locate_quote(quote, chunk)
    if not found:
        return _quote_only(quote) + _whole(as_html(chunk.text), wording)
    near = found.near(_CONTEXT_CHARS)
    whole = "" if near == found else _whole(_marked(found), wording)
    return f"<blockquote>{_marked(near)}</blockquote>{whole}"


def _whole(passage: str, wording: Wording) -> str:
    return (
        f"<details><summary>{as_html(wording.say('web.passage'))}</summary><blockquote>{passage}</blockquote></details>"
    )


def _marked(found: Highlight) -> str:
    return f"{as_html(found.before)}<mark>{as_html(found.quoted)}</mark>{as_html(found.after)}"


def _refusal(found: Sequence[Evidence], wording: Wording) -> str:
    """The nearest passages, best first, and the others in a fold."""
    if not found:
        return ""
    label = as_html(wording.say("web.nearest_passages"))
    nearest = "".join(_found(e, wording) for e in found[:_N_NEAREST])
    return f'<p class="nearest">{label}</p>{nearest}{_others(found[_N_NEAREST:], wording)}'


def _others(others: Sequence[Evidence], wording: Wording) -> str:
    """Passages that were found but not quoted, best first, in a fold."""
    if not others:
        return ""
    summary = as_html(wording.say("web.other_passages", n=len(others)))
    items = "".join(_found(e, wording) for e in others)
    return f'<details class="others"><summary>{summary}</summary>{items}</details>'


def _found(found: Evidence, wording: Wording) -> str:
    head = _head(found.document.cited_title, _place(found.chunk.page, wording), found.chunk.section)
    text, source = as_html(found.chunk.text), as_html(found.document.source)
    body = f'<blockquote>{text}</blockquote><p class="source">{source}</p>{_also_in(found.also_in, wording)}'
    return f'<article class="card other"><div>{head}{body}</div></article>'
