"""From a template and a topic to a draft."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.citing import CitationLedger
from assistant.draft.kpis import find_kpis
from assistant.draft.schedule import find_milestones
from assistant.draft.template import Content, SectionTemplate, Template
from assistant.draft.values import Draft, Kpi, Milestone, Paragraph, ParagraphStatus, Section
from assistant.findings import Finding, gather
from assistant.gaps import Cell, ChallengeCell, GapRow, GapTable, build_table, page_text_of
from assistant.roles import bare, is_report
from assistant.service import Assistant
from corpus.taxonomy import load_challenges, load_perspectives
from corpus.values import BlockKind, Citation

_BACKGROUND = re.compile(r"背景|目的|意義|経緯|はじめに|趣旨|概要|取り巻く|位置付け|必要性|なぜ|何のため")
_SILENT = re.compile(
    r"(?:目標|数値|年限|水準|指標|時期)[^。]{0,20}(?:書かれていない|記載がない|示されていない|載っていない|設定されていない|定められていない)"
)
_MIN_CHARS, _MAX_CHARS = 20, 260
_CHECK = "【要確認】"
_NO_ISSUE = "その他の課題"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What fills the slots of one paragraph, with what it rests on."""

    slots: dict[str, str]
    citations: tuple[Citation, ...]
    group: str


def compose_draft(template: Template, topic: str, assistant: Assistant) -> Draft:
    """The draft that the template and the documents of the library give on a topic.

    Raises:
        EmptyQuestion: the topic is blank.
        QuestionTooLong: it exceeds `max_question_chars`.
        LibraryError: the library cannot be read.
        EngineError: the topic could not be embedded.
    """
    findings = gather(topic, assistant)
    page_text = page_text_of(assistant)
    return _Composer(topic, findings, build_table(topic, findings, page_text), CitationLedger(page_text)).draft(
        template
    )


class _Composer:
    """Fills one template; numbers its citations in the order in which a reader meets them."""

    def __init__(self, topic: str, findings: Sequence[Finding], table: GapTable, ledger: CitationLedger) -> None:
        self._topic = topic
        self._findings = findings
        self._table = table
        self._ledger = ledger
        self._milestones: tuple[Milestone, ...] = ()
        self._kpis: tuple[Kpi, ...] = ()

    def draft(self, template: Template) -> Draft:
        sections: list[Section] = []
        for section in template.sections:
            paragraphs = tuple(self._paragraphs(section, sections))
            sections.append(Section(section.key, section.heading.format(topic=self._topic), paragraphs))
        return Draft(
            template=template.name,
            topic=self._topic,
            title=template.title.format(topic=self._topic),
            sections=tuple(sections),
            milestones=self._milestones,
            kpis=self._kpis,
            references=self._ledger.references(),
        )

    def _paragraphs(self, section: SectionTemplate, before: Sequence[Section]) -> Iterator[Paragraph]:
        if section.content is Content.OPEN:
            yield self._open(section, before)
        elif section.content is Content.MILESTONES:
            self._milestones = find_milestones(self._findings, self._ledger, section.max_items)
            yield self._counted(section, [c for m in self._milestones for c in m.citations], len(self._milestones))
        elif section.content is Content.KPIS:
            self._kpis = find_kpis(self._findings, self._ledger, section.max_items)
            yield self._counted(section, [c for k in self._kpis for c in k.citations], len(self._kpis))
        elif section.each:
            entries = self._entries(section)
            slot, names = _groups(section.content)
            for name in names:
                chosen = [entry for entry in entries if entry.group == name]
                yield from self._filled(section, chosen, {slot: name})
        else:
            yield from self._filled(section, self._entries(section), {"perspective": "", "issue": ""})

    def _filled(
        self, section: SectionTemplate, entries: Sequence[_Entry], group: dict[str, str]
    ) -> Iterator[Paragraph]:
        if not entries:
            slots = {"perspective": "", "issue": "", **group, "topic": self._topic}
            yield _needs_check(section.missing.format(**slots))
        said: set[str] = set()
        for entry in entries[: section.max_items]:
            cited = tuple(dict.fromkeys(self._adopt(c) for c in entry.citations))
            wording = section.following if entry.group in said else section.item
            said.add(entry.group)
            yield _supported(wording.format(topic=self._topic, **entry.slots), cited)

    def _counted(self, section: SectionTemplate, citations: Sequence[Citation], n: int) -> Paragraph:
        if not n:
            return self._not_stated(section.missing.format(topic=self._topic, perspective="", issue=""))
        return _supported(section.item.format(topic=self._topic, n=n), tuple(dict.fromkeys(citations)))

    def _not_stated(self, text: str) -> Paragraph:
        """A paragraph that needs a check, and what a document says itself of its silence."""
        silent = next((f for f in self._findings if _SILENT.search(f.statement.text)), None)
        if silent is None:
            return _needs_check(text)
        citation = self._ledger.cite(silent.evidence, silent.statement)
        note = f"資料にも「{_quotable(bare(silent.statement.text))}」とある。[{citation.n}]"
        return Paragraph(f"{_CHECK}{text}{note}", (citation,), ParagraphStatus.NEEDS_CHECK)

    def _open(self, section: SectionTemplate, before: Sequence[Section]) -> Paragraph:
        n = sum(p.status is ParagraphStatus.NEEDS_CHECK for s in before for p in s.paragraphs)
        last = section.missing.format(topic=self._topic, perspective="", issue="")
        return _needs_check((section.item.format(topic=self._topic, n=n) if n else "") + last)

    def _entries(self, section: SectionTemplate) -> list[_Entry]:
        content = section.content
        if content is Content.BACKGROUND:
            return self._background(section.max_items)
        entries: list[_Entry] = []
        for row in self._table.rows:
            sides = {Content.TO_BE: row.to_be, Content.AS_IS: row.as_is}
            if content is Content.GAP and row.to_be and row.as_is:
                slots = {"to_be": _quotable(row.to_be.text), "as_is": _quotable(row.as_is.text), "about": _about(row)}
                cited = (*row.to_be.citations, *row.as_is.citations)
                entries.append(_Entry({**slots, "perspective": row.perspective}, cited, row.perspective))
            elif side := sides.get(content):
                entries.append(_entry(side, row))
            elif content is Content.ACTION:
                entries.extend(_entry(action, row) for action in row.actions)
            elif content is Content.CHALLENGE:
                entries.extend(_challenge_entry(challenge, row) for challenge in row.challenges)
        if content is Content.CHALLENGE:
            entries = [
                entry for entry in entries if _joined(entry.slots["quote"]) != _joined(entry.group)
            ]  # the name of one of the six
            order = _groups(content)[1]
            entries.sort(key=lambda e: order.index(e.group) if e.group in order else len(order))
        return list({(e.group, e.slots.get("quote") or e.slots["to_be"]): e for e in reversed(entries)}.values())[::-1]

    def _background(self, limit: int) -> list[_Entry]:
        entries: list[_Entry] = []
        for finding in self._findings:
            if len(entries) == limit:
                break
            text = bare(finding.statement.text)
            tells = any(_BACKGROUND.search(heading) for heading in finding.section[-2:])
            plain = finding.statement.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}
            if tells and plain and not is_report(text) and _MIN_CHARS <= len(text) <= _MAX_CHARS:
                citation = self._ledger.cite(finding.evidence, finding.statement)
                slots = {"quote": _quotable(text), "title": citation.title}
                entries.append(_Entry(slots, (citation,), ""))
        return entries

    def _adopt(self, citation: Citation) -> Citation:
        known = self._table.references[citation.n - 1 : citation.n]
        return self._ledger.adopt(known[0]) if known and known[0].citation is citation else citation


def _groups(content: Content) -> tuple[str, tuple[str, ...]]:
    """The slot that tells the groups of a section apart, and their names in order."""
    if content is Content.CHALLENGE:
        return "issue", tuple(challenge.ja for challenge in load_challenges())
    return "perspective", tuple(perspective.ja for perspective in load_perspectives())


def _entry(cell: Cell, row: GapRow) -> _Entry:
    slots = {"quote": _quotable(cell.text), "title": cell.citations[0].title, "perspective": row.perspective}
    return _Entry({**slots, "about": _about(row)}, cell.citations, row.perspective)


def _challenge_entry(cell: ChallengeCell, row: GapRow) -> _Entry:
    issue = cell.issue or _NO_ISSUE
    slots = {"quote": _quotable(cell.text), "title": cell.citations[0].title, "perspective": row.perspective}
    return _Entry({**slots, "about": _about(row), "issue": issue}, cell.citations, issue)


def _about(row: GapRow) -> str:
    """What a line of a table is about, ready to stand in front of what is said of it; "" where that is not told."""
    return f"{row.item}について、" if row.item else ""


def _joined(text: str) -> str:
    return "".join(text.split())


def _quotable(text: str) -> str:
    """Text without the full stop at its end, which stands badly in front of a closing bracket."""
    return text.removesuffix("。")


def _supported(text: str, citations: tuple[Citation, ...]) -> Paragraph:
    return Paragraph(text + "".join(f"[{c.n}]" for c in citations), citations, ParagraphStatus.SUPPORTED)


def _needs_check(text: str) -> Paragraph:
    return Paragraph(_CHECK + text, (), ParagraphStatus.NEEDS_CHECK)
