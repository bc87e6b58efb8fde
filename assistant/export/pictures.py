"""The pictures of a draft, each told in words too: its timeline, paths of indicators, the share of indicators."""

from dataclasses import dataclass

from assistant.draft.values import Draft, Kpi, Milestone, Share
from assistant.export.wording import phase_text, years_text
from assistant.figures import figure_text

_MAX_BARS = 18
_MAX_PATHS = 3
_LABEL_CHARS = 44


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Attributes:
        title: For its caption.
        description: What it shows, in words, for whoever cannot see it.
        png: The picture.
    """

    title: str
    description: str
    png: bytes


def pictures_of(draft: Draft) -> dict[str, tuple[Picture, ...]]:
    """The pictures that stand behind each table: "milestones", "kpis", "shares".

    None where no Japanese font is found: characters as empty boxes are worse than a table alone.
    """
    from assistant.export import drawing  # matplotlib takes half a second to import

    if not (draft.milestones or draft.shares or any(path_of(kpi) for kpi in draft.kpis)) or not drawing.has_font():
        return {}
    found: dict[str, tuple[Picture, ...]] = {}
    if draft.milestones:
        shown = draft.milestones[:_MAX_BARS]
        png = drawing.timeline([bar_of(m) for m in shown], draft.as_of)
        found["milestones"] = (Picture("工程の時間軸", describe_timeline(shown), png),)
    drawable = [kpi for kpi in draft.kpis if path_of(kpi)][:_MAX_PATHS]
    found["kpis"] = tuple(
        Picture(
            f"{kpi.name}の推移と目標", describe_path(kpi), drawing.path(kpi.name, kpi.unit, path_of(kpi), _due(kpi))
        )
        for kpi in drawable
    )
    if draft.shares:
        bars = [(share.name, share.value, figure_text(share.value, share.unit)) for share in draft.shares]
        found["shares"] = (Picture("代表指標ごとの目標の数", describe_shares(draft.shares), drawing.shares(bars)),)
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the timeline.

    Attributes:
        label: Beside it.
        first: First year.
        last: Last year; the same for a point.
        phase: "構想", "導入", "拡大" or "".
    """

    label: str
    first: int
    last: int
    phase: str


def bar_of(milestone: Milestone) -> Bar:
    """A milestone as a line of the timeline."""
    phase = milestone.phase or milestone.likely_phase
    text = milestone.text if len(milestone.text) <= _LABEL_CHARS else f"{milestone.text[: _LABEL_CHARS - 1]}…"
    return Bar(text, milestone.year, milestone.end_year or milestone.year, phase.value if phase else "")


def path_of(kpi: Kpi) -> tuple[tuple[int, float], ...]:
    """The years and values that an indicator has had, its base among them; empty where there is no target to go to."""
    if kpi.target_year is None:
        return ()
    reached = {actual.year: actual.value for actual in kpi.actuals}
    if kpi.base_year is not None and kpi.base is not None:
        reached.setdefault(kpi.base_year, kpi.base)
    return tuple((year, reached[year]) for year in sorted(reached) if year < kpi.target_year)


def _due(kpi: Kpi) -> tuple[int, float]:
    return (kpi.target_year or 0, kpi.target)


def describe_timeline(milestones: tuple[Milestone, ...]) -> str:
    """The timeline in words."""
    lines = (f"{years_text(m)}、段階{phase_text(m)}、{m.text}" for m in milestones)
    return "工程を年度の軸に並べた図。" + "。".join(line.rstrip("。") for line in lines) + "。"


def describe_path(kpi: Kpi) -> str:
    """The path of an indicator in words."""
    reached = "、".join(f"{year}年 {figure_text(value, kpi.unit)}" for year, value in path_of(kpi))
    target = f"{kpi.target_year}年 {figure_text(kpi.target, kpi.unit)}"
    return f"{kpi.name}の折れ線。実績は{reached}。目標は{target}。最新の値から目標までを直線（破線）で結ぶ。"


def describe_shares(shares: tuple[Share, ...]) -> str:
    """The share of indicators in words."""
    return "横棒の図。" + "、".join(f"{s.name} {figure_text(s.value, s.unit)}" for s in shares) + "。"
