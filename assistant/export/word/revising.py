"""One section of a word document written anew; everything else stays as people left it."""

import io
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from assistant.draft.values import Draft
from assistant.export.jsonfile import draft_as_json
from assistant.export.word.document import SOURCES_MARK, Writer, add_sources, mark_of, opened
from assistant.export.word.parts import store_draft, stored_text
from assistant.export.word.styles import BODY_FONT, Look, set_up
from corpus.errors import InputError


def with_section(path: Path, draft: Draft, key: str, *, known: int) -> bytes:
    """The document with the section of this key as the draft has it, and sources it did not list before.

    Args:
        path: A document that Junkan wrote.
        draft: What it shall hold.
        key: The section to write anew.
        known: The highest number of a source that the document lists already.

    Raises:
        InputError: it is no document of Junkan, or the heading of the section is gone.
    """
    document = opened(path)
    if stored_text(document) is None:
        raise InputError(source=path.name, detail="Junkanが書き出した起案ではありません")
    look = Look(own=_has_our_fonts(document))
    set_up(document, own=False)
    body = document.element.body
    heading = _heading(document, mark_of(key))
    if heading is None:
        raise InputError(source=path.name, detail=f"節「{key}」の見出しが見つかりません")
    old = _until_next(heading)
    before = list(body)
    section = next(s for s in draft.sections if s.key == key)
    Writer(document, look, draft).section(section)
    for element in [e for e in body if e not in before and e.tag != qn("w:sectPr")]:
        heading.addprevious(element)
    for element in old:
        body.remove(element)
    _add_sources(document, look, draft, known)
    store_draft(document, draft_as_json(draft))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _heading(document: Document, mark: str) -> Any:
    """The paragraph in the body that holds a bookmark, or None."""
    for start in document.element.body.iter(qn("w:bookmarkStart")):
        if start.get(qn("w:name")) == mark:
            return next((e for e in (start, *start.iterancestors()) if e.getparent() is document.element.body), None)
    return None


def _until_next(heading: Any) -> list[Any]:
    """The heading and what follows it, up to the next heading that Junkan wrote or the end of the document."""
    found = [heading]
    for element in heading.itersiblings():
        marks = [start.get(qn("w:name")) or "" for start in element.iter(qn("w:bookmarkStart"))]
        if element.tag == qn("w:sectPr") or any(mark.startswith("junkan_") for mark in marks):
            break
        found.append(element)
    return found


def _add_sources(document: Document, look: Look, draft: Draft, known: int) -> None:
    """Rows of the appendix for sources that it does not list."""
    heading = _heading(document, SOURCES_MARK)
    after = None if heading is None else next(heading.itersiblings(qn("w:tbl")), None)
    fresh = [reference for reference in draft.references if reference.citation.n > known]
    if after is not None and fresh:
        add_sources(Table(after, document), look, draft, fresh)


def _has_our_fonts(document: Document) -> bool:
    fonts = document.styles["Normal"].element.find(f".//{qn('w:rFonts')}")
    return fonts is not None and fonts.get(qn("w:eastAsia")) == BODY_FONT
