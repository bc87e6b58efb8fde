"""The blocks of a page before they have sections: lines grouped, tables as rows, in the order of the text."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.values import BlockKind, Page
from ingest.layout.draft import Draft
from ingest.layout.drafter import Drafter
from ingest.layout.lines import PageLines, picture_lines
from ingest.layout.ruled import OpenTable, read_ruled
from ingest.layout.traced import read_text
from ingest.pdf.order import reading_order
from ingest.typeset import TypesetPage, TypesetTable
from ingest.units import unit_named

_MAX_CAPTION_DISTANCE = 0.1  # of the page's height, between a caption and its table
_CAPTION_OVERLAP = 0.01
_LINES_ABOVE = 3  # a table's title and its unit stand right over it


def draft_blocks(
    page: PageLines, furniture: frozenset[int], *, has_markdown: bool, open_table: OpenTable | None = None
) -> tuple[tuple[Draft, ...], OpenTable | None]:
    """The page's drafts in the order of the text, and the table that the next page may go on with.

    Args:
        page: The page.
        furniture: Indexes of the lines that are no text.
        has_markdown: The document marks its headings with "#".
        open_table: The table that ends the page before.
    """
    left = [line for line in page.lines if line.index not in furniture]
    tables = page.page.tables if isinstance(page.page, TypesetPage) and not page.page.problem else ()
    pictures = {} if page.page.problem else dict(page.page.recognised_parts)
    by_start = {table.start: table for table in tables}
    drafts: list[Draft] = []
    for start in sorted((*by_start, *pictures)):
        before = [line for line in left if line.start < start]
        left = left[len(before) :]
        drafts += Drafter(page, before, has_markdown=has_markdown).drafts()
        if start in pictures:
            drafts += _picture_drafts(page.page, (start, pictures[start]))
            open_table = None
            continue
        table = by_start[start]
        caption = _caption_above(drafts, table)
        unit = unit_named(caption) or _unit_above(drafts, table)
        ruled = read_ruled(page.page.text, table, open_table if not drafts else None, unit)
        title = ruled.end.title or caption
        area = (table.left, table.top, table.right, table.bottom)
        drafts += [
            Draft(BlockKind.ROW, (), "ruled", row=row, under=tuple(filter(None, (title, group))), area=area)
            for row, group in zip(ruled.rows, ruled.groups, strict=True)
        ]
        open_table = replace(ruled.end, title=title)
    if left or not tables:
        open_table = None
        drafts += Drafter(page, left, has_markdown=has_markdown).drafts()
    return tuple(drafts), open_table


def _picture_drafts(page: Page, part: tuple[int, int]) -> Iterator[Draft]:
    """The drafts of what was read in a picture: nothing in it is a heading of the page."""
    lines = picture_lines(page, part)
    for draft in Drafter(lines, list(lines.lines), has_markdown=False).drafts():
        plain = Draft(BlockKind.PARAGRAPH, draft.lines) if draft.kind is BlockKind.HEADING else draft
        yield replace(plain, is_picture=True)


def _caption_above(drafts: Sequence[Draft], table: TypesetTable) -> str:
    """The caption that stands closest over the table on paper; "" where none does."""
    found = ""
    nearest = _MAX_CAPTION_DISTANCE
    for draft in drafts:
        boxes = [line.box for line in draft.lines if line.box is not None]
        if draft.kind is not BlockKind.CAPTION or not boxes:
            continue
        distance = table.top - max(box.bottom for box in boxes)
        beside = max(box.right for box in boxes) < table.left or min(box.left for box in boxes) > table.right
        if -_CAPTION_OVERLAP < distance < nearest and not beside:
            found, nearest = read_text("\n".join(line.text for line in draft.lines)), distance
    return found


def _unit_above(drafts: Sequence[Draft], table: TypesetTable) -> str | None:
    """The unit that the line closest over the table names, or None."""
    for draft in reversed(drafts[-_LINES_ABOVE:]):
        boxes = [line.box for line in draft.lines if line.box is not None]
        if boxes and -_CAPTION_OVERLAP < table.top - max(box.bottom for box in boxes) < _MAX_CAPTION_DISTANCE:
            unit = unit_named(read_text("\n".join(line.text for line in draft.lines)))
            if unit is not None:
                return unit
    return None


def by_position(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts of a slide in the order a person reads them, the title first.

    What was read in a picture stays behind what stands before it in the text.
    """
    behind: dict[int, list[Draft]] = defaultdict(list)
    printed: list[Draft] = []
    for draft in drafts:
        if draft.is_picture:
            behind[len(printed) - 1].append(draft)
        else:
            printed.append(draft)
    order = [-1, *_order(printed)]
    return tuple(draft for k in order for draft in ([printed[k]] if k >= 0 else []) + behind[k])


def _order(drafts: Sequence[Draft]) -> list[int]:
    """Positions of the drafts as a person reads them."""
    boxes = []
    for draft in drafts:
        if draft.area is not None:
            boxes.append(draft.area)
            continue
        placed = [line.box for line in draft.lines if line.box is not None]
        if not placed:
            return list(range(len(drafts)))
        boxes.append(
            (
                min(box.left for box in placed),
                min(box.top for box in placed),
                max(box.right for box in placed),
                max(box.bottom for box in placed),
            )
        )
    return sorted(reading_order(boxes), key=lambda k: not drafts[k].is_title)
