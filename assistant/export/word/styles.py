"""Page, fonts and styles of a draft, its own or those of a house's template."""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assistant.export.files import printable
from assistant.export.word.parts import add_field

BODY_FONT, HEADING_FONT = "游明朝", "游ゴシック"
_LATIN_FONT = "Times New Roman"
_BODY_SIZE = Pt(10.5)
_OWN_STYLES = (
    ("Normal", BODY_FONT, _BODY_SIZE),
    ("Title", HEADING_FONT, Pt(18)),
    ("Heading 1", HEADING_FONT, Pt(13)),
    ("Heading 2", HEADING_FONT, Pt(11)),
    ("Caption", HEADING_FONT, Pt(9)),
    ("footnote text", BODY_FONT, Pt(8.5)),
    ("toc 1", HEADING_FONT, Pt(10.5)),
)
_THEME_FONTS = ("w:eastAsiaTheme", "w:asciiTheme", "w:hAnsiTheme", "w:cstheme")


@dataclass(frozen=True, slots=True)
class Look:
    """How runs are written.

    Attributes:
        own: Whether the fonts are ours; those of a house's template come from its styles.
    """

    own: bool

    def run(self, paragraph: Paragraph, text: str, *, size: Pt | None = None, font: str = BODY_FONT) -> Run:
        """A run of text at the end of the paragraph, its Japanese font named where fonts are ours."""
        run = paragraph.add_run(printable(text))
        if size is not None:
            run.font.size = size
        if self.own:
            set_east_asian(run._element.get_or_add_rPr(), font)
        return run


def set_up(document: Document, *, own: bool) -> Look:
    """Page and styles: with `own` A4 and Japanese fonts on every style in use, else only the styles that are missing.

    python-docx itself sets the Latin font only.
    """
    _missing_styles(document)
    _speak_japanese(document)
    if own:
        page = document.sections[0]
        page.orientation = WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(20)
        page.top_margin = page.bottom_margin = Mm(22)
        for name, font, size in _OWN_STYLES:
            style = document.styles[name]
            if isinstance(style, ParagraphStyle):
                _dress(style, font, size)
        normal = document.styles["Normal"]
        if isinstance(normal, ParagraphStyle):
            normal.paragraph_format.space_after = Pt(6)
            normal.paragraph_format.line_spacing = 1.25
        footer = page.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_field(footer, "PAGE", "1")
    return Look(own)


def set_east_asian(properties: Any, font: str) -> None:
    """Name the font for Japanese in run properties; theme fonts would win over it and go."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.set(qn("w:eastAsia"), font)
    for theme in _THEME_FONTS:
        fonts.attrib.pop(qn(theme), None)


def _speak_japanese(document: Document) -> None:
    """Says that the text is Japanese: glyphs and line breaks are chosen by it where a font serves several languages."""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(OxmlElement("w:lang", {qn("w:val"): "en-US", qn("w:eastAsia"): "ja-JP"}))


def _dress(style: ParagraphStyle, font: str, size: Pt) -> None:
    style.font.name = _LATIN_FONT if font == BODY_FONT else font
    style.font.size = size
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.italic = False
    set_east_asian(style.element.get_or_add_rPr(), font)


def _missing_styles(document: Document) -> None:
    """Adds the styles that a draft uses and the document has not."""
    known = {style.name for style in document.styles}
    paragraph_styles = ("Title", "Heading 1", "Heading 2", "Caption", "footnote text", "toc 1")
    for name in paragraph_styles:
        if name not in known:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            if isinstance(style, ParagraphStyle):
                style.base_style = document.styles["Normal"]
                style.font.bold = name in {"Title", "Heading 1", "Heading 2"}
                small = name == "footnote text"
                style.font.size = Pt(8.5) if small else None
                style.paragraph_format.space_after = Pt(2) if small else None
    if "footnote reference" not in known:
        mark = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
        if isinstance(mark, CharacterStyle):
            mark.font.superscript = True
    for level, name in enumerate(("Heading 1", "Heading 2")):
        if name not in known:
            outline = OxmlElement("w:outlineLvl", {qn("w:val"): str(level)})
            document.styles[name].element.get_or_add_pPr().append(outline)
