"""Lines grouped into what belongs together: headings, paragraphs, list items, rows, fields, captions, notes."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.values import BlockKind
from ingest.layout.draft import Draft
from ingest.layout.headings import OPEN_END, HeadingStyle, heading_style, is_toc_entry, title_line
from ingest.layout.lines import Line, PageLines
from ingest.layout.markers import find_marker, is_caption, is_note
from ingest.layout.tables import (
    RowDraft,
    form_length,
    is_figure_row,
    is_label,
    read_form,
    read_table,
    table_length,
)

_ENDS = re.compile(r"[。！？!?]\s*[」』）)】”\"]*\s*$")
_COLON = re.compile(r"[:：]\s*$")
_MID_SENTENCE = re.compile(r"[、。]")
_FILLED = 0.72  # of the widest line around; less is a line that was ended on purpose
_MIN_FULL_WIDTH = 13  # half-width letters; narrower lines are labels, however they end
_RAGGED_LETTERS = 2.5  # a full line may end so many letters before the margin, for the rules of Japanese line breaks
_WORD_REACH = 2.0  # of the size: words of one line stand no further apart
_INDENT = 0.6  # of the size
_MIN_OPEN_WIDTH = 26  # half-width letters
_LINE_STEP = 1.2  # of the size of the letters: more white space than that between two lines parts them
_MIN_RESIDUE_CHARS = 30
_MAX_LABEL_CHARS = 300
_MIN_TOC_ENTRIES = 3
_MAX_TOC_WRAP = 4
_MAX_HEADING_CHARS = 90
_MAX_QUESTION_CHARS = 400
_ANSWER = re.compile(r"\(答\)|\(参考|答\s|A\d*[.:]")


class Drafter:
    """Goes through the lines of one page from the top."""

    def __init__(self, page: PageLines, lines: list[Line], *, has_markdown: bool) -> None:
        self._page = page
        self._lines = lines
        self._has_markdown = has_markdown
        self._title = title_line(page)
        self._toc = _toc_region(lines)
        self._columns: tuple[str, ...] = ()  # of the last table
        self._table_end = -1  # where its last line starts

    def drafts(self) -> Iterator[Draft]:
        """The drafts in the order of the lines."""
        at = 0
        previous: Draft | None = None
        while at < len(self._lines):
            for draft, length in self._next(at, previous):
                yield draft
                previous = draft
                at += length

    def _next(self, at: int, previous: Draft | None) -> Iterator[tuple[Draft, int]]:
        """The drafts that open at the line (several only for a table), each with how many lines it takes."""
        lines = self._lines
        if at in self._toc:
            length = self._toc_entry_length(at)
            yield Draft(BlockKind.NOTE, tuple(lines[at : at + length]), family="toc"), length
        elif n_rows := table_length(lines, at):
            yield from self._table(at, n_rows)
        elif n_choices := form_length(lines, at):
            question = _question_above(previous)
            text = read_form(lines[at : at + n_choices], question)
            row = RowDraft(lines[at].start, lines[at + n_choices - 1].end, (), (text,))
            yield Draft(BlockKind.FIELD, tuple(lines[at : at + n_choices]), row=row), n_choices
        elif n_labels := self._labels_length(at):
            yield Draft(BlockKind.ROW, tuple(lines[at : at + n_labels]), family="labels"), n_labels
        elif is_figure_row(lines[at]):
            yield Draft(BlockKind.ROW, (lines[at],), family="figures"), 1
        else:
            draft = self._text(at, previous)
            yield draft, len(draft.lines)

    def _table(self, at: int, n_rows: int) -> Iterator[tuple[Draft, int]]:
        lines = self._lines[at : at + n_rows]
        by_start = {line.start: line for line in lines}
        last = self._lines[at - 1] if at else None
        joins = last is not None and last.start == self._table_end
        rows = read_table(lines, self._columns if joins else ())
        self._columns, self._table_end = rows[-1].columns, lines[-1].start
        for row in rows:
            yield Draft(BlockKind.ROW, (by_start[row.start],), row=row), n_rows if row is rows[-1] else 0

    def _toc_entry_length(self, at: int) -> int:
        for k in range(at, len(self._lines)):
            if k not in self._toc or (k > at and _opens_entry(self._lines[k])):
                return k - at
            if is_toc_entry(self._lines[k]):
                return k - at + 1
        return len(self._lines) - at

    def _labels_length(self, at: int) -> int:
        """How many lines from here on are crumbs of a chart; 0 for fewer than three."""
        n, n_chars = 0, 0
        for k in range(at, len(self._lines)):
            line = self._lines[k]
            if not is_label(line) or line is self._title or n_chars > _MAX_LABEL_CHARS or find_marker(line.folded):
                break
            if n and (line.index != self._lines[k - 1].index + 1 or (line.gap_before and line.box is None)):
                break
            n += 1
            n_chars += len(line.text)
        return n if n >= 3 else 0

    def _text(self, at: int, previous: Draft | None) -> Draft:
        line = self._lines[at]
        following = self._lines[at + 1] if at + 1 < len(self._lines) else None
        family_before = previous.family if previous is not None and previous.kind is BlockKind.ITEM else ""
        style = heading_style(self._page, line, family_before, following, has_markdown=self._has_markdown)
        folded = line.folded.strip()
        marker = find_marker(folded)
        if style is not None and line is not self._title and self._is_text(at, style):
            style = None
        if style is None and marker is not None and line is not self._title:
            style = self._wrapped_heading(at, family_before)
        if line is self._title or style is not None:
            end = self._heading_end(at, style)
            is_title = line is self._title
            style = style or HeadingStyle("title", 0.4, line.box.size if line.box else None)
            if is_title:
                style = HeadingStyle("title", 0.4, style.size)
            return Draft(BlockKind.HEADING, tuple(self._lines[at:end]), style.family, style, is_title=is_title)
        if is_caption(folded):
            kind, family = BlockKind.CAPTION, "caption"
        elif is_note(folded):
            kind, family = BlockKind.NOTE, "note"
        elif marker is not None and marker.family not in ("article", "bracket", "angle"):
            kind, family = BlockKind.ITEM, marker.family
        else:
            kind, family = BlockKind.PARAGRAPH, ""
        return Draft(kind, tuple(self._lines[at : self._text_end(at, kind)]), family)

    def _is_text(self, at: int, style: HeadingStyle) -> bool:
        """True where what is set bigger turns out to be a paragraph of several lines."""
        if not style.family.startswith(("size", "bullet", "dash", "symbol")):
            return False
        kind = BlockKind.PARAGRAPH if style.family.startswith("size") else BlockKind.ITEM
        lines = self._lines[at : self._text_end(at, kind)]
        text = "".join(line.text for line in lines)
        return len(lines) > 1 and ("。" in text or len(text) > _MAX_HEADING_CHARS)

    def _wrapped_heading(self, at: int, family_before: str) -> HeadingStyle | None:
        """How a numbered line is a heading that needs a second line, with text behind it; None where it is none."""
        line = self._lines[at]
        marker = find_marker(line.folded)
        if line.box is None or marker is None or not marker.rank or marker.family in (family_before, "article"):
            return None
        end = self._text_end(at, BlockKind.ITEM)
        if end != at + 2 or end == len(self._lines):
            return None
        text = "".join(part.text for part in self._lines[at:end])
        after = find_marker(self._lines[end].folded)
        if len(text) > _MAX_HEADING_CHARS or "。" in text or self._fills(at, end - 1) or after is not None:
            return None
        return HeadingStyle(marker.family, marker.rank, line.box.size)

    def _heading_end(self, at: int, style: HeadingStyle | None) -> int:
        """Position behind the last line of the heading: a long one goes on, a question up to its end."""
        end = at + 1
        n_chars = len(self._lines[at].text)
        is_question = style is not None and style.family == "question"
        while end < len(self._lines):
            last, line = self._lines[end - 1], self._lines[end]
            n_chars += len(line.text)
            if _ENDS.search(last.text) or self._opens(last, line) or not self._adjoins(last, line):
                break
            if is_question:
                goes_on = not _ANSWER.match(line.folded) and n_chars <= _MAX_QUESTION_CHARS and self._fills(at, end - 1)
            else:
                goes_on = last.box is not None and n_chars <= _MAX_HEADING_CHARS and "。" not in line.text
                goes_on = goes_on and _weight(line) == _weight(last)
                goes_on = goes_on and (self._fills(at, end - 1) or _is_centred(last, line))
            if not goes_on:
                break
            end += 1
        return end

    def _text_end(self, at: int, kind: BlockKind) -> int:
        end = at + 1
        while end < len(self._lines) and self._continues(at, end, kind):
            end += 1
        return end

    def _continues(self, first: int, at: int, kind: BlockKind) -> bool:
        """True where the line goes on with what the lines from first on began."""
        last, line = self._lines[at - 1], self._lines[at]
        if line is self._title or at in self._toc or line.index != last.index + 1:
            return False
        if line.text[0] in ":：":
            return True  # a value under its label
        if line.gap_before and not self._is_residue(last, line, kind):
            return False
        if self._opens(last, line):
            return False
        if not line.gap_before and not self._adjoins(last, line):
            return False
        if kind is BlockKind.CAPTION and len(last.text) < 30:
            return last.box is not None and self._fills(first, at - 1) and "。" not in line.text
        if _COLON.search(last.text) and kind is not BlockKind.NOTE:
            return False
        ends = bool(_ENDS.search(last.text))
        if ends and (line.indented if last.box is None else kind is BlockKind.PARAGRAPH and self._is_indented(at)):
            return False
        if len(last.text) == 1 and len(line.text) == 1:
            return True  # a word set upright
        if OPEN_END.search(last.text) and last.width >= _MIN_OPEN_WIDTH and last.box is not None:
            return True  # in mid-phrase: the line ends at a picture
        return line.gap_before or self._fills(first, at - 1)

    def _is_indented(self, at: int) -> bool:
        """True where the line begins further right than those around it, as the first line of a paragraph does."""
        last, line = self._lines[at - 1], self._lines[at]
        following = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if line.box is None or last.box is None:
            return False
        indent = _INDENT * line.box.size / (getattr(self._page.page, "width", 0.0) or 1.0)
        if line.box.left - last.box.left > indent:
            return True
        if following is None or following.box is None or self._opens(line, following):
            return False
        return self._adjoins(line, following) and line.box.left - following.box.left > indent

    def _column(self, first: int, at: int) -> list[Line]:
        """The lines from first to at, and up to three that adjoin them on either side."""
        column = self._lines[first : at + 1]
        for k in range(first - 1, max(-1, first - 4), -1):
            if not self._adjoins(self._lines[k], column[0]):
                break
            column.insert(0, self._lines[k])
        for k in range(at + 1, min(len(self._lines), at + 4)):
            if not self._adjoins(column[-1], self._lines[k]):
                break
            column.append(self._lines[k])
        return column

    def _is_residue(self, last: Line, line: Line, kind: BlockKind) -> bool:
        """True where the blank line is what a page break left inside a sentence."""
        if last.box is not None or kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            return False
        if _ENDS.search(last.text) or _COLON.search(last.text) or len(last.text) < _MIN_RESIDUE_CHARS:
            return False
        return bool(_MID_SENTENCE.search(last.text)) and bool(_MID_SENTENCE.search(line.text)) and len(line.text) >= 10

    def _opens(self, last: Line, line: Line) -> bool:
        """True where the line begins something of its own."""
        folded = line.folded.strip()
        if "\t" in line.text or is_note(folded) or is_toc_entry(line) or is_figure_row(line):
            return True
        in_sentence = not _ENDS.search(last.text) and bool(_MID_SENTENCE.search(last.text))
        if is_caption(folded):
            return not in_sentence or last.width < 60
        marker = find_marker(folded)
        if marker is None:
            return bool(_ANSWER.match(folded))
        if marker.family in ("spaced", "kana", "kanji", "roman") and in_sentence and not line.gap_before:
            return marker.family == "kanji" and bool(_ENDS.search(last.text))
        return True

    def _adjoins(self, last: Line, line: Line) -> bool:
        """True where the line stands right under the last one, in letters of its size."""
        if last.box is None or line.box is None:
            return True
        if not self._same_size(last, line):
            return False
        page = self._page.page
        height = getattr(page, "height", 0.0) or 1.0
        step = (line.box.top - last.box.bottom) * height
        if -0.5 * line.box.size <= line.box.top * height - last.box.top * height <= 0.5 * line.box.size:
            gap = (line.box.left - last.box.right) * (getattr(page, "width", 0.0) or 1.0)
            return -0.5 * line.box.size <= gap <= _WORD_REACH * line.box.size  # the rest of the same line
        overlaps = line.box.left < last.box.right and line.box.right > last.box.left
        return overlaps and -0.6 * line.box.size < step <= _LINE_STEP * line.box.size

    @staticmethod
    def _same_size(last: Line, line: Line) -> bool:
        return last.box is None or line.box is None or 0.8 < line.box.size / max(last.box.size, 0.1) < 1.25

    def _fills(self, first: int, at: int) -> bool:
        """True where the line at `at` was broken by the margin and not on purpose."""
        line = self._lines[at]
        if line.width < _MIN_FULL_WIDTH:
            return False
        if line.box is not None:
            right = max(other.box.right for other in self._column(first, at) if other.box is not None)
            letter = line.box.size / (getattr(self._page.page, "width", 0.0) or 1.0)
            return line.box.right >= right - _RAGGED_LETTERS * letter
        widest = max(other.width for other in self._lines[max(0, at - 3) : at + 4] if "\t" not in other.text)
        return line.width >= _FILLED * widest


def _weight(line: Line) -> int:
    return line.box.weight if line.box is not None else 0


def _is_centred(one: Line, other: Line) -> bool:
    """True where the middles of the two lines stand over one another and their ends do not."""
    if one.box is None or other.box is None:
        return False
    middles = [(line.left + line.right) / 2 for line in (one.box, other.box)]
    return abs(middles[0] - middles[1]) < 0.01 and abs(one.box.left - other.box.left) > 0.01


def _opens_entry(line: Line) -> bool:
    marker = find_marker(line.folded)
    return marker is not None and marker.rank >= 1


def _toc_region(lines: Sequence[Line]) -> frozenset[int]:
    """Positions of the lines that make up tables of contents, wrapped entries included."""
    entries = [k for k, line in enumerate(lines) if is_toc_entry(line)]
    if len(entries) < _MIN_TOC_ENTRIES:
        return frozenset()
    region: set[int] = set()
    for before, after in pairwise(entries):
        near = after - before <= _MAX_TOC_WRAP
        region.update(range(before, after) if near else (before,))
    return frozenset(region | {entries[-1]})


def _question_above(previous: Draft | None) -> str:
    if previous is None or previous.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING):
        return ""
    return " ".join(line.text.strip() for line in previous.lines).rstrip("。:：")
