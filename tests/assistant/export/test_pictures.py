"""Pictures: drawn in greys, with the font that comes along, told in words; what strangers write is drawn as text."""

import io

import numpy
from PIL import Image

from assistant.draft import Kpi
from assistant.export.drawing import has_font
from assistant.export.pictures import path_of, pictures_of
from tests.assistant.export.drafts import FIRST, NASTY, full_draft


def test_every_picture_is_readable_without_colour() -> None:
    assert has_font()
    pictures = pictures_of(full_draft(NASTY))
    assert {name: len(found) for name, found in pictures.items()} == {"milestones": 1, "kpis": 1, "shares": 1}
    for picture in (p for found in pictures.values() for p in found):
        image = Image.open(io.BytesIO(picture.png)).convert("RGB")
        small = image.resize((image.width // 4, image.height // 4))
        colours = numpy.asarray(small).astype(int)
        assert (colours.max(axis=2) - colours.min(axis=2)).max() <= 6
        assert len(picture.description) > 20


def test_a_path_needs_a_target_and_something_reached() -> None:
    known = Kpi("利用率", 2020, 10.0, 2030, 30.0, "%", (FIRST,))
    assert path_of(known) == ((2020, 10.0),)
    assert path_of(Kpi("利用率", None, None, 2030, 30.0, "%", (FIRST,))) == ()
    assert path_of(Kpi("利用率", 2020, 10.0, None, 30.0, "%", (FIRST,))) == ()
