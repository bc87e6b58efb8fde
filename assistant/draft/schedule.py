"""What is to happen when, as the documents say it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.citing import CitationLedger
from assistant.draft.phrases import without_stray_brackets
from assistant.draft.standing import opening_cut
from assistant.draft.values import Milestone, Phase
from assistant.figures import period_start
from assistant.findings import Finding
from assistant.roles import clean_cell, is_aside
from corpus.values import BlockKind, Statement
from ingest.normalization import normalize
from ingest.years import YearMention, find_years

_PHASE_IN_FRONT = re.compile(r"^(構想|導入|拡大)\s*[:：]\s*")
_PHASE_CHECKED = re.compile(r"[■☑☒✓]\s*(構想|導入|拡大)")
_CHECKBOX = re.compile(r"[■□☑☒☐✓]")
_WHEN = re.compile(r"時期|年度?$|期限|目標年|期間|年月")
_WHO = re.compile(r"主体|担当|実施者|関係者|所管|担い手")
# What follows a year that something is to happen in or by; a bare 「2024年に」 tells of the past as well.
_DUE = re.compile(
    r"(?:半ば|末|頃|ごろ|中)?(?:まで(?!継続|の間|ずっと|使|利用)|以降|を?(?:目途|めど)|に(?:は|かけて)?[^。]{0,60}?"
    r"(?:目指|予定|見込|達成|実現する|減らす|高める|増やす|広げる|始める|する(?:。|$|こと|目標)))"
)
_AHEAD = re.compile(r"見込|予定|目標|目指|まで|以降|目途|めど")
# Verbs that speak for a phase where a document names none; the last one in a sentence carries it.
_LIKELY: tuple[tuple[Phase, re.Pattern[str]], ...] = (
    (Phase.CONCEPT, re.compile(r"検討|調査|策定|設計|構想|計画|道筋|準備|整理")),
    (Phase.INTRODUCTION, re.compile(r"実証|試行|開始|始める|立ち上げ|導入|着手|構築|整備|モデル")),
    (Phase.EXPANSION, re.compile(r"拡大|普及|展開|広げ|広が|本格|全国|定着|増や|高め|達成|実現|実質ゼロ|標準にな")),
)
# Who does it: the doer a sentence opens with, a body of the state, an industry, a company.
_ACTOR = re.compile(
    r"^([^、。「」（）()はがも]{1,30}?(?:省|庁|府|県|市町村|市|町|村|自治体|公共団体|国|政府|WG|ＷＧ|協議会|委員会|業界|団体|協会|"
    r"企業|事業者|機構|会員|大学|金融機関|消費者|市民|住民|メーカー)(?:等|など)?)(?:は|が)"
)
_BY_ACTOR = re.compile(
    r"([一-鿿ァ-ヺー・、]{2,30}?(?:省|庁|自治体|公共団体|協議会|業界|団体|企業|事業者|金融機関|機構))(?:等|など)?が中心"
)
_OFFICES = re.compile(r"【([^】]{1,40}(?:省|庁|府)(?:等)?)】")
# What has happened, and what a document says of itself, is nothing to come.
_TOLD = re.compile(
    r"(?:とされている|と(?:示|報告|指摘)されている)。?$|(?:た|ました)(?:（[^）]*）)?。?$|^本(?:ロードマップ|報告書?|資料|計画|ビジョン|方針|戦略|取りまとめ)(?:は|では)|昨年|本年|今般"
)
_LONGEST_TIME = 40  # a longer cell in the column for the time holds sentences
_LONGEST = 160  # a sentence in the table; the whole of it stands in the appendix


def find_milestones(findings: Sequence[Finding], ledger: CitationLedger, limit: int) -> tuple[Milestone, ...]:
    """The milestones that the findings name, by year, those of one year closest to the topic first.

    Table cells under columns that are years, rows with a column for the time, and sentences that say by when.
    """
    found: dict[tuple[int, str], tuple[Milestone, Finding]] = {}
    told: set[str] = set()
    for finding in findings:
        if is_aside(finding.section) or finding.statement.kind in {BlockKind.HEADING, BlockKind.CAPTION}:
            continue
        for milestone in _named(finding):
            if len(found) == limit or milestone.text in told:
                break
            found.setdefault((milestone.year, milestone.text), (milestone, finding))
        told.update(m.text for m, _ in found.values())
    ordered = sorted(found.values(), key=lambda pair: pair[0].year)
    return tuple(replace(m, citations=(ledger.cite(f.evidence, f.statement),)) for m, f in ordered)


def _named(finding: Finding) -> Iterator[Milestone]:
    statement = finding.statement
    if statement.kind is not BlockKind.ROW:
        yield from _in_sentence(finding)
    elif len(statement.head) == len(statement.cells):
        years = [period_start(head) for head in statement.head]
        if sum(year is not None for year in years) > 1:
            yield from _in_columns(statement, years)
        else:
            yield from _in_row(finding)


def _in_columns(statement: Statement, years: Sequence[int | None]) -> Iterator[Milestone]:
    """Cells under years: 「取組｜2024年度｜2025～2027年度」."""
    actor = _cell_under(statement, _WHO)
    labels = [clean_cell(c) for c, year in zip(statement.cells, years, strict=True) if year is None]
    label = "／".join(text for text in labels if text and text != actor)
    for head, year, cell in zip(statement.head, years, statement.cells, strict=True):
        text = clean_cell(cell)
        if year is not None and text and _is_of(text, year, _end(head, year)):
            match = _PHASE_IN_FRONT.match(text)
            words = _shortened(text[match.end() :] if match else text)
            about = f"{label}（{head}）：" if label else f"{head}："
            phase = Phase(match[1]) if match else None
            yield Milestone(year, about + words, phase, (), _end(head, year), actor, None if phase else _likely(words))


def _is_of(text: str, first: int, last: int | None) -> bool:
    """False for a cell whose own years all lie outside those of its column."""
    own = [mention.year for mention in find_years(text)]
    return not own or any(first <= year <= (last or first) for year in own)


def _in_row(finding: Finding) -> Iterator[Milestone]:
    """A row with one column for the time: 「時期｜動き」."""
    statement = finding.statement
    at = next(
        (i for i, head in enumerate(statement.head) if _WHEN.search(head) and find_years(statement.cells[i])), None
    )
    if at is None:
        return
    when, actor = statement.cells[at], _cell_under(statement, _WHO)
    if len(clean_cell(when)) > _LONGEST_TIME:  # sentences that say by when, each for itself
        for piece in clean_cell(when).split("／"):
            yield from _by_when(without_stray_brackets(piece), finding)
        return
    year = find_years(when)[0].year
    checked = _PHASE_CHECKED.search(" ".join(statement.cells))
    rest = [
        _shortened(clean_cell(c))
        for i, c in enumerate(statement.cells)
        if i != at and not _CHECKBOX.search(c) and clean_cell(c) and clean_cell(c) != actor
    ]
    text = "（".join(rest[:2]) + ("）" if len(rest) > 1 else "")
    planned = checked is not None or _AHEAD.search(" ".join(statement.cells)) or year > _published(finding)
    if text and planned:
        phase = Phase(checked[1]) if checked else None
        likely = None if phase else _likely(text)
        yield Milestone(year, f"{clean_cell(when)}：{text}", phase, (), _end(when, year), actor, likely)


def _in_sentence(finding: Finding) -> Iterator[Milestone]:
    """A sentence that says by when; several years that are due make a stretch."""
    if not finding.speaks_of_topic:
        return
    yield from _by_when(opening_cut(finding.statement.text), finding)


def _by_when(text: str, finding: Finding) -> Iterator[Milestone]:
    """What a text says is to happen by when, where it is no longer than a line of the table and tells no past."""
    due = [mention for mention in _due_years(text) if mention.year >= _published(finding)]
    if not due or len(text) > _LONGEST or _TOLD.search(text):
        return
    years = [mention.year for mention in due]
    last = max(years) if max(years) > min(years) else None
    yield Milestone(min(years), text, None, (), last, _in_charge(text, finding.section), _likely(text))


def _shortened(text: str) -> str:
    """The first pieces of a cell that lists several, as many as a line of the table holds."""
    pieces = text.split("／")
    shown = pieces[0]
    for piece in pieces[1:]:
        if len(shown) + len(piece) > _LONGEST // 2:
            break
        shown = f"{shown}／{piece}"
    return shown


def _due_years(text: str) -> tuple[YearMention, ...]:
    mentions = find_years(text)
    due = (m for m in mentions if not m.is_decade and _DUE.match(normalize(text[m.end :])))
    return tuple({m.year: m for m in due}.values())


def _likely(text: str) -> Phase | None:
    """The phase that the last telling word of a text speaks for, or None."""
    ends = [(max(m.end() for m in pattern.finditer(text)), p) for p, pattern in _LIKELY if pattern.search(text)]
    return max(ends)[1] if ends else None


def _actor(text: str) -> str | None:
    match = _ACTOR.search(text) or _BY_ACTOR.search(text)
    return match[1] if match else None


def _in_charge(text: str, section: Sequence[str]) -> str | None:
    """Who does it: the doer a sentence names, else the offices in brackets behind it or behind its heading."""
    offices = _OFFICES.findall(text) or [
        name for heading in reversed(section[-2:]) for name in _OFFICES.findall(heading)
    ]
    return _actor(text) or ("、".join(re.split("[・、]", offices[0])) if offices else None)


def _cell_under(statement: Statement, column: re.Pattern[str]) -> str | None:
    cells = zip(statement.head, statement.cells, strict=True)
    return next((clean_cell(cell) for head, cell in cells if column.search(head) and clean_cell(cell)), None)


def _end(when: str, first: int) -> int | None:
    """The last year of a stretch (2025～2027年度), or None where it is one year."""
    years = [m.year for m in find_years(when)] + [int(y) for y in re.findall(r"(?:19|20|21)\d\d", normalize(when))]
    return max(years) if years and max(years) > first else None


def _published(finding: Finding) -> int:
    """Year of the document, or 0 where it is not known."""
    date = finding.evidence.document.date
    return int(date[:4]) if date else 0
