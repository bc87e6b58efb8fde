"""Text of scanned pages and of pictures by tesseract, where it is installed with Japanese data."""

import csv
import io
import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from ingest.pdf.glyphs import Box, Glyph, enclosing
from ingest.pdf.legibility import page_problem

DOTS_PER_INCH = 300
"""What tesseract's models were trained on; finer and coarser pictures give less."""
MAX_PIXELS = 20_000_000
"""Of what is recognised at once; A3 at 300 dots per inch has 17 million."""
_LANGUAGES = ("jpn", "eng")
_MIN_CONFIDENCE = 30.0  # of 100; a word below is a stain or a picture
_MIN_MEAN_CONFIDENCE = 55.0  # of a page; below, what was read is not worth citing
_MIN_CHARS = 10
_WORD = "5"  # tesseract's level of a word
# Of a line in a picture. The figures behind these: docs/decisions/0041-pictures-on-pages.md.
_MIN_LINE_CONFIDENCE = 80.0
_MIN_LATIN_CONFIDENCE = 85.0  # of a line without Japanese: as that a drawing is read
_MIN_LINE_CHARS = 2
_MIN_VARIETY = 0.25  # different characters of all: a pattern repeats a few
_SAME_LINE = 0.5  # of the height of its letters
_GAP = 1.5  # of the height of its letters: words further apart stand in different boxes of a drawing
_SPACE = 0.6  # of the height: a wider gap is a space
# A comma is often read as a point; three decimals behind a figure from 1 on hardly occur.
_THOUSANDS = re.compile(r"(?<![\d.,])([1-9]\d{0,2})\.(?=\d{3}(?![\d.,]))")
_RULE = re.compile(r"[|_\[\]]+$")  # what a ruling beside words is taken for


class RecognitionTooSlowError(Exception):
    """It took longer than it may."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word: its text, how sure it is (of 100), its box in points, and what tells its line from others."""

    text: str
    confidence: float
    box: Box
    line: tuple[str, str, str]


@cache
def tesseract() -> tuple[str, str] | None:
    """The path of tesseract and the languages to read with, or None where it or its Japanese data is missing."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        listed = subprocess.run(  # noqa: S603  # found on the path, no argument from outside
            [path, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    known = set(listed.stdout.split())
    if "jpn" not in known:
        return None
    return path, "+".join(name for name in _LANGUAGES if name in known)


def is_blank(pixels: bytes) -> bool:
    """True for a picture in one shade: there is nothing to read."""
    return not pixels or min(pixels) == max(pixels)


def recognise(picture: tuple[int, int, bytes], size: tuple[float, float], timeout_seconds: float) -> list[Glyph]:
    """The characters that tesseract reads in the picture of a page, line by line; empty where it reads none surely.

    Args:
        picture: Width, height and grey values.
        size: Width and height of the page in points.
        timeout_seconds: After that it is ended.
    """
    try:
        read = _words(picture, (0.0, 0.0, *size), timeout_seconds)
    except RecognitionTooSlowError:
        return []
    words = [word for word in read if word.confidence >= _MIN_CONFIDENCE]
    if sum(len(word.text) for word in words) < _MIN_CHARS or _confidence(words) < _MIN_MEAN_CONFIDENCE:
        return []
    return [glyph for line in _lines(words) for glyph in _written(line)]


def recognise_sure(
    picture: tuple[int, int, bytes], box: Box, glyphs: Sequence[Glyph], timeout_seconds: float
) -> list[Glyph]:
    """The characters of the lines that tesseract is sure of in a picture on a page, each ended by a line break.

    Empty where they are hardly any: photographs and worn print give none. Words of the page that lie over the picture
    are left out.

    Args:
        picture: Width, height and grey values.
        box: Where it stands on the page, in points.
        glyphs: The text of the page.
        timeout_seconds: After that it is ended.

    Raises:
        RecognitionTooSlowError: it was ended.
    """
    printed = [glyph for glyph in glyphs if glyph.is_drawn and glyph.is_in(box)]
    words = [
        replace(word, text=_THOUSANDS.sub(r"\1,", word.text))
        for word in _words(picture, box, timeout_seconds)
        if not _RULE.match(word.text) and not any(glyph.is_in(word.box) for glyph in printed)
    ]
    sure = _with_figures([kept for line in _lines(words) for part in _boxed(line) if (kept := _sure(part))])
    text = "\n".join("".join(word.text for word in line) for line in sure)
    if sum(map(str.isalnum, text)) < _MIN_CHARS or page_problem(text) is not None:
        return []
    return [glyph for line in sure for glyph in _written(line)]


def _words(picture: tuple[int, int, bytes], box: Box, timeout_seconds: float) -> list[_Word]:
    """All words that tesseract sees in the picture, which stands in the box.

    Raises:
        RecognitionTooSlowError: it was ended.
    """
    found = tesseract()
    width, height, pixels = picture
    if found is None or is_blank(pixels):
        return []
    path, languages = found
    command = [path, "stdin", "stdout", "-l", languages, "--psm", "3", "tsv"]
    try:
        read = subprocess.run(  # noqa: S603  # found on the path, no argument from outside
            command,
            input=b"P5 %d %d 255\n" % (width, height) + pixels,
            capture_output=True,
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RecognitionTooSlowError from error
    except OSError:
        return []
    rows = csv.DictReader(io.StringIO(read.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    across, down = (box[2] - box[0]) / width, (box[3] - box[1]) / height
    return [_word(row, box, across, down) for row in rows if row["level"] == _WORD and row["text"].strip()]


def _word(row: dict[str, str], frame: Box, across: float, down: float) -> _Word:
    left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
    x, y = frame[0] + left * across, frame[1] + top * down
    box = (x, y, x + width * across, y + height * down)
    return _Word(row["text"].strip(), float(row["conf"]), box, (row["block_num"], row["par_num"], row["line_num"]))


def _lines(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    for _, line in groupby(words, key=lambda word: word.line):
        yield list(line)


def _confidence(words: Sequence[_Word]) -> float:
    """The mean over the characters."""
    return sum(word.confidence * len(word.text) for word in words) / max(1, sum(len(word.text) for word in words))


def _boxed(line: Sequence[_Word]) -> Iterator[list[_Word]]:
    """The line cut where it runs from one box of a drawing into the next; figures stay with what stands before them."""
    size = _size(line)
    part: list[_Word] = []
    for word in line:
        apart = part and word.box[0] - part[-1].box[2] > _GAP * size
        if apart and _n_letters([word]) and _n_letters(part):
            yield part
            part = []
        part.append(word)
    yield part


def _sure(line: Sequence[_Word]) -> list[_Word]:
    """The line without the stains at its ends; empty where it was not read surely, is a pattern or lost a figure."""
    kept = [k for k, word in enumerate(line) if word.confidence >= _MIN_CONFIDENCE]
    start, end = (kept[0], kept[-1] + 1) if kept else (0, 0)
    words = list(line[start:end])
    if any(char.isdigit() for word in (*line[:start], *line[end:]) for char in word.text):
        return []
    text = "".join(word.text for word in words)
    least = _MIN_LATIN_CONFIDENCE if text.isascii() and _n_letters(words) else _MIN_LINE_CONFIDENCE
    is_varied = len(set(text)) >= _MIN_VARIETY * len(text) and sum(map(str.isalnum, text)) >= _MIN_LINE_CHARS
    return words if is_varied and _confidence(words) >= least else []


def _with_figures(lines: Sequence[list[_Word]]) -> list[list[_Word]]:
    """The lines with words, each with the figures to its right; figures beside none are left out: they say nothing."""
    worded = [line for line in lines if _n_letters(line) >= _MIN_LINE_CHARS]
    figures: list[list[list[_Word]]] = [[] for _ in worded]
    for line in lines:
        beside = [k for k, other in enumerate(worded) if _stands_left_of(other, line)]
        if beside and _n_letters(line) < _MIN_LINE_CHARS:
            figures[max(beside, key=lambda k: worded[k][-1].box[2])].append(line)
    return [
        [*line, *(word for part in sorted(parts, key=lambda part: part[0].box[0]) for word in part)]
        for line, parts in zip(worded, figures, strict=True)
    ]


def _stands_left_of(words: Sequence[_Word], figures: Sequence[_Word]) -> bool:
    """True where the figures stand to the right of the words, on a line with them."""
    one, other = (enclosing([word.box for word in line]) for line in (words, figures))
    middles = abs(one[1] + one[3] - other[1] - other[3]) / 2
    return one[2] <= other[0] and middles < _SAME_LINE * min(one[3] - one[1], other[3] - other[1])


def _size(line: Sequence[_Word]) -> float:
    """The middle height of its words: a ruling or an icon may be taken for a word."""
    return statistics.median(word.box[3] - word.box[1] for word in line)


def _n_letters(line: Sequence[_Word]) -> int:
    return sum(char.isalpha() for word in line for char in word.text)


def _written(line: Sequence[_Word]) -> Iterator[Glyph]:
    """The characters of the line with its spaces, and a line break."""
    size = max(word.box[3] - word.box[1] for word in line)
    for k, word in enumerate(line):
        before = line[k - 1] if k else None
        if before is not None:
            is_latin = before.text[-1].isascii() and word.text[0].isascii()
            if is_latin or word.box[0] - before.box[2] > _SPACE * size:
                yield Glyph(" ", (0, 0, 0, 0))
        yield from _spread(word.text, word.box)
    yield Glyph("\n", (0, 0, 0, 0))


def _spread(text: str, box: Box) -> list[Glyph]:
    """The characters of a word side by side in its box."""
    step = (box[2] - box[0]) / len(text)
    return [Glyph(char, (box[0] + k * step, box[1], box[0] + (k + 1) * step, box[3])) for k, char in enumerate(text)]
