"""Drafts of pages whose format names its own structure; the rules of layout look only at what it leaves open."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.values import BlockKind
from ingest.layout.draft import Draft
from ingest.layout.headings import HeadingStyle, heading_style
from ingest.layout.lines import Line, PageLines
from ingest.layout.markers import find_marker, is_caption, is_note
from ingest.layout.tables import RowDraft, form_length, read_form
from ingest.layout.traced import read_text
from ingest.loaders.marked import Mark, MarkedPage
from ingest.units import with_unit

_TITLE_RANK = 0.5  # above every numbered level
_BIGGER = 1.12  # as for PDF: letters of a heading against those of the text
_MAX_HEADING_CHARS = 45
_MOSTLY = 0.8
_MAX_CHOICES = 40
_MAX_SIZED_MARKS = 2000  # so many pieces of a page tell the size of its text


def marked_drafts(page: MarkedPage) -> tuple[Draft, ...]:
    """The drafts of the page, in the order of its text; every mark is in one."""
    lines = tuple(
        Line(mark.start, mark.end, page.text[mark.start : mark.end], index, gap_before=True, indented=False)
        for index, mark in enumerate(page.marks)
    )
    marks = page.marks
    if _is_mostly_bold(marks):  # then bold says nothing
        marks = tuple(replace(mark, is_bold=False) for mark in marks)
    return tuple(_drafts(marks, PageLines(page, lines, _body_size(marks))))


def _drafts(marks: Sequence[Mark], page: PageLines) -> Iterator[Draft]:
    at = 0
    previous: Draft | None = None
    while at < len(marks):
        previous = _form(marks, page, at, previous) or _draft(marks, page, at, previous)
        yield previous
        at += len(previous.lines)


def _draft(marks: Sequence[Mark], page: PageLines, at: int, previous: Draft | None) -> Draft:
    mark, line = marks[at], page.lines[at]
    match mark.kind:
        case BlockKind.HEADING:
            style = HeadingStyle(f"marked{mark.level}", mark.level or _TITLE_RANK, None)
            return Draft(mark.kind, (line,), style.family, style)
        case BlockKind.ROW:
            columns = tuple(map(read_text, mark.columns))
            row = RowDraft(mark.start, mark.end, columns, tuple(map(read_text, mark.cells)))
            return Draft(
                mark.kind, (line,), row=replace(row, shown=with_unit(row.text, mark.unit)) if mark.unit else row
            )
        case BlockKind.FIELD:
            return _field(mark, line, "")
        case BlockKind.PARAGRAPH:
            return _text(mark, page, line, marks[at + 1 : at + 2], previous)
        case _:
            marker = find_marker(line.folded.strip())
            return Draft(mark.kind, (line,), marker.family if marker else "")


def _text(mark: Mark, page: PageLines, line: Line, after: Sequence[Mark], previous: Draft | None) -> Draft:
    """The draft of a paragraph of which the format says no more."""
    folded = line.folded.strip()
    if is_note(folded):
        return Draft(BlockKind.NOTE, (line,), "note")
    if is_caption(folded):
        return Draft(BlockKind.CAPTION, (line,), "caption")
    is_item = previous is not None and previous.kind is BlockKind.ITEM
    following = page.lines[line.index + 1] if after and after[0].kind is not BlockKind.HEADING else None
    style = heading_style(page, line, previous.family if is_item and previous else "", following, has_markdown=True)
    if style is None and _is_emphasised(mark, folded, page.body_size) and following is not None:
        size = round(mark.size) if mark.size else 0
        style = HeadingStyle(f"emphasised{size}{'b' * mark.is_bold}", 0, mark.size)
    if style is not None:
        return Draft(BlockKind.HEADING, (line,), style.family, style)
    marker = find_marker(folded)
    if marker is not None and marker.family not in ("article", "bracket", "angle"):
        return Draft(BlockKind.ITEM, (line,), marker.family)
    return Draft(BlockKind.PARAGRAPH, (line,))


def _is_emphasised(mark: Mark, folded: str, body_size: float | None) -> bool:
    """True for a short line in bold or bigger letters that is no sentence."""
    if (
        len(folded) > _MAX_HEADING_CHARS
        or "。" in folded
        or folded[-1:] in "、,:："
        or not any(map(str.isalpha, folded))
    ):
        return False
    bigger = mark.size is not None and body_size is not None and mark.size >= _BIGGER * body_size
    return mark.is_bold or bigger


def _form(marks: Sequence[Mark], page: PageLines, at: int, previous: Draft | None) -> Draft | None:
    """The choices of one question of a form, or None."""
    if marks[at].kind is BlockKind.FIELD:
        line = page.lines[at]
        return _field(marks[at], line, read_form([line], "")) if form_length([line], 0) else None
    if marks[at].kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return None
    run: list[Line] = []
    for line, mark in zip(page.lines[at : at + _MAX_CHOICES], marks[at : at + _MAX_CHOICES], strict=True):
        if mark.kind is not marks[at].kind:
            break
        run.append(line)
    n = form_length(run, 0)
    if not n:
        return None
    question = ""
    if previous is not None and previous.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING):
        question = " ".join(line.text.strip() for line in previous.lines).rstrip("。:：")
    row = RowDraft(run[0].start, run[n - 1].end, (), (read_form(run[:n], question),))
    return Draft(BlockKind.FIELD, tuple(run[:n]), row=row)


def _field(mark: Mark, line: Line, choice: str) -> Draft:
    text = choice or "：".join(part for part in map(read_text, mark.cells) if part)
    return Draft(BlockKind.FIELD, (line,), row=RowDraft(mark.start, mark.end, (), (text,)))


def _is_mostly_bold(marks: Sequence[Mark]) -> bool:
    texts = [mark for mark in marks if mark.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)]
    n_bold = sum(mark.end - mark.start for mark in texts if mark.is_bold)
    return n_bold > _MOSTLY * sum(mark.end - mark.start for mark in texts)


def _body_size(marks: Sequence[Mark]) -> float | None:
    """The size that most of the text is set in, in points."""
    weight: Counter[float] = Counter()
    for mark in marks[:_MAX_SIZED_MARKS]:
        if mark.size is not None and mark.kind is not BlockKind.HEADING:
            weight[mark.size] += mark.end - mark.start
    return weight.most_common(1)[0][0] if weight else None
