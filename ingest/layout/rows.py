"""Tables whose rows stand one on a line: tab-separated as extractions leave them, or Markdown."""

import re
from collections.abc import Sequence

from corpus.values import BlockKind, Page, Span
from ingest.layout.lines import Line
from ingest.layout.stretches import LineStretch
from ingest.layout.traced import TracedBlock, read_text

_RULE = re.compile(r"^\|[\s:|-]+\|?$")
_NUMBER = re.compile(r"^[\d,.%％▲△+\-–−円兆億万件社者人t]+$")
_MAX_HEADER_CELL_CHARS = 40


def table_rows(stretch: LineStretch, page: Page) -> list[TracedBlock]:
    """A block for each row; the header row is a block of its own (a caption), its names stand in every row."""
    rows = [(line, _cells(line)) for line in stretch.lines if not _RULE.match(line.text)]
    has_rule = len(rows) < len(stretch.lines)
    has_header = len(rows) > 1 and (has_rule or _is_header(rows[0][1], [cells for _, cells in rows[1:]]))
    columns = tuple(rows[0][1]) if has_header else ()
    blocks: list[TracedBlock] = []
    above: Sequence[str] = ()
    for i, (line, found) in enumerate(rows):
        cells = _fitted(found, len(columns))
        if has_header and i == 0:
            text = " ".join(c for c in cells if c)
            if text:
                blocks.append(TracedBlock(kind=BlockKind.CAPTION, text=text, span=_span(line, page)))
            continue
        cells = _filled_down(cells, above) if columns else cells
        text = _row_text(columns, cells)
        if text:
            blocks.append(
                TracedBlock(
                    kind=BlockKind.ROW,
                    text=text,
                    span=_span(line, page),
                    columns=columns,
                    cells=tuple(cells) if columns else tuple(c for c in cells if c),
                )
            )
        above = cells
    return blocks


def _span(line: Line, page: Page) -> Span:
    text = line.text
    start = line.start + len(text) - len(text.lstrip())
    return Span(page.number, start, line.start + len(text.rstrip()))


def _cells(line: Line) -> list[str]:
    if "\t" in line.text:
        return [read_text(cell) for cell in line.text.split("\t")]
    return [read_text(cell) for cell in line.text.strip().strip("|").split("|")]


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """True for short names without figures over rows of about as many cells."""
    named = [cell for cell in first if cell]
    if len(named) < 2 or any(len(c) > _MAX_HEADER_CELL_CHARS or _NUMBER.match(c) or "。" in c for c in named):
        return False
    return all(abs(len(row) - len(first)) <= 2 for row in rest[:3])


def _fitted(cells: Sequence[str], n_columns: int) -> list[str]:
    """As many cells as there are columns: what is too many joins the last, what is missing is empty."""
    if not n_columns:
        return list(cells)
    fitted = [*cells[: n_columns - 1], " ".join(c for c in cells[n_columns - 1 :] if c)]
    return fitted + [""] * (n_columns - len(fitted))


def _filled_down(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    """Leading empty cells take the value above: a merged cell holds for all of its rows."""
    filled = list(cells)
    for i, cell in enumerate(filled):
        if cell or i >= len(above):
            break
        filled[i] = above[i]
    return filled


def _row_text(columns: Sequence[str], cells: Sequence[str]) -> str:
    if not columns:
        return "／".join(cell for cell in cells if cell)
    pairs = zip(columns, cells, strict=True)
    return "／".join(f"{name}：{cell}" if name else cell for name, cell in pairs if cell)
