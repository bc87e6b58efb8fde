"""The conversation as HTML."""

import re

from assistant.values import Answer
from assistant.web.conversation import Conversation, Exchange
from assistant.web.explanation import render_explanation
from assistant.web.markup import as_html
from assistant.wording import Wording

_MARKER = re.compile(r"\[(\d+)\]")
_SENTENCE = re.compile(r".+?(?:[。！？\n]+[」』）]*(?:\[\d+\])*\n?|$)", re.DOTALL)


def growing_texts(text: str) -> tuple[str, ...]:
    """The text up to the end of its first sentence, of its second, and so on; the last one is the text."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    return tuple(text[:end] for end in ends)


def render_transcript(conversation: Conversation, wording: Wording, *, shown: str | None = None) -> str:
    """The exchanges, oldest first, as a log that screen readers follow.

    Args:
        conversation: The exchanges; none gives the words of welcome.
        wording: The page's language.
        shown: So much of the last answer is written already; None shows it whole.
    """
    if not conversation.exchanges:
        return _welcome(wording)
    last = conversation.exchanges[-1]
    parts = [_exchange(e, wording, shown if e is last else None) for e in conversation.exchanges]
    label = as_html(wording.say("web.transcript"))
    return f'<div class="transcript" role="log" aria-live="polite" aria-label="{label}">{"".join(parts)}</div>'


def _welcome(wording: Wording) -> str:
    title, lead = as_html(wording.say("web.welcome")), as_html(wording.say("web.welcome_lead"))
    return f'<div class="welcome"><h2>{title}</h2><p>{lead}</p></div>'


def _exchange(exchange: Exchange, wording: Wording, shown: str | None) -> str:
    asked = f'<h2 class="asked">{as_html(exchange.question)}</h2>'
    outcome = _outcome(exchange, wording, shown)
    return f'<article class="exchange" id="exchange-{exchange.number}">{asked}{outcome}</article>'


def _outcome(exchange: Exchange, wording: Wording, shown: str | None) -> str:
    if exchange.problem is not None:
        return f'<p class="problem" role="alert">{as_html(exchange.problem)}</p>'
    if exchange.answer is None:
        return f'<p class="pending">{as_html(wording.say("web.searching"))}</p>'
    answer = exchange.answer
    body = "".join(f"<p>{line}</p>" for line in _lines(exchange.number, answer, wording, shown))
    fold = render_explanation(exchange.explanation, wording) if exchange.explanation and shown is None else ""
    if answer.answerable:
        footer = "" if shown is not None else _footer(answer, wording)
        return f'<div class="answer">{body}{footer}{fold}</div>'
    label, hint = as_html(wording.say("web.not_stated")), as_html(wording.say("web.not_stated_hint"))
    hint = f'<p class="hint">{hint}</p>' if answer.evidence and shown is None else ""
    return f'<div class="answer refusal"><p class="refusal-label">{label}</p>{body}{hint}{fold}</div>'


def _lines(number: int, answer: Answer, wording: Wording, shown: str | None) -> list[str]:
    """The lines of the answer as HTML, each [n] that is cited as a link to its card."""
    cited = {citation.n for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        n = int(match[1])
        if n not in cited:
            return match[0]
        label = as_html(wording.say("web.to_source", n=n))
        return f'<a class="marker" href="#source-{number}-{n}" aria-label="{label}">[{n}]</a>'

    text = answer.text if shown is None else shown
    return [_MARKER.sub(link, as_html(line)) for line in text.split("\n") if line.strip()]


def _footer(answer: Answer, wording: Wording) -> str:
    mode = wording.say("web.mode_extractive" if answer.mode == "extractive" else "web.mode_llm")
    took = wording.say("web.took", seconds=f"{answer.latency_ms / 1000:.1f}")
    return f'<p class="made">{as_html(mode)}<span>{as_html(took)}</span></p>'
