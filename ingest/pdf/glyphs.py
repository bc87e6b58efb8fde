"""The characters of a page where they stand, and the lines they make. Pure geometry."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the upper left corner of the page as it is shown."""

_SAME_LINE = 0.5  # of the size of the letters: middles nearer than that stand on one line
_SPACE = 0.6  # of the size of the letters: a wider gap is a space
_STEP = 2.5  # of the size: the next letter of a line stands no further


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on paper; white space that the reader put in has an empty box.

    Attributes:
        char: The character.
        box: Where it stands.
        weight: How strong it is set (see `TypesetLine`), or None where that was not asked for.
    """

    char: str
    box: Box
    weight: int | None = None

    @property
    def is_drawn(self) -> bool:
        """True where something is to be seen."""
        return not self.char.isspace() and self.box[2] > self.box[0] and self.box[3] > self.box[1]

    @property
    def size(self) -> float:
        """Height of the letter in points."""
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    def is_in(self, box: Box) -> bool:
        """True where its middle lies in the box."""
        x, y = self.middle
        return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def enclosing(boxes: Sequence[Box]) -> Box:
    """The smallest box around them all."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def is_upright(glyphs: Sequence[Glyph]) -> bool:
    """True where most characters stand under the one before them, as in vertical writing."""
    down = along = 0
    for one, other in pairwise(glyphs):
        size = max(one.size, other.size, 1.0)
        dx, dy = other.middle[0] - one.middle[0], other.middle[1] - one.middle[1]
        if abs(dx) < 0.3 * size and 0.3 * size < dy < _STEP * size:
            down += 1
        elif abs(dy) < 0.3 * size and 0.2 * size < dx < _STEP * size:
            along += 1
    return down > along


def text_lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The drawn characters in lines as a person reads them: from the top, upright ones from the right."""
    drawn = [glyph for glyph in glyphs if glyph.is_drawn]
    if is_upright(drawn) and len(drawn) > 1:
        return _clustered(drawn, across=0, along=1, reverse=True)
    return _clustered(drawn, across=1, along=0, reverse=False)


def _clustered(glyphs: Sequence[Glyph], *, across: int, along: int, reverse: bool) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    at = float("-inf")
    for glyph in sorted(glyphs, key=lambda g: g.middle[across]):
        if lines and glyph.middle[across] - at <= _SAME_LINE * max(glyph.size, 1.0):
            lines[-1].append(glyph)
            at += (glyph.middle[across] - at) / len(lines[-1])
        else:
            lines.append([glyph])
            at = glyph.middle[across]
    for line in lines:
        line.sort(key=lambda g: g.box[along])
    return lines[::-1] if reverse else lines


def line_text(line: Sequence[Glyph]) -> str:
    """The characters of a line, with a space where the paper shows one."""
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in line:
        if before is not None:
            gap = max(glyph.box[0] - before.box[2], glyph.box[1] - before.box[3])
            if gap > _SPACE * max(before.size, glyph.size) or (
                gap > 0.2 * before.size and before.char.isascii() and glyph.char.isascii()
            ):
                parts.append(" ")
        parts.append(glyph.char)
        before = glyph
    return "".join(parts)


def letter_weight(glyphs: Sequence[Glyph]) -> int:
    """How strong the letters are set, by the last of those of which it is known: the first may be a bullet."""
    return next((glyph.weight for glyph in reversed(glyphs) if glyph.weight is not None), 0)


def letter_size(glyphs: Sequence[Glyph]) -> float:
    """The middle height of the letters in points."""
    return round(statistics.median(glyph.size for glyph in glyphs), 2)
