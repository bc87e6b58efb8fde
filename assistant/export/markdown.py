"""Gap tables and drafts as Markdown. What documents say is text: none of it becomes markup."""

import re
from collections.abc import Iterable, Sequence

from assistant.citing import Reference
from assistant.draft.values import Draft, Paragraph, ParagraphStatus
from assistant.export.files import printable
from assistant.export.gaplines import (
    COLUMNS,
    CONFLICT_COLUMNS,
    CONFLICTS,
    conflict_lines,
    legend_of,
    lines_of_table,
    nothing_of,
    title_of,
)
from assistant.export.wording import (
    SOURCES,
    TABLE_COLUMNS,
    TABLE_NAMES,
    page_text,
    table_remark,
    table_rows,
)
from assistant.gaps import GapTable
from corpus.values import Citation

# Characters that mean something to CommonMark, GFM tables or HTML; at a line's start also list and heading marks.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&])")
_AT_START = re.compile(r"^(\d*)([#+\-=.)])")
_BREAK = re.compile(r"\s*[\r\n]+\s*")


def gap_table_as_markdown(table: GapTable) -> str:
    """The table with its sources, without a line break at the end."""
    lines = [f"# {_text(title_of(table))}", ""]
    if not table.rows:
        return "\n".join([*lines, nothing_of(table)])
    rows = [["<br>".join(map(_text, cell)) for cell in line.cells] for line in lines_of_table(table)]
    lines += [legend_of(table), "", *_table(COLUMNS, rows), ""]
    if table.conflicts:
        told = [[_text(cell) for cell in line] for line in conflict_lines(table)]
        lines += [f"## {CONFLICTS}", "", *_table(CONFLICT_COLUMNS, told), ""]
    return "\n".join([*lines, *_sources(table.references)])


def draft_as_markdown(draft: Draft) -> str:
    """The draft with its tables and sources, without a line break at the end."""
    lines = [f"# {_text(draft.title)}", ""]
    tables = {name: _draft_table(draft, name) for name in TABLE_NAMES}
    for section in draft.sections:
        lines += [f"## {_text(section.heading)}", ""]
        for paragraph in section.paragraphs:
            lines += [_paragraph(paragraph), ""]
        lines += tables.pop(section.holds or section.key, [])
    for name, heading in TABLE_NAMES.items():
        if tables.get(name):
            lines += [f"## {heading}", "", *tables[name]]
    return "\n".join([*lines, *_sources(draft.references)]).rstrip("\n")


def _draft_table(draft: Draft, name: str) -> list[str]:
    rows = table_rows(draft, name)
    if not rows:
        return []
    written = [(*map(_text, texts), _numbers(citations)) for texts, citations in rows]
    remark = table_remark(draft, name)
    return [*_table(TABLE_COLUMNS[name], written), "", *([remark, ""] if remark else [])]


def _paragraph(paragraph: Paragraph) -> str:
    text = _AT_START.sub(r"\1\\\2", _text(paragraph.text))
    return f"**{text}**" if paragraph.status is ParagraphStatus.NEEDS_CHECK else text


def _sources(references: Sequence[Reference]) -> list[str]:
    if not references:
        return []
    lines = [f"## {SOURCES}", ""]
    for reference in references:
        citation = reference.citation
        place = "、".join(
            part for part in (reference.publisher, page_text(reference) if citation.page else None) if part
        )
        about = _text(citation.title) + (f"（{_text(place)}）" if place else "")
        lines.append(f"{_escaped(f'[{citation.n}]')} {about}：「{_text(citation.quote)}」  ")
    return lines


def _numbers(citations: Iterable[Citation]) -> str:
    return _escaped("".join(f"[{c.n}]" for c in citations))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def _text(text: str) -> str:
    """Strangers' text on one line with nothing in it that Markdown or HTML would act on."""
    return _escaped(_BREAK.sub(" ", printable(text)).strip())


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
