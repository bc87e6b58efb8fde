"""From pages to blocks: lines grouped, furniture left out, headings above."""

import re
from collections.abc import Sequence

from corpus.values import BlockKind, Page, Span
from ingest.layout.drafts import Draft, draft_blocks
from ingest.layout.furniture import find_furniture
from ingest.layout.headings import OpenHeading, push_heading
from ingest.layout.lines import split_lines
from ingest.layout.markers import without_decoration
from ingest.layout.traced import Traced, TracedBlock, read, without_leaders

__all__ = ["TracedBlock", "build_blocks"]

_MARKDOWN = re.compile(r"^#{1,6} \S", re.MULTILINE)
_SPACED_OUT = re.compile(r"^[^\x00-\u2e7f](?: [^\x00-\u2e7f]){1,7}$")
_MAX_DIVIDER_CHARS = 60


def build_blocks(pages: Sequence[Page]) -> tuple[TracedBlock, ...]:
    """The blocks of a document in reading order; pages that could not be read give none.

    Every visible character of a page that is no furniture (running headers and footers, page numbers, copyright lines)
    stands in the span of a block; blocks do not overlap. On slides the reading order is that of the places on paper
    where the reader knows them, not that of the offsets.
    """
    laid_out = [split_lines(page) for page in pages]
    furniture = find_furniture(laid_out)
    has_markdown = any(_MARKDOWN.search(page.text) for page in pages)
    blocks: list[TracedBlock] = []
    stack: tuple[OpenHeading, ...] = ()
    divider: tuple[OpenHeading, ...] = ()
    for position, (page, hidden) in enumerate(zip(laid_out, furniture, strict=True)):
        drafts = draft_blocks(page, hidden, has_markdown=has_markdown)
        if page.is_slide:
            stack = divider
            if position and _is_divider(drafts):
                stack = ()
        for draft in drafts:
            block = _block(page.page, draft, stack)
            if not block.text:
                continue
            if draft.style is not None:
                stack = push_heading(stack, _title(block.text), draft.style)
                outer = tuple(heading.text for heading in stack[:-1])
                block = _block(page.page, draft, stack[:-1], level=len(stack), section=outer)
            blocks.append(block)
        if page.is_slide and position and _is_divider(drafts):
            divider = tuple(OpenHeading(heading.text, "divider", 0.2, None) for heading in stack[-1:])
    return tuple(blocks)


def _is_divider(drafts: Sequence[Draft]) -> bool:
    """True for a slide that holds nothing but the heading of the slides behind it."""
    n_chars = sum(len(line.text) for draft in drafts for line in draft.lines)
    return 0 < n_chars <= _MAX_DIVIDER_CHARS and all(draft.kind is BlockKind.HEADING for draft in drafts)


def _block(
    page: Page, draft: Draft, stack: Sequence[OpenHeading], *, level: int = 0, section: tuple[str, ...] | None = None
) -> TracedBlock:
    section = tuple(heading.text for heading in stack) if section is None else section
    span = Span(page.number, draft.start, draft.end)
    if draft.row is not None:
        if draft.kind is BlockKind.FIELD:
            return TracedBlock(draft.kind, draft.row.cells[0], span, section)
        return TracedBlock(draft.kind, draft.row.text, span, section, draft.row.columns, draft.row.cells)
    traced = read(page.text, draft.start, draft.end, lines_apart=draft.family in ("labels", "figures"))
    if draft.family == "toc":
        traced = without_leaders(traced)
    if draft.kind in (BlockKind.ITEM, BlockKind.HEADING):
        traced = _undecorated(traced)
    return TracedBlock(draft.kind, traced.text, span, section, level=level, trace=traced.trace)


def _undecorated(traced: Traced) -> Traced:
    shown = without_decoration(traced.text)
    return traced.cut(len(traced.text) - len(shown)) if shown.strip() else traced


def _title(text: str) -> str:
    """A heading as part of a path: letters that were spaced out ("概 要") stand together."""
    return text.replace(" ", "") if _SPACED_OUT.match(text) else text
