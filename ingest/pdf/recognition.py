"""Text of scanned pages by tesseract, where it is installed with Japanese data."""

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

from ingest.pdf.glyphs import Box, Glyph

_LANGUAGES = ("jpn", "eng")
_MIN_CONFIDENCE = 30.0  # of 100; a word below is a stain or a picture
_MIN_MEAN_CONFIDENCE = 55.0  # of a page; below, what was read is not worth citing
_MIN_CHARS = 10
_WORD = "5"  # tesseract's level of a word


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
    except (OSError, subprocess.TimeoutExpired):
        return []
    table = csv.DictReader(io.StringIO(read.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    return _glyphs(list(table), size[0] / width, size[1] / height)


def _glyphs(rows: Sequence[dict[str, str]], across: float, down: float) -> list[Glyph]:
    words = [row for row in rows if row["level"] == _WORD and float(row["conf"]) >= _MIN_CONFIDENCE and row["text"]]
    n_chars = sum(len(word["text"]) for word in words)
    if n_chars < _MIN_CHARS:
        return []
    if sum(float(word["conf"]) * len(word["text"]) for word in words) < _MIN_MEAN_CONFIDENCE * n_chars:
        return []
    glyphs: list[Glyph] = []
    line = ""
    for word in words:
        here = f"{word['block_num']} {word['par_num']} {word['line_num']}"
        if glyphs and here != line:
            glyphs.append(Glyph("\n", (0, 0, 0, 0)))
        elif glyphs and glyphs[-1].char.isascii() and word["text"][0].isascii():
            glyphs.append(Glyph(" ", (0, 0, 0, 0)))
        line = here
        glyphs += _spread(word["text"], _box(word, across, down))
    return glyphs


def _box(word: dict[str, str], across: float, down: float) -> Box:
    left, top, width, height = (float(word[name]) for name in ("left", "top", "width", "height"))
    return left * across, top * down, (left + width) * across, (top + height) * down


def _spread(text: str, box: Box) -> list[Glyph]:
    """The characters of a word side by side in its box."""
    step = (box[2] - box[0]) / len(text)
    return [Glyph(char, (box[0] + k * step, box[1], box[0] + (k + 1) * step, box[3])) for k, char in enumerate(text)]
