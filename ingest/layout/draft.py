"""A block on its way: lines that belong together, before it has a section."""

from dataclasses import dataclass

from corpus.values import BlockKind
from ingest.layout.headings import HeadingStyle
from ingest.layout.lines import Line
from ingest.layout.tables import RowDraft
from ingest.pdf.order import Box


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before it has a section.

    Attributes:
        kind: What it is.
        lines: Its lines, in order.
        family: Family of the marker it opens with, "toc", "labels", or "".
        style: How it is set, for a heading.
        row: The row it is, for a row of a table with cells.
        is_title: It is the title of a slide.
        under: What stands over the row of a table: its caption, the line in the table that heads a group of rows.
        area: Where that table stands (left, top, right, bottom, shares of the page), or None.
        is_picture: It was read in a picture.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    family: str = ""
    style: HeadingStyle | None = None
    row: RowDraft | None = None
    is_title: bool = False
    under: tuple[str, ...] = ()
    area: Box | None = None
    is_picture: bool = False

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.row.start if self.row else self.lines[0].start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.row.end if self.row else self.lines[-1].end
