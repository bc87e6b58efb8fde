"""Office documents and archives for the tests, written by the libraries that also read them."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import pptx
from openpyxl import Workbook
from pptx.util import Inches


def write_docx(
    path: Path, paragraphs: Sequence[tuple[str, str]], tables: Sequence[Sequence[Sequence[str]]] = ()
) -> Path:
    """A Word document of (style, text) paragraphs, then tables."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for i, row in enumerate(rows):
            for k, text in enumerate(row):
                table.cell(i, k).text = text
    document.save(str(path))
    return path


def write_pptx(path: Path, slides: Sequence[tuple[str, Sequence[str], str]]) -> Path:
    """A presentation of (title, items, notes) slides."""
    presentation = pptx.Presentation()
    for title, items, notes in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        if title:
            slide.shapes.title.text = title
        slide.placeholders[1].text_frame.text = "\n".join(items)
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    presentation.save(str(path))
    return path


def add_box(slide: object, text: str, left: float, top: float) -> None:
    """A text box on a slide, its place in inches."""
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(0.5))  # type: ignore[attr-defined]
    box.text_frame.text = text


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook of named sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_zip(path: Path, entries: Mapping[str, bytes]) -> Path:
    """An archive; names without ASCII are marked as UTF-8."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return path


class OldName(zipfile.ZipInfo):
    """An entry whose name is written as Japanese Windows writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("cp932"), self.flag_bits & ~0x800
