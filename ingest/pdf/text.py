"""Characters and tables of a page → its text, with where every line and cell of it stands."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.typeset import TypesetCell, TypesetLine, TypesetTable
from ingest.pdf.glyphs import Box, Glyph, enclosing, is_upright, letter_size, line_text, text_lines
from ingest.pdf.tables import FilledGrid

_COLUMN_CHARS = 3  # an upright page has lines of at least so many characters


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page as it is stored.

    Attributes:
        text: Lines as the reader gives them; a table row by row, its cells parted by tabs.
        lines: Where the lines outside of tables stand.
        tables: The tables in the order of the text.
    """

    text: str
    lines: tuple[TypesetLine, ...] = ()
    tables: tuple[TypesetTable, ...] = ()


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
                )
            )
        self.line, self.line_start = [], None

    def break_line(self) -> None:
        """Starts a new line where the text does not stand at the beginning of one."""
        self.end_line()
        if self.parts and not self.parts[-1].endswith("\n"):
            self.write("\n")


def compose(
    glyphs: Sequence[Glyph], tables: Sequence[FilledGrid], owner: dict[int, int], size: tuple[float, float]
) -> PageText:
    """The text of a page: the reader's characters in its order, each table as a whole where its first one stands.

    Args:
        glyphs: In the order of the reader.
        tables: The tables of the page.
        owner: For the position of each glyph in a table the position of the table.
        size: Width and height of the page in points.
    """
    writer = _Writer(*size)
    written: dict[int, TypesetTable] = {}
    inside = False
    for k, glyph in enumerate(glyphs):
        n = owner.get(k)
        if n is not None:
            if n not in written:
                writer.break_line()
                written[n] = _write_table(writer, tables[n])
                writer.write("\n")
            inside = True
        elif not (inside and glyph.char.isspace()):  # white space behind a cell belongs to it
            inside = False
            writer.put(glyph)
    writer.end_line()
    found = tuple(sorted(written.values(), key=lambda table: table.start))
    return PageText("".join(writer.parts), tuple(writer.lines), found)


def compose_upright(glyphs: Sequence[Glyph], size: tuple[float, float]) -> PageText:
    """The text of a page in vertical writing: lines from the right, each from the top."""
    writer = _Writer(*size)
    for line in text_lines(glyphs):
        for glyph in line:
            writer.put(glyph)
        writer.put(Glyph("\n", (0, 0, 0, 0)))
    writer.end_line()
    return PageText("".join(writer.parts), tuple(writer.lines))


def is_upright_page(glyphs: Sequence[Glyph]) -> bool:
    """True where the page is set in vertical writing."""
    drawn = [glyph for glyph in glyphs if glyph.is_drawn and unicodedata.category(glyph.char) == "Lo"]
    return len(drawn) > _COLUMN_CHARS and is_upright(drawn)


def _write_table(writer: _Writer, grid: FilledGrid) -> TypesetTable:
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
        cells.append(
            TypesetCell(begins, writer.length, row, place.column, place.n_rows, place.n_columns, place.fill)
        )
    left, top, right, bottom = _shares(grid.box, writer)
    at = tuple(round(x / writer.width, 4) for x in grid.xs)
    return TypesetTable(
        start, writer.length, grid.n_rows, len(grid.xs) - 1, tuple(cells), left, top, right, bottom, at
    )


def _shares(box: Box, writer: _Writer) -> Box:
    left, top, right, bottom = box
    width, height = writer.width, writer.height
    return round(left / width, 4), round(top / height, 4), round(right / width, 4), round(bottom / height, 4)


__all__ = ["PageText", "compose", "compose_upright", "is_upright_page", "line_text"]
