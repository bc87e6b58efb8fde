"""Word documents → one marked page. The only module of ingest that imports python-docx."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import PartFactory, XmlPart
from docx.oxml import parse_xml
from docx.package import Package
from docx.parts.document import DocumentPart

from corpus.errors import CorruptFile, EmptyFile
from corpus.values import BlockKind
from ingest.loaders.base import LoadedFile, LoadLimits, source_name
from ingest.loaders.docx_parts import (
    BODY_LEVEL,
    MC,
    Element,
    Style,
    W,
    children_of,
    is_on,
    number_of,
    read_notes,
    read_numbering,
    read_styles,
    text_boxes,
    ticked,
)
from ingest.loaders.grids import CellBudget, GridCell, Row, write_grid
from ingest.loaders.marked import PageWriter
from ingest.loaders.packages import READER_FAILURES, check_office_file

_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MACRO_TYPE: Final = "application/vnd.ms-word.document.macroEnabled.main+xml"
# What stands around runs or paragraphs and says nothing of its own.
_WRAPPERS: Final = frozenset(
    W + name
    for name in ("hyperlink", "ins", "moveTo", "smartTag", "sdtContent", "sdt", "fldSimple", "customXml", "bdo", "dir")
)
_PLAIN_CHARS: Final = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
# Boxes and bullets of the symbol fonts, by their code without the private-use part. Source: Wingdings, Wingdings 2.
_SYMBOLS: Final = {
    0xA8: "□",
    0x6F: "□",
    0x71: "□",
    0xA3: "□",
    0xFE: "☑",
    0x52: "☑",
    0xFD: "☒",
    0x53: "☒",
    0x6E: "■",
    0xFC: "✓",
    0x6C: "●",
    0xA1: "○",
    0x75: "◆",
    0xD8: "➢",
    0xE8: "→",
    0xB7: "・",
}
_HEADING_NAME: Final = re.compile(r"^(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_TITLE_NAMES: Final = frozenset({"title", "表題"})
_CAPTION_NAMES: Final = frozenset({"caption", "図表番号"})
_CONTENTS_NAME: Final = re.compile(r"^(?:toc|目次|table of figures|図表目次)", re.IGNORECASE)
_MAX_DEPTH: Final = 20  # tables in tables, text boxes in text boxes
_MAX_SPAN: Final = 200
_STUMBLES: Final = (
    *READER_FAILURES,
    PackageNotFoundError,
)


class DocxLoader:
    """Reads the body of Word documents; headers, footers, comments, deletions and tables of contents are left out."""

    suffixes: tuple[str, ...] = (".docx", ".docm")

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The document as one page without a number, for Word keeps none.

        Raises:
            EncryptedFile, UnsupportedFormat, CorruptFile, TooManyParts, UnpacksTooLarge, UnsafeFile, UnreadableFile: as
                `check_office_file`.
            EmptyFile: it holds no text.
        """
        source = source_name(path)
        check_office_file(path, source, limits, self.suffixes)
        try:
            document = _opened(path)
            body = _Body(document, CellBudget(source, limits.max_cells))
            body.write(document.element.body)
            page = body.writer.page(None)
            properties = document.core_properties
            made = properties.modified or properties.created
            title = body.title or (properties.title or "").strip() or None
            author = (properties.author or "").strip() or None
        except _STUMBLES as error:
            raise CorruptFile(source=source) from error
        if page.problem:
            raise EmptyFile(source=source)
        return LoadedFile(source, (page,), title, author, made.date().isoformat() if made else None)


def _opened(path: Path) -> WordDocument:
    # A document with macros has the same body under another content type; the macros stay where they are.
    PartFactory.part_type_for[_MACRO_TYPE] = DocumentPart
    with path.open("rb") as file:
        part = Package.open(file).main_document_part
    if not isinstance(part, DocumentPart):
        raise ValueError(part.content_type)
    document: WordDocument = part.document
    return document


class _Body:
    """Writes the content of a document, in its order."""

    def __init__(self, document: WordDocument, budget: CellBudget) -> None:
        self._budget = budget
        self.writer = PageWriter()
        self.title: str | None = None
        root: Element = document.styles.element
        self._styles = read_styles(root)
        self._lists = read_numbering(_related(document, RELATIONSHIP_TYPE.NUMBERING))
        self._notes = {
            kind: read_notes(_related(document, relationship))
            for kind, relationship in (
                ("footnote", RELATIONSHIP_TYPE.FOOTNOTES),
                ("endnote", RELATIONSHIP_TYPE.ENDNOTES),
            )
        }
        self._n_notes = 0
        self._pending_notes: list[tuple[int, str]] = []

    def write(self, container: Element, depth: int = 0) -> None:
        """Write the paragraphs and tables of a container."""
        if depth > _MAX_DEPTH:
            return
        for element in container:
            if element.tag == W + "p":
                self._paragraph(element, depth)
            elif element.tag == W + "tbl":
                self._table(element, depth)
            elif element.tag in _WRAPPERS:
                self.write(element, depth + 1)

    def _paragraph(self, element: Element, depth: int) -> None:
        style = self._style(element)
        if not _CONTENTS_NAME.match(style.name):
            self._write_text(element, style)
        for number, text in self._pending_notes:
            self.writer.add(BlockKind.NOTE, f"(注{number}) {text}")
        self._pending_notes.clear()
        for box in text_boxes(element):
            self.write(box, depth + 1)

    def _write_text(self, element: Element, style: Style) -> None:
        text = self._text(element)
        if not text.strip():
            return
        label = self._label(element, style)
        shown = f"{label}{'' if label in ('', '・') else ' '}{text.strip()}"
        level = _outline_level(element, style)
        if style.name.lower() in _TITLE_NAMES:
            self.title = self.title or " ".join(text.split())
            self.writer.add(BlockKind.HEADING, shown, level=0)
        elif level is not None:
            self.writer.add(BlockKind.HEADING, shown, level=level)
        elif style.name.lower() in _CAPTION_NAMES:
            self.writer.add(BlockKind.CAPTION, shown)
        else:
            kind = BlockKind.ITEM if label == "・" else BlockKind.PARAGRAPH
            size, bold = _letters(element, style)
            self.writer.add(kind, shown, size=size, bold=bold)

    def _table(self, element: Element, depth: int) -> None:
        rows = children_of(element, "tr")
        cells = [cell for row in rows for cell in children_of(row, "tc")]
        if len(cells) == 1:  # a box around text
            self.write(cells[0], depth + 1)
            return
        n_head = 0
        while n_head < len(rows) and is_on(rows[n_head].find(f"{W}trPr/{W}tblHeader")):
            n_head += 1
        write_grid(self.writer, self._grid(rows), n_head=n_head)
        for number, text in self._pending_notes:
            self.writer.add(BlockKind.NOTE, f"(注{number}) {text}")
        self._pending_notes.clear()

    def _grid(self, rows: Sequence[Element]) -> list[Row]:
        grid: list[Row] = []
        for row in rows:
            before = number_of(row.find(f"{W}trPr/{W}gridBefore"), 0)
            line: list[GridCell] = [GridCell("")] * min(before, _MAX_SPAN)
            for cell in children_of(row, "tc"):
                span = min(max(number_of(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 1), _MAX_SPAN)
                self._budget.spend(span)
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                above = grid[-1][len(line)] if grid and len(line) < len(grid[-1]) else GridCell("")
                if merge is not None and merge.get(W + "val") in (None, "continue"):
                    first = GridCell(above.text, "above", is_emphasised=above.is_emphasised)
                else:
                    first = GridCell(self._cell_text(cell), is_emphasised=self._is_emphasised(cell))
                line += [first, *[GridCell(first.text, "left", is_emphasised=first.is_emphasised)] * (span - 1)]
            grid.append(tuple(line))
        return grid

    def _cell_text(self, cell: Element) -> str:
        """The paragraphs of the cell, those of tables and text boxes in it included, one a line."""
        lines = []
        for paragraph in cell.iter(W + "p"):
            if next(paragraph.iterancestors(MC + "Fallback"), None) is not None:
                continue
            text = self._text(paragraph).strip()
            if text:
                label = self._label(paragraph, self._style(paragraph))
                lines.append(f"{label}{'' if label in ('', '・') else ' '}{text}")
        return "\n".join(lines)

    def _is_emphasised(self, cell: Element) -> bool:
        shade = cell.find(f"{W}tcPr/{W}shd")
        fill = (shade.get(W + "fill") or "auto").lower() if shade is not None else "auto"
        paragraphs = [p for p in cell.findall(f"{W}p") if any(t.text for t in p.iter(W + "t"))]
        is_bold = bool(paragraphs) and all(_letters(p, self._style(p))[1] for p in paragraphs)
        return fill not in ("auto", "ffffff") or is_bold

    def _style(self, paragraph: Element) -> Style:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        key = named.get(W + "val") if named is not None else ""
        return self._styles.get(key or "", Style())

    def _label(self, paragraph: Element, style: Style) -> str:
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        list_id = number.get(W + "val") if number is not None else style.list_id
        level = number_of(paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl"), style.list_level)
        return self._lists.label(list_id, level) if list_id else ""

    def _text(self, element: Element) -> str:
        parts: list[str] = []
        for child in element:
            if child.tag == W + "r":
                parts.append(self._run(child))
            elif child.tag in _WRAPPERS:
                parts.append(self._text(child))
            elif child.tag in (_M + "oMath", _M + "oMathPara"):
                parts.extend(t.text or "" for t in child.iter(_M + "t"))
        return "".join(parts)

    def _run(self, run: Element) -> str:
        if is_on(run.find(f"{W}rPr/{W}vanish")):
            return ""
        parts = []
        for child in run:
            if child.tag == W + "t":
                parts.append(child.text or "")
            elif child.tag in _PLAIN_CHARS:
                parts.append(_PLAIN_CHARS[child.tag])
            elif child.tag == W + "sym":
                code = int(child.get(W + "char") or "0", 16) & 0xFFF
                parts.append(_SYMBOLS.get(code & 0xFF, ""))
            elif child.tag == W + "ruby":
                parts.extend(t.text or "" for base in child.findall(f"{W}rubyBase") for t in base.iter(W + "t"))
            elif child.tag == W + "fldChar":
                parts.append(ticked(child))
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                kind = "footnote" if child.tag == W + "footnoteReference" else "endnote"
                parts.append(self._reference(kind, child.get(W + "id") or ""))
        return "".join(parts)

    def _reference(self, kind: str, key: str) -> str:
        """The mark of a note in the text; the note itself is written behind its paragraph."""
        text = self._notes[kind].get(key, "").strip()
        if not text:
            return ""
        self._n_notes += 1
        self._pending_notes.append((self._n_notes, text))
        return f"(注{self._n_notes})"


def _outline_level(paragraph: Element, style: Style) -> int | None:
    """The depth of a heading from 1, or None for text."""
    own = paragraph.find(f"{W}pPr/{W}outlineLvl")
    outline = number_of(own, BODY_LEVEL) if own is not None else style.outline
    if outline is not None:
        return outline + 1 if outline < BODY_LEVEL else None
    named = _HEADING_NAME.match(style.name)
    return int(named[1]) if named else None


def _letters(paragraph: Element, style: Style) -> tuple[float | None, bool]:
    """The size in points of the paragraph's first letters, and whether all of them are bold."""
    runs = [run for run in paragraph.iter(W + "r") if any((t.text or "").strip() for t in run.findall(f"{W}t"))]
    if not runs:
        return style.size, style.is_bold
    size = number_of(runs[0].find(f"{W}rPr/{W}sz"), 0)
    bold = [run.find(f"{W}rPr/{W}b") for run in runs]
    return size / 2 or style.size, all(is_on(b) if b is not None else style.is_bold for b in bold)


def _related(document: WordDocument, relationship: str) -> Element | None:
    """The root of the part of the document with this relationship, or None."""
    for link in document.part.rels.values():
        if link.reltype == relationship and not link.is_external:
            part = link.target_part
            root: Element = part.element if isinstance(part, XmlPart) else parse_xml(part.blob)
            return root
    return None
