"""Lines that belong to the paper and not to the text: running headers and footers, page numbers, copyright lines."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from ingest.layout.lines import Line, PageLines

_COPYRIGHT = re.compile(r"^(?:©|\(c\) ?(?=[a-z\d])|ⓒ|copyright\b|all rights reserved)", re.IGNORECASE)
_MAYBE_COPYRIGHT = re.compile(r"^\(c\)", re.IGNORECASE)  # or the third item of a list
_DASH = r"[-–—―─ー−~〜]"
_NUMBER = re.compile(
    rf"^(?:{_DASH}|\s)*(?:p\.?\s*|page\s*)?(\d{{1,4}})\s*(?:[/／]\s*\d{{1,4}}|頁|ページ|of\s\d+)?(?:{_DASH}|\s)*$",
    re.IGNORECASE,
)
_MARKED_NUMBER = re.compile(
    rf"^(?:{_DASH}\s*\d{{1,4}}\s*{_DASH}|(?:p\.|page)\s*\d{{1,4}}|\d{{1,4}}\s*(?:頁|ページ))$", re.IGNORECASE
)
_RULE = re.compile(r"^(?:[-=_*─―━＿～~・.…]\s*){3,}$")
_DIGITS = re.compile(r"\d+")
_PART_NUMBER = re.compile(
    r"(?:事例|様式|別添|別紙|別表|図表?|表|問|第|資料|参考|付録|その|ステップ|step|case) ?\d", re.IGNORECASE
)
_EDGE_LINES = 3  # how many lines from either end of a page can be header or footer
_EDGE_SHARE = 0.1  # how much of the height of a page
_MAX_NUMBER_CHARS = 30
_MAX_HEADER_CHARS = 90
_MIN_REPEATS = 3
_MIN_SHARE = 0.25


def find_furniture(pages: Sequence[PageLines]) -> tuple[frozenset[int], ...]:
    """For each page the indexes of its lines that are no text."""
    numbered = _page_numbers(pages)
    repeated = _repeated(pages)
    return tuple(
        frozenset(
            line.index
            for line in page.lines
            if _is_always_furniture(line)
            or (_MAYBE_COPYRIGHT.match(line.folded) and line.box is not None and _at_edge(page, line))
            or (k, line.index) in numbered
            or (not repeated.isdisjoint(_keys(line, k)) and _at_edge(page, line) and not _is_title(page, line))
        )
        for k, page in enumerate(pages)
    )


def _is_always_furniture(line: Line) -> bool:
    text = line.folded.strip()
    return bool(
        (_COPYRIGHT.match(text) and len(text) <= _MAX_HEADER_CHARS) or (_RULE.match(text) and not text.isalnum())
    )


def _page_numbers(pages: Sequence[PageLines]) -> set[tuple[int, int]]:
    """(position of the page, index of the line) of lone numbers that run with the pages."""
    if len(pages) == 1 and pages[0].page.number is None:
        return {(0, line.index) for line in pages[0].lines if _stands_alone(pages[0], line)}
    found: dict[int, list[tuple[int, int]]] = {}
    certain: set[tuple[int, int]] = set()
    for k, page in enumerate(pages):
        for line in page.lines:
            match = _page_number(line)
            if match is None or not _at_edge(page, line):
                continue
            if _MARKED_NUMBER.match(line.folded.strip()):
                certain.add((k, line.index))
            found.setdefault(int(match[1]) - k, []).append((k, line.index))
    running = [
        places
        for shift, places in found.items()
        if len({k for k, _ in places}) >= min(_MIN_REPEATS, len(pages)) and (len(pages) > 1 or shift == 1)
    ]
    return certain | set(chain.from_iterable(running))


def _page_number(line: Line) -> re.Match[str] | None:
    """The number where the line is nothing but a page number with its marks."""
    return _NUMBER.match(line.folded) if len(line.text) <= _MAX_NUMBER_CHARS else None


def _stands_alone(page: PageLines, line: Line) -> bool:
    """True for a lone number between blank lines, as page breaks leave it in a text without pages."""
    if not _page_number(line) or not line.gap_before:
        return False
    return line.index + 1 == len(page.lines) or page.lines[line.index + 1].gap_before


def _repeated(pages: Sequence[PageLines]) -> frozenset[str]:
    """Keys of the lines that stand at the edge of many pages."""
    counts: Counter[str] = Counter()
    for k, page in enumerate(pages):
        counts.update({key for line in page.lines if _at_edge(page, line) for key in _keys(line, k)})
    least = max(_MIN_REPEATS, _MIN_SHARE * len(pages))
    return frozenset(key for key, n in counts.items() if n >= least)


def _keys(line: Line, position: int) -> frozenset[str]:
    """What the line is recognised by on other pages: its letters, and for each of its numbers the rest of the line.

    A number that runs with the pages is replaced by its distance from the position of the page, the other numbers by
    a mark, for they may be the time of printing. A line whose number names a part of the text (事例 2) has no such key.
    """
    text = " ".join(line.folded.split())
    if len(text) > _MAX_HEADER_CHARS or "\t" in line.text or not any(char.isalpha() for char in text):
        return frozenset()
    if text.endswith("。") or _PART_NUMBER.search(text):
        return frozenset({text})
    rest = _DIGITS.sub("#", text)
    running = {f"{rest}{n}@{int(digits) - position}" for n, digits in enumerate(_DIGITS.findall(text))}
    return frozenset({text, *running})


def _at_edge(page: PageLines, line: Line) -> bool:
    if line.box is not None:
        return line.box.top < _EDGE_SHARE or line.box.bottom > 1 - _EDGE_SHARE
    return line.index < _EDGE_LINES or line.index >= len(page.lines) - _EDGE_LINES


def _is_title(page: PageLines, line: Line) -> bool:
    """True where the line is the biggest of its page: a title that several pages share is no header."""
    sizes = [other.box.size for other in page.lines if other.box is not None]
    return (
        line.box is not None
        and page.body_size is not None
        and (line.box.size >= max(sizes) and line.box.size > 1.2 * page.body_size)
    )
