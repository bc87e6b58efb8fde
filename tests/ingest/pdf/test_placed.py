"""Which pictures of a page may hold words."""

import pytest

from ingest.pdf.glyphs import Box, Glyph
from ingest.pdf.placed import PlacedPicture, may_hold_words

PAGE = (600.0, 800.0)
CHART: Box = (100, 100, 400, 300)


def _picture(box: Box = CHART, width: int = 900, height: int = 600, digest: bytes = b"a") -> PlacedPicture:
    return PlacedPicture(box, width, height, digest)


def _text_over(box: Box, size: float, n: int) -> list[Glyph]:
    return [Glyph("字", (box[0] + size * k, box[1], box[0] + size * (k + 1), box[1] + size)) for k in range(n)]


@pytest.mark.parametrize(
    ("placed", "found"),
    [
        pytest.param([_picture()], [CHART], id="a chart"),
        pytest.param([_picture((100, 100, 180, 180))], [], id="an icon"),
        pytest.param([_picture(width=200, height=130)], [], id="too coarse"),
        pytest.param([_picture(height=30)], [], id="a strip of few pixels"),
        pytest.param([_picture((-50, -50, 700, 900))], [(0, 0, 600, 800)], id="beyond the edges of the page"),
        pytest.param([_picture((700, 100, 900, 300))], [], id="off the page"),
        pytest.param(
            [_picture((100, 100 + 20 * k, 400, 120 + 20 * k), 900, 60) for k in range(10)],
            [(100, 100, 400, 300)],
            id="strips of one picture",
        ),
        pytest.param(
            [_picture((150, 150, 350, 250), 600, 300), _picture()], [CHART], id="a picture in a picture is read with it"
        ),
        pytest.param(
            [_picture((0, 0, 200, 100)), _picture((0, 200, 500, 500))],
            [(0, 200, 500, 500), (0, 0, 200, 100)],
            id="the largest first",
        ),
    ],
)
def test_pictures_are_chosen_by_size_and_place(placed: list[PlacedPicture], found: list[Box]) -> None:
    assert [picture.box for picture in may_hold_words(placed, [], PAGE)] == found


@pytest.mark.parametrize(
    ("n_letters", "is_read"), [(0, True), (20, True), (90, False)], ids=["none", "a few labels", "lines of text"]
)
def test_a_picture_under_text_is_its_ground(n_letters: int, *, is_read: bool) -> None:
    letters = _text_over(CHART, 3, 0) + [
        glyph
        for row in range(-(-n_letters // 10))
        for glyph in _text_over((100, 100 + 20 * row, 0, 0), 12, min(10, n_letters - 10 * row))
    ]
    assert bool(may_hold_words([_picture()], letters, PAGE)) == is_read


def test_strips_of_the_same_picture_have_the_same_hash() -> None:
    def strips(top: float) -> list[PlacedPicture]:
        return [_picture((100, top + 100 * k, 400, top + 100 * (k + 1)), digest=bytes([k])) for k in range(2)]

    (one,), (other,) = may_hold_words(strips(100), [], PAGE), may_hold_words(strips(400), [], PAGE)
    assert one.digest == other.digest != b"\0"
