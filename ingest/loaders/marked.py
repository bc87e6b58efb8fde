"""Pages of formats that name their own structure: the text, and what each stretch of it is.

Readers of such formats need not guess what layout has to guess on paper. They write a page piece by piece; the text
that comes out holds every word once, in reading order, and the marks say what is a heading, an item, a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.values import BlockKind, Page

_LINE_ENDS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n", "\0": None})


@dataclass(frozen=True, slots=True)
class Mark:
    """What a stretch [start, end) of a page's text is, as its format says.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last one.
        kind: PARAGRAPH where the format says no more than that it is text: then the rules of layout look at it.
        level: For a heading its depth from 1, 0 for the title of the document.
        columns: For a row the names of its columns; empty where the table has none.
        cells: For a row its cells, merged ones filled in, as many as columns where there are columns; for a field its
            label and its value.
        size: Height of its letters in points, or None where unknown.
        is_bold: All of it is set bold.
        unit: For a row the unit that its table gives for its figures, or "".
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    size: float | None = None
    is_bold: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class MarkedPage(Page):
    """A page whose reader knows what its stretches are.

    Attributes:
        marks: In the order of the text, without overlaps; every visible character stands in one.
    """

    marks: tuple[Mark, ...] = ()


class PageWriter:
    """Collects the pieces of one page."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._marks: list[Mark] = []
        self._at = 0

    @property
    def n_marks(self) -> int:
        """How many pieces were written."""
        return len(self._marks)

    @property
    def last_text(self) -> str:
        """The piece that was written last; "" before the first."""
        return self._parts[-1].strip() if self._parts else ""

    def add(self, kind: BlockKind, text: str, *, level: int = 0, size: float | None = None, bold: bool = False) -> None:
        """Write a piece on lines of its own; blank text writes nothing."""
        clean = _clean(text).replace("\t", " ").strip()
        if clean:
            start = self._append(clean)
            self._marks.append(Mark(start, self._at - 1, kind, level, size=size, is_bold=bold))

    def add_row(self, shown: Sequence[str], columns: Sequence[str], cells: Sequence[str], *, unit: str = "") -> None:
        """Write a row of a table.

        Args:
            shown: The cells that stand in this row, parted by tabs in the text.
            columns: Names of the columns, or none.
            cells: The cells as they are meant, merged ones filled in.
            unit: What the table gives for the figures of the row, or "".
        """
        self._add_cells(BlockKind.ROW, shown, columns, cells, unit)

    def add_field(self, label: str, value: str) -> None:
        """Write a field of a form."""
        self._add_cells(BlockKind.FIELD, [part for part in (label, value) if part], (), (label, value))

    def page(self, number: int | None) -> MarkedPage:
        """The page so far; one without a visible character carries the problem "no_text"."""
        text = "".join(self._parts)
        return MarkedPage(number, text, None if text.strip() else "no_text", marks=tuple(self._marks))

    def _add_cells(
        self, kind: BlockKind, shown: Sequence[str], columns: Sequence[str], cells: Sequence[str], unit: str = ""
    ) -> None:
        line = "\t".join(_clean(cell).replace("\t", " ").strip() for cell in shown)
        if line.strip():
            start = self._append(line)
            self._marks.append(Mark(start, self._at - 1, kind, 0, tuple(columns), tuple(cells), unit=unit))

    def _append(self, text: str) -> int:
        start = self._at
        self._parts.append(text + "\n")
        self._at += len(text) + 1
        return start


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_LINE_ENDS)
