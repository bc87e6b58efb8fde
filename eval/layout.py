"""How well pages are laid out, against pages transcribed by hand: blocks, rows of tables, reading order.

A transcription says of a page what its blocks are, in reading order; `tests/ingest/pages/transcribed.txt` explains its
lines. A block that was found is right where its kind, its first and its last words are, a row where every cell and the
name of every column is.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.values import Block, BlockKind, Page
from ingest.typeset import TypesetPage

_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.NOTE, BlockKind.FIELD})
_KINDS = {"heading": frozenset({BlockKind.HEADING}), "caption": frozenset({BlockKind.CAPTION}), "text": _TEXT}
_ANY = _TEXT | {BlockKind.HEADING, BlockKind.CAPTION, BlockKind.ROW}
_MARKS = "・●○〇■□◆◇▽▼•➢✓-"  # bullets, which layout takes off


@dataclass(frozen=True, slots=True)
class Expected:
    """A block of a transcription.

    Attributes:
        kind: "heading", "text", "caption", "any", "row", "group" or "maybe".
        cells: Its words; for a row one for each column.
        columns: For a row, the names of its columns.
    """

    kind: str
    cells: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcription:
    """A page as it should be read.

    Attributes:
        source: The file.
        number: Of the page, from 1.
        blocks: In reading order.
        figures: (left, top, right, bottom) of what is not counted, as shares of the page.
    """

    source: str
    number: int
    blocks: tuple[Expected, ...]
    figures: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over one or more pages.

    Attributes:
        n_right: Blocks that were found as they should be.
        n_found: Blocks that were found.
        n_expected: Blocks that there are.
        n_rows_right: The same for rows of tables alone.
        n_rows_found: Rows that were found.
        n_rows_expected: Rows that there are.
        n_in_order: Neighbouring right blocks that were found in the order of the page.
        n_neighbours: Neighbouring right blocks.
        missed: What was not found, for people.
        extra: What was found and is not there.
    """

    n_right: int = 0
    n_found: int = 0
    n_expected: int = 0
    n_rows_right: int = 0
    n_rows_found: int = 0
    n_rows_expected: int = 0
    n_in_order: int = 0
    n_neighbours: int = 0
    missed: tuple[str, ...] = field(default=(), compare=False)
    extra: tuple[str, ...] = field(default=(), compare=False)

    def __add__(self, other: "Score") -> "Score":
        """The counts of both."""
        return Score(
            self.n_right + other.n_right,
            self.n_found + other.n_found,
            self.n_expected + other.n_expected,
            self.n_rows_right + other.n_rows_right,
            self.n_rows_found + other.n_rows_found,
            self.n_rows_expected + other.n_rows_expected,
            self.n_in_order + other.n_in_order,
            self.n_neighbours + other.n_neighbours,
            self.missed + other.missed,
            self.extra + other.extra,
        )

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over blocks, in [0, 1]; 1 where nothing is expected or found."""
        return _f1(self.n_right, self.n_found, self.n_expected)

    @property
    def rows_f1(self) -> float:
        """The same over rows of tables."""
        return _f1(self.n_rows_right, self.n_rows_found, self.n_rows_expected)

    @property
    def order(self) -> float:
        """Share of neighbouring right blocks that were found one behind the other, in [0, 1]."""
        return self.n_in_order / self.n_neighbours if self.n_neighbours else 1.0


def read_transcriptions(text: str) -> tuple[Transcription, ...]:
    """The transcriptions of a file.

    Raises:
        ValueError: a line is of no known form.
    """
    pages: list[Transcription] = []
    for part in text.split("\n== ")[1:]:
        head, *lines = part.splitlines()
        source, number = head.rsplit(" ", 1)
        blocks, figures = _expected(lines)
        pages.append(Transcription(source, int(number), tuple(blocks), tuple(figures)))
    return tuple(pages)


def score_page(expected: Transcription, blocks: Sequence[Block], page: Page) -> Score:
    """The score of the blocks of one page.

    Args:
        expected: The page as it should be.
        blocks: Blocks of that page, in the order of its text.
        page: The page they were made of.
    """
    heads = {_squeezed(name) for block in expected.blocks for name in block.columns}
    wanted = [block for block in expected.blocks if block.kind != "maybe"]
    counted = [b for b in blocks if not _is_left_out(b, expected, page) and not _is_head(b, heads)]
    free = list(range(len(counted)))
    places: list[int | None] = []
    for block in wanted:
        at = next((k for k in free if _matches(block, counted[k])), None)
        places.append(at)
        if at is not None:
            free.remove(at)
    rows = [k for k, block in enumerate(wanted) if block.kind == "row"]
    right = [place for place in places if place is not None]
    found_rows = sum(block.kind is BlockKind.ROW and len(block.cells) > 1 for block in counted)
    return Score(
        n_right=len(right),
        n_found=len(counted),
        n_expected=len(wanted),
        n_rows_right=sum(places[k] is not None for k in rows),
        n_rows_found=found_rows,
        n_rows_expected=len(rows),
        n_in_order=sum(a < b for a, b in pairwise(right)),
        n_neighbours=max(0, len(right) - 1),
        missed=tuple(f"{b.kind} {' | '.join(b.cells)}" for b, at in zip(wanted, places, strict=True) if at is None),
        extra=tuple(f"{counted[k].kind.value} {counted[k].text}" for k in free),
    )


def rows_read(expected: Sequence[Expected], rows: Sequence[Sequence[str]]) -> int:
    """How many of the expected rows are among the rows, by their cells alone."""
    free = list(rows)
    n = 0
    for row in expected:
        at = next(
            (k for k, cells in enumerate(free) if len(cells) == len(row.cells) and all(map(_reads, row.cells, cells))),
            None,
        )
        if at is not None:
            del free[at]
            n += 1
    return n


def _expected(lines: Sequence[str]) -> tuple[list[Expected], list[tuple[float, ...]]]:
    blocks: list[Expected] = []
    figures: list[tuple[float, ...]] = []
    columns: tuple[str, ...] = ()
    for line in filter(str.strip, lines):
        kind, bar, rest = line.partition(" |")
        cells = tuple(cell.strip() for cell in rest.split(" |"))
        if not bar:
            raise ValueError(line)
        if kind == "columns":
            columns = cells if any(cells) else ()
        elif kind == "figure":
            figures.append(tuple(map(float, cells[0].split())))
        elif kind in ("row", *_KINDS, "any", "group", "maybe"):
            blocks.append(Expected(kind, cells, columns if kind == "row" else ()))
        else:
            raise ValueError(line)
    return blocks, figures


def _matches(expected: Expected, block: Block) -> bool:
    if expected.kind == "row":
        return (
            block.kind is BlockKind.ROW
            and len(block.cells) == len(expected.cells)
            and all(map(_reads, expected.cells, block.cells))
            and tuple(map(_squeezed, block.columns)) == tuple(map(_squeezed, expected.columns))
        )
    if expected.kind == "group":
        return block.kind is BlockKind.ROW and not block.columns and _reads(expected.cells[0], block.text)
    return block.kind in _KINDS.get(expected.kind, _ANY) and _reads(expected.cells[0], block.text)


def _reads(pattern: str, text: str) -> bool:
    """True where the text is the pattern, in which "…" stands for any words, white space and bullets left aside."""
    found = _squeezed(text)
    start, *rest = (_squeezed(part) for part in pattern.split("…"))
    if not rest:
        return found == start
    return found.startswith(start) and found.endswith(rest[-1]) and len(found) >= len(start) + len(rest[-1])


def _squeezed(text: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.replace("...", "…").replace("〜", "~").lstrip(_MARKS)


def _is_head(block: Block, heads: set[str]) -> bool:
    """True for a row of names of columns, which are counted with the rows under them."""
    if block.kind is not BlockKind.ROW or block.columns or not heads or not any(block.cells):
        return False
    return all(any(_squeezed(cell) in head for head in heads) for cell in block.cells if cell)


def _is_left_out(block: Block, expected: Transcription, page: Page) -> bool:
    if any(_reads(other.cells[0], block.text) for other in expected.blocks if other.kind == "maybe"):
        return True
    return any(_inside(x, y, figure) for x, y in _middles(block, page) for figure in expected.figures)


def _middles(block: Block, page: Page) -> Iterator[tuple[float, float]]:
    """The middle of the first line of the block on paper, where it is known."""
    if isinstance(page, TypesetPage):
        for line in page.lines:
            if block.span.start <= line.start < block.span.end:
                yield (line.left + line.right) / 2, (line.top + line.bottom) / 2
                return


def _inside(x: float, y: float, box: Sequence[float]) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _f1(n_right: int, n_found: int, n_expected: int) -> float:
    return 2 * n_right / (n_found + n_expected) if n_found + n_expected else 1.0
