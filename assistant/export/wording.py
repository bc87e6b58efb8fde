"""What exported tables and documents call things: they are in Japanese whatever the language of the messages."""

import re
from collections.abc import Sequence

from assistant.citing import Reference
from assistant.draft.values import Draft, Kpi, Milestone, Share
from assistant.figures import figure_text
from assistant.gaps import Cell, ChallengeCell
from corpus.values import Citation

_MARK = re.compile(r"^[\s\ue000-\uf8ff・●■◆◇○□▪•➢✓]+")
NOT_STATED = "記載なし"
NEEDS_CHECK = "要確認"
MILESTONE_COLUMNS = ("年度", "段階", "内容", "主体", "出典")
KPI_COLUMNS = ("指標", "基準", "最新", "目標", "進捗率", "残り年数", "出典")
SHARE_COLUMNS = ("代表指標", "目標の数", "出典")
ISSUE_COLUMNS = ("番号", "種別", "確認する事項", "節", "出典")
REFERENCE_COLUMNS = ("番号", "資料", "発行者", "ページ", "日付", "節", "引用", "ファイル")
SOURCES = "出典"
APPENDIX = "付録　出典一覧（引用ごと）"
CONTENTS = "目次"
MILESTONES = "工程表"
KPIS = "指標と目標値"
SHARES = "代表指標ごとの目標の数"
ISSUES = "次回WGで確認する事項"
TABLE_NAMES = {"milestones": MILESTONES, "kpis": KPIS, "shares": SHARES, "issues": ISSUES}
TABLE_COLUMNS = {
    "milestones": MILESTONE_COLUMNS,
    "kpis": KPI_COLUMNS,
    "shares": SHARE_COLUMNS,
    "issues": ISSUE_COLUMNS,
}
PHASE_NOTE = "（ ）で囲んだ段階は、資料に段階の記載がないため、文の動詞から読み取ったものです。"
NOTHING_FOUND = "取り込まれている資料に、この主題の記載は見つかりませんでした。"


def marks(cell: Cell | ChallengeCell) -> str:
    """The cell's citations as [n][m]."""
    return "".join(f"[{c.n}]" for c in cell.citations)


def challenge_text(challenge: ChallengeCell) -> str:
    """A challenge with the one of the six it belongs to."""
    told = challenge.issue is None or "".join(challenge.issue.split()) in "".join(challenge.text.split())
    return challenge.text if told else f"{challenge.text}（{challenge.issue}）"


def years_text(milestone: Milestone) -> str:
    """The year or the stretch of years of a milestone as a column shows it."""
    last = milestone.end_year
    return f"{milestone.year}年" if last is None else f"{milestone.year}～{last}年"


def phase_text(milestone: Milestone) -> str:
    """The phase as a column shows it; one that the document does not name stands in brackets."""
    likely = milestone.likely_phase
    return milestone.phase or (f"（{likely}）" if likely else "－")


def milestone_cells(milestone: Milestone) -> tuple[str, ...]:
    """A milestone under `MILESTONE_COLUMNS`, its sources left out."""
    return (years_text(milestone), phase_text(milestone), milestone.text, milestone.actor or "－")


def kpi_cells(kpi: Kpi, as_of: int | None) -> tuple[str, ...]:
    """An indicator under `KPI_COLUMNS`, its sources left out."""
    latest, progress = kpi.latest, kpi.progress
    left = None if as_of is None else kpi.years_left(as_of)
    return (
        kpi.name,
        _figure(kpi.base, kpi.unit, kpi.base_year),
        _figure(latest.value if latest else None, kpi.unit, latest.year if latest else None),
        _figure(kpi.target, f"{kpi.unit}削減" if kpi.is_reduction else kpi.unit, kpi.target_year),
        "－" if progress is None else f"{progress:.0%}",
        "－" if left is None else f"{left}年" if left >= 0 else f"期限後{-left}年",
    )


def kpi_note(as_of: int | None) -> str:
    """What a reader has to know of the computed columns."""
    when = "" if as_of is None else f"、残り年数は{as_of}年度からの年数"
    return (
        f"進捗率は（最新－基準）÷（目標－基準）{when}で、いずれもJunkanの計算です。「－」は資料に記載がないものです。"
    )


def kpi_citations(kpi: Kpi) -> tuple[Citation, ...]:
    """What a row of indicators rests on: its target, then what was reached."""
    return tuple(dict.fromkeys((*kpi.citations, *(c for actual in kpi.actuals for c in actual.citations))))


def share_cells(share: Share) -> tuple[str, ...]:
    """A share under `SHARE_COLUMNS`, its sources left out."""
    return (share.name, figure_text(share.value, share.unit))


def issue_cells(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """The issues of a draft under `ISSUE_COLUMNS`, their sources left out."""
    headings = {section.key: section.heading for section in draft.sections}
    return tuple(
        (str(number), issue.kind.value, issue.text, headings.get(issue.section, "全体"))
        for number, issue in enumerate(draft.issues, 1)
    )


def table_rows(draft: Draft, name: str) -> list[tuple[tuple[str, ...], tuple[Citation, ...]]]:
    """The rows of one of the draft's tables: texts under its columns but the last, and what they rest on."""
    if name == "milestones":
        return [(milestone_cells(m), m.citations) for m in draft.milestones]
    if name == "kpis":
        return [(kpi_cells(k, draft.as_of), kpi_citations(k)) for k in draft.kpis]
    if name == "shares":
        return [(share_cells(s), s.citations) for s in draft.shares]
    return [(texts, issue.citations) for texts, issue in zip(issue_cells(draft), draft.issues, strict=True)]


def table_remark(draft: Draft, name: str) -> str:
    """What a reader has to know of a table, or ""."""
    if name == "kpis":
        return kpi_note(draft.as_of)
    likely = any(m.likely_phase and not m.phase for m in draft.milestones)
    return PHASE_NOTE if name == "milestones" and likely else ""


def quote_text(citation: Citation) -> str:
    """The quote as a reader is shown it: without the mark of a list in front, which may be a font's own sign."""
    return _MARK.sub("", citation.quote) or citation.quote


def excerpt(quote: str, said: Sequence[str], max_chars: int) -> str:
    """A quote whole where it is short, else what of it is said, with … where it is cut.

    Args:
        quote: As `quote_text` gives it.
        said: What a sentence puts in quotation marks; the first that stands in the quote counts, white space aside.
        max_chars: Above which a quote is cut.
    """
    if len(quote) <= max_chars:
        return quote
    places = [i for i, character in enumerate(quote) if not character.isspace()]
    letters = "".join(quote[i] for i in places)
    for text in said:
        wanted = "".join(text.strip("…").split())
        at = letters.find(wanted) if wanted else -1
        if at >= 0:
            start, end = places[at], places[at + len(wanted) - 1] + 1
            end = min(end, start + max_chars)
            return ("…" if start else "") + quote[start:end] + ("…" if end < len(quote) else "")
    return f"{quote[:max_chars]}…"


def source_text(reference: Reference) -> str:
    """Publisher, title and date of a document as a footnote names it."""
    title = f"「{reference.citation.title}」"
    return f"{reference.publisher or ''}{title}" + (f"（{reference.date}）" if reference.date else "")


def _figure(value: float | None, unit: str, year: int | None) -> str:
    if value is None:
        return "－" if year is None else f"（{year}年）"
    return figure_text(value, unit) + ("" if year is None else f"（{year}年）")


def page_text(reference: Reference) -> str:
    """The page as a column shows it."""
    return "－" if reference.citation.page is None else f"p.{reference.citation.page}"
