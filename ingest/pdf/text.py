"""Characters and tables of a page → its text, with where every line and cell of it stands."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.pdf.glyphs import Box, Glyph, enclosing, is_upright, letter_size, letter_weight, text_lines
from ingest.pdf.order import reading_order
from ingest.pdf.tables import FilledGrid
from ingest.typeset import TypesetCell, TypesetLine, TypesetTable

_LINE_STEP = 1.2  # of the size of the letters: more white space than that parts two lines
_WORD_REACH = 2.0  # of the size: words of one line stand no further apart
_BULLET_REACH = 5.0  # a bullet from its text
_BULLET_WIDTH = 1.6
_PART_GAP = 3.0  # of the size: on a slide words further apart stand in different boxes
_SAME_SIZE = 0.75
_COLUMN_CHARS = 3  # an upright page has lines of at least so many characters


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page as it is stored.

    Attributes:
        text: Lines as the reader gives them; a table row by row, its cells parted by tabs.
        lines: Where the lines outside of tables stand.
        tables: The tables in the order of the text.
        recognised_parts: Stretches [start, end) of the text that were read in pictures, ascending.
    """

    text: str
    lines: tuple[TypesetLine, ...] = ()
    tables: tuple[TypesetTable, ...] = ()
    recognised_parts: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Writer:
    """Collects the text of one page."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)
    length: int = 0
    line: list[Glyph] = field(default_factory=list)
    line_start: int | None = None
    lines: list[TypesetLine] = field(default_factory=list)
    recognised: list[tuple[int, int]] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def put(self, glyph: Glyph) -> None:
        """Adds a character; what is no longer than one code point keeps offsets countable."""
        if glyph.char == "\n":
            self.end_line()
        if not glyph.char.isspace() and self.line_start is None:
            self.line_start = self.length
        if glyph.is_drawn:
            self.line.append(glyph)
        self.write(glyph.char)

    def end_line(self) -> None:
        """Notes where the line that ends here stands."""
        if self.line and self.line_start is not None:
            left, top, right, bottom = enclosing([glyph.box for glyph in self.line])
            self.lines.append(
                TypesetLine(
                    start=self.line_start,
                    size=letter_size(self.line),
                    left=round(left / self.width, 4),
                    right=round(right / self.width, 4),
                    top=round(top / self.height, 4),
                    bottom=round(bottom / self.height, 4),
                    weight=letter_weight(self.line),
                )
            )
        self.line, self.line_start = [], None

    def break_line(self) -> None:
        """Starts a new line where the text does not stand at the beginning of one."""
        self.end_line()
        if self.parts and not self.parts[-1].endswith("\n"):
            self.write("\n")

    def put_picture(self, words: Sequence[Glyph]) -> None:
        """Adds the words of a picture and notes where they stand."""
        start = self.length
        for glyph in words:
            self.put(glyph)
        self.break_line()
        self.recognised.append((start, self.length))

    def page_text(self, tables: Sequence[TypesetTable] = ()) -> PageText:
        """What was written."""
        return PageText("".join(self.parts), tuple(self.lines), tuple(tables), tuple(self.recognised))


def compose(
    glyphs: Sequence[Glyph],
    tables: Sequence[FilledGrid],
    owner: dict[int, int],
    size: tuple[float, float],
    pictures: Sequence[Sequence[Glyph]] = (),
) -> PageText:
    """The text of a page in the order a person reads it, lines as the reader gives them, each table as a whole.

    Args:
        glyphs: In the order of the reader.
        tables: The tables of the page.
        owner: For the position of each glyph in a table the position of the table.
        size: Width and height of the page in points.
        pictures: The characters read in each picture, lines ended by a line break; it stands as a whole.
    """
    writer = _Writer(*size)
    written: list[TypesetTable] = []
    lines = _lines(glyphs, owner)
    if size[0] > size[1]:
        lines = (part for line in lines for part in _parts(line))
    stretches: list[_Stretch | FilledGrid] = [*_stretches(lines), *tables]
    boxes = [_shares(stretch.box, size) for stretch in stretches]
    ordered: list[_Stretch | _Picture | FilledGrid] = [stretches[k] for k in reading_order(boxes)]
    for picture in sorted(map(_picture, pictures), key=lambda picture: (picture.box[1], picture.box[0])):
        ordered.insert(_place_of(picture.box, [stretch.box for stretch in ordered]), picture)
    for stretch in ordered:
        if isinstance(stretch, FilledGrid):
            written.append(_write_table(writer, stretch, size))
        elif isinstance(stretch, _Picture):
            writer.put_picture(stretch.glyphs)
        else:
            for glyph in stretch.glyphs:
                writer.put(glyph)
        writer.break_line()
    return writer.page_text(written)


@dataclass(frozen=True, slots=True)
class _Picture:
    """Words read in a picture, and the box around them."""

    glyphs: Sequence[Glyph]
    box: Box


def _picture(glyphs: Sequence[Glyph]) -> _Picture:
    return _Picture(glyphs, enclosing([glyph.box for glyph in glyphs if glyph.is_drawn]))


def _place_of(picture: Box, ordered: Sequence[Box]) -> int:
    """Where a picture comes among the stretches of the page: behind what stands over it, else at the end.

    It takes no part in the reading order: it may lie across the columns of the text.
    """
    over = [k for k, box in enumerate(ordered) if _overlap(box, picture) and box[1] <= picture[1]]
    if not over:
        return len(ordered)
    at = max(over, key=lambda k: ordered[k][1])
    while (  # the last line of a paragraph may end beside it
        at + 1 < len(ordered)
        and _overlap(ordered[at], ordered[at + 1])
        and ordered[at][1] <= ordered[at + 1][1]
        and ordered[at + 1][3] <= picture[1]
    ):
        at += 1
    return at + 1


def _overlap(one: Box, other: Box) -> bool:
    """True where the one stands over or under the other."""
    return one[0] < other[2] and other[0] < one[2]


@dataclass(slots=True)
class _Stretch:
    """Lines that stand under one another; `last` is the box of the last one."""

    glyphs: list[Glyph]
    box: Box
    last: Box


def _lines(glyphs: Sequence[Glyph], owner: dict[int, int]) -> Iterator[list[Glyph]]:
    """The lines outside of tables, each with its line break, in the order of the reader."""
    line: list[Glyph] = []
    inside = False
    for k, glyph in enumerate(glyphs):
        if k in owner:
            inside = True
        elif not (inside and glyph.char.isspace()):  # white space behind a cell belongs to it
            if inside and line:
                yield line
                line = []
            inside = False
            line.append(glyph)
            if glyph.char == "\n":
                yield line
                line = []
    yield line


def _parts(line: list[Glyph]) -> Iterator[list[Glyph]]:
    """The line cut where it runs from one box of a slide into the next; a row of figures stays whole."""
    cuts = []
    before: Glyph | None = None
    for k, glyph in enumerate(line):
        if glyph.is_drawn:
            if before is not None and glyph.box[0] - before.box[2] > _PART_GAP * max(before.size, glyph.size):
                cuts.append(k)
            before = glyph
    parts = [line[start:end] for start, end in pairwise([0, *cuts, len(line)])]
    if not cuts or any(all(not g.is_drawn or not g.char.isalpha() for g in part) for part in parts):
        yield line
        return
    for part in parts:
        yield part if part[-1].char == "\n" else [*part, Glyph("\n", (0, 0, 0, 0))]


def _stretches(lines: Iterable[list[Glyph]]) -> list[_Stretch]:
    """The lines in stretches that no table, no column and no white space parts."""
    stretches: list[_Stretch] = []
    for line in lines:
        boxes = [glyph.box for glyph in line if glyph.is_drawn]
        if not boxes:
            if stretches:
                stretches[-1].glyphs += line
            continue
        box = enclosing(boxes)
        if stretches and _follows(stretches[-1].last, box):
            last = stretches[-1]
            last.glyphs += line
            last.box, last.last = enclosing([last.box, box]), box
        else:
            stretches.append(_Stretch(line, box, box))
    return stretches


def _follows(last: Box, box: Box) -> bool:
    """True where the second line stands right under the first, or goes on with it to the right."""
    size, other = last[3] - last[1], box[3] - box[1]
    step = box[1] - last[3]
    if abs((box[1] + box[3]) - (last[1] + last[3])) < min(size, other):  # their middles are on one line
        reach = _BULLET_REACH if last[2] - last[0] < _BULLET_WIDTH * size else _WORD_REACH
        return -0.5 * size < box[0] - last[2] < reach * size
    overlap = min(box[2], last[2]) - max(box[0], last[0])
    narrower = min(box[2] - box[0], last[2] - last[0])
    return (
        2 * overlap > narrower
        and -0.5 * size < step < _LINE_STEP * size
        and _SAME_SIZE < size / max(other, 0.1) < 1 / _SAME_SIZE
    )


def compose_upright(
    glyphs: Sequence[Glyph], size: tuple[float, float], pictures: Sequence[Sequence[Glyph]] = ()
) -> PageText:
    """The text of a page in vertical writing: lines from the right, each from the top; then what its pictures hold."""
    writer = _Writer(*size)
    for line in text_lines(glyphs):
        for glyph in line:
            writer.put(glyph)
        writer.put(Glyph("\n", (0, 0, 0, 0)))
    writer.end_line()
    for words in pictures:
        writer.put_picture(words)
    return writer.page_text()


def is_upright_page(glyphs: Sequence[Glyph]) -> bool:
    """True where the page is set in vertical writing."""
    drawn = [glyph for glyph in glyphs if glyph.is_drawn and unicodedata.category(glyph.char) == "Lo"]
    return len(drawn) > _COLUMN_CHARS and is_upright(drawn)


def _write_table(writer: _Writer, grid: FilledGrid, size: tuple[float, float]) -> TypesetTable:
    start = writer.length
    cells: list[TypesetCell] = []
    row = 0
    for n, cell in enumerate(grid.cells):
        place = cell.place
        if n:
            writer.write("\n" if place.row != row else "\t")
        row = place.row
        begins = writer.length
        writer.write("\n".join(cell.lines))
        cells.append(TypesetCell(begins, writer.length, row, place.column, place.n_rows, place.n_columns, place.fill))
    at = tuple(round(x / size[0], 4) for x in grid.xs)
    shares = _shares(grid.box, size)
    return TypesetTable(start, writer.length, grid.n_rows, len(grid.xs) - 1, tuple(cells), *shares, at)


def _shares(box: Box, size: tuple[float, float]) -> Box:
    left, top, right, bottom = box
    width, height = size
    return round(left / width, 4), round(top / height, 4), round(right / width, 4), round(bottom / height, 4)
