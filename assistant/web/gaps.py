"""The gap table on the page, from values to values: a topic and filters to HTML and a workbook."""

import logging
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.citing import Reference
from assistant.export import write_gap_table
from assistant.export.gaplines import (
    COLUMNS,
    CONFLICT_COLUMNS,
    CONFLICTS,
    ELSEWHERE,
    GapLine,
    conflict_lines,
    legend_of,
    lines_of_table,
)
from assistant.export.wording import NOT_STATED, NOTHING_FOUND, SOURCES, page_text
from assistant.filters import make_filters
from assistant.gaps import GapTable, Scope, find_gaps
from assistant.service import Assistant
from assistant.web.markup import as_html
from assistant.wording import Wording
from corpus.errors import JunkanError

_log = logging.getLogger(__name__)
_MARK: Final = re.compile(r"\[(\d{1,4})\]")


@dataclass(frozen=True, slots=True)
class GapView:
    """What the page shows of a topic.

    Attributes:
        html: The table with its sources, or one sentence that says what went wrong.
        workbook: The same as a workbook, or None.
    """

    html: str
    workbook: Path | None = None


def show_gaps(
    assistant: Assistant, topic: str, document_id: str | None, sector: str | None, year: str, wording: Wording
) -> GapView:
    """The view of a topic, in the documents that are chosen; every error ends as one sentence."""
    named = {"document_id": document_id or "", "sector": sector or "", "fiscal_year": year.strip()}
    try:
        filters = make_filters({name: value for name, value in named.items() if value})
        table = find_gaps(topic, assistant, filters)
        if not table.rows:
            return GapView(f'<p class="lead">{as_html(NOTHING_FOUND)}</p>')
        path = Path(tempfile.mkdtemp(prefix="junkan-gaps-")) / wording.say("gaps.workbook_name")
        write_gap_table(table, path)
        return GapView(render_gaps(table), path)
    except JunkanError as error:
        return GapView(_problem(error.sentence(wording.lang)))
    except Exception:  # noqa: BLE001  # a page's handler is a last door: the visitor gets one line, the log the rest
        _log.exception("a gap table failed")
        return GapView(_problem(wording.say("web.unexpected")))


def render_gaps(table: GapTable) -> str:
    """The table, its conflicts and its sources as HTML; each [n] leads to its source."""
    body = "".join(map(_row, lines_of_table(table)))
    parts = [f'<p class="lead">{as_html(legend_of(table))}</p>', _table(COLUMNS, body)]
    if table.conflicts:
        told = "".join(f"<tr>{''.join(map(_cell, line))}</tr>" for line in conflict_lines(table))
        parts += [f"<h3>{as_html(CONFLICTS)}</h3>", _table(CONFLICT_COLUMNS, told)]
    sources = "".join(map(_source, table.references))
    return "".join([*parts, f"<h3>{as_html(SOURCES)}</h3><ol class=gap-sources>{sources}</ol>"])


def _row(line: GapLine) -> str:
    kind = "related" if line.scope is Scope.RELATED else ""
    return f'<tr class="{kind}">{"".join(map(_lines, line.cells[:-1]))}{_numbers(line.cells[-1][0])}</tr>'


def _lines(cell: tuple[str, ...]) -> str:
    """A cell, as a list where it holds several statements."""
    if len(cell) > 1:
        return f"<td><ul>{''.join(f'<li>{_marked(told)}</li>' for told in cell)}</ul></td>"
    empty = cell[0].startswith(NOT_STATED) or cell[0] == ELSEWHERE
    return f'<td class="{"empty" if empty else ""}">{_marked(cell[0])}</td>'


def _numbers(text: str) -> str:
    return f"<td>{'、'.join(_link(n) for n in text.split('、') if n)}</td>"


def _cell(text: str) -> str:
    return f"<td>{_marked(text)}</td>"


def _marked(text: str) -> str:
    """Strangers' text as HTML, the marks [n] behind it as links to the sources."""
    head, tail = re.fullmatch(r"(.*?)((?:\[\d{1,4}\])*(?:（年の記載なし）)?)", text, re.DOTALL).groups()  # type: ignore[union-attr]  # anything matches
    return as_html(head) + _MARK.sub(lambda match: _link(match[1], brackets=True), tail)


def _link(number: str, *, brackets: bool = False) -> str:
    shown = f"[{number}]" if brackets else number
    return f'<a class="marker" href="#gap-source-{number}">{shown}</a>'


def _source(reference: Reference) -> str:
    citation = reference.citation
    page = page_text(reference) if citation.page else ""
    about = "　".join(part for part in (citation.title, reference.publisher, reference.date, page) if part)
    return (
        f'<li id="gap-source-{citation.n}" value="{citation.n}">{as_html(about)}'
        f"<blockquote>{as_html(citation.quote)}</blockquote></li>"
    )


def _table(columns: tuple[str, ...], body: str) -> str:
    head = "".join(f'<th scope="col">{as_html(name)}</th>' for name in columns)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll" role="region" tabindex="0">{table}</div>'


def _problem(sentence: str) -> str:
    return f'<p class="problem" role="alert">{as_html(sentence)}</p>'
