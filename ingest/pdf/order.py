"""The order in which a person reads the stretches of a slide."""

from collections.abc import Sequence

Box = tuple[float, float, float, float]  # left, top, right, bottom, as shares of the page

# Space that separates: a column gap of 1.5 % of a slide's width is half a character of its text.
_MIN_COLUMN_GAP = 0.008
_MIN_BAND_GAP = 0.004


def reading_order(boxes: Sequence[Box]) -> tuple[int, ...]:
    """Positions of the boxes in reading order: bands from the top, inside a band columns from the left, and so on.

    This is the recursive X-Y cut (Nagy, Seth 1984), horizontal cuts first. Boxes that no white space separates keep
    the order they came in, from the top.
    """
    return tuple(_ordered(list(range(len(boxes))), boxes, depth=0))


def _ordered(members: list[int], boxes: Sequence[Box], *, depth: int) -> list[int]:
    if len(members) < 2 or depth > 20:
        return members
    bands = _split(members, boxes, low=1, high=3, min_gap=_MIN_BAND_GAP)
    parts = bands if len(bands) > 1 else _split(members, boxes, low=0, high=2, min_gap=_MIN_COLUMN_GAP)
    if len(parts) == 1:
        return sorted(members, key=lambda k: (round(boxes[k][1], 2), boxes[k][0]))
    if parts is bands:
        parts = _columns_kept_together(bands, boxes)
        if len(parts) == 1:
            parts = _split(members, boxes, low=0, high=2, min_gap=_MIN_COLUMN_GAP)
    return [k for part in parts for k in _ordered(part, boxes, depth=depth + 1)]


def _split(members: list[int], boxes: Sequence[Box], *, low: int, high: int, min_gap: float) -> list[list[int]]:
    """The members in groups between which white space runs through, in order along the axis."""
    groups: list[list[int]] = []
    edge = float("-inf")
    for k in sorted(members, key=lambda k: boxes[k][low]):
        if not groups or boxes[k][low] - edge > min_gap:
            groups.append([])
        groups[-1].append(k)
        edge = max(edge, boxes[k][high])
    return groups


def _columns_kept_together(bands: list[list[int]], boxes: Sequence[Box]) -> list[list[int]]:
    """Neighbouring bands merged where the same gutter runs through both: they are columns, read one after the other."""
    merged: list[list[int]] = []
    for band in bands:
        if merged and _gutter(merged[-1], boxes) and _gutter(band, boxes) and _gutter([*merged[-1], *band], boxes):
            merged[-1] = [*merged[-1], *band]
        else:
            merged.append(band)
    return merged


def _gutter(members: list[int], boxes: Sequence[Box]) -> bool:
    return len(_split(members, boxes, low=0, high=2, min_gap=_MIN_COLUMN_GAP)) > 1
