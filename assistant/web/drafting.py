"""Drafts on the page, from values to values: written, shown as HTML, one section anew. Knows no Gradio."""

import logging
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.draft import Draft, Drafted, Paragraph, ParagraphStatus, load_template, make_draft, template_names
from assistant.draft.marking import cited_stretches
from assistant.draft.style import Suggestion
from assistant.export import check_output, write_draft
from assistant.export.revision import read_draft, renew_in_file
from assistant.export.wording import TABLE_COLUMNS, TABLE_NAMES, page_text, source_text, table_remark, table_rows
from assistant.service import Assistant
from assistant.web.markup import as_html
from assistant.wording import Wording
from corpus.errors import JunkanError

_log = logging.getLogger(__name__)
_UNSAFE = re.compile(r"[^\w]+")
_MAX_NAME_CHARS = 40


@dataclass(frozen=True, slots=True)
class DraftView:
    """What the page shows of one draft.

    Attributes:
        html: The draft, or one sentence that says what went wrong.
        file: The draft as a file, or None.
    """

    html: str
    file: Path | None = None


def template_choices(assistant: Assistant) -> list[tuple[str, str]]:
    """What can be chosen: (what it holds, its name), those that cannot be used left out."""
    found = []
    for name in template_names(assistant.settings.home):
        try:
            template = load_template(name, assistant.settings.home)
        except JunkanError:
            continue
        found.append((template.description or name, name))
    return found


def section_choices(path: Path | None) -> list[tuple[str, str]]:
    """The sections of a draft in a file: (heading, key); none where it is no draft."""
    try:
        return [(section.heading, section.key) for section in read_draft(path).sections] if path else []
    except JunkanError:
        return []


def write_on_page(
    assistant: Assistant, template: str, topic: str, suffix: str, base: Path | None, wording: Wording
) -> DraftView:
    """The draft on a topic, shown and as a file. Every error ends as one sentence."""

    def written() -> tuple[Drafted, Path]:
        name = _UNSAFE.sub("_", topic).strip("_")[:_MAX_NAME_CHARS] or "draft"
        path = _folder() / f"{name}{suffix}"
        check_output(path, base)
        drafted = make_draft(template, topic, assistant)
        write_draft(drafted.draft, path, base)
        return drafted, path

    return _shown(written, wording)


def renew_on_page(assistant: Assistant, edited: Path | None, key: str | None, wording: Wording) -> DraftView:
    """A changed draft with one section written anew; the file that was uploaded stays as it is."""
    if edited is None or not key:
        return DraftView(_problem(wording.say("draft.nothing_chosen")))

    def renewed() -> tuple[Drafted, Path]:
        path = _folder() / edited.name
        return renew_in_file(edited, key, assistant, out=path), path

    return _shown(renewed, wording)


def _shown(work: Callable[[], tuple[Drafted, Path]], wording: Wording) -> DraftView:
    try:
        drafted, path = work()
    except JunkanError as error:
        return DraftView(_problem(error.sentence(wording.lang)))
    except Exception:  # noqa: BLE001  # a page's handler is a last door: the visitor gets one line, the log the rest
        _log.exception("a draft failed")
        return DraftView(_problem(wording.say("web.unexpected")))
    return DraftView(render_draft(drafted, wording), path)


def render_draft(drafted: Drafted, wording: Wording) -> str:
    """A draft as HTML: paragraphs with their numbers, tables, sources, suggestions."""
    draft = drafted.draft
    count = wording.say(
        "draft.count", n=draft.n_paragraphs, n_open=draft.n_needs_check, n_sources=len(draft.references)
    )
    parts = [f"<h3>{as_html(draft.title)}</h3><p class=count>{as_html(count)}</p>"]
    if drafted.found_nothing:
        parts.append(_problem(wording.say("draft.nothing_found", topic=draft.topic)))
    for section in draft.sections:
        parts.append(f"<h4>{as_html(section.heading)}</h4>")
        parts += [_paragraph(paragraph) for paragraph in section.paragraphs]
        parts.append(_table(draft, section.holds))
    if draft.references:
        parts.append(f"<details><summary>{as_html(wording.say('draft.sources'))}</summary><ol class=sources>")
        parts += [
            f'<li id="draft-source-{r.citation.n}">{as_html(source_text(r))} {as_html(page_text(r))}'
            f"<blockquote>{as_html(r.citation.quote)}</blockquote></li>"
            for r in draft.references
        ]
        parts.append("</ol></details>")
    return f'<div class="draft">{"".join(parts)}{_suggestions(drafted.suggestions, wording)}</div>'


def _paragraph(paragraph: Paragraph) -> str:
    words = "".join(
        as_html(stretch.text) + "".join(f"<sup>[{c.n}]</sup>" for c in stretch.citations)
        for stretch in cited_stretches(paragraph)
    )
    kind = ' class="to-check"' if paragraph.status is ParagraphStatus.NEEDS_CHECK else ""
    return f"<p{kind}>{words}</p>"


def _table(draft: Draft, name: str) -> str:
    rows = table_rows(draft, name) if name in TABLE_NAMES else []
    if not rows:
        return ""
    heads = "".join(f"<th scope=col>{as_html(head)}</th>" for head in TABLE_COLUMNS[name])
    lines = "".join(
        "<tr>" + "".join(f"<td>{as_html(text)}</td>" for text in (*texts, "".join(f"[{c.n}]" for c in cited))) + "</tr>"
        for texts, cited in rows
    )
    remark = f"<p class=count>{as_html(table_remark(draft, name))}</p>"
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="scroll">{table}</div>{remark}'


def _suggestions(suggestions: tuple[Suggestion, ...], wording: Wording) -> str:
    if not suggestions:
        return ""
    lines = "".join(
        f"<li>{as_html(s.place)}：{as_html(s.rule)}「{as_html(s.found)}」→「{as_html(s.better)}」（{as_html(s.reason)}）</li>"
        for s in suggestions
    )
    title = f"{wording.say('draft.wording_lead')}（{len(suggestions)}）"
    return f"<details><summary>{as_html(title)}</summary><ul>{lines}</ul></details>"


def _problem(sentence: str) -> str:
    return f'<p class="problem" role="alert">{as_html(sentence)}</p>'


def _folder() -> Path:
    """A fresh folder that goes when the server goes."""
    return Path(tempfile.mkdtemp(prefix="junkan-drafts-", dir=os.environ.get("GRADIO_TEMP_DIR") or None))
