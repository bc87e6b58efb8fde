"""From pages to blocks: lines grouped, furniture left out, headings above."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.values import BlockKind, Page, Span
from ingest.layout.draft import Draft
from ingest.layout.drafts import by_position, draft_blocks
from ingest.layout.furniture import find_furniture
from ingest.layout.headings import OpenHeading, push_heading
from ingest.layout.lines import split_lines, with_body_size
from ingest.layout.marked import marked_drafts
from ingest.layout.markers import without_decoration
from ingest.layout.ruled import OpenTable
from ingest.layout.traced import Traced, TracedBlock, read, without_leaders
from ingest.loaders.marked import MarkedPage

__all__ = ["TracedBlock", "build_blocks"]

_MARKDOWN = re.compile(r"^#{1,6} \S", re.MULTILINE)
_SPACED_OUT = re.compile(r"^[^\x00-\u2e7f](?: [^\x00-\u2e7f]){1,7}$")
_CONTENTS = re.compile(r"^(?:目次|もくじ|内容|contents)$", re.IGNORECASE)
_MAX_DIVIDER_CHARS = 60
_MAX_ROW_CHARS = 3000  # nobody quotes a longer row whole: it is read as text, which is cut into sentences


def build_blocks(pages: Sequence[Page]) -> tuple[TracedBlock, ...]:
    """The blocks of a document in the order of its text; pages that could not be read give none.

    Every visible character of a page that is no furniture (running headers and footers, page numbers, copyright lines,
    ruled lines) stands in the span of a block; blocks do not overlap. On a slide the section of a block follows from
    where it stands on paper, as far as the reader knows it: a title may come last in the text.
    """
    laid_out = with_body_size([split_lines(page) for page in pages])
    furniture = find_furniture(laid_out)
    has_markdown = any(_MARKDOWN.search(page.text) for page in pages)
    blocks: list[TracedBlock] = []
    stack: tuple[OpenHeading, ...] = ()
    divider: tuple[OpenHeading, ...] = ()
    table: OpenTable | None = None
    for position, (page, hidden) in enumerate(zip(laid_out, furniture, strict=True)):
        if isinstance(page.page, MarkedPage):
            drafts, table = marked_drafts(page.page), None
        else:
            drafts, table = draft_blocks(page, hidden, has_markdown=has_markdown, open_table=table)
        if page.is_slide:
            opens_part = position > 0 and _is_divider(drafts)
            stack = () if opens_part else divider
            placed, stack = _place(page.page, by_position(drafts), stack)
            if opens_part:
                divider = tuple(OpenHeading(heading.text, "divider", 0.2, None) for heading in stack[:1])
        else:
            placed, stack = _place(page.page, drafts, stack)
        blocks.extend(sorted(placed, key=lambda block: block.span.start))
    return tuple(blocks)


def _place(
    page: Page, drafts: Sequence[Draft], stack: tuple[OpenHeading, ...]
) -> tuple[list[TracedBlock], tuple[OpenHeading, ...]]:
    """The drafts as blocks under their headings, and the headings that are open behind them."""
    blocks = []
    for draft in drafts:
        block = _block(page, draft)
        if not block.text:
            continue
        if stack and draft.family != "toc" and _CONTENTS.match(stack[-1].text):
            stack = stack[:-1]  # nothing but its entries stands under a table of contents
        if draft.style is not None:
            stack = push_heading(stack, block.text, draft.style)
            section = tuple(heading.text for heading in stack[:-1])
            blocks.append(replace(block, section=section, level=len(stack)))
        else:
            section = tuple(heading.text for heading in stack)
            under = tuple(heading for heading in draft.under if heading not in section)
            blocks.append(replace(block, section=(*section, *under)))
    return blocks, stack


def _is_divider(drafts: Sequence[Draft]) -> bool:
    """True for a slide that holds nothing but the heading of the slides behind it."""
    printed = [draft for draft in drafts if not draft.is_picture]
    n_chars = sum(len(line.text) for draft in printed for line in draft.lines)
    return 0 < n_chars <= _MAX_DIVIDER_CHARS and all(draft.kind is BlockKind.HEADING for draft in printed)


def _block(page: Page, draft: Draft) -> TracedBlock:
    """The draft as a block without a section."""
    span = Span(page.number, draft.start, draft.end)
    if draft.row is not None and len(draft.row.text) <= _MAX_ROW_CHARS:
        if draft.kind is BlockKind.FIELD:
            return TracedBlock(draft.kind, draft.row.cells[0], span)
        return TracedBlock(draft.kind, draft.row.text, span, (), draft.row.columns, draft.row.cells)
    # Lines of a title are broken where a word ends, unless they break inside a phrase.
    kind = BlockKind.PARAGRAPH if draft.row is not None else draft.kind
    is_title = kind is BlockKind.HEADING and not "ぁ" <= draft.lines[0].text[-1] <= "ん"
    traced = read(page.text, draft.start, draft.end, lines_apart=is_title or draft.family == "labels")
    if draft.family == "toc":  # one statement, whatever its title holds
        return TracedBlock(kind, without_leaders(traced).text, span)
    if kind in (BlockKind.ITEM, BlockKind.HEADING):
        traced = _undecorated(traced)
    if kind is BlockKind.HEADING and _SPACED_OUT.match(traced.text):
        traced = _closed_up(traced)
    return TracedBlock(kind, traced.text, span, trace=traced.trace)


def _undecorated(traced: Traced) -> Traced:
    shown = without_decoration(traced.text)
    return traced.cut(len(traced.text) - len(shown)) if shown.strip() else traced


def _closed_up(traced: Traced) -> Traced:
    """Letters that were spaced out ("概 要") standing together."""
    kept = [(char, at) for char, at in zip(traced.text, traced.trace, strict=True) if char != " "]
    return Traced("".join(char for char, _ in kept), tuple(at for _, at in kept))
