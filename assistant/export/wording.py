"""What exported tables and documents call things: they are in Japanese whatever the language of the messages."""

from assistant.citing import Reference
from assistant.draft.values import Kpi
from assistant.figures import figure_text
from assistant.gaps import Cell, ChallengeCell

NOT_STATED = "記載なし"
NEEDS_CHECK = "要確認"
MILESTONE_COLUMNS = ("年", "段階", "内容", "出典")
KPI_COLUMNS = ("指標", "基準年", "基準値", "目標年", "目標値", "出典")
REFERENCE_COLUMNS = ("番号", "資料", "発行者", "ページ", "日付", "節", "引用", "ファイル")
SOURCES = "出典"
MILESTONES = "工程表"
KPIS = "指標と目標値"
NOTHING_FOUND = "取り込まれている資料に、この主題の記載は見つかりませんでした。"


def marks(cell: Cell | ChallengeCell) -> str:
    """The cell's citations as [n][m]."""
    return "".join(f"[{c.n}]" for c in cell.citations)


def challenge_text(challenge: ChallengeCell) -> str:
    """A challenge with the one of the six it belongs to."""
    told = challenge.issue is None or "".join(challenge.issue.split()) in "".join(challenge.text.split())
    return challenge.text if told else f"{challenge.text}（{challenge.issue}）"


def year_text(year: int | None) -> str:
    """A year as a column shows it."""
    return "－" if year is None else f"{year}年"


def base_text(kpi: Kpi) -> str:
    """The value in the base year as a column shows it."""
    return "－" if kpi.base is None else figure_text(kpi.base, kpi.unit)


def page_text(reference: Reference) -> str:
    """The page as a column shows it."""
    return "－" if reference.citation.page is None else f"p.{reference.citation.page}"
