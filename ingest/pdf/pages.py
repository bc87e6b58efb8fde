"""Pages of a PDF through PDFium: characters, rulings, pictures. With pdf_drawing the only door to pypdfium2."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.errors import CorruptFile, EncryptedFile
from ingest.pdf.drawing import Matrix, read_pictures, read_rulings
from ingest.pdf.glyphs import Box, Glyph
from ingest.pdf.placed import PlacedPicture
from ingest.pdf.ruling import Rulings

_MAX_GLYPHS = 200_000
_WEIGHED = (1, 3, 14)  # characters of a line that tell how strong it is set: a bullet or a word may differ
_BOLD = 600  # of 100 to 900; 400 is regular
_MAX_NAME = 256
_SAMPLE = 60  # letters that are asked how they stand
_NO_BOX = (0.0, 0.0, 0.0, 0.0)
_HYPHENS = (0x02, 0xFFFE)  # how PDFium names the hyphen that breaks a word


class PdfPages:
    """An open PDF.

    Args:
        document: PDFium's document.
    """

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document

    def __len__(self) -> int:
        """How many pages it has."""
        return len(self._document)

    @contextmanager
    def page(self, number: int) -> Iterator["PdfPage"]:
        """The page of that number, from 1.

        Raises:
            PageDamagedError: PDFium cannot read it.
        """
        try:
            page = self._document[number - 1]
        except pdfium.PdfiumError as error:
            raise PageDamagedError from error
        try:
            yield PdfPage(page)
        except pdfium.PdfiumError as error:
            raise PageDamagedError from error
        finally:
            page.close()


class PageDamagedError(Exception):
    """One page cannot be read; the others can."""


class PdfPage:
    """A page that is loaded, turned so that most of its letters stand upright, whichever way it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._turn: int = page.get_rotation()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points, as the page is read; known after `glyphs`."""
        width, height = self.shown_size
        return (width, height) if (self._turn - self._page.get_rotation()) % 180 == 0 else (height, width)

    @property
    def shown_size(self) -> tuple[float, float]:
        """Width and height in points, as the page is shown and pictured."""
        width, height = self._page.get_size()
        return width, height

    def glyphs(self) -> list[Glyph]:
        """Its characters in PDFium's order, line breaks and spaces that it puts in included."""
        textpage = self._page.get_textpage()
        try:
            self._turn = _turn(textpage.raw, self._turn)
            return list(_glyphs(textpage.raw, self._frame()))
        finally:
            textpage.close()

    def rulings(self) -> Rulings:
        """The straight lines and filled rectangles drawn on it."""
        return read_rulings(self._page.raw, self._frame())

    def placed_pictures(self) -> list[PlacedPicture]:
        """The pictures placed on it, in the order they are painted."""
        return read_pictures(self._page.raw, self._frame())

    def picture(self, dots_per_inch: float, max_pixels: int) -> tuple[int, int, bytes]:
        """Width, height and grey values of the page as it looks, with at most so many pixels."""
        width, height = self.shown_size
        return self._grey(_scale(width, height, dots_per_inch, max_pixels), 0, (0, 0, 0, 0))

    def cutout(self, box: Box, dots_per_inch: float, max_pixels: int) -> tuple[int, int, bytes]:
        """Width, height and grey values of a box of the page as it is read, with at most so many pixels."""
        left, top, right, bottom = box
        width, height = self.size
        scale = _scale(right - left, bottom - top, dots_per_inch, max_pixels)
        turn = (self._turn - self._page.get_rotation()) % 360
        return self._grey(scale, turn, (left, height - bottom, width - right, top))

    def _grey(self, scale: float, turn: int, crop: Box) -> tuple[int, int, bytes]:
        bitmap = self._page.render(scale=scale, rotation=turn, crop=crop, grayscale=True)
        try:
            rows = bitmap.to_numpy()
            return bitmap.width, bitmap.height, rows[:, : bitmap.width].tobytes()
        finally:
            bitmap.close()

    def _frame(self) -> Matrix:
        """What takes coordinates of the page to points from the upper left corner of the paper as it is read."""
        left, bottom, right, top = self._page.get_bbox()
        turned: dict[int, Matrix] = {
            0: (1, 0, 0, -1, -left, top),
            90: (0, 1, 1, 0, -bottom, -left),
            180: (-1, 0, 0, 1, right, -bottom),
            270: (0, -1, -1, 0, top, right),
        }
        return turned[self._turn]


@contextmanager
def opened(path: Path, source: str) -> Iterator[PdfPages]:
    """The PDF, open.

    Raises:
        EncryptedFile: it asks for a password.
        CorruptFile: PDFium cannot open it or it has no pages.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise EncryptedFile(source=source) from error
        raise CorruptFile(source=source) from error
    try:
        if len(document) == 0:
            raise CorruptFile(source=source)
        yield PdfPages(document)
    finally:
        document.close()


def _scale(width: float, height: float, dots_per_inch: float, max_pixels: int) -> float:
    """Pixels for each point."""
    return min(dots_per_inch / 72, math.sqrt(max_pixels / max(1.0, width * height)))


def _turn(textpage: Any, shown: int) -> int:
    """By how many degrees the page must be turned to the right for most of its letters to stand upright."""
    n = pdfium_c.FPDFText_CountChars(textpage)
    angles = [pdfium_c.FPDFText_GetCharAngle(textpage, k) for k in range(0, n, max(1, n // _SAMPLE))]
    turns = Counter(round(math.degrees(angle) / 90) % 4 * 90 for angle in angles if angle >= 0)
    return turns.most_common(1)[0][0] if turns else shown


def _glyphs(textpage: Any, frame: Matrix) -> Iterator[Glyph]:  # a handle of PDFium
    a, b, c, d, e, f = frame
    box = pdfium_c.FS_RECTF()
    reference = ctypes.byref(box)
    high = 0
    last = ""
    place = 0  # of the character among the visible ones of its line
    for k in range(min(pdfium_c.FPDFText_CountChars(textpage), _MAX_GLYPHS)):
        code = pdfium_c.FPDFText_GetUnicode(textpage, k)
        if code == 0x0D or code == 0:
            continue
        if 0xD800 <= code < 0xDC00:  # half of a character beyond U+FFFF
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        # A hyphen at the end of a line breaks a Latin word, but ends a Japanese phrase.
        char = chr(code) if code not in _HYPHENS else "\x02" if last.isascii() and last.isalpha() else "-"
        last = char
        place = 0 if char == "\n" else place + (not char.isspace())
        if not pdfium_c.FPDFText_GetLooseCharBox(textpage, k, reference):
            yield Glyph(char, _NO_BOX)
            continue
        x0, y0 = a * box.left + c * box.bottom + e, b * box.left + d * box.bottom + f
        x1, y1 = a * box.right + c * box.top + e, b * box.right + d * box.top + f
        weight = _weight(textpage, k) if place in _WEIGHED else None
        yield Glyph(char, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), weight)


def _weight(textpage: Any, k: int) -> int:
    """How strong the character is set: 2 bold, also where its outline is drawn over, 1 Gothic, 0 anything else."""
    if pdfium_c.FPDFText_GetFontWeight(textpage, k) >= _BOLD:
        return 2
    drawn = pdfium_c.FPDFText_GetTextObject(textpage, k)
    if drawn and pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) == pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE:
        return 2
    name = ctypes.create_string_buffer(_MAX_NAME)
    n = pdfium_c.FPDFText_GetFontInfo(textpage, k, name, _MAX_NAME, None)
    if n == 0 or n > _MAX_NAME:
        return 0
    text = name.value.decode("cp932", "replace").lower()
    return 2 if "bold" in text else int("gothic" in text or "ゴシック" in text)
