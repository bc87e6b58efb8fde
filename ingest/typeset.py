"""Pages whose reader knows where their lines and tables stand on paper."""

from dataclasses import dataclass

from corpus.values import Page


@dataclass(frozen=True, slots=True)
class TypesetLine:
    """Where a line of `Page.text` stands on paper.

    Attributes:
        start: Offset of the line's first character that is no white space.
        size: Height of its letters in points: the middle one of its first, middle and last (a bullet has its own).
        left: Left edge, as a share of the page's width from the left.
        right: Right edge, the same.
        top: Upper edge, as a share of the page's height from the top.
        bottom: Lower edge, the same.
        weight: How strong it is set: 0 as Mincho is, 1 as Gothic is, 2 bold.
    """

    start: int
    size: float
    left: float
    right: float
    top: float
    bottom: float
    weight: int = 0


@dataclass(frozen=True, slots=True)
class TypesetCell:
    """A cell of a table; a merged one takes several rows and columns.

    Attributes:
        start: Offset of its first character in `Page.text`.
        end: Offset behind its last; `start` where the cell is empty.
        row: Its first row, from 0.
        column: Its first column, from 0.
        n_rows: How many rows it takes.
        n_columns: How many columns it takes.
        fill: Colour of its ground as 0xRRGGBB.
    """

    start: int
    end: int
    row: int
    column: int
    n_rows: int = 1
    n_columns: int = 1
    fill: int = 0xFFFFFF


@dataclass(frozen=True, slots=True)
class TypesetTable:
    """A table whose cells the reader found on paper; its rows stand one after another in `Page.text`.

    Attributes:
        start: Offset of its first character in `Page.text`.
        end: Offset behind its last.
        n_rows: How many rows it has.
        n_columns: How many columns it has.
        cells: By row, then by column; where one reaches around others, the smaller ones have their squares.
        left: Left edge, as a share of the page's width from the left.
        top: Upper edge, as a share of the page's height from the top.
        right: Right edge.
        bottom: Lower edge.
        columns_at: Where its columns begin and the last one ends, as shares of the page's width.
    """

    start: int
    end: int
    n_rows: int
    n_columns: int
    cells: tuple[TypesetCell, ...]
    left: float
    top: float
    right: float
    bottom: float
    columns_at: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class TypesetPage(Page):
    """A page whose reader knows where its lines stand.

    Attributes:
        width: In points.
        height: In points.
        lines: In the order of the text; lines the reader could not place and those of tables are missing.
        outline: (level from 1, title) of the bookmarks that point at this page.
        tables: In the order of the text; they do not overlap.
    """

    width: float = 0.0
    height: float = 0.0
    lines: tuple[TypesetLine, ...] = ()
    outline: tuple[tuple[int, str], ...] = ()
    tables: tuple[TypesetTable, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One bookmark: its depth from 1, its title and the page it points at, or None."""

    level: int
    title: str
    page: int | None
