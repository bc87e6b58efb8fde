"""Pictures placed on a page, and which of them may hold words. Pure geometry, in points from the upper left."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.pdf.glyphs import Box, Glyph, enclosing

_TOUCH = 1.0  # points; programs cut a picture into strips that lie so near
# The figures behind these: docs/decisions/0041-pictures-on-pages.md.
_MIN_SHARE = 0.02  # of the page's area
_MIN_PIXELS = (100, 40)  # of the longer and of the shorter side
_MIN_DOTS_PER_INCH = 72
_MAX_COVERED = 0.1  # of its area, by text of the page: more is the ground of that text
_INSIDE = 0.8  # of its area; a picture that lies so far in another one is read with that


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture where it stands.

    Attributes:
        box: Where, in points from the upper left corner of the page as it is read.
        width: In pixels of its own.
        height: The same.
        digest: A hash of its data: the same picture has the same wherever it stands.
    """

    box: Box
    width: int
    height: int
    digest: bytes


def may_hold_words(
    placed: Iterable[PlacedPicture], glyphs: Sequence[Glyph], size: tuple[float, float]
) -> tuple[PlacedPicture, ...]:
    """The pictures in which words may stand that the text of the page does not have, the largest first.

    Args:
        placed: All pictures of the page.
        glyphs: The text of the page.
        size: Width and height of the page in points.
    """
    found: list[PlacedPicture] = []
    boxes = [glyph.box for glyph in glyphs if glyph.is_drawn]
    cut = (_cut(picture, size) for picture in _joined(placed))
    for picture in sorted(cut, key=lambda picture: _area(picture.box), reverse=True):
        area = _area(picture.box)
        if area < _MIN_SHARE * size[0] * size[1]:
            break
        covered = sum(_common(picture.box, box) for box in boxes)
        if (
            _is_fine(picture)
            and covered <= _MAX_COVERED * area
            and not any(_common(picture.box, other.box) >= _INSIDE * area for other in found)
        ):
            found.append(picture)
    return tuple(found)


def _joined(placed: Iterable[PlacedPicture]) -> list[PlacedPicture]:
    """The pictures, strips of one that lie under one another joined."""
    joined: list[PlacedPicture] = []
    for picture in sorted(placed, key=lambda picture: (round(picture.box[0]), round(picture.box[2]), picture.box[1])):
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, picture):
            digest = hashlib.sha256(last.digest + picture.digest).digest()
            box = enclosing([last.box, picture.box])
            joined[-1] = PlacedPicture(box, last.width, last.height + picture.height, digest)
        else:
            joined.append(picture)
    return joined


def _goes_on(upper: PlacedPicture, lower: PlacedPicture) -> bool:
    edges = (upper.box[0] - lower.box[0], upper.box[2] - lower.box[2], upper.box[3] - lower.box[1])
    return upper.width == lower.width and all(abs(distance) <= _TOUCH for distance in edges)


def _cut(picture: PlacedPicture, size: tuple[float, float]) -> PlacedPicture:
    """The part of the picture that lies on the page."""
    left, top, right, bottom = picture.box
    return replace(picture, box=(max(0.0, left), max(0.0, top), min(size[0], right), min(size[1], bottom)))


def _is_fine(picture: PlacedPicture) -> bool:
    """True where it has the pixels that letters need."""
    left, top, right, bottom = picture.box
    longer, shorter = max(picture.width, picture.height), min(picture.width, picture.height)
    inches = max(right - left, bottom - top) / 72
    return longer >= max(_MIN_PIXELS[0], _MIN_DOTS_PER_INCH * inches) and shorter >= _MIN_PIXELS[1]


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _common(one: Box, other: Box) -> float:
    """The area that the two boxes share."""
    return _area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))
