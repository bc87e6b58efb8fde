"""What fills the slots of one sentence: a cell of the gap table or a statement, with what it rests on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.citing import CitationLedger
from assistant.draft.evidence import Pool, is_central, opening_cut
from assistant.draft.parts_played import cells_of
from assistant.draft.template import Content, SectionTemplate
from assistant.figures import period_start
from assistant.findings import Concept, Finding
from assistant.gaps import Cell, ChallengeCell, GapRow, GapTable, Scope
from assistant.roles import clean_cell, is_report, row_label
from assistant.viewpoints import perspective_of
from corpus.taxonomy import load_challenges, load_perspectives
from corpus.values import BlockKind, Citation

_BACKGROUND = re.compile(r"背景|目的|意義|経緯|はじめに|趣旨|概要|取り巻く|位置付け|必要性|なぜ|何のため")
_REASON = re.compile(r"ため|背景|契機|必要(?:が|性|で)|重要|求められ|不可欠|欠かせな|意義")
_MAX_CHARS = 260
_SHORT_ROW = 3  # columns of a row that reads as a sentence
_EVERY_FIELD = "分野を問わず、"
_NO_ISSUE = "その他の分野"
# What a trend is told with: 「国内市場規模が縮小」 is no action, whatever heading it stands under.
_TREND = re.compile(
    r"(?:縮小|減少|増加|拡大|低下|上昇|変化|高齢化|深刻化|横ばい|不足|推移|停滞|落ち込)(?:し(?:ている|た)|傾向(?:にある)?|んでいる)?。?$"
)
_DONE = re.compile(
    r"(?:支援|後押し|推進|検討|実施|策定|整備|促進|強化|開発|構築|開催)(?:する|していく|を(?:行う|進める|図る))?。?$"
)
_GOING_ON = re.compile(r"(?:て|で)いる。?$")
_LOOKS_AHEAD = re.compile(r"目指|目標|めざ|までに")
_OUTLOOK = re.compile(r"^今後|見込まれ|予測され|と考えられ")
_HEADING = re.compile(
    r"^(?:[0-9０-９①-⑳（(]|第[0-9０-９一二三四五六七八九十])|(?:について|まで|目的|概要|背景|課題|取組|現状)$"
)
_BARE_FIGURE = re.compile(r"[^をがはにで]{0,30}[0-9０-９,，.．]+[^をがはにで]{0,4}")
_DEMANDED = re.compile(r"重要(?:である|となる|だ)?。?$|必要(?:がある|である)?。?$|望ましい。?$")


@dataclass(frozen=True, slots=True)
class Entry:
    """What fills the slots of one sentence.

    Attributes:
        slots: By name, without {topic}.
        citations: What it rests on, as the ledger numbers it.
        group: The perspective or the challenge it belongs to, or "".
    """

    slots: dict[str, str]
    citations: tuple[Citation, ...]
    group: str

    @property
    def said(self) -> str:
        """What it says, for telling repetitions."""
        return "".join((self.slots.get("quote") or self.slots.get("to_be", "")).split())


def groups_of(content: Content) -> tuple[str, ...]:
    """Names of the groups that a section's sentences fall into, in their order."""
    if content is Content.CHALLENGE:
        return tuple(challenge.ja for challenge in load_challenges())
    return tuple(perspective.ja for perspective in load_perspectives())


def entries_of(section: SectionTemplate, pool: Pool, table: GapTable, ledger: CitationLedger) -> Iterator[Entry]:
    """What a section of sentences can say, what comes closest first within each group, nothing twice."""
    if section.content is Content.BACKGROUND:
        found = list(_background(pool.findings, pool.concepts, ledger))
    elif section.content is Content.STATEMENTS:
        found = list(_statements(section, pool.findings, ledger))
    else:
        found = [_adopted(entry, table, ledger) for row in table.rows for entry in _of_row(section.content, row)]
    order = groups_of(section.content)
    if section.content is not Content.STATEMENTS:
        found.sort(key=lambda entry: order.index(entry.group) if entry.group in order else len(order))
    told: set[str] = set()
    for entry in found:
        if entry.said not in told:
            told.add(entry.said)
            yield entry


def quotable(text: str) -> str:
    """Text without the full stop at its end, which stands badly in front of a closing bracket."""
    return text.strip().removesuffix("。")


def _of_row(content: Content, row: GapRow) -> Iterator[Entry]:
    sides = {Content.TO_BE: row.to_be, Content.AS_IS: row.as_is}
    side = sides.get(content)
    if content is Content.GAP and row.to_be and row.as_is:
        wanted, present = opening_cut(row.to_be.text), opening_cut(row.as_is.text)
        if not (_fits(Content.TO_BE, wanted) and _fits(Content.AS_IS, present)):
            return
        slots = {"to_be": quotable(wanted), "as_is": quotable(present), "about": _about(row)}
        cited = (*row.to_be.citations, *row.as_is.citations)
        yield Entry({**slots, "perspective": row.perspective}, cited, row.perspective)
    elif side is not None and _fits(content, side.text):
        yield _entry(side, row)
    elif content is Content.ACTION:
        yield from (_entry(action, row) for action in row.actions if _fits(content, action.text))
    elif content is Content.CHALLENGE:
        yield from (_challenge(c, row) for c in row.challenges if _folded(c.text) != _folded(c.issue or ""))


def _fits(content: Content, text: str) -> bool:
    """Whether the words themselves do not speak against the part that headings give them."""
    if content is Content.ACTION:
        unfit = bool(_TREND.search(text) or _DEMANDED.search(text))
    elif content is Content.TO_BE:
        acts = _DONE.search(text) and not _LOOKS_AHEAD.search(text[-24:])
        goes_on = _GOING_ON.search(text) and not _LOOKS_AHEAD.search(text[-12:])
        unfit = bool(acts or goes_on or _TREND.search(text))
    else:
        unfit = bool(_DEMANDED.search(text) or _OUTLOOK.search(text))
    return not unfit and not _BARE_FIGURE.fullmatch(text)


def _entry(cell: Cell, row: GapRow) -> Entry:
    slots = {"quote": quotable(opening_cut(cell.text)), "title": cell.citations[0].title}
    return Entry({**slots, "perspective": row.perspective, "about": _about(row)}, cell.citations, row.perspective)


def _challenge(cell: ChallengeCell, row: GapRow) -> Entry:
    issue = cell.issue or _NO_ISSUE
    slots = {"quote": quotable(opening_cut(cell.text)), "title": cell.citations[0].title, "about": _about(row)}
    return Entry({**slots, "perspective": row.perspective, "issue": issue}, cell.citations, issue)


def _about(row: GapRow) -> str:
    """What a line of a table is about, ready to stand in front of what is said of it; "" where that is not told.

    A heading (numbered, 「…の概要」) says where something stands rather than what it is about. What binds every field,
    and does not name the topic's, says so.
    """
    if row.scope is Scope.RELATED:
        return _EVERY_FIELD
    return f"{row.item}について、" if row.item and not _HEADING.search(row.item) else ""


def _background(findings: Sequence[Finding], concepts: Sequence[Concept], ledger: CitationLedger) -> Iterator[Entry]:
    """Statements under headings that tell of a background first, then those that give a reason.

    Where there are any that the topic is the theme of, only those.
    """
    central = [f for f in findings if f.is_own and is_central(f, concepts)]
    findings = central or findings
    told = [f for f in findings if f.statement.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}]
    headed = [f for f in told if any(_BACKGROUND.search(heading) for heading in f.section[-2:])]
    reasons = [f for f in told if f.is_own and _REASON.search(f.statement.text) and f not in headed]
    for finding in (*headed, *reasons):
        text = opening_cut(finding.statement.text)
        if not is_report(text) and len(text) <= _MAX_CHARS:
            citation = ledger.cite(finding.evidence, finding.statement)
            yield Entry({"quote": quotable(text), "title": citation.title}, (citation,), "")


def _statements(section: SectionTemplate, findings: Sequence[Finding], ledger: CitationLedger) -> Iterator[Entry]:
    for finding in findings:
        statement = finding.statement
        label = row_label(statement) if statement.kind is BlockKind.ROW else None
        text = _row_text(section, finding) if statement.kind is BlockKind.ROW else opening_cut(statement.text)
        if not text or len(text) > _MAX_CHARS or statement.kind is BlockKind.FIELD:
            continue
        headings = (finding.evidence.document.title, *finding.section)
        perspective = perspective_of(text, label, headings).ja
        wanted_perspectives = section.evidence.perspectives
        if wanted_perspectives and perspective not in wanted_perspectives:
            continue
        citation = ledger.cite(finding.evidence, statement)
        slots = {"quote": quotable(text), "title": citation.title, "perspective": perspective}
        about = f"{label}について、" if label and label not in text else ""
        yield Entry({**slots, "about": about}, (citation,), perspective if section.each else "")


def _row_text(section: SectionTemplate, finding: Finding) -> str:
    """What a row of a table gives to a sentence: the cells that play a wanted part, or a short row whole; "" for none.

    A row whose columns are years belongs into the table of milestones.
    """
    statement = finding.statement
    if sum(period_start(head) is not None for head in statement.head) > 1:
        return ""
    wanted = [text for role, text in cells_of(finding) if role in section.evidence.roles]
    cells = [clean_cell(cell) for cell in statement.cells if clean_cell(cell)]
    if wanted or section.evidence.roles:
        return "／".join(wanted)
    return "：".join(cells) if len(statement.cells) <= _SHORT_ROW else ""


def _adopted(entry: Entry, table: GapTable, ledger: CitationLedger) -> Entry:
    """The entry with its citations under the ledger's numbers instead of the table's."""
    cited = tuple(dict.fromkeys(ledger.adopt(table.references[c.n - 1]) for c in entry.citations))
    return Entry(entry.slots, cited, entry.group)


def _folded(text: str) -> str:
    return "".join(text.split())
