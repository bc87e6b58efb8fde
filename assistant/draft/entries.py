"""What fills the slots of one sentence: a cell of the gap table or a statement, with what it rests on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.citing import CitationLedger
from assistant.draft.evidence import Pool, is_central, opens_with_all
from assistant.draft.fitting import fitting_content, tells_present
from assistant.draft.parts_played import cells_of
from assistant.draft.phrases import as_quotes, quotable, says_no_more, share_word, subject_of
from assistant.draft.standing import opening_cut, points_elsewhere
from assistant.draft.template import Content, SectionTemplate
from assistant.figures import period_start
from assistant.findings import Concept, Finding, Scope
from assistant.gaps import Cell, GapRow, GapTable
from assistant.gaps.parts import parts_of
from assistant.roles import Role, clean_cell, is_report, row_label
from assistant.viewpoints import issue_of, told_perspective
from corpus.taxonomy import load_challenges, load_perspectives
from corpus.values import BlockKind, Citation
from ingest.normalization import normalize

_BACKGROUND = re.compile(r"背景|目的|意義|経緯|はじめに|趣旨|概要|取り巻く|位置付け|必要性|なぜ|何のため")
_REASON = re.compile(r"ため|背景|契機|必要(?:が|性|で)|重要|求められ|不可欠|欠かせな|意義")
_AHEAD = re.compile(r"^(?:今後|これから)")  # what is still to come is no background
_MAX_CHARS = 260
_SHORT_ROW = 3  # columns of a row that reads as a sentence
_OF_ALL_FIELDS = "領域に共通する"
_NO_ISSUE = "その他の事項"
_NO_PERSPECTIVE = "分野全体"
_CRUMB_CHARS = 20  # what is shorter stands behind what says more
_CONTENT_OF = {
    Role.TO_BE: Content.TO_BE,
    Role.AS_IS: Content.AS_IS,
    Role.CHALLENGE: Content.CHALLENGE,
    Role.ACTION: Content.ACTION,
}
_FROM_TABLE = {*_CONTENT_OF.values(), Content.GAP}


@dataclass(frozen=True, slots=True)
class Entry:
    """What fills the slots of one sentence.

    Attributes:
        slots: By name, without {topic}.
        citations: What it rests on, as the ledger numbers it.
        group: The perspective or the challenge it belongs to, or "".
        scope: How close it is to the topic.
    """

    slots: dict[str, str]
    citations: tuple[Citation, ...]
    group: str
    scope: Scope = Scope.TOPIC

    @property
    def said(self) -> str:
        """What it says, for telling repetitions."""
        return "".join((self.slots.get("quote") or self.slots.get("to_be", "")).split())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text on its way into a sentence, with what it rests on, what it is about, and by when."""

    text: str
    cited: tuple[Citation, ...]
    about: str
    label: str | None
    year: int | None
    scope: Scope


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
        asks_for_part = section.evidence.years or section.evidence.roles
        if not found and asks_for_part and not section.evidence.types and not section.evidence.topic:
            found = list(_statements(section, pool.related, ledger))
    else:
        found = [entry for row in table.rows for entry in _of_row(section.content, row, table, ledger)]
        found += _of_parts(section.content, pool.findings, table.topic, ledger)
        found.sort(key=lambda entry: (entry.scope is not Scope.TOPIC, _is_weak(entry)))
    order = groups_of(section.content)
    if section.content is not Content.STATEMENTS:
        found.sort(key=lambda entry: order.index(entry.group) if entry.group in order else len(order))
    told: set[str] = set()
    own = [e for e in found if e.scope is Scope.TOPIC and section.content in _FROM_TABLE]
    strong = {entry.group for entry in own if not points_elsewhere(entry.said)}
    for entry in found:
        weak = entry.group in strong and points_elsewhere(entry.said)
        named = entry.group and says_no_more(
            entry.said, entry.group
        )  # 「国際連携の強化」 says nothing of 国際連携の強化
        if entry.said and entry.said not in told and not weak and not named:
            told.add(entry.said)
            yield entry


def _is_weak(entry: Entry) -> bool:
    """Whether it stands behind others: a crumb."""
    return len(entry.said) < _CRUMB_CHARS


def _of_row(content: Content, row: GapRow, table: GapTable, ledger: CitationLedger) -> Iterator[Entry]:
    """What a line of the gap table says; citations under the ledger's numbers instead of the table's."""

    def adopted(citations: Sequence[Citation]) -> tuple[Citation, ...]:
        return tuple(dict.fromkeys(ledger.adopt(table.references[c.n - 1]) for c in citations))

    def fitting(given: Content, text: str, section: Sequence[str]) -> Content | None:
        """The column of a document's own table says it; else what headings say is checked by the words."""
        if row.is_of_table:
            return given
        is_told = given is not Content.AS_IS or tells_present(text, section)
        return fitting_content(given, text) if is_told else None

    if content is Content.GAP and row.to_be and row.as_is:
        wanted, present = opening_cut(row.to_be.text), opening_cut(row.as_is.text)
        fits = fitting(Content.TO_BE, wanted, ()) is Content.TO_BE
        if fits and fitting(Content.AS_IS, present, row.as_is.citations[0].section) is Content.AS_IS:
            most = _most_pieces(row.scope)
            slots = {"to_be": as_quotes(wanted, most), "as_is": as_quotes(present, most), "about": _about(row, wanted)}
            cited = adopted((*row.to_be.citations, *row.as_is.citations))
            yield Entry({**slots, "perspective": row.perspective}, cited, row.perspective, row.scope)
    told: list[tuple[Content, Cell]] = [(Content.ACTION, cell) for cell in row.actions]
    told += [(side, cell) for side, cell in ((Content.TO_BE, row.to_be), (Content.AS_IS, row.as_is)) if cell]
    for given, cell in told:
        if fitting(given, cell.text, cell.citations[0].section) is content:
            cited = adopted(cell.citations)
            yield _entry(
                content, _Piece(cell.text, cited, _about(row, cell.text), row.item, cell.year, row.scope), table.topic
            )
    for challenge in row.challenges:
        if fitting(Content.CHALLENGE, challenge.text, ()) is not content:
            continue
        cited = adopted(challenge.citations)
        piece = _Piece(challenge.text, cited, _about(row, challenge.text), row.item, None, row.scope)
        if content is not Content.CHALLENGE or not row.is_of_table:
            yield _entry(content, piece, table.topic)
        elif not (challenge.issue and says_no_more(challenge.text, challenge.issue)):
            issue = challenge.issue or _NO_ISSUE
            yield Entry({**_slots(piece), "perspective": row.perspective, "issue": issue}, cited, issue, row.scope)


def _of_parts(content: Content, findings: Sequence[Finding], topic: str, ledger: CitationLedger) -> Iterator[Entry]:
    """What single statements say, also those for which the table had no room."""
    if content not in _FROM_TABLE:
        return
    for finding in findings:
        if finding.statement.kind is BlockKind.ROW:
            continue
        for part in parts_of(finding):
            given = _CONTENT_OF.get(part.role)
            if given is None or fitting_content(given, part.text) is not content:
                continue
            if part.role is Role.AS_IS and not tells_present(part.text, finding.section):
                continue
            cited = (ledger.cite(finding.evidence, finding.statement),)
            piece = _Piece(part.text, cited, _named(finding.section, part.text), None, part.year, finding.scope)
            yield _entry(content, piece, topic)


def _entry(content: Content, piece: _Piece, topic: str) -> Entry:
    headings = (piece.cited[0].title, *piece.cited[0].section)
    told = told_perspective(piece.text, piece.label, headings, topic)
    perspective = told.ja if told else _NO_PERSPECTIVE
    slots = {**_slots(piece), "perspective": perspective}
    if content is not Content.CHALLENGE:
        return Entry(slots, piece.cited, perspective, piece.scope)
    issue = issue_of(piece.text, topic)
    name = issue.ja if issue else _NO_ISSUE
    return Entry({**slots, "issue": name}, piece.cited, name, piece.scope)


def _slots(piece: _Piece) -> dict[str, str]:
    quote = as_quotes(opening_cut(piece.text), _most_pieces(piece.scope))
    dated = piece.year is not None and str(piece.year) not in normalize(quote)
    year = f"{piece.year}年の" if dated else ""
    return {"quote": quote, "title": piece.cited[0].title, "about": piece.about, "year": year}


def _most_pieces(scope: Scope) -> int:
    """How many of the things that a cell lists are quoted."""
    return 2 if scope is Scope.TOPIC else 1


def _about(row: GapRow, text: str) -> str:
    """What a line of a table is about, ready to stand in front of what is said of it; "" where that is not told.

    What is not of the topic's own field says that it holds for all.
    """
    about = _in_front(row.item, None if row.is_of_table else text)
    return about + _OF_ALL_FIELDS if row.scope is Scope.RELATED else about


def _named(section: Sequence[str], text: str) -> str:
    """What the innermost heading names as the thing spoken of, ready to stand in front; "" for nothing."""
    return _in_front(section[-1] if section else None, text)


def _in_front(name: str | None, text: str | None) -> str:
    """A subject in front of what is said of it; where it is a heading, only if the text speaks of the same."""
    subject = subject_of(name)
    return f"{subject}について、" if subject and (text is None or share_word(subject, text)) else ""


def _background(findings: Sequence[Finding], concepts: Sequence[Concept], ledger: CitationLedger) -> Iterator[Entry]:
    """Statements under headings that tell of a background first, then those that give a reason.

    Those whose own theme is the topic go first; where there are any that the topic is the theme of, only those. What
    goes on with one of them (その重要性は…) follows it.
    """
    told = [f for f in findings if f.statement.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}]
    central = [f for f in told if f.is_own and is_central(f, concepts)]
    chosen = [f for f in central or told if f.speaks_of_topic and not _AHEAD.match(opening_cut(f.statement.text))]
    headed = [f for f in chosen if any(_BACKGROUND.search(heading) for heading in f.section[-2:])]
    reasons = [f for f in chosen if _REASON.search(f.statement.text) and f not in headed]
    themes = [f for f in (*headed, *reasons) if opens_with_all(f, concepts)]
    ordered = [*themes, *(f for f in (*headed, *reasons) if f not in themes)]
    for finding in dict.fromkeys(f for first in ordered for f in (first, *_going_on(first, told))):
        text = opening_cut(finding.statement.text)
        if not is_report(text) and len(text) <= _MAX_CHARS:
            citation = ledger.cite(finding.evidence, finding.statement)
            yield Entry({"quote": quotable(text), "title": citation.title}, (citation,), "")


def _going_on(finding: Finding, told: Sequence[Finding]) -> Iterator[Finding]:
    """The statement right behind one of the same passage, where it only points back at it."""
    statements = finding.evidence.chunk.statements
    at = next((i for i, s in enumerate(statements) if s.span == finding.statement.span), len(statements))
    behind = statements[at + 1].span if at + 1 < len(statements) else None
    same = (f for f in told if f.evidence.chunk.id == finding.evidence.chunk.id and f.statement.span == behind)
    yield from (f for f in same if not f.is_own and points_elsewhere(f.statement.text))


def _statements(section: SectionTemplate, findings: Sequence[Finding], ledger: CitationLedger) -> Iterator[Entry]:
    for finding in findings:
        statement = finding.statement
        label = row_label(statement) if statement.kind is BlockKind.ROW else None
        text = _row_text(section, finding) if statement.kind is BlockKind.ROW else opening_cut(statement.text)
        if not text or len(text) > _MAX_CHARS or statement.kind is BlockKind.FIELD:
            continue
        headings = (finding.evidence.document.title, *finding.section)
        told = told_perspective(text, label, headings)
        perspective = told.ja if told else _NO_PERSPECTIVE
        wanted_perspectives = section.evidence.perspectives
        if wanted_perspectives and perspective not in wanted_perspectives:
            continue
        citation = ledger.cite(finding.evidence, statement)
        slots = {"quote": as_quotes(text), "title": citation.title, "perspective": perspective}
        about = f"{label}について、" if label and subject_of(label) and label not in text else ""
        yield Entry({**slots, "about": about}, (citation,), perspective if section.each else "", finding.scope)


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
