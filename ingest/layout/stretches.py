"""Which lines of a page belong together, and what they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.values import BlockKind, Span
from ingest.layout.lines import Line, PageLines

_MAX_HEADING_CHARS = 60
_TITLE_SIZE = 1.25  # a line this much larger than the body text is a title
_FULL_LINE = 0.75  # a line this share of the page's usual width goes on in the next one

# (pattern over the folded line, level). Numbers with more parts stand deeper.
_NUMBERED = re.compile(r"^(\d{1,2}(?:[-.‐]\d{1,2}){0,4})[.．、]?(?:\s+|(?=[^\d\s.,:%年月日件社者回つ個名]))(?=\S)")
_CHAPTER = re.compile(r"^第\s*[\d一二三四五六七八九十]{1,3}\s*([章部編節条])")
_PARENTHESIS = re.compile(r"^[(][\d一二三四五六七八九十]{1,2}[)]\s*\S")
_BRACKETED = re.compile(r"^【[^】]{1,40}】$")
_MARKDOWN = re.compile(r"^(#{1,6})\s+\S")
_BULLET = re.compile(
    r"^(?:[●○・■□◆◇▶▷➢➤✓⚫⚪•‣⁃◎▪➡⇒→*\-–]\s+|[●○・■◆◇▶▷➢➤✓⚫⚪•‣◎▪➡⇒](?=\S)|[①-⑳]\s*|[(]?\d{1,2}[)]\s*|[ア-ン][.)]\s*|[a-z][.)]\s+)"
)
_NOTE = re.compile(r"^(?:※|[(]?注\d*[)]?[:：\s]|[*]\d|出典[:：]|資料[:：]|出所[:：]|[(]出典|【出典】)")
_CAPTION = re.compile(r"^(?:図表?|表)\s*\d+(?:[-.]\d+)*(?:\s|[:：]|(?=[^\dにをはがのでと]))")
_CONTENTS_LINE = re.compile(r"(?:[.．…‥・]{3,}|\t)\s*[-–]?\s*\d{1,3}\s*[-–]?$")
_CHOICE = re.compile(r"[■□☑☐☒]")
_SENTENCE_END = re.compile(r"[。!?][」』)]*$")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{3,}")


@dataclass(frozen=True, slots=True)
class LineStretch:
    """Lines that make one block, or the lines of one table.

    Attributes:
        lines: In order; never empty.
        kind: What they are; ROW for a table.
        level: Depth of a heading from 1, otherwise 0.
        mark_length: Characters of the reading text that are a mark of Markdown and no text.
    """

    lines: tuple[Line, ...]
    kind: BlockKind
    level: int = 0
    mark_length: int = 0

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.lines[-1].end

    @property
    def is_table(self) -> bool:
        """True for the lines of a table."""
        return self.kind is BlockKind.ROW

    def span(self, page: int | None) -> Span:
        """Where it stands."""
        return Span(page, self.start, self.end)


def page_stretches(page: PageLines, lines: Sequence[Line]) -> list[LineStretch]:
    """The lines of a page grouped, in order; each line in exactly one group."""
    usual_width = sorted(line.width for line in lines)[int(len(lines) * 0.9)] if lines else 0
    found: list[LineStretch] = []
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        one = _classify(page, line, following)
        if found and _goes_on(found[-1], one, line, usual_width):
            found[-1] = LineStretch((*found[-1].lines, line), found[-1].kind, found[-1].level, found[-1].mark_length)
        else:
            found.append(one)
    return found


def _classify(page: PageLines, line: Line, following: Line | None) -> LineStretch:
    text = line.folded
    if "\t" in line.text.strip() and not _CONTENTS_LINE.search(text):
        return LineStretch((line,), BlockKind.ROW)
    if text.startswith("|") and text.count("|") > 2:
        return LineStretch((line,), BlockKind.ROW)
    level = heading_level(page, line, following)
    if level:
        mark = _MARKDOWN.match(text)
        return LineStretch((line,), BlockKind.HEADING, level, len(mark.group(1)) + 1 if mark else 0)
    if len(_CHOICE.findall(text)) > 1:
        return LineStretch((line,), BlockKind.FIELD)
    if _NOTE.match(text):
        return LineStretch((line,), BlockKind.NOTE)
    if _CAPTION.match(text) and len(text) <= _MAX_HEADING_CHARS:
        return LineStretch((line,), BlockKind.CAPTION)
    if _BULLET.match(text):
        return LineStretch((line,), BlockKind.ITEM, 0, 2 if text.startswith(("- ", "* ")) else 0)
    return LineStretch((line,), BlockKind.PARAGRAPH)


def heading_level(page: PageLines, line: Line, following: Line | None) -> int:
    """Depth of the heading that the line is, from 1, or 0 where it is none."""
    text = line.folded.strip()
    if _MARKDOWN.match(text):
        return len(_MARKDOWN.match(text).group(1))  # type: ignore[union-attr]
    if (
        len(text) > _MAX_HEADING_CHARS
        or _SENTENCE_END.search(text)
        or _CONTENTS_LINE.search(text)
        or text.endswith("、")
    ):
        return 0
    chapter = _CHAPTER.match(text)
    if chapter:
        return 1 if chapter.group(1) in "章部編" else 3
    is_title = (
        line.box is not None
        and page.body_size is not None
        and line.box.size >= _TITLE_SIZE * page.body_size
        and any(c.isalpha() for c in text)
    )
    if is_title:
        return 1
    if _BRACKETED.match(text):
        return 6
    numbered = _NUMBERED.match(text)
    if numbered and not _continues_a_list(text, following):
        return 2 + numbered.group(1).count("-") + numbered.group(1).count(".")
    if _PARENTHESIS.match(text) and not _continues_a_list(text, following):
        return 7
    return 0


def _continues_a_list(text: str, following: Line | None) -> bool:
    """True where the next line has a number of the same kind: then both are items of a list."""
    if following is None:
        return True
    for pattern in (_NUMBERED, _PARENTHESIS):
        here, there = pattern.match(text), pattern.match(following.folded.strip())
        if here and there:
            parts = [len(re.findall(r"\d+", m.group(0).split()[0])) for m in (here, there)]
            return parts[0] == parts[1]
    return False


def _goes_on(before: LineStretch, one: LineStretch, line: Line, usual_width: int) -> bool:
    """True where the line continues the stretch before it."""
    last = before.lines[-1]
    if one.kind is BlockKind.ROW:
        same_form = line.text.startswith("|") == last.text.startswith("|")
        return before.kind is BlockKind.ROW and same_form and not (line.gap_before and not line.text.startswith("|"))
    if line.folded.startswith((":", "：")):  # a label and its value, broken apart
        return before.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}
    if one.kind is not BlockKind.PARAGRAPH or before.kind in {BlockKind.ROW, BlockKind.HEADING, BlockKind.CAPTION}:
        return False
    if line.gap_before or _SENTENCE_END.search(last.folded):
        return False
    return last.width >= _FULL_LINE * usual_width and usual_width >= 40
