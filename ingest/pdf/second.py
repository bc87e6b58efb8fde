"""Characters of a page by pdfminer, for pages that PDFium reads badly. The only module that imports pdfminer."""

import logging
from pathlib import Path
from typing import Any

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer

from ingest.pdf.glyphs import Glyph, line_text, text_lines

_MAX_GLYPHS = 100_000

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every flaw that it reads over


def second_glyphs(path: Path, number: int) -> list[Glyph]:
    """The characters of the page of that number (from 1) in lines; empty where pdfminer cannot read it.

    pdfminer is written in Python and fails in as many ways as files are broken: whatever it raises, the page is then
    read without it.
    """
    found: list[Glyph] = []
    try:
        for page in extract_pages(path, page_numbers=[number - 1], laparams=None):
            _collect(page, page.height, found)
    except Exception:  # noqa: BLE001  # see above
        return []
    glyphs: list[Glyph] = []
    for line in text_lines(found):
        glyphs += _spaced(line)
        glyphs.append(Glyph("\n", (0, 0, 0, 0)))
    return glyphs


def _collect(container: LTContainer[Any], height: float, found: list[Glyph]) -> None:
    for item in container:
        if len(found) >= _MAX_GLYPHS:
            return
        if isinstance(item, LTChar):
            x0, y0, x1, y1 = item.bbox
            box = (x0, height - y1, x1, height - y0)
            found.extend(Glyph(char, box) for char in item.get_text())
        elif isinstance(item, LTContainer):
            _collect(item, height, found)


def _spaced(line: list[Glyph]) -> list[Glyph]:
    """The line with the spaces that the paper shows as characters of their own."""
    spaced: list[Glyph] = []
    for glyph in line:
        if spaced and line_text([spaced[-1], glyph])[1:2] == " ":
            spaced.append(Glyph(" ", (0, 0, 0, 0)))
        spaced.append(glyph)
    return spaced
