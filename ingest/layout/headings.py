"""Which lines are headings, and the path of headings that every stretch stands under."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout.lines import Line, PageLines
from ingest.layout.markers import Marker, find_marker, is_caption, is_note

_MAX_STRONG_CHARS = 70
_MAX_WEAK_CHARS = 45
_MAX_DEPTH = 6
_OF_THE_PAGE = ("title", "divider")  # hold for a whole slide, whatever is set bigger on it
_NUMBERED_RANKS = (10, 30)  # from parts to "1-2-3."
# A heading is set at least this much bigger than the text; 10.5 over 9 points is the smallest step seen in reports.
_BIGGER = 1.12
_AS_BIG = 0.9
_UPPER_EDGE = 0.1
_TITLE_LEFT = 0.3
_MIN_TITLE_CHARS = 5
_TITLE_ZONE = 0.25  # share of a slide's height in which its title stands
_STRONG = ("markdown", "part", "chapter", "section", "subsection", "multi", "question", "bracket", "angle")
OPEN_END = re.compile(r"(?:[、，,;；]|[^もこ]の|[をがはへ]|[^うご]と|及び|又は|並びに|における|[しりきみ]て)$")
_DATE = re.compile(r"^(?:令和|平成|昭和|20\d\d|19\d\d).{0,12}[年月日](?:\s*[（(].{1,8}[）)])?(?:時点|現在|版)?$")
_TOC_END = re.compile(
    r"(?:(?:[.．…‥・_＿─―]|[-－—](?=[-－—\s]))\s?){4,}\s*[-－–]?\s*(?:[\dⅰ-ⅹivx]{1,4}(?:\s*[-–〜~]\s*\d{1,3})?)\s*(?:頁|ページ|[-－–])?\s*$"
    r"|…{1,}\s*\d{1,3}\s*(?:頁|ページ)?$|^[^\t]{2,200}\t\s*\d{1,3}$"
)
_IN_BRACKETS = re.compile(r"^[(\[][^()\[\]]*[)\]]$")
_MAX_WORDS = 5
_LABELLED = re.compile(r"^:|:\s*.{0,6}\d")
_MAX_TOC_TAIL = 200
_NOT_A_TITLE = re.compile(r"^(?:以上|記|殿|各位|[\d\W]+)$")


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """How a heading is set.

    Attributes:
        family: Headings of one family stand on one level.
        rank: Its fixed place among headings, lower is higher; 0 where it has none.
        size: In points, or None.
    """

    family: str
    rank: float
    size: float | None


def is_toc_entry(line: Line) -> bool:
    """True for a line of a table of contents: dots, or one tab, and a page number at its end."""
    return bool(_TOC_END.search(line.folded[-_MAX_TOC_TAIL:]))  # the end only: the pattern is slow on long lines


def title_line(page: PageLines) -> Line | None:
    """The line that is the title of a slide: the biggest one near its top; None where none stands out."""
    if not page.is_slide or page.body_size is None:
        return None
    top = [
        line
        for line in page.lines
        if line.box is not None
        and line.box.top < _TITLE_ZONE
        and line.box.size >= _BIGGER * page.body_size
        and _is_title_like(line.folded, _MAX_STRONG_CHARS)
    ]
    biggest = max((line.box.size for line in top if line.box is not None), default=0.0)
    found = next((line for line in top if line.box is not None and line.box.size >= 0.97 * biggest), None)
    return found or _topmost(page)


def _topmost(page: PageLines) -> Line | None:
    """The first line on the paper where it stands as titles do: at the left of the upper edge, in full letters."""
    placed = [(line.box.top, line) for line in page.lines if line.box is not None]
    if not placed or page.body_size is None:
        return None
    top, line = min(placed, key=lambda pair: pair[0])
    if line.box is None or top > _UPPER_EDGE or line.box.left > _TITLE_LEFT or line.box.size < 0.97 * page.body_size:
        return None
    is_title = _is_title_like(line.folded, _MAX_STRONG_CHARS) and len(line.text) >= _MIN_TITLE_CHARS
    return line if is_title and not is_note(line.folded) else None


def outline_level(page: PageLines, line: Line) -> int | None:
    """The level of the bookmark of this page whose title the line is, or None."""
    outline: tuple[tuple[int, str], ...] = getattr(page.page, "outline", ())
    squeezed = "".join(line.text.split())
    return next((level for level, title in outline if "".join(title.split()) == squeezed), None)


def heading_style(
    page: PageLines, line: Line, previous_family: str, following: Line | None, *, has_markdown: bool
) -> HeadingStyle | None:
    """How the line is a heading, or None where it is none.

    Args:
        page: The page it stands on.
        line: The line.
        previous_family: Family of the list item right before it, or "".
        following: The next line of text, or None.
        has_markdown: The document marks its headings with "#".
    """
    text = line.folded.strip()
    size = line.box.size if line.box is not None else None
    marker = find_marker(text)
    if marker is not None and marker.family.startswith("markdown"):
        return HeadingStyle(marker.family, marker.rank, None)
    if is_toc_entry(line) or is_caption(text) or is_note(text) or "\t" in line.text:
        return None
    bigger = size is not None and page.body_size is not None and size >= _BIGGER * page.body_size
    bigger = bigger or _is_stronger(page, line, following)
    level = outline_level(page, line)
    if level is not None and _is_title_like(text, _MAX_STRONG_CHARS):
        return HeadingStyle(f"outline{level}", marker.rank if marker else level, size)
    if marker is None:
        return _unmarked(page, line, following, has_markdown=has_markdown, bigger=bigger)
    if not _is_marked_title(text, marker, line, previous_family, following, bigger=bigger, page=page):
        return None
    return HeadingStyle(marker.family, marker.rank, size)


def _is_stronger(page: PageLines, line: Line, following: Line | None) -> bool:
    """True where the line is set bolder than the page, in letters as big, and what follows is not."""
    if line.box is None or page.body_size is None or line.box.weight <= page.body_weight:
        return False
    if line.box.size < _AS_BIG * page.body_size:
        return False
    return following is None or following.box is None or following.box.weight <= page.body_weight


def _is_marked_title(
    text: str,
    marker: Marker,
    line: Line,
    previous_family: str,
    following: Line | None,
    *,
    bigger: bool,
    page: PageLines,
) -> bool:
    if marker.family == "article":
        return False  # an article of a law is text under its number
    if marker.family == "question":
        return True
    if marker.family.startswith(_STRONG):
        return _is_title_like(text[marker.length :], _MAX_STRONG_CHARS)
    if not _is_title_like(text[marker.length :], _MAX_WEAK_CHARS) or len(text) - marker.length < 2:
        return False
    if bigger and marker.rank:
        return True
    if following is None or previous_family == marker.family or marker.family in ("dash", "bullet:・", "bullet:•"):
        return False
    after = find_marker(following.folded.strip())
    if after is not None and after.family == marker.family:
        return False
    if line.box is None:
        # Without sizes only a blank line tells a heading from the first line of an item.
        return following.gap_before or after is not None
    if marker.rank in (0, 46) and not page.is_slide:
        return False
    return not _reaches_margin(page, line)


def _unmarked(
    page: PageLines, line: Line, following: Line | None, *, has_markdown: bool, bigger: bool
) -> HeadingStyle | None:
    text = line.folded.strip()
    if _IN_BRACKETS.match(text) or len(text.split()) > _MAX_WORDS:
        return None  # a remark, a unit, the legend of a chart
    if line.box is not None:
        n_letters = sum(char.isalpha() for char in text)
        if not bigger or n_letters < 2 or not _is_title_like(text, _MAX_STRONG_CHARS):
            return None
        return HeadingStyle(f"size{round(line.box.size)}", 0, line.box.size)
    if has_markdown or following is None or not _stands_alone(page, line) or not _is_title_like(text, _MAX_WEAK_CHARS):
        return None
    # Of short lines in a row the first is the title and the last heads what follows; between them are labels.
    after_another = line.index > 0 and _stands_alone(page, page.lines[line.index - 1])
    before_another = _stands_alone(page, following)
    if after_another and before_another:
        return None
    return HeadingStyle("plainer" if after_another else "plain", 0, None)


def _stands_alone(page: PageLines, line: Line) -> bool:
    """True for a short line between blank lines that opens and ends nothing, as titles stand in plain text."""
    text = line.folded.strip()
    following = page.lines[line.index + 1] if line.index + 1 < len(page.lines) else None
    if not (line.gap_before or line.index == 0) or (following is not None and not following.gap_before):
        return False
    if not 2 <= len(text) <= _MAX_WEAK_CHARS or text[-1] in "。:、," or "\t" in text or find_marker(text) is not None:
        return False
    if following is not None and following.folded[0] == ":":
        return False
    return not _LABELLED.search(text) and not is_caption(text) and not is_note(text)


def _is_title_like(text: str, max_chars: int) -> bool:
    if not text or len(text) > max_chars or "。" in text:
        return False
    if OPEN_END.search(text) or _DATE.match(text) or _NOT_A_TITLE.match(text) or text[0] in "、。）)」』,.:：":
        return False
    letters = sum(char.isalpha() for char in text)
    return 2 * letters >= len("".join(text.split())) and not re.search(r"[\d.,]+\s*%$", text)


def _reaches_margin(page: PageLines, line: Line) -> bool:
    """True where the line fills its column, so that the next one may go on with it."""
    right = max((other.box.right for other in page.lines if other.box is not None), default=1.0)
    return line.box is not None and line.box.right > right - 0.06


@dataclass(frozen=True, slots=True)
class OpenHeading:
    """A heading that what follows stands under."""

    text: str
    family: str
    rank: float
    size: float | None


def push_heading(stack: Sequence[OpenHeading], text: str, style: HeadingStyle) -> tuple[OpenHeading, ...]:
    """The open headings after this one, outermost first.

    A numbering closes everything of its own rank and below; that of a chapter also every title without a number. A
    heading without a rank closes its own family, then what is set smaller, and otherwise stands under what is open.
    """
    kept = list(stack)
    if _NUMBERED_RANKS[0] <= style.rank < _NUMBERED_RANKS[1]:
        kept = [heading for heading in kept if not heading.family.startswith("plain")]
    families = [heading.family for heading in kept]
    if style.family in families:
        kept = kept[: families.index(style.family)]
    elif style.rank:
        while kept and kept[-1].rank >= style.rank:
            kept.pop()
    elif style.size is not None:
        while kept and kept[-1].family not in _OF_THE_PAGE and (kept[-1].size or style.size) < 0.97 * style.size:
            kept.pop()
    rank = style.rank or (kept[-1].rank + 0.01 if kept else 0.5)
    kept.append(OpenHeading(text, style.family, rank, style.size))
    return tuple(kept[-_MAX_DEPTH:])
