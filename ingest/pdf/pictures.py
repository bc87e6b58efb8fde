"""Words in the pictures on a page that has text of its own, by recognition; bounded in number and in time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf.glyphs import Glyph
from ingest.pdf.pages import PdfPage
from ingest.pdf.placed import PlacedPicture
from ingest.pdf.recognition import DOTS_PER_INCH, MAX_PIXELS, RecognitionTooSlowError, recognise_sure

_MAX_OWN_PIXELS = 50_000_000  # of a picture; unpacking a larger one may take the memory that the page needs
_MAX_PICTURES = 8  # of a page, the largest


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What was read in the pictures of a page.

    Attributes:
        pictures: For each picture with words its characters, lines ended by a line break.
        n_unread: How many were left, for there were too many or they took too long.
    """

    pictures: tuple[list[Glyph], ...]
    n_unread: int


class PictureReader:
    """Reads the pictures of the pages of one file. The same picture on several pages is read on the first of them."""

    def __init__(self) -> None:
        self._read: set[bytes] = set()

    def unknown(self, pictures: Sequence[PlacedPicture]) -> tuple[PlacedPicture, ...]:
        """Those that were not read yet."""
        return tuple(picture for picture in pictures if picture.digest not in self._read)

    def read(
        self, page: PdfPage, pictures: Sequence[PlacedPicture], glyphs: Sequence[Glyph], max_seconds: float
    ) -> PictureWords:
        """What stands in the pictures and not in the text of the page.

        Args:
            page: Their page.
            pictures: The ones to read, the most important first.
            glyphs: The text of the page.
            max_seconds: For all of them.
        """
        found: list[list[Glyph]] = []
        n_unread = 0
        deadline = time.monotonic() + max_seconds
        for k, picture in enumerate(pictures):
            left = deadline - time.monotonic()
            if k >= _MAX_PICTURES or left <= 0 or picture.width * picture.height > _MAX_OWN_PIXELS:
                n_unread += 1
                continue
            if picture.digest in self._read:  # twice on this page
                continue
            try:
                pixels = page.cutout(picture.box, DOTS_PER_INCH, MAX_PIXELS)
                words = recognise_sure(pixels, picture.box, glyphs, left)
            except RecognitionTooSlowError:
                n_unread += 1
                continue
            self._read.add(picture.digest)
            if words:
                found.append(words)
        return PictureWords(tuple(found), n_unread)
