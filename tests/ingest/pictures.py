"""Pictures for the tests, and PDFs on whose pages they are placed."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter, Transformation

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A picture on a page (from 1): its lower left corner and its width in points from the lower left of the page."""

    page: int
    picture: Image.Image
    x: float
    y: float
    width: float


def written(*lines: str, width: int = 1200, size: int = 40) -> Image.Image:
    """A picture with the lines; a tab goes on 500 pixels further right."""
    picture = Image.new("L", (width, 2 * size * (len(lines) + 1)), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), size)
    for k, line in enumerate(lines):
        for column, part in enumerate(line.split("\t")):
            draw.text((size + 500 * column, size + 2 * size * k), part, fill=0, font=font)
    return picture


def noise(side: int = 600, grain: int = 6) -> Image.Image:
    """A picture like a photograph: soft grey stains without any form."""
    return Image.effect_noise((side // grain, side // grain), 90).resize((side, side), Image.Resampling.BICUBIC)


def place(path: Path, stamps: Sequence[Stamp], *, turned: int = 0) -> Path:
    """The PDF with the pictures on its pages, which are then shown turned by so many degrees to the right."""
    writer = PdfWriter(clone_from=PdfReader(path))
    for stamp in stamps:
        drawn = io.BytesIO()
        stamp.picture.save(drawn, "PDF", resolution=72, quality=90)
        scale = stamp.width / stamp.picture.width
        onto = Transformation().scale(scale).translate(stamp.x, stamp.y)
        writer.pages[stamp.page - 1].merge_transformed_page(PdfReader(drawn).pages[0], onto)
    for page in writer.pages:
        page.rotate(turned)
    writer.write(path)
    return path
