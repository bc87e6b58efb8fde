"""The timeline of a draft as native shapes: years along the top, a bar or a diamond for each milestone."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide
from pptx.util import Pt

from assistant.draft.values import Milestone, Phase
from assistant.export.files import printable
from assistant.export.slides.text import BLACK, GREY, PALE, WHITE, put_text

_NEAR, _FAR = 2030, 2050
_FAR_SHARE = 0.22  # as in the picture: twenty years behind 2030 take the room of four and a half
_LABEL_SHARE = 0.42  # of the width for what happens
_LABEL_CHARS = 46


def add_timeline(slide: Slide, milestones: Sequence[Milestone], room: tuple[int, int, int, int]) -> Any:
    """One group of shapes inside `room` (left, top, width, height in EMU); returns the group."""
    left, top, width, height = room
    first = min(m.year for m in milestones)
    last = max([m.end_year or m.year for m in milestones] + [_NEAR])
    last = max(_FAR, last) if last > _NEAR else _NEAR
    axis_left = left + int(width * _LABEL_SHARE)
    scale = (width - width * _LABEL_SHARE) / (_place(last + 1) - _place(first))

    def x(year: int) -> int:
        return axis_left + int((_place(year) - _place(first)) * scale)

    group = slide.shapes.add_group_shape()
    row_height = height // (len(milestones) + 2)
    for year in [y for y in range(first, last + 1) if y <= _NEAR or y % 10 == 0]:
        _text(group, str(year), (x(year), top, max(x(year + 1) - x(year), Pt(30)), row_height), 10)
        _line(group, x(year), top + row_height, top + row_height * (len(milestones) + 1))
    for number, milestone in enumerate(milestones, 1):
        y = top + number * row_height
        short = milestone.text
        label = short if len(short) <= _LABEL_CHARS else f"{short[: _LABEL_CHARS - 1]}…"
        _text(group, label, (left, y, axis_left - left, row_height), 10)
        _mark(group, milestone, x, (y, row_height))
    _legend(group, (left, top + row_height * (len(milestones) + 1), row_height))
    return group


def _mark(group: Any, milestone: Milestone, x: Any, row: tuple[int, int]) -> None:
    """A bar over the years of a phase, a diamond for a date without one."""
    y, height = row
    phase = milestone.phase or milestone.likely_phase
    start, end = x(milestone.year), x((milestone.end_year or milestone.year) + 1)
    inner = int(height * 0.6)
    if phase:
        shape = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, start, y + (height - inner) // 2, end - start, inner)
    else:
        left = (start + end - inner) // 2
        shape = group.shapes.add_shape(MSO_SHAPE.DIAMOND, left, y + (height - inner) // 2, inner, inner)
    shape.name = printable(milestone.text)[:60]
    _fill(shape, phase)


def _fill(shape: Any, phase: Phase | None) -> None:
    shape.line.color.rgb, shape.line.width = BLACK, Pt(1)
    shape.shadow.inherit = False
    if phase is Phase.INTRODUCTION:
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb, shape.fill.back_color.rgb = GREY, WHITE
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = GREY if phase is Phase.EXPANSION else WHITE


def _legend(group: Any, place: tuple[int, int, int]) -> None:
    left, top, height = place
    step = Pt(110)
    for number, phase in enumerate((*Phase, None)):
        kind = MSO_SHAPE.RECTANGLE if phase else MSO_SHAPE.DIAMOND
        box = group.shapes.add_shape(kind, left + number * step, top + height // 4, int(height * 0.9), height // 2)
        _fill(box, phase)
        name = phase.value if phase else "段階の記載なし"
        _text(group, name, (left + number * step + height, top, step - height, height), 10)


def _text(group: Any, text: str, place: tuple[int, int, int, int], points: float) -> None:
    box = group.shapes.add_textbox(*place)
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    put_text(frame, [printable(text)], points)


def _line(group: Any, x: int, top: int, bottom: int) -> None:
    line = group.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, x, top, x, bottom)
    line.line.color.rgb, line.line.width = PALE, Pt(0.5)


def _place(year: int) -> float:
    """Where the column of a year begins; behind 2030 columns are narrow."""
    return year - _NEAR - 1 if year <= _NEAR + 1 else (year - _NEAR - 1) * _FAR_SHARE
