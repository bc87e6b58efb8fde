"""The library as an HTML table."""

from collections.abc import Sequence

from assistant.web.markup import as_html
from assistant.wording import Wording
from corpus.values import Document

_COLUMNS = ("title", "publisher", "date", "type", "status", "pages", "unreadable")
_NUMBERS = ("pages", "unreadable")


def render_documents(documents: Sequence[Document], wording: Wording) -> str:
    """The current documents in the given order, superseded ones in a fold; words of invitation where there are none."""
    if not documents:
        return f'<p class="lead">{as_html(wording.say("web.library_empty"))}</p>'
    current = [document for document in documents if not document.superseded]
    superseded = [document for document in documents if document.superseded]
    count = wording.say("web.library_count", n=len(current), n_pages=sum(document.n_pages for document in current))
    fold = ""
    if superseded:
        summary = as_html(wording.say("web.superseded", n=len(superseded)))
        fold = f'<details class="others"><summary>{summary}</summary>{_table(superseded, wording)}</details>'
    return f'<p class="count">{as_html(count)}</p>{_table(current, wording)}{fold}'


def _table(documents: Sequence[Document], wording: Wording) -> str:
    head = "".join(_heading(name, wording) for name in _COLUMNS)
    rows = "".join(_row(document, wording) for document in documents)
    label = as_html(wording.say("web.tab_library"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">{table}</div>'


def _heading(name: str, wording: Wording) -> str:
    kind = "number" if name in _NUMBERS else ""
    return f'<th scope="col" class="{kind}">{as_html(wording.say(f"web.column_{name}"))}</th>'


def _row(document: Document, wording: Wording) -> str:
    title = (
        f'<th scope="row">{as_html(document.cited_title)}<span class="source">{as_html(document.source)}</span></th>'
    )
    none = wording.say("web.none")
    cells = (
        (document.publisher or none, ""),
        (document.date or none, "nowrap"),
        (wording.say(f"web.type_{document.doc_type.value}"), "nowrap"),
        (wording.say(f"library.status_{document.status.value}") if document.status else none, "nowrap"),
        (str(document.n_pages), "number"),
        (_page_numbers(document.unreadable_pages) or none, "number"),
    )
    return f"<tr>{title}{''.join(_cell(text, kind) for text, kind in cells)}</tr>"


def _cell(text: str, kind: str) -> str:
    return f'<td class="{kind}">{as_html(text)}</td>'


def _page_numbers(pages: Sequence[int]) -> str:
    """Ascending numbers with runs joined: "3, 5–8"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
