"""Text for reading that remembers where each of its characters stands in the page."""

import html
import re
import unicodedata
from dataclasses import dataclass

from corpus.values import Block
from ingest.normalization import RADICALS

_TAGS = "sub|sup|ul|ol|li|b|i|u|s|em|strong|br|p|div|span|table|tr|td|th|thead|tbody|font|img|a|small|h[1-6]"
_MARK = re.compile(
    rf"(?P<tag></?(?P<name>{_TAGS})(?:\s[^<>]*)?/?>)|(?P<bold>\*\*)"
    r"|(?P<entity>&(?:\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z]{2,8});)",
    re.IGNORECASE,
)
_BREAKING_TAGS = {"li", "br", "p", "div", "tr", "td", "th", "ul", "ol", "table"}
# What cannot be seen: control and format characters, private use (bullets of symbol fonts), the soft hyphen of PDFium.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LEADERS = re.compile(r"(?:[.．…‥・_＿─―]|(?<=[-－—])[-－—]|[-－—](?=[-－—])){4,}|…{2,}")


@dataclass(frozen=True, slots=True)
class TracedBlock(Block):
    """A block whose text can be followed back into its page.

    Attributes:
        trace: For each character of `text` the offset it comes from; empty where the text was composed (rows, fields).
    """

    trace: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """Text and, for each of its characters, the offset it comes from (never falling)."""

    text: str
    trace: tuple[int, ...]

    def cut(self, start: int, end: int | None = None) -> "Traced":
        """The part [start, end) without white space at its ends."""
        part = self.text[start:end]
        start += len(part) - len(part.lstrip())
        part = part.strip()
        return Traced(part, self.trace[start : start + len(part)])


def is_wide(char: str) -> bool:
    """True for characters that Japanese sets without a space between: kana, ideographs, full-width punctuation."""
    return char >= "\u2e80" or char in "、。「」（）・…―“”‘’※→①②③④⑤⑥⑦⑧⑨⑩●○■□◆◇▲△▼▽★☆◎"


def read(page_text: str, start: int, end: int, *, lines_apart: bool = False) -> Traced:
    """The stretch as a person reads it: marks gone, broken lines joined, one space for any other white space.

    Args:
        page_text: The text of the page.
        start: First offset of the stretch.
        end: Offset behind it.
        lines_apart: A line break stays a space, for labels that only stand below one another.
    """
    chars: list[str] = []
    trace: list[int] = []
    gap = ""  # the white space seen since the last visible character
    for char, offset in _visible(page_text, start, end):
        if char.isspace():
            gap += char
            continue
        if gap and chars and _is_spaced(chars, char, gap, lines_apart=lines_apart):
            chars.append(" ")
            trace.append(offset - 1 if offset > start else offset)
        gap = ""
        chars.append(char)
        trace.append(offset)
    return Traced("".join(chars), tuple(trace))


def read_text(page_text: str) -> str:
    """`read` of a whole text, without the trace."""
    return read(page_text, 0, len(page_text)).text


def _visible(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The characters that remain, each with its offset."""
    out: list[tuple[str, int]] = []
    at = start
    for mark in _MARK.finditer(text, start, end):
        _append_plain(out, text, at, mark.start())
        if mark["entity"]:
            _append_entity(out, mark)
        elif mark["tag"] and mark["name"].lower() in _BREAKING_TAGS:
            out.append((" ", mark.start()))
        at = mark.end()
    _append_plain(out, text, at, end)
    return out


def _append_plain(out: list[tuple[str, int]], text: str, start: int, end: int) -> None:
    for offset in range(start, end):
        char = text[offset]
        if char < "\x7f":
            if char >= " " or char in "\t\n":
                out.append((char, offset))
        elif char.isspace():
            out.append((char, offset))
        elif "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff" or "\U0002f800" <= char <= "\U0002fa1f":
            out.append((mend_ideograph(char), offset))
        elif unicodedata.category(char) not in _INVISIBLE:
            out.append((char, offset))


def _append_entity(out: list[tuple[str, int]], mark: re.Match[str]) -> None:
    meant = html.unescape(mark.group())
    if meant == mark.group():
        out.extend((char, mark.start() + i) for i, char in enumerate(meant))
    else:
        out.extend((char, mark.start()) for char in meant if char.isspace() or char.isprintable())


def mend_ideograph(char: str) -> str:
    """The ideograph that a radical or compatibility character stands for; anything else as it is."""
    mended = unicodedata.normalize("NFKC", char.translate(RADICALS))
    return mended if len(mended) == 1 else char


def _is_spaced(before: list[str], after: str, gap: str, *, lines_apart: bool) -> bool:
    """True where a space stays between the text so far and the character after the gap."""
    if "\n" not in gap or lines_apart:
        return True
    last = before[-1]
    if is_wide(last) or is_wide(after):
        return False
    if last in "-‐/" and not (len(before) > 1 and before[-2] == " "):
        return False  # a word broken at its hyphen, an address at its slash
    # A number broken by the end of a line of Japanese text is one number.
    return not (last.isdigit() and after.isdigit() and any(map(is_wide, before[-12:])))


def without_leaders(traced: Traced) -> Traced:
    """A line of a table of contents without the dots between its title and its page number."""
    chars: list[str] = []
    trace: list[int] = []
    at = 0
    for leader in _LEADERS.finditer(traced.text):
        chars.append(traced.text[at : leader.start()].rstrip())
        trace.extend(traced.trace[at : at + len(chars[-1])])
        chars.append(" ")
        trace.append(traced.trace[leader.start()])
        at = leader.end()
        at += len(traced.text[at:]) - len(traced.text[at:].lstrip())
    chars.append(traced.text[at:])
    trace.extend(traced.trace[at:])
    return Traced("".join(chars), tuple(trace)).cut(0)
