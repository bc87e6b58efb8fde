"""One page of a PDF, read as well as it can be: PDFium, then pdfminer, then recognition of its picture.

On a page that has text, the words in its pictures are recognised too.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.pdf.aligned import find_aligned
from ingest.pdf.glyphs import Glyph
from ingest.pdf.legibility import page_problem
from ingest.pdf.pages import PageDamagedError, PdfPage, PdfPages
from ingest.pdf.pictures import PictureReader
from ingest.pdf.placed import may_hold_words
from ingest.pdf.recognition import DOTS_PER_INCH, MAX_PIXELS, recognise, tesseract
from ingest.pdf.second import second_glyphs
from ingest.pdf.tables import fill_grids
from ingest.pdf.text import PageText, compose, compose_upright, is_upright_page
from ingest.typeset import TypesetPage

_RECOGNITION_SHARE = 0.8  # of the time a page may take
_PICTURES_SHARE = 0.25  # of the same, for the pictures on a page that has text
_JAPANESE = re.compile(r"[ぁ-ヿ㐀-鿿]")
_CLEARLY_MORE = 1.05


def read_page(
    pages: PdfPages,
    path: Path,
    number: int,
    max_seconds: float,
    pictures: PictureReader,
    on_draft: Callable[[TypesetPage], object],
) -> TypesetPage:
    """The page of that number (from 1); where it cannot be read its problem says why.

    Args:
        pages: The open PDF.
        path: Where it lies, for the second reader.
        number: Of the page.
        max_seconds: What the page may take; recognition is ended before.
        pictures: Reads the pictures of the file.
        on_draft: Called with the page without the words of its pictures before they are read, which may break down.
    """
    draft: list[TypesetPage] = []

    def keep(page: TypesetPage) -> None:
        draft.append(page)
        on_draft(page)

    try:
        with pages.page(number) as page:
            return _read(page, path, number, max_seconds, pictures, keep)
    except PageDamagedError:
        return draft[0] if draft else TypesetPage(number, "", "no_text")  # it does not cost the other pages
    except MemoryError:
        return draft[0] if draft else TypesetPage(number, "", "memory_limit")


def _read(
    page: PdfPage,
    path: Path,
    number: int,
    max_seconds: float,
    pictures: PictureReader,
    on_draft: Callable[[TypesetPage], object],
) -> TypesetPage:
    glyphs = page.glyphs()
    width, height = page.size
    if width <= 0 or height <= 0:
        return TypesetPage(number, "", "no_text")
    upright = is_upright_page(glyphs)
    if upright:
        glyphs = _fuller(glyphs, path, number)
    text = _laid_out(page, glyphs, upright=upright)
    composed = text(())
    problem = page_problem(composed.text)
    if problem is not None and glyphs:
        glyphs = second_glyphs(path, number)
        text = _laid_out(page, glyphs, upright=False)
        second = text(())
        if page_problem(second.text) is None:
            composed, problem = second, None
    if problem is None:
        plain = _typeset(page.size, number, composed)
        found = pictures.unknown(may_hold_words(page.placed_pictures(), glyphs, page.size)) if tesseract() else ()
        if not found:
            return plain
        on_draft(replace(plain, n_unread_pictures=len(found)))
        words = pictures.read(page, found, glyphs, _PICTURES_SHARE * max_seconds)
        full = _typeset(page.size, number, text(words.pictures)) if words.pictures else plain
        return replace(full, n_unread_pictures=words.n_unread)
    if tesseract() is not None:
        picture = page.picture(DOTS_PER_INCH, MAX_PIXELS)
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


def _laid_out(page: PdfPage, glyphs: list[Glyph], *, upright: bool) -> Callable[[Sequence[list[Glyph]]], PageText]:
    """What writes the text of the page, together with the words of its pictures."""
    if upright:
        return lambda pictures: compose_upright(glyphs, page.size, pictures)
    ruled, owner = fill_grids(page.rulings(), glyphs)
    aligned, found = find_aligned(glyphs, owner, len(ruled))
    return lambda pictures: compose(glyphs, (*ruled, *aligned), {**owner, **found}, page.size, pictures)


def _typeset(size: tuple[float, float], number: int, composed: PageText, *, recognised: bool = False) -> TypesetPage:
    width, height = size
    return TypesetPage(
        number,
        composed.text,
        None,
        recognised,
        composed.recognised_parts,
        width=width,
        height=height,
        lines=composed.lines,
        tables=composed.tables,
    )
