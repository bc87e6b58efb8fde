"""A draft as a word document, from the title to the list of its sources."""

import io
import re
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph

from assistant.citing import Reference
from assistant.draft.marking import cited_stretches, quoted
from assistant.draft.values import Draft, Paragraph, ParagraphStatus, Section
from assistant.export.files import printable
from assistant.export.jsonfile import draft_as_json
from assistant.export.pictures import Picture, pictures_of
from assistant.export.word.parts import (
    Footnotes,
    add_field,
    bookmark,
    describe_picture,
    field_mark,
    link_to,
    shading,
    store_draft,
)
from assistant.export.word.styles import HEADING_FONT, Look, set_up
from assistant.export.word.tables import add_rows, add_table
from assistant.export.wording import (
    APPENDIX,
    CONTENTS,
    NEEDS_CHECK,
    TABLE_COLUMNS,
    TABLE_NAMES,
    excerpt,
    page_text,
    quote_text,
    source_text,
    table_remark,
    table_rows,
)
from corpus.errors import InputError
from corpus.values import Citation
from ingest.loaders.base import LoadLimits
from ingest.loaders.packages import READER_FAILURES, check_office_file

PLACE = "{{本文}}"  # a house's template says so where the draft goes
SOURCES_MARK = "junkan_sources"
_CHECK_FILL = "FFF2CC"
_MAX_NOTE_CHARS = 80  # of a quote in a footnote; the appendix has it whole
_PICTURE_WIDTH = Mm(165)
_REFERENCE_COLUMNS = ("番号", "資料・発行者・日付・ページ", "引用", "使った節")
_REFERENCE_WIDTHS = (12, 48, 84, 26)


_WIDTHS = {
    "milestones": (22, 18, 86, 28, 16),
    "kpis": (46, 26, 26, 26, 16, 16, 14),
    "shares": (80, 50, 40),
    "issues": (12, 22, 92, 28, 16),
}


def draft_as_document(draft: Draft, base: Path | None = None) -> bytes:
    """A .docx: contents, sections with real footnotes, tables, pictures, and every quote with its source at the end.

    Paragraphs that need a check are bold on a shaded ground and begin with the word itself.

    Args:
        draft: What to write.
        base: A house's template (.docx) whose styles, headers and cover are kept, or None.

    Raises:
        InputError: the template cannot be used.
    """
    document = docx.Document() if base is None else opened(base)
    look = set_up(document, own=base is None)
    before = list(document.element.body)
    Writer(document, look, draft).whole()
    _put_in_place(document, before)
    store_draft(document, draft_as_json(draft))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def opened(path: Path) -> Document:
    """A word document from a stranger, checked before it is unpacked.

    Raises:
        InputError: it is none, or made to overwhelm.
    """
    try:
        check_office_file(path, path.name, LoadLimits(), (".docx",))
        return docx.Document(str(path))
    except OSError as error:
        raise InputError(source=path.name, detail=error.strerror or str(error)) from error
    except READER_FAILURES as error:
        raise InputError(source=path.name, detail="Wordの文書（.docx）ではないか、壊れています") from error


def mark_of(key: str) -> str:
    """The bookmark of a section's heading."""
    return "junkan_" + re.sub(r"\W", "_", key)[:30]


class Writer:
    """Writes the parts of a draft at the end of a document."""

    def __init__(self, document: Document, look: Look, draft: Draft) -> None:
        self._document = document
        self._look = look
        self._draft = draft
        self._footnotes = Footnotes(document)
        self._references = {reference.citation.n: reference for reference in draft.references}
        self._pictures = pictures_of(draft) if draft.pictures else {}
        self._numbers = {"表": _n_captions(document, "表"), "図": _n_captions(document, "図")}

    def whole(self) -> None:
        """Title, contents, sections, sources."""
        self._document.add_paragraph(printable(self._draft.title), style="Title")
        n_all, n_open = self._draft.n_paragraphs, self._draft.n_needs_check
        summary = f"引用にもとづく起案（{n_all}段落のうち{n_open}段落は{NEEDS_CHECK}）。出典は脚注と付録を参照。"
        self._look.run(self._document.add_paragraph(), summary, size=Pt(9))
        if self._draft.contents:
            self._contents()
        for section in self._draft.sections:
            self.section(section)
        self._tables_without_section()
        self._sources()

    def section(self, section: Section) -> None:
        """A heading, its paragraphs, and the table and pictures behind them."""
        self._heading(section.heading, mark_of(section.key))
        noted: set[int] = set()
        for paragraph in section.paragraphs:
            self._paragraph(paragraph, noted)
        holds = section.holds or (section.key if section.key in TABLE_NAMES else "")
        if holds:
            self._table(holds)

    def _heading(self, text: str, mark: str) -> WordParagraph:
        heading = self._document.add_paragraph(printable(text), style="Heading 1")
        bookmark(heading, mark)
        return heading

    def _paragraph(self, paragraph: Paragraph, noted: set[int]) -> None:
        """A paragraph; a source has its footnote where the section names it first (`noted`), later a pointer."""
        written = self._document.add_paragraph()
        for stretch in cited_stretches(paragraph):
            run = self._look.run(written, stretch.text)
            run.bold = True if paragraph.status is ParagraphStatus.NEEDS_CHECK else None
            for number, citation in enumerate(stretch.citations):
                if number:
                    self._look.run(written, ",").font.superscript = True  # notes 20 and 21 are no note 2021
                if citation.n in noted:
                    self._pointer(written, citation)
                else:
                    noted.add(citation.n)
                    self._note(written, citation, stretch.text)
        if paragraph.status is ParagraphStatus.NEEDS_CHECK:
            written._element.get_or_add_pPr().append(shading(_CHECK_FILL))

    def _note(self, paragraph: WordParagraph, citation: Citation, said: str) -> None:
        """A footnote: publisher, title, date, page, what of the quote is said, and its number in the appendix."""
        reference = self._references.get(citation.n) or Reference(citation, None, None)
        shown = excerpt(quote_text(citation), quoted(said), _MAX_NOTE_CHARS)
        note = self._footnotes.add(paragraph)
        page = "ページなし" if citation.page is None else f"p.{citation.page}"
        self._look.run(note, f"{source_text(reference)}{page}：「{shown}」［出典{citation.n}］", size=Pt(8.5))

    def _pointer(self, paragraph: WordParagraph, citation: Citation) -> None:
        """The number of a source in the appendix, raised like the mark of a footnote, leading there."""
        link_to(paragraph, source_mark(citation.n), f"［出典{citation.n}］", raised=True)

    def _contents(self) -> None:
        r"""A table of contents that shows without being updated: headings that lead to their places.

        Page numbers are left out (\n): only a word processor knows them, and wrong ones are worse than none.
        """
        title = self._document.add_paragraph()
        self._look.run(title, CONTENTS, size=Pt(12), font=HEADING_FONT).bold = True
        entries = [(section.heading, mark_of(section.key)) for section in self._draft.sections]
        entries += [(APPENDIX, SOURCES_MARK)] if self._draft.references else []
        for number, (heading, mark) in enumerate(entries):
            line = self._document.add_paragraph(style="toc 1")
            if number == 0:
                line.add_run()._r.append(field_mark("begin"))
                code = line.add_run()._r.makeelement(qn("w:instrText"), {qn("xml:space"): "preserve"})
                code.text = ' TOC \\o "1-2" \\n \\h \\z \\u '
                line.add_run()._r.append(code)
                line.add_run()._r.append(field_mark("separate"))
            link_to(line, mark, printable(heading))
            if number == len(entries) - 1:
                line.add_run()._r.append(field_mark("end"))

    def _tables_without_section(self) -> None:
        """The tables of a template whose sections for them have other names."""
        shown = {section.holds or section.key for section in self._draft.sections}
        for name, heading in TABLE_NAMES.items():
            if name not in shown and table_rows(self._draft, name):
                self._heading(heading, mark_of(name))
                self._table(name)

    def _table(self, name: str) -> None:
        rows = table_rows(self._draft, name)
        if not rows:
            return
        widths = _WIDTHS[name]
        self._caption("表", TABLE_NAMES[name])
        table = add_table(self._document, self._look, TABLE_COLUMNS[name], widths)
        cells = add_rows(table, self._look, [(*texts, "") for texts, _ in rows], widths)
        for row, (_, citations) in zip(cells, rows, strict=True):
            for citation in citations:
                link_to(row[-1].paragraphs[0], source_mark(citation.n), f"[{citation.n}]", size=Pt(9))
        self._look.run(self._document.add_paragraph(), table_remark(self._draft, name), size=Pt(8.5))
        for picture in self._pictures.get(name, ()):
            self._picture(picture)

    def _caption(self, kind: str, text: str) -> None:
        """A numbered caption; its number is a field that shows without being updated."""
        self._numbers[kind] += 1
        caption = self._document.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = kind == "表"
        self._look.run(caption, kind, font=HEADING_FONT)
        add_field(caption, f"SEQ {kind} \\* ARABIC", str(self._numbers[kind]))
        self._look.run(caption, f"　{text}", font=HEADING_FONT)

    def _picture(self, picture: Picture) -> None:
        shape = self._document.add_picture(io.BytesIO(picture.png), width=_PICTURE_WIDTH)
        describe_picture(shape, picture.title, picture.description)
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._caption("図", picture.title)

    def _sources(self) -> None:
        if not self._draft.references:
            return
        self._heading(APPENDIX, SOURCES_MARK).paragraph_format.page_break_before = True
        table = add_table(self._document, self._look, _REFERENCE_COLUMNS, _REFERENCE_WIDTHS)
        add_sources(table, self._look, self._draft, self._draft.references)


def source_mark(n: int) -> str:
    """The bookmark of a source in the appendix."""
    return f"junkan_source_{n}"


def add_sources(table: Table, look: Look, draft: Draft, references: Sequence[Reference]) -> None:
    """Rows of the appendix, each a place that pointers lead to."""
    rows = add_rows(table, look, source_rows(draft, references), _REFERENCE_WIDTHS)
    for cells, reference in zip(rows, references, strict=True):
        bookmark(cells[0].paragraphs[0], source_mark(reference.citation.n))


def source_rows(draft: Draft, references: Sequence[Reference]) -> list[tuple[str, ...]]:
    """References as rows of the appendix, each with the sections that use it."""
    used: dict[int, list[str]] = {}
    for section in draft.sections:
        for citation in dict.fromkeys(_cited_in(draft, section)):
            used.setdefault(citation.n, []).append(section.heading)
    rows: list[tuple[str, ...]] = []
    for reference in references:
        citation = reference.citation
        known = (reference.publisher, reference.date, None if citation.page is None else page_text(reference))
        place = "、".join(part for part in known if part)
        where = "\n".join(dict.fromkeys(used.get(citation.n, ())))
        rows.append((f"[{citation.n}]", f"{citation.title}\n{place}".strip(), f"「{quote_text(citation)}」", where))
    return rows


def _cited_in(draft: Draft, section: Section) -> list[Citation]:
    name = section.holds or section.key
    rows = table_rows(draft, name) if name in TABLE_NAMES else []
    return [c for p in section.paragraphs for c in p.citations] + [c for _, cited in rows for c in cited]


def _put_in_place(document: Document, before: Sequence[object]) -> None:
    """Moves what was written to where a house's template wants it; without such a place it stays at the end."""
    place = next((p for p in document.paragraphs if p.text.strip() == PLACE), None)
    if place is None:
        return
    written = [e for e in document.element.body if e not in before and e.tag != qn("w:sectPr")]
    for element in written:
        place._p.addprevious(element)
    place._p.getparent().remove(place._p)


def _n_captions(document: Document, kind: str) -> int:
    codes = document.element.body.iter(qn("w:instrText"))
    return sum(f"SEQ {kind}" in (code.text or "") for code in codes)
