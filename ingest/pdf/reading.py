"""One page of a PDF, read as well as it can be: PDFium, then pdfminer, then recognition of its picture."""

import re
from pathlib import Path

from ingest.pdf.aligned import find_aligned
from ingest.pdf.glyphs import Glyph
from ingest.pdf.legibility import page_problem
from ingest.pdf.pages import PageDamagedError, PdfPage, PdfPages
from ingest.pdf.recognition import recognise, tesseract
from ingest.pdf.second import second_glyphs
from ingest.pdf.tables import fill_grids
from ingest.pdf.text import PageText, compose, compose_upright, is_upright_page
from ingest.typeset import TypesetPage

_DOTS_PER_INCH = 300  # what tesseract's models were trained on
_MAX_PIXELS = 20_000_000  # A3 at 300 dots per inch is 17 million
_RECOGNITION_SHARE = 0.8  # of the time a page may take
_JAPANESE = re.compile(r"[ぁ-ヿ㐀-鿿]")
_CLEARLY_MORE = 1.05


def read_page(pages: PdfPages, path: Path, number: int, max_seconds: float) -> TypesetPage:
    """The page of that number (from 1); where it cannot be read its problem says why.

    Args:
        pages: The open PDF.
        path: Where it lies, for the second reader.
        number: Of the page.
        max_seconds: What the page may take; recognition is ended before.
    """
    try:
        with pages.page(number) as page:
            return _read(page, path, number, max_seconds)
    except PageDamagedError:
        return TypesetPage(number, "", "no_text")  # one damaged page does not cost the others
    except MemoryError:
        return TypesetPage(number, "", "memory_limit")


def _read(page: PdfPage, path: Path, number: int, max_seconds: float) -> TypesetPage:
    glyphs = page.glyphs()
    width, height = page.size
    if width <= 0 or height <= 0:
        return TypesetPage(number, "", "no_text")
    upright = is_upright_page(glyphs)
    if upright:
        glyphs = _fuller(glyphs, path, number)
    composed = _composed(page, glyphs, upright=upright)
    problem = page_problem(composed.text)
    if problem is None:
        return _typeset(page.size, number, composed)
    if glyphs:
        second = _composed(page, second_glyphs(path, number), upright=False)
        if page_problem(second.text) is None:
            return _typeset(page.size, number, second)
    if tesseract() is not None:
        picture = page.picture(_DOTS_PER_INCH, _MAX_PIXELS)
        shown = page.shown_size
        seen = compose(recognise(picture, shown, _RECOGNITION_SHARE * max_seconds), (), {}, shown)
        if page_problem(seen.text) is None:
            return _typeset(shown, number, seen, recognised=True)
    return TypesetPage(number, composed.text, problem, width=width, height=height)


def _fuller(glyphs: list[Glyph], path: Path, number: int) -> list[Glyph]:
    """The characters of the reader that finds clearly more Japanese: PDFium drops some of vertical writing."""
    second = second_glyphs(path, number)
    return second if _n_japanese(second) > _CLEARLY_MORE * _n_japanese(glyphs) else glyphs


def _n_japanese(glyphs: list[Glyph]) -> int:
    return sum(bool(_JAPANESE.match(glyph.char)) for glyph in glyphs)


def _composed(page: PdfPage, glyphs: list[Glyph], *, upright: bool) -> PageText:
    if upright:
        return compose_upright(glyphs, page.size)
    ruled, owner = fill_grids(page.rulings(), glyphs)
    aligned, found = find_aligned(glyphs, owner, len(ruled))
    return compose(glyphs, (*ruled, *aligned), {**owner, **found}, page.size)


def _typeset(size: tuple[float, float], number: int, composed: PageText, *, recognised: bool = False) -> TypesetPage:
    width, height = size
    return TypesetPage(
        number,
        composed.text,
        None,
        recognised,
        width=width,
        height=height,
        lines=composed.lines,
        tables=composed.tables,
    )
