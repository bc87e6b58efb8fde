"""Text and descriptions of shapes on slides."""

from collections.abc import Sequence
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Pt

from assistant.export.files import printable

FONT: Final = "游ゴシック"
_COLOUR: Final[Any] = RGBColor  # python-pptx types a part of itself
INK: Final = _COLOUR(0x17, 0x59, 0x4A)
BLACK, WHITE, GREY = _COLOUR(0x1A, 0x1A, 0x1A), _COLOUR(0xFF, 0xFF, 0xFF), _COLOUR(0x60, 0x60, 0x60)
PALE: Final = _COLOUR(0xC0, 0xC0, 0xC0)


def put_text(frame: Any, lines: Sequence[str], points: float, *, bold: bool = False, white: bool = False) -> None:
    """Lines as paragraphs of a text frame, in our font and size."""
    frame.text = ""
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(points * 0.35)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(points), bold
        run.font.color.rgb = WHITE if white else BLACK
        set_font(run.font._rPr)


def set_font(properties: Any) -> None:
    """Names the font for Latin and for Japanese characters; python-pptx sets the Latin one only."""
    for tag in ("a:latin", "a:ea"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        properties.append(properties.makeelement(qn(tag), {"typeface": FONT}))


def describe(shape: Any, title: str, description: str) -> None:
    """Gives a shape the words that are read instead of it."""
    properties = next(shape._element.iter(qn("p:cNvPr")))
    properties.set("title", printable(title))
    properties.set("descr", printable(description))
