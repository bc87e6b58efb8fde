"""The lines of a page, with what the rules of layout ask of a line."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.values import Page
from ingest.layout.traced import mend_ideograph
from ingest.loaders.marked import MarkedPage
from ingest.typeset import TypesetLine, TypesetPage

_LINE = re.compile(r"[^\n]+")
# Full-width ASCII and the ideographic space, one for one, so that offsets stay.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {0x3000: 0x20, 0x2212: 0x2D, 0x2010: 0x2D, 0x2011: 0x2D}
_MIN_BODY_CHARS = 100
_RADICAL = re.compile("[\u2e80-\u2fdf]")


def fold(text: str) -> str:
    """The text with full-width ASCII and radicals folded, character for character; for the patterns only."""
    return _RADICAL.sub(lambda match: mend_ideograph(match.group()), text.translate(_FOLD))


@dataclass(frozen=True)
class Line:
    """A line of a page that is not blank.

    Attributes:
        start: Offset of its first visible character in the page.
        end: Offset behind its last visible character.
        text: The stretch between, as extracted.
        index: From 0, among the lines that are not blank.
        gap_before: A blank line stands before it.
        indented: It begins with white space.
        box: Where it stands on paper, or None where the reader does not know.
    """

    start: int
    end: int
    text: str
    index: int
    gap_before: bool
    indented: bool
    box: TypesetLine | None = None

    @cached_property
    def folded(self) -> str:
        """The text with full-width ASCII and radicals folded, character for character; for the patterns only."""
        return fold(self.text)

    @cached_property
    def width(self) -> int:
        """How wide it is set: 2 for a full-width character, 1 for a half-width one."""
        return len(self.text.encode("cp932", errors="replace"))


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page.

    Attributes:
        page: The page.
        lines: In the order of the text.
        body_size: The size most of its text is set in, in points, or None.
        body_weight: How strong most of it is set.
    """

    page: Page
    lines: tuple[Line, ...]
    body_size: float | None
    body_weight: int = 0

    @property
    def is_slide(self) -> bool:
        """True for a page that is wider than high, and for a slide or a sheet of a file that has them."""
        if isinstance(self.page, MarkedPage):
            return self.page.number is not None
        return isinstance(self.page, TypesetPage) and self.page.width > self.page.height


def split_lines(page: Page) -> PageLines:
    """The page's lines outside of the tables and pictures its reader read; none for a page that could not be read."""
    if page.problem:
        return PageLines(page, (), None)
    tables = [(table.start, table.end) for table in page.tables] if isinstance(page, TypesetPage) else []
    apart = [*tables, *page.recognised_parts]
    lines = _lines(page, lambda start: not any(begins <= start < ends for begins, ends in apart))
    return PageLines(page, lines, _body_size(lines), _body_weight(lines))


def picture_lines(page: Page, part: tuple[int, int]) -> PageLines:
    """The lines of a stretch of the page that was read in a picture; how big they are set says nothing."""
    return PageLines(page, _lines(page, lambda start: part[0] <= start < part[1]), None)


def _lines(page: Page, is_wanted: Callable[[int], bool]) -> tuple[Line, ...]:
    """The lines that begin where it is wanted."""
    boxes = {box.start: box for box in page.lines} if isinstance(page, TypesetPage) else {}
    lines: list[Line] = []
    end_before = 0
    for match in _LINE.finditer(page.text):
        raw = match.group()
        visible = raw.strip(" \t\u3000\xa0\x00\ufeff\x0b\r\u2028\u2029\x85") if not raw.isspace() else ""
        if "\t" in raw and visible:
            visible = raw.strip(" \u3000\n\r")  # an empty first or last cell is a cell
        if not visible.strip():
            continue
        start = match.start() + raw.index(visible)
        if not is_wanted(start):
            continue
        gap = page.text.count("\n", end_before, start) > 1
        indented = start > match.start()
        lines.append(Line(start, start + len(visible), visible, len(lines), gap, indented, boxes.get(start)))
        end_before = start + len(visible)
    return tuple(lines)


def with_body_size(pages: Sequence[PageLines]) -> list[PageLines]:
    """The pages, those with hardly a line outside of tables given what is common in the document."""
    lines = [line for page in pages for line in page.lines]
    common, weight = _body_size(lines), _body_weight(lines)
    return [
        replace(page, body_size=min(page.body_size, common), body_weight=min(page.body_weight, weight))
        if page.body_size is not None and common is not None and sum(map(_n_chars, page.lines)) < _MIN_BODY_CHARS
        else page
        for page in pages
    ]


def _n_chars(line: Line) -> int:
    return len(line.text)


def _body_size(lines: Sequence[Line]) -> float | None:
    weight: Counter[float] = Counter()
    for line in lines:
        if line.box is not None:
            weight[round(line.box.size * 2) / 2] += line.width
    return weight.most_common(1)[0][0] if weight else None


def _body_weight(lines: Sequence[Line]) -> int:
    weights: Counter[int] = Counter()
    for line in lines:
        if line.box is not None:
            weights[line.box.weight] += line.width
    return weights.most_common(1)[0][0] if weights else 0
