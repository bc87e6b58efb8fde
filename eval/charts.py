"""Charts as inline SVG: pure functions from figures to markup, in two colours that a printer keeps apart."""

import math
from collections.abc import Sequence
from html import escape

from eval.measures import Bin

INK, GREEN, ORANGE, PALE = "#1f2a24", "#2f6b4f", "#b45f06", "#dfe7e1"
_ROW, _LABEL, _BAR, _VALUE = 24, 250, 330, 70
_SIDE = 260


def bars(rows: Sequence[tuple[str, float, float | None, float | None]], title: str) -> str:
    """Horizontal bars from 0 to 1 with their intervals.

    Args:
        rows: Label, figure, lower and upper end of its interval (None where it has none).
        title: What a screen reader says.
    """
    parts = []
    for number, (name, value, low, high) in enumerate(rows):
        y = number * _ROW
        width = max(0.0, min(1.0, value)) * _BAR
        parts.append(f'<text x="{_LABEL - 8}" y="{y + 16}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{_LABEL}" y="{y + 4}" width="{_BAR}" height="16" fill="{PALE}"/>')
        parts.append(f'<rect x="{_LABEL}" y="{y + 4}" width="{width:.1f}" height="16" fill="{GREEN}"/>')
        if low is not None and high is not None:
            left, right = _LABEL + low * _BAR, _LABEL + high * _BAR
            parts.append(f'<path d="M{left:.1f} {y + 12}H{right:.1f}" stroke="{INK}" stroke-width="2"/>')
        parts.append(f'<text x="{_LABEL + _BAR + 8}" y="{y + 16}">{100 * value:.1f} %</text>')
    return _svg(_LABEL + _BAR + _VALUE, len(rows) * _ROW + 4, parts, title)


def curve(values: Sequence[float], title: str, x_name: str, y_name: str) -> str:
    """A line through the shares at 1, 2, … of the x axis; values in [0, 1]."""
    step = _SIDE / max(1, len(values) - 1)
    points = [(40 + n * step, 10 + (1 - value) * _SIDE) for n, value in enumerate(values)]
    parts = _frame(x_name, y_name)
    parts.append(
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none" stroke="{GREEN}" '
        'stroke-width="2"/>'
    )
    for number, (x, y) in enumerate(points, 1):
        tip = f"{number}: {100 * values[number - 1]:.1f} %"
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{GREEN}"><title>{escape(tip)}</title></circle>')
        parts.append(f'<text x="{x:.1f}" y="{_SIDE + 26}" text-anchor="middle">{number}</text>')
    return _svg(_SIDE + 60, _SIDE + 50, parts, title)


def reliability(bins: Sequence[Bin], title: str, x_name: str, y_name: str) -> str:
    """The diagram of reliability: a dot for each bin, its area by how many it holds; the diagonal is perfect."""
    diagonal = f'<path d="M40 {_SIDE + 10}L{_SIDE + 40} 10" stroke="{INK}" stroke-dasharray="4"/>'
    parts = [*_frame(x_name, y_name), diagonal]
    most = max((b.n for b in bins), default=1)
    for b in bins:
        radius = 4 + 10 * (b.n / most) ** 0.5
        tip = f"n = {b.n}: {b.confidence:.2f}, {b.accuracy:.2f}"
        parts.append(
            f'<circle cx="{40 + b.confidence * _SIDE:.1f}" cy="{10 + (1 - b.accuracy) * _SIDE:.1f}" r="{radius:.1f}" '
            f'fill="{ORANGE}" fill-opacity="0.7"><title>{escape(tip)}</title></circle>'
        )
    return _svg(_SIDE + 60, _SIDE + 50, parts, title)


def histogram(values: Sequence[float], title: str, unit: str, n_bins: int = 20) -> str:
    """How often values fall into bins of equal width; values are 0 or more.

    The bins end at the 99th percentile, and the last one holds what lies beyond: a single slow value would press all
    others into a corner.
    """
    if not values:
        return ""
    ordered = sorted(values)
    most_value, top = ordered[-1], ordered[math.ceil(0.99 * len(ordered)) - 1] or 1.0
    counts = [0] * n_bins
    for value in values:
        counts[min(n_bins - 1, int(value / top * n_bins))] += 1
    ends = [*(top * number / n_bins for number in range(n_bins)), max(top, most_value)]
    width, most = _SIDE / n_bins, max(counts)
    parts = _frame("", "", y_top=str(most))
    for number, count in enumerate(counts):
        height = count / most * _SIDE
        tip = f"{ends[number]:.0f}–{ends[number + 1]:.0f} {unit}: {count}"
        parts.append(
            f'<rect x="{40 + number * width:.1f}" y="{10 + _SIDE - height:.1f}" width="{width - 1:.1f}" '
            f'height="{height:.1f}" fill="{GREEN}"><title>{escape(tip)}</title></rect>'
        )
    last = f"{ends[-1]:.0f}" if most_value <= top else f"{ends[-2]:.0f}–{ends[-1]:.0f}"
    parts += [
        f'<text x="40" y="{_SIDE + 26}">0</text>',
        f'<text x="{_SIDE + 40}" y="{_SIDE + 26}" text-anchor="end">{last} {escape(unit)}</text>',
    ]
    return _svg(_SIDE + 60, _SIDE + 50, parts, title)


def _frame(x_name: str, y_name: str, *, y_top: str = "1") -> list[str]:
    """Two axes with what they show, and the figure at the upper end of the vertical one."""
    middle = _SIDE / 2
    return [
        f'<path d="M40 10V{_SIDE + 10}H{_SIDE + 40}" fill="none" stroke="{INK}"/>',
        f'<text x="36" y="16" text-anchor="end">{escape(y_top)}</text>',
        f'<text x="36" y="{_SIDE + 10}" text-anchor="end">0</text>',
        f'<text x="{middle + 40}" y="{_SIDE + 44}" text-anchor="middle">{escape(x_name)}</text>',
        f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">{escape(y_name)}</text>',
    ]


def _svg(width: float, height: float, parts: Sequence[str], title: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}">{"".join(parts)}</svg>'
    )
