"""PowerPoint presentations → a marked page for each slide. The only module that imports python-pptx."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml import parse_xml

from corpus.errors import CorruptFile, NoReadableText, UnreadableFile
from corpus.values import BlockKind
from ingest.loaders.base import LoadedFile, LoadLimits, source_name
from ingest.loaders.docx_numbering import numeral
from ingest.loaders.grids import CellBudget, GridCell, Row, write_grid
from ingest.loaders.marked import MarkedPage, PageWriter
from ingest.loaders.number_formats import shown_number
from ingest.loaders.packages import READER_FAILURES, check_office_file
from ingest.pdf.order import reading_order

NOTES_HEADING: Final = "ノート"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM: Final = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_POINT_COUNT: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}ptCount"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TITLES: Final = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_BODIES: Final = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_FURNITURE: Final = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_TITLE_ZONE: Final = 0.15  # share of a slide's height in which a text box may be its title
_MAX_TITLE_CHARS: Final = 60
_MAX_GROUPS: Final = 20
_NUMBER_FORMS: Final = {
    "circleNum": "decimalEnclosedCircle",
    "ea1Jpn": "japaneseCounting",
    "romanUc": "upperRoman",
    "romanLc": "lowerRoman",
    "alphaUc": "upperLetter",
    "alphaLc": "lowerLetter",
}
_STUMBLES: Final = (
    *READER_FAILURES,
    PythonPptxError,
)

# python-pptx gives its shapes no common type that mypy could check.
_Shape = Any


class PptxLoader:
    """Reads slides in the order a person reads them, with their titles, tables, charts and notes."""

    suffixes: tuple[str, ...] = (".pptx", ".pptm")

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The slides as pages; one without text, or a damaged one, carries the problem "no_text".

        Raises:
            EncryptedFile, UnsupportedFormat, CorruptFile, TooManyParts, UnpacksTooLarge, UnsafeFile, UnreadableFile: as
                `check_office_file`; TooManyParts also for too many cells, UnreadableFile for too many slides.
            NoReadableText: no slide holds text.
        """
        source = source_name(path)
        check_office_file(path, source, limits, self.suffixes)
        deadline = time.monotonic() + limits.max_seconds
        try:
            with path.open("rb") as file:
                presentation = Presentation(file)
            slides = list(presentation.slides)
            size = (presentation.slide_width or 1, presentation.slide_height or 1)
            properties = presentation.core_properties
            title = (properties.title or "").strip() or None
            author = (properties.author or "").strip() or None
            made = properties.modified or properties.created
        except _STUMBLES as error:
            raise CorruptFile(source=source) from error
        if len(slides) > limits.max_pages:
            detail = f"スライドが多すぎます（{len(slides)}枚、上限{limits.max_pages}枚）。分割してください。"
            raise UnreadableFile(source=source, detail=detail)
        budget = CellBudget(source, limits.max_cells)
        pages = tuple(_page(slide, number, size, budget, deadline) for number, slide in enumerate(slides, 1))
        if all(page.problem for page in pages):
            raise NoReadableText(source=source, n_pages=len(pages))
        return LoadedFile(
            source, pages, _first_title(pages) or title, author, made.date().isoformat() if made else None
        )


def _first_title(pages: Sequence[MarkedPage]) -> str | None:
    """The title of the first slide, which is the cover."""
    first = pages[0]
    return next(
        (" ".join(first.text[m.start : m.end].split()) for m in first.marks if m.kind is BlockKind.HEADING), None
    )


def _page(slide: Any, number: int, size: tuple[int, int], budget: CellBudget, deadline: float) -> MarkedPage:
    if time.monotonic() > deadline:
        return MarkedPage(number, "", "time_limit")
    try:
        return _SlideWriter(slide, size, budget).page(number)
    except _STUMBLES:  # one damaged slide does not cost the others
        return MarkedPage(number, "", "no_text")


class _SlideWriter:
    """Writes one slide."""

    def __init__(self, slide: Any, size: tuple[int, int], budget: CellBudget) -> None:
        self._slide = slide
        self._budget = budget
        self._size = size
        self._writer = PageWriter()

    def page(self, number: int) -> MarkedPage:
        """The slide as a page: its title, what stands on it, its notes."""
        shapes = list(self._ordered(self._slide.shapes))
        title = next((shape for shape in shapes if _placeholder(shape) in _TITLES and _text_of(shape)), None)
        title = title if title is not None else self._topmost(shapes)
        if title is not None:
            self._writer.add(BlockKind.HEADING, _text_of(title), level=1)
        for shape in shapes:
            if shape is not title and _placeholder(shape) not in _FURNITURE:
                self._write(shape)
        self._write_notes()
        return self._writer.page(number)

    def _ordered(self, shapes: Any, depth: int = 0) -> Iterator[_Shape]:
        """The shapes in reading order, those of groups in the place of their group."""
        found = [shape for shape in shapes if _placeholder(shape) is not None or not _is_hidden(shape)]
        width, height = self._size
        boxes = []
        for shape in found:
            left, top = (shape.left or 0) / width, (shape.top or 0) / height
            boxes.append((left, top, left + (shape.width or 0) / width, top + (shape.height or 0) / height))
        for position in reading_order(boxes):
            shape = found[position]
            if shape.shape_type == MSO_SHAPE_TYPE.GROUP and depth < _MAX_GROUPS:
                yield from self._ordered(shape.shapes, depth + 1)
            else:
                yield shape

    def _topmost(self, shapes: Sequence[_Shape]) -> _Shape | None:
        """The highest text box, where it stands and reads as titles do."""
        texts = [shape for shape in shapes if shape.has_text_frame and _text_of(shape)]
        top = min(texts, key=lambda shape: shape.top or 0, default=None)
        if top is None or _placeholder(top) is not None or (top.top or 0) > _TITLE_ZONE * self._size[1]:
            return None
        text = _text_of(top)
        return top if len(text) <= _MAX_TITLE_CHARS and "。" not in text and "\n" not in text else None

    def _write(self, shape: _Shape) -> None:
        if shape.has_text_frame:
            self._write_frame(shape)
        elif getattr(shape, "has_table", False):
            write_grid(self._writer, _table_grid(shape.table, self._budget))
        elif getattr(shape, "has_chart", False):
            self._write_chart(shape.chart)
        else:
            self._write_diagram(shape)

    def _write_frame(self, shape: _Shape) -> None:
        paragraphs = list(shape.text_frame.paragraphs)
        is_list = _placeholder(shape) in _BODIES and sum(bool(p.text.strip()) for p in paragraphs) > 1
        counts: dict[int, int] = {}
        for paragraph in paragraphs:
            text = paragraph.text.strip()
            if not text:
                counts.clear()
                continue
            label = _label(paragraph, counts)
            run = next((run for run in paragraph.runs if run.text.strip()), None)
            size = run.font.size.pt if run is not None and run.font.size is not None else None
            bold = bool(paragraph.runs) and all(run.font.bold for run in paragraph.runs if run.text.strip())
            kind = BlockKind.ITEM if label == "・" or (is_list and not label and not bold) else BlockKind.PARAGRAPH
            self._writer.add(kind, f"{label}{' ' if label not in ('', '・') else ''}{text}", size=size, bold=bold)

    def _write_chart(self, chart: Any) -> None:
        """Write the figures that a chart draws, as a table."""
        for count in chart._chartSpace.iter(_POINT_COUNT):  # python-pptx counts up to whatever the file claims
            self._budget.spend(int(count.get("val") or 0))
        try:
            if chart.has_title and chart.chart_title.has_text_frame:
                self._writer.add(BlockKind.CAPTION, chart.chart_title.text_frame.text)
            plots = [(list(plot.categories), list(plot.series)) for plot in chart.plots]
        except _STUMBLES:  # a kind of chart the library does not know
            return
        for categories, series in plots:
            rows = [("項目", *(str(one.name) for one in series))]
            values = [_chart_values(one) for one in series]
            for k, category in enumerate(categories):
                rows.append((str(category), *(column[k] if k < len(column) else "" for column in values)))
            grid = [tuple(GridCell(text, is_head=at == 0) for text in row) for at, row in enumerate(rows)]
            write_grid(self._writer, grid, n_head=1)

    def _write_diagram(self, shape: _Shape) -> None:
        """Write the texts of a SmartArt diagram."""
        links = shape._element.iter(f"{{{_DIAGRAM}}}relIds")
        key = next((link.get(f"{_R}dm") for link in links), None)
        if key is None:
            return
        root = parse_xml(self._slide.part.related_part(key).blob)
        for point in root.iter(f"{{{_DIAGRAM}}}pt"):
            if point.get("type", "node") in ("node", "asst"):
                text = "\n".join("".join(t.text or "" for t in p.iter(f"{_A}t")) for p in point.iter(f"{_A}p"))
                self._writer.add(BlockKind.ITEM, text)

    def _write_notes(self) -> None:
        frame = self._slide.notes_slide.notes_text_frame if self._slide.has_notes_slide else None
        paragraphs = [p.text for p in frame.paragraphs if p.text.strip()] if frame is not None else []
        if paragraphs:
            self._writer.add(BlockKind.HEADING, NOTES_HEADING, level=2)
        for text in paragraphs:
            self._writer.add(BlockKind.PARAGRAPH, text)


def _placeholder(shape: _Shape) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _is_hidden(shape: _Shape) -> bool:
    return any(node.get("hidden") in ("1", "true") for node in shape._element.iter() if node.tag.endswith("}cNvPr"))


def _text_of(shape: _Shape) -> str:
    return shape.text_frame.text.replace("\v", "").strip() if shape.has_text_frame else ""


def _label(paragraph: Any, counts: dict[int, int]) -> str:
    """The bullet ("・") or the number that the paragraph itself asks for, else an empty string."""
    properties = paragraph._p.pPr
    level = paragraph.level
    numbered = properties.find(f"{_A}buAutoNum") if properties is not None else None
    if numbered is None:
        counts.pop(level, None)
        return "・" if properties is not None and properties.find(f"{_A}buChar") is not None else ""
    counts[level] = counts.get(level, int(numbered.get("startAt", "1")) - 1) + 1
    kind = numbered.get("type", "")
    number = numeral(counts[level], next((form for name, form in _NUMBER_FORMS.items() if kind.startswith(name)), ""))
    if kind.endswith("ParenBoth"):
        return f"({number})"
    return number + (")" if kind.endswith("ParenR") else "." if kind.endswith("Period") else "")


def _table_grid(table: Any, budget: CellBudget) -> list[Row]:
    rows = [list(row.cells) for row in table.rows]
    width = max((len(row) for row in rows), default=0)
    budget.spend(len(rows) * width)
    texts: dict[tuple[int, int], GridCell] = {}
    for i, row in enumerate(rows):
        for k, cell in enumerate(row):
            if cell.is_spanned:
                continue
            text = cell.text_frame.text.replace("\v", "\n").strip()
            emphasised = (i == 0 and table.first_row) or (k == 0 and table.first_col)
            height, width_of = (cell.span_height, cell.span_width) if cell.is_merge_origin else (1, 1)
            bottom, right = min(i + height, len(rows)), min(k + width_of, width)
            budget.spend((bottom - i) * (right - k) - 1)
            for down in range(i, bottom):
                for across in range(k, right):
                    merged = "left" if across > k else "above" if down > i else ""
                    texts[down, across] = GridCell(text, merged, is_emphasised=emphasised)
    return [tuple(texts.get((i, k), GridCell("")) for k in range(width)) for i in range(len(rows))]


def _chart_values(series: Any) -> list[str]:
    """The values of a series as its chart shows them; an empty string where one is missing."""
    code = next((node.text or "" for node in series._element.iter() if node.tag.endswith("}formatCode")), "")
    return ["" if value is None else shown_number(value, code) for value in series.values]
