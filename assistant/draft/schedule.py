"""What is to happen when, as the documents say it."""

import re
from collections.abc import Iterator, Sequence

from assistant.citing import CitationLedger
from assistant.draft.values import Milestone, Phase
from assistant.figures import period_start
from assistant.findings import Finding
from assistant.roles import bare, clean_cell, is_aside
from corpus.values import BlockKind, Statement
from ingest.normalization import normalize
from ingest.years import YearMention, find_years

_PHASE_IN_FRONT = re.compile(r"^(構想|導入|拡大)\s*[:：]\s*")
_PHASE_CHECKED = re.compile(r"[■☑☒✓]\s*(構想|導入|拡大)")
_CHECKBOX = re.compile(r"[■□☑☒☐✓]")
_WHEN = re.compile(r"時期|年度?$|期限|目標年|期間|年月")
# What follows a year that something is to happen in or by; a bare 「2024年に」 tells of the past as well.
_DUE = re.compile(
    r"(?:半ば|末|頃|ごろ|中)?(?:まで|以降|を?(?:目途|めど)|に(?:は|かけて)?[^。]{0,60}?"
    r"(?:目指|予定|見込|達成|実現する|減らす|高める|増やす|広げる|始める|する(?:。|$|こと|目標)))"
)
_AHEAD = re.compile(r"見込|予定|目標|目指|まで|以降|目途|めど")


def find_milestones(findings: Sequence[Finding], ledger: CitationLedger, limit: int) -> tuple[Milestone, ...]:
    """The milestones that the findings name, by year, those of one year closest to the topic first.

    Table cells under columns that are years, rows with a column for the time, and sentences that say by when.
    """
    found: dict[tuple[int, str], tuple[Milestone, Finding]] = {}
    for finding in findings:
        if is_aside(finding.section) or finding.statement.kind in {BlockKind.HEADING, BlockKind.CAPTION}:
            continue
        for year, text, phase in _named(finding):
            if len(found) == limit:
                break
            found.setdefault((year, text), (Milestone(year, text, phase, ()), finding))
    ordered = sorted(found.values(), key=lambda pair: pair[0].year)
    return tuple(
        Milestone(m.year, m.text, m.phase, (ledger.cite(finding.evidence, finding.statement),))
        for m, finding in ordered
    )


def _named(finding: Finding) -> Iterator[tuple[int, str, Phase | None]]:
    statement = finding.statement
    if statement.kind is not BlockKind.ROW:
        yield from _in_sentence(finding)
    elif len(statement.head) == len(statement.cells):
        years = [period_start(head) for head in statement.head]
        if sum(year is not None for year in years) > 1:
            yield from _in_columns(statement, years)
        else:
            yield from _in_row(finding)


def _in_columns(statement: Statement, years: Sequence[int | None]) -> Iterator[tuple[int, str, Phase | None]]:
    """Cells under years: 「取組｜2024年度｜2025～2027年度」."""
    labels = [clean_cell(c) for c, year in zip(statement.cells, years, strict=True) if year is None]
    label = "／".join(text for text in labels if text)
    for head, year, cell in zip(statement.head, years, statement.cells, strict=True):
        text = clean_cell(cell)
        if year is not None and text:
            match = _PHASE_IN_FRONT.match(text)
            words = text[match.end() :] if match else text
            about = f"{label}（{head}）：" if label else f"{head}："
            yield year, about + words, Phase(match[1]) if match else None


def _in_row(finding: Finding) -> Iterator[tuple[int, str, Phase | None]]:
    """A row with one column for the time: 「時期｜動き」."""
    statement = finding.statement
    at = next(
        (i for i, head in enumerate(statement.head) if _WHEN.search(head) and find_years(statement.cells[i])), None
    )
    if at is None:
        return
    when = statement.cells[at]
    year = find_years(when)[0].year
    phase = _PHASE_CHECKED.search(" ".join(statement.cells))
    rest = [c for i, c in enumerate(statement.cells) if i != at and not _CHECKBOX.search(c) and clean_cell(c)]
    text = "（".join(map(clean_cell, rest[:2])) + ("）" if len(rest) > 1 else "")
    planned = phase is not None or _AHEAD.search(" ".join(statement.cells)) or year > _published(finding)
    if text and planned:
        yield year, f"{clean_cell(when)}：{text}", Phase(phase[1]) if phase else None


def _in_sentence(finding: Finding) -> Iterator[tuple[int, str, Phase | None]]:
    text = bare(finding.statement.text)
    for mention in _due_years(text):
        if finding.is_own and mention.year >= _published(finding):
            yield mention.year, text, None


def _due_years(text: str) -> tuple[YearMention, ...]:
    mentions = find_years(text)
    due = (m for m in mentions if not m.is_decade and _DUE.match(normalize(text[m.end :])))
    return tuple({m.year: m for m in due}.values())


def _published(finding: Finding) -> int:
    """Year of the document, or 0 where it is not known."""
    date = finding.evidence.document.date
    return int(date[:4]) if date else 0
