"""Where the sentences of a Japanese text begin and end."""

import re

_TERMINATORS = "。！？!?．.｡"
_CLOSERS = "」』）)】〕》〉”’\"'］]"
_PAIRS = {"「": "」", "『": "』", "（": "）", "(": ")", "【": "】", "〔": "〕", "［": "］", "[": "]", "《": "》"}
_OPENING = {closer: opener for opener, closer in _PAIRS.items()}
# Longer brackets are taken for a bracket that was never closed.
_MAX_BRACKET_CHARS = 400
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Ltd|Co|Inc|Corp|vs|Fig|Figs|Vol|Mr|Mrs|Ms|Dr|Prof|St|al|etc|pp|cf|approx|Dept|Jr|Sr|Eq|Ref|Sec|ed|e\.g|i\.e"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Za-z]|^\s*(?:\d[\d.\-–]{0,9}|[A-Za-zア-ン一二三四五六七八九十]{1,3}))$"
)
_GOES_ON = re.compile(r"[とのをがはもにでへや、，,・/〜～…]|という|など|Japan|JAPAN")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences as (start, end) offsets, in order, without white space at their ends.

    A sentence ends at 。！？ outside of brackets, together with what closes behind it, at a full stop that ends a word
    of Latin text or follows Japanese, and at a line break. Decimals, numbering and abbreviations end nothing. Together
    the sentences hold every character that is no white space.
    """
    inside = _bracketed(text)
    spans = []
    start = 0
    at = 0
    while at < len(text):
        if text[at] == "\n":
            spans.append((start, at))
            start = at = at + 1
        elif text[at] in _TERMINATORS and not inside[at] and (end := _sentence_end(text, start, at)):
            spans.append((start, end))
            start = at = end
        else:
            at += 1
    spans.append((start, len(text)))
    return tuple(trimmed for span in spans if (trimmed := _trim(text, span)))


def _trim(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    part = text[span[0] : span[1]]
    stripped = part.strip()
    if not stripped:
        return None
    start = span[0] + len(part) - len(part.lstrip())
    return start, start + len(stripped)


def _sentence_end(text: str, start: int, at: int) -> int:
    """Offset behind the sentence that the terminator at `at` ends; 0 where it ends none."""
    end = at + 1
    while end < len(text) and text[end] in _TERMINATORS:
        end += 1
    run = text[at:end]
    while end < len(text) and text[end] in _CLOSERS:
        end += 1
    rest = text[end : end + 8]
    if "。" in run or "｡" in run:
        return end
    if set(run) <= {".", "．"}:
        return end if _is_full_stop(text, start, at, rest) else 0
    if _GOES_ON.match(rest.lstrip()) and not rest[:1].isspace():
        return 0
    if run[0] in "!?" and rest and rest[0].isascii() and not rest[0].isspace():
        return 0
    return 0 if re.match(r"[A-Za-zァ-ヶ]", rest) and run[0] in "!！" and at - start < 12 else end


def _is_full_stop(text: str, start: int, at: int, rest: str) -> bool:
    before = text[max(start, at - 12) : at]
    if not before or before[-1] in ".．" or _ABBREVIATION.search(before):
        return False
    wide = before[-1] >= "\u3040"
    if text[at] == "．":
        return not rest or (wide and not rest[0].isdigit()) or rest[0].isspace()
    if before[-1].isdigit() and rest[:1].isdigit():
        return False
    if not rest:
        return True
    return rest[0].isspace() and (wide or not rest.lstrip()[:1].islower())


def _bracketed(text: str) -> bytearray:
    """1 for each character between an opening and its closing bracket, else 0."""
    inside = bytearray(len(text))
    open_at: list[int] = []
    for at, char in enumerate(text):
        if char == "\n":
            open_at.clear()
        elif char in _PAIRS:
            open_at.append(at)
        elif char in _OPENING:
            opener = _OPENING[char]
            depth = next((k for k in range(len(open_at) - 1, -1, -1) if text[open_at[k]] == opener), None)
            if depth is not None:
                begin = open_at[depth]
                del open_at[depth:]
                if at - begin <= _MAX_BRACKET_CHARS:
                    inside[begin + 1 : at] = b"\x01" * (at - begin - 1)
    return inside
