"""Drafts as word documents: the one door to python-docx."""

import io
from collections.abc import Iterable, Sequence

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from assistant.citing import Reference
from assistant.draft.values import Draft, Paragraph, ParagraphStatus
from assistant.export.files import printable
from assistant.export.wording import (
    KPI_COLUMNS,
    KPIS,
    MILESTONE_COLUMNS,
    MILESTONES,
    NEEDS_CHECK,
    SOURCES,
    base_text,
    page_text,
    year_text,
)
from assistant.figures import figure_text
from corpus.values import Citation

_BODY_FONT, _HEADING_FONT, _LATIN_FONT = "游明朝", "游ゴシック", "Times New Roman"
_BODY_SIZE = Pt(10.5)
_CHECK_FILL = "FFF2CC"
_HEAD_FILL = "DCE6E0"
_MILESTONE_WIDTHS = (16, 16, 114, 24)
_KPI_WIDTHS = (62, 20, 24, 20, 26, 18)
_REFERENCE_WIDTHS = (12, 58, 100)


def draft_as_document(draft: Draft) -> bytes:
    """A .docx: the sections, a table of milestones, a table of figures, and the sources as an appendix.

    Paragraphs that need a check are bold on a shaded ground and begin with the word itself.
    """
    document = docx.Document()
    _set_up(document)
    document.add_heading(printable(draft.title), level=0)
    n_open = draft.n_needs_check
    n_all = sum(len(section.paragraphs) for section in draft.sections)
    summary = (
        f"引用にもとづく起案です。{n_all}段落のうち{n_open}段落は{NEEDS_CHECK}です。［番号］は巻末の出典を指します。"
    )
    _runs(document.add_paragraph(), summary, size=Pt(9))
    for section in draft.sections:
        document.add_heading(printable(section.heading), level=1)
        for paragraph in section.paragraphs:
            _paragraph(document, paragraph)
        if section.key == "milestones" and draft.milestones:
            _milestones(document, draft)
        if section.key == "kpis" and draft.kpis:
            _kpis(document, draft)
    _tables_without_section(document, draft)
    _sources(document, draft.references)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Document) -> None:
    """A4, margins, and Japanese fonts on every style in use; python-docx itself sets the Latin font only."""
    page = document.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(22)
    for name, font, size in (
        ("Normal", _BODY_FONT, _BODY_SIZE),
        ("Title", _HEADING_FONT, Pt(18)),
        ("Heading 1", _HEADING_FONT, Pt(13)),
        ("Heading 2", _HEADING_FONT, Pt(11)),
    ):
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            style.font.name = _LATIN_FONT if font == _BODY_FONT else font
            style.font.size = size
            style.font.color.rgb = RGBColor(0, 0, 0)
            _set_east_asian(style.element.get_or_add_rPr(), font)
    normal = document.styles["Normal"]
    if isinstance(normal, ParagraphStyle):
        normal.paragraph_format.space_after = Pt(6)
        normal.paragraph_format.line_spacing = 1.25


def _set_east_asian(properties: object, font: str) -> None:
    """Name the font for Japanese in run properties; theme fonts would win over it and go."""
    fonts = properties.find(qn("w:rFonts"))  # type: ignore[attr-defined]  # an lxml element
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)  # type: ignore[attr-defined]
    fonts.set(qn("w:eastAsia"), font)
    for theme in ("w:eastAsiaTheme", "w:asciiTheme", "w:hAnsiTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _runs(paragraph: WordParagraph, text: str, *, size: Pt | None = None, font: str = _BODY_FONT) -> Run:
    run = paragraph.add_run(printable(text))
    if size is not None:
        run.font.size = size
    _set_east_asian(run._element.get_or_add_rPr(), font)
    return run


def _paragraph(document: Document, paragraph: Paragraph) -> None:
    written = document.add_paragraph()
    run = _runs(written, paragraph.text)
    if paragraph.status is ParagraphStatus.NEEDS_CHECK:
        run.bold = True
        written._element.get_or_add_pPr().append(_shading(_CHECK_FILL))


def _shading(fill: str) -> object:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:color"), "auto")
    shading.set(qn("w:fill"), fill)
    return shading


def _tables_without_section(document: Document, draft: Draft) -> None:
    """The tables of a template whose sections for them have other names."""
    keys = {section.key for section in draft.sections}
    if "milestones" not in keys and draft.milestones:
        document.add_heading(MILESTONES, level=1)
        _milestones(document, draft)
    if "kpis" not in keys and draft.kpis:
        document.add_heading(KPIS, level=1)
        _kpis(document, draft)


def _milestones(document: Document, draft: Draft) -> None:
    rows = [(year_text(m.year), m.phase or "－", m.text, _numbers(m.citations)) for m in draft.milestones]
    _table(document, MILESTONE_COLUMNS, rows, _MILESTONE_WIDTHS)


def _kpis(document: Document, draft: Draft) -> None:
    rows = [
        (
            k.name,
            year_text(k.base_year),
            base_text(k),
            year_text(k.target_year),
            figure_text(k.target, k.unit),
            _numbers(k.citations),
        )
        for k in draft.kpis
    ]
    _table(document, KPI_COLUMNS, rows, _KPI_WIDTHS)


def _sources(document: Document, references: Sequence[Reference]) -> None:
    if not references:
        return
    document.add_heading(SOURCES, level=1)
    rows = []
    for reference in references:
        citation = reference.citation
        known = (reference.publisher, None if citation.page is None else page_text(reference))
        place = "、".join(part for part in known if part)
        rows.append((f"[{citation.n}]", f"{citation.title}\n{place}".strip(), f"「{citation.quote}」"))
    _table(document, ("番号", "資料・発行者・ページ", "引用"), rows, _REFERENCE_WIDTHS)


def _table(document: Document, columns: Sequence[str], rows: Iterable[Sequence[str]], widths_mm: Sequence[int]) -> None:
    table: Table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    _fill(table.rows[0].cells, columns, widths_mm)
    for cell in table.rows[0].cells:
        cell._element.get_or_add_tcPr().append(_shading(_HEAD_FILL))
        cell.paragraphs[0].runs[0].bold = True
    repeat = OxmlElement("w:tblHeader")  # the head stands on every page
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in rows:
        added = table.add_row()  # type: ignore[no-untyped-call]
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _fill(added.cells, row, widths_mm)
    document.add_paragraph()


def _fill(cells: Sequence[_Cell], texts: Sequence[str], widths_mm: Sequence[int]) -> None:
    for cell, text, width in zip(cells, texts, widths_mm, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        _runs(paragraph, text, size=Pt(9), font=_HEADING_FONT)


def _numbers(citations: Iterable[Citation]) -> str:
    return "".join(f"[{c.n}]" for c in citations)
