"""Pictures as PNG, readable in black and white: the one door to matplotlib."""

import io
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from assistant.export.files import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from assistant.export.pictures import Bar

_DPI = 150
_WIDTH_INCHES = 7.2
_FAMILIES = ("Noto Sans CJK JP", "IPAexGothic", "Hiragino Sans", "Yu Gothic", "Meiryo", "Noto Sans JP")
_INK, _GREY = "#1a1a1a", "#8a8a8a"
# Told apart by pattern as well as by grey: (face, hatch).
_PHASES = {"構想": ("#ffffff", ""), "導入": ("#e4e4e4", "////"), "拡大": ("#5a5a5a", "")}
_NO_PHASE = "段階の記載なし"
_NEAR, _FAR = 2030, 2050
_LABEL_LINE = 22  # characters
_FAR_SHARE = 0.22  # of a year's width up to 2030: twenty years behind it take the room of four and a half


def has_font() -> bool:
    """Whether a font with Japanese characters is there: the one of matplotlib-fontja, or one of the system."""
    return _font_file() is not None


def timeline(bars: "Sequence[Bar]", as_of: int | None) -> bytes:
    """Bars over fiscal years: each year up to 2030 has its column, those up to 2050 stand closer."""
    first = min([bar.first for bar in bars] + ([as_of] if as_of is not None else []))
    last = max([bar.last for bar in bars] + [_NEAR])
    last = max(_FAR, last) if last > _NEAR else _NEAR
    figure, axes = _figure(1.0 + 0.4 * len(bars))
    used: dict[str, Any] = {}
    for row, bar in enumerate(bars):
        left, right = _place(bar.first), _place(bar.last + 1)
        if bar.phase:
            face, hatch = _PHASES[bar.phase]
            drawn: Any = axes.barh(row, right - left, left=left, height=0.55, color=face, edgecolor=_INK, hatch=hatch)
        else:  # a date without a phase
            drawn = axes.plot((left + right) / 2, row, "D", ms=8, mfc="white", mec=_INK, clip_on=False)[0]
        used.setdefault(bar.phase, drawn)
    axes.set_yticks(range(len(bars)), [_folded(bar.label) for bar in bars], fontproperties=_font(7.5))
    axes.invert_yaxis()
    years = [y for y in range(first, last + 1) if y <= _NEAR or y % 10 == 0]
    axes.set_xticks([_place(y) + _width(y) / 2 for y in years], [str(y) for y in years], fontproperties=_font(7.5))
    axes.set_xlim(_place(first), _place(last + 1))
    axes.set_xlabel("年度", fontproperties=_font(8))
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    if last > _NEAR:
        axes.axvline(_place(_NEAR + 1), color=_GREY, linestyle=":", linewidth=1.2)
    if as_of is not None and first <= as_of <= last:
        axes.axvline(_place(as_of) + _width(as_of) / 2, color=_INK, linestyle="--", linewidth=1)
    axes.legend(
        list(used.values()),
        [phase or _NO_PHASE for phase in used],
        prop=_font(8),
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=len(used),
        frameon=False,
    )
    return _png(figure)


def path(name: str, unit: str, reached: Sequence[tuple[int, float]], due: tuple[int, float]) -> bytes:
    """What was reached, the target, and the straight line from the latest figure to it."""
    figure, axes = _figure(2.9)
    years, values = zip(*reached, strict=True)
    axes.plot(years, values, color=_INK, marker="o", linewidth=1.6, label="実績")
    axes.plot([years[-1], due[0]], [values[-1], due[1]], color=_GREY, linestyle="--", label="目標まで直線で進む場合")
    axes.plot(
        [due[0]], [due[1]], color=_INK, marker="s", markersize=9, markerfacecolor="white", linestyle="", label="目標"
    )
    for year, value in (*reached, due):
        axes.annotate(
            f"{value:,.10g}",
            (year, value),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontproperties=_font(8),
        )
    ticks = sorted({*years, due[0]})
    axes.set_xticks(ticks, [f"{year}年" for year in ticks], fontproperties=_font(8))
    for label in axes.get_yticklabels():
        label.set_fontproperties(_font(8))
    axes.margins(x=0.08, y=0.22)
    axes.set_ylabel(_drawable(unit), fontproperties=_font(8))
    axes.set_title(_drawable(name), fontproperties=_font(10))
    axes.legend(prop=_font(8), frameon=False)
    return _png(figure)


def shares(bars: Sequence[tuple[str, float, str]]) -> bytes:
    """Bars from the top in the order given, each with its figure."""
    figure, axes = _figure(0.7 + 0.36 * len(bars))
    values = [value for _, value, _ in bars]
    axes.barh(range(len(bars)), values, color="#d0d0d0", edgecolor=_INK, hatch="//", height=0.6)
    for row, (_, value, shown) in enumerate(bars):
        axes.annotate(
            shown, (value, row), xytext=(4, 0), textcoords="offset points", va="center", fontproperties=_font(8)
        )
    axes.set_yticks(range(len(bars)), [_drawable(name) for name, _, _ in bars], fontproperties=_font(8.5))
    axes.invert_yaxis()
    axes.set_xlim(0, max(values) * 1.15 or 1)
    axes.xaxis.set_visible(False)
    return _png(figure)


def _drawable(text: str) -> str:
    """Text that the font can draw: 〓 stands, as in print, for a character it lacks; a $ begins no formula."""
    known = _characters()
    return "".join(c if ord(c) in known else "〓" for c in printable(text).replace("$", "＄"))


@cache
def _characters() -> frozenset[int]:
    return frozenset(font_manager.get_font(str(_font_file())).get_charmap())


def _folded(text: str) -> str:
    """A label in lines that leave room for the bars."""
    shown = _drawable(text)
    return "\n".join(shown[at : at + _LABEL_LINE] for at in range(0, len(shown), _LABEL_LINE))


def _place(year: int) -> float:
    """Where the column of a year begins; behind 2030 columns are narrow."""
    return year - _NEAR - 1 if year <= _NEAR + 1 else (year - _NEAR - 1) * _FAR_SHARE


def _width(year: int) -> float:
    return _place(year + 1) - _place(year)


def _figure(height_inches: float) -> "tuple[Figure, Axes]":
    figure = Figure(figsize=(_WIDTH_INCHES, height_inches), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _png(figure: Figure) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def _font(points: float) -> font_manager.FontProperties:
    return font_manager.FontProperties(fname=_font_file(), size=points)


@cache
def _font_file() -> Path | None:
    spec = find_spec("matplotlib_fontja")
    for folder in spec.submodule_search_locations or () if spec else ():
        packed = Path(folder) / "fonts" / "ipaexg.ttf"
        if packed.is_file():
            return packed
    for family in _FAMILIES:
        found = [font.fname for font in font_manager.fontManager.ttflist if font.name == family]
        if found:
            return Path(found[0])
    return None
