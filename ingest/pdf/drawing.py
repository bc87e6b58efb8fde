"""What is drawn on a page of a PDF in straight lines, and its pictures, read through PDFium's objects."""

import ctypes
import hashlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium_c

from ingest.pdf.placed import PlacedPicture
from ingest.pdf.ruling import Edge, Rulings

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 4000  # of one path; a path with more is a drawing
_MAX_DEPTH = 4  # of forms inside forms
_THIN = 2.6  # points; a filled bar no thicker is a ruling
_STRAIGHT = 0.6  # points; a line that leaves its direction no further is straight
_MIN_BOX = 6.0
_WHITE = 0xFFFFFF
_MIN_PICTURE = 20.0  # points, of its longer side; less is a dot of a patterned border


def read_rulings(page: Any, frame: Matrix) -> Rulings:  # a handle of PDFium
    """The straight lines and filled rectangles of the page.

    Args:
        page: PDFium's handle of the page.
        frame: Takes coordinates of the page to points from its upper left corner.
    """
    across: list[Edge] = []
    upright: list[Edge] = []
    boxes: list[tuple[float, float, float, float, int]] = []
    arrows: list[tuple[float, float, float, float]] = []
    for drawn, matrix in _drawings(page, frame):
        is_image = pdfium_c.FPDFPageObj_GetType(drawn) == pdfium_c.FPDF_PAGEOBJ_IMAGE
        filled, stroked = (True, False) if is_image else _draw_mode(drawn)
        for corners, closed in [(_image_corners(matrix), True)] if is_image else _subpaths(drawn, matrix):
            left, top, right, bottom = _bounds(corners)
            if min(right - left, bottom - top) <= _THIN:
                # A dot of a dotted line counts both ways; alone it is too short to part anything.
                if right - left >= bottom - top or right - left <= _THIN >= bottom - top:
                    across.append(((top + bottom) / 2, left, right))
                if bottom - top >= right - left or right - left <= _THIN >= bottom - top:
                    upright.append(((left + right) / 2, top, bottom))
            elif not is_image:
                is_rectangle = _is_rectangle(corners)
                if filled and min(right - left, bottom - top) > _MIN_BOX:
                    if is_rectangle:
                        boxes.append((left, top, right, bottom, _colour(drawn)))
                    elif closed and _colour(drawn) != _WHITE:
                        arrows.append((left, top, right, bottom))
                if stroked and (is_rectangle or not closed):  # no table has the sides of an arrow
                    _add_sides(corners, across, upright, closed=closed)
    return Rulings(tuple(across), tuple(upright), tuple(boxes), tuple(arrows))


def read_pictures(page: Any, frame: Matrix) -> list[PlacedPicture]:
    """The pictures placed on the page in the order they are painted, dots of borders left out; see `read_rulings`."""
    found = []
    for drawn, (a, b, c, d, e, f) in _drawings(page, frame):
        if pdfium_c.FPDFPageObj_GetType(drawn) != pdfium_c.FPDF_PAGEOBJ_IMAGE:
            continue
        box = _bounds([(e, f), (a + e, b + f), (c + e, d + f), (a + c + e, b + d + f)])
        if max(box[2] - box[0], box[3] - box[1]) >= _MIN_PICTURE:
            width, height = ctypes.c_uint(), ctypes.c_uint()
            pdfium_c.FPDFImageObj_GetImagePixelSize(drawn, ctypes.byref(width), ctypes.byref(height))
            found.append(PlacedPicture(box, width.value, height.value, _digest(drawn)))
    return found


def _digest(picture: Any) -> bytes:
    """A hash of the picture's data as the file holds it."""
    n_bytes = pdfium_c.FPDFImageObj_GetImageDataRaw(picture, None, 0)
    data = ctypes.create_string_buffer(n_bytes)
    pdfium_c.FPDFImageObj_GetImageDataRaw(picture, data, n_bytes)
    return hashlib.sha256(data.raw).digest()


def _drawings(page: Any, frame: Matrix) -> Iterator[tuple[Any, Matrix]]:
    """Paths and pictures of the page with what takes their coordinates to the paper, those inside forms too.

    Office programs draw patterned borders as rows of tiny pictures.
    """
    left = _MAX_OBJECTS
    count = min(pdfium_c.FPDFPage_CountObjects(page), left)
    waiting = [(pdfium_c.FPDFPage_GetObject(page, k), frame, 0) for k in reversed(range(count))]
    while waiting and left > 0:
        obj, outer, depth = waiting.pop()
        left -= 1
        kind = pdfium_c.FPDFPageObj_GetType(obj)
        if kind in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE):
            yield obj, _product(_matrix(obj), outer)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = _product(_matrix(obj), outer)
            n = min(pdfium_c.FPDFFormObj_CountObjects(obj), left)
            waiting += [(pdfium_c.FPDFFormObj_GetObject(obj, k), inner, depth + 1) for k in reversed(range(n))]


def _matrix(obj: Any) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(obj, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    """The two transformations one after the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _image_corners(matrix: Matrix) -> list[tuple[float, float]]:
    """Two opposite corners of a picture, which fills the unit square of its own coordinates."""
    a, b, c, d, e, f = matrix
    return [(e, f), (a + c + e, b + d + f)]


def _bounds(corners: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _draw_mode(path: Any) -> tuple[bool, bool]:
    """Whether the path is filled, and whether it is stroked."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)):
        return False, False
    return bool(fill.value), bool(stroke.value)


def _subpaths(path: Any, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The corners of each part of the path on paper, and whether it is closed; curved parts are left out."""
    n = pdfium_c.FPDFPath_CountSegments(path)
    if n > _MAX_SEGMENTS:
        return
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    corners: list[tuple[float, float]] = []
    is_straight, closed = True, False
    for k in range(n):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, k)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1 and is_straight:
                yield corners, closed
            corners, is_straight, closed = [], True, False
        elif kind == pdfium_c.FPDF_SEGMENT_BEZIERTO:
            is_straight = False
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        corners.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        closed = closed or bool(pdfium_c.FPDFPathSegment_GetClose(segment))
    if len(corners) > 1 and is_straight:
        yield corners, closed


def _is_rectangle(corners: list[tuple[float, float]]) -> bool:
    """True where the corners are those of a rectangle whose sides run along the paper's."""
    distinct = {(round(x), round(y)) for x, y in corners}
    return len(distinct) == 4 and len({x for x, _ in distinct}) == 2 and len({y for _, y in distinct}) == 2


def _add_sides(corners: list[tuple[float, float]], across: list[Edge], upright: list[Edge], *, closed: bool) -> None:
    """Each side that runs along the paper's."""
    ring = [*corners, corners[0]] if closed else corners
    for (x0, y0), (x1, y1) in pairwise(ring):
        if abs(y0 - y1) <= _STRAIGHT < abs(x0 - x1):
            across.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= _STRAIGHT < abs(y0 - y1):
            upright.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _colour(path: Any) -> int:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    refs = map(ctypes.byref, (red, green, blue, alpha))
    if not pdfium_c.FPDFPageObj_GetFillColor(path, *refs) or alpha.value < 64:
        return _WHITE
    return red.value << 16 | green.value << 8 | blue.value
