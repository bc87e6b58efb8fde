"""Gap tables and drafts as Markdown. What documents say is text: none of it becomes markup."""

import re
from collections.abc import Iterable, Sequence

from assistant.citing import Reference
from assistant.draft.values import Draft, Paragraph, ParagraphStatus
from assistant.export.files import printable
from assistant.export.wording import (
    GAP_COLUMNS,
    LEGEND,
    NOT_STATED,
    NOTHING_FOUND,
    SOURCES,
    TABLE_COLUMNS,
    TABLE_NAMES,
    challenge_text,
    marks,
    page_text,
    table_remark,
    table_rows,
)
from assistant.gaps import Cell, GapRow, GapTable
from corpus.values import Citation

# Characters that mean something to CommonMark, GFM tables or HTML; at a line's start also list and heading marks.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&])")
_AT_START = re.compile(r"^(\d*)([#+\-=.)])")
_BREAK = re.compile(r"\s*[\r\n]+\s*")


def gap_table_as_markdown(table: GapTable) -> str:
    """The table with its sources, without a line break at the end."""
    lines = [f"# {_text(table.topic)}：あるべき姿と現状のギャップ", ""]
    if not table.rows:
        return "\n".join([*lines, NOTHING_FOUND])
    lines += [LEGEND, "", *_table(GAP_COLUMNS, (_gap_cells(row) for row in table.rows)), ""]
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


def _gap_cells(row: GapRow) -> tuple[str, ...]:
    used = (row.to_be, row.as_is, row.gap, *row.challenges, *row.actions)
    numbers = sorted({c.n for cell in used if cell for c in cell.citations})
    return (
        _text(row.perspective),
        _text(row.item or "－"),
        _cell(row.to_be),
        _cell(row.as_is),
        _cell(row.gap),
        "<br>".join(_text(challenge_text(c)) + _escaped(marks(c)) for c in row.challenges) or NOT_STATED,
        "<br>".join(_cell(action) for action in row.actions) or NOT_STATED,
        "、".join(map(str, numbers)),
    )


def _cell(cell: Cell | None) -> str:
    return NOT_STATED if cell is None else _text(cell.text) + _escaped(marks(cell))


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
