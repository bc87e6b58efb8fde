"""From a template and a topic to a draft."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.quoting import PageText
from assistant.citing import CitationLedger
from assistant.draft.agenda import find_conflicts, open_points, unsettled_sources
from assistant.draft.checking import Smoother, kept_honest, smoothed
from assistant.draft.entries import Entry, entries_of
from assistant.draft.evidence import Pool, admits, gather_pool
from assistant.draft.kpis import find_kpis
from assistant.draft.numbering import Numbers, Sentence, Written
from assistant.draft.phrases import quotable, shortened
from assistant.draft.prose import IN_COMMON, Prose
from assistant.draft.schedule import find_milestones
from assistant.draft.shares import find_shares
from assistant.draft.template import Content, SectionTemplate, Template
from assistant.draft.values import (
    CHECK_MARK,
    COMMON_MARK,
    Draft,
    Issue,
    Kpi,
    Milestone,
    Paragraph,
    ParagraphStatus,
    Section,
    Share,
)
from assistant.figures import figure_text
from assistant.findings import Finding
from assistant.gaps import GapTable, build_table, page_text_of
from assistant.roles import bare
from assistant.service import Assistant
from corpus.values import Document

_SILENT = re.compile(
    r"(?:目標|数値|年限|水準|指標|時期)[^。]{0,20}(?:書かれていない|記載がない|示されていない|載っていない|設定されていない|定められていない)"
)
_FISCAL_YEAR_STARTS = 4
_FEW, _MAX_COMMON = 3, 8  # below how many rows a table also shows what holds for every sector, and how much of it
_SHORT_CHARS = 60  # of a milestone in a sentence


@dataclass(frozen=True, slots=True)
class _Tables:
    """What stands in tables."""

    milestones: tuple[Milestone, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    shares: tuple[Share, ...] = ()
    issues: tuple[Issue, ...] = ()


def compose_draft(
    template: Template,
    topic: str,
    assistant: Assistant,
    *,
    smoother: Smoother | None = None,
    only: str | None = None,
    given: Draft | None = None,
    today: date | None = None,
) -> Draft:
    """The draft that the template and the documents of the library give on a topic.

    Args:
        template: What to write.
        topic: What on.
        assistant: Whose library to read.
        smoother: Rewords paragraphs; what does not hold up is not taken.
        only: Key of the one section to write; all without it.
        given: The draft that this section goes into: its sources keep their numbers.
        today: The day from which years that are left are counted.

    Raises:
        EmptyQuestion: the topic is blank.
        QuestionTooLong: it exceeds `max_question_chars`.
        LibraryError: the library cannot be read.
        EngineError: the topic could not be embedded.
    """
    sections = [s for s in template.sections if only is None or s.key == only]
    pool = gather_pool(topic, [s.evidence for s in sections], assistant)
    others = {t: gather_pool(t, (), assistant) for t in dict.fromkeys(s.evidence.topic for s in sections) if t}
    day = today or date.today()  # noqa: DTZ011  # the user's own calendar
    documents = assistant.library.documents(superseded=True)
    as_of = day.year - (day.month < _FISCAL_YEAR_STARTS)
    composer = _Composer(topic, pool, others, page_text_of(assistant), documents, given, as_of)
    draft = composer.draft(template, sections)
    if smoother is None:
        return draft
    page_text = page_text_of(assistant)
    return replace(
        draft,
        sections=tuple(
            replace(s, paragraphs=tuple(smoothed(p, s.key, smoother, page_text) for p in s.paragraphs))
            for s in draft.sections
        ),
    )


class _Composer:
    """Fills one template; numbers its citations in the order in which a reader meets them."""

    def __init__(
        self,
        topic: str,
        pool: Pool,
        others: dict[str, Pool],
        page_text: PageText,
        documents: Sequence[Document],
        given: Draft | None,
        as_of: int,
    ) -> None:
        self._as_of = as_of
        self._topic = topic
        self._pool = pool
        self._others = others
        self._page_text = page_text
        self._documents = documents
        self._given = given
        self._ledger = CitationLedger(page_text)  # numbers while it is written; the draft has its own
        self._table = build_table(topic, (*pool.findings, *pool.related), page_text)
        self._tables = _Tables()
        self._prose = Prose(topic, pool.n_pages, page_text)

    def draft(self, template: Template, sections: Sequence[SectionTemplate]) -> Draft:
        written = [(s, list(self._section(s))) for s in sections if s.content is not Content.AGENDA]
        numbers = Numbers(self._ledger, self._page_text, self._given.references if self._given else ())
        filled = {s.key: self._numbered(s, paragraphs, numbers) for s, paragraphs in written}
        agenda = [s for s in sections if s.content is Content.AGENDA]
        if agenda:
            kept = self._given.sections if self._given else ()
            points = open_points([*kept, *(filled[s.key] for s in sections if s.key in filled)])
            conflicts = find_conflicts(self._pool.findings, self._ledger)
            sources = unsettled_sources(numbers.references, self._documents)
            issues = (*numbers.of_issues(conflicts), *points, *sources)
            self._tables = replace(self._tables, issues=issues)
            for section in agenda:
                text = (section.item if issues else section.missing).format(**self._slots(n=len(issues)))
                filled[section.key] = self._as_section(section, (_needs_check(text),))
        return Draft(
            template=template.name,
            topic=self._topic,
            title=template.title.format(topic=self._topic),
            sections=tuple(filled[s.key] for s in sections),
            milestones=self._tables.milestones,
            kpis=self._tables.kpis,
            references=numbers.references,
            issues=self._tables.issues,
            shares=self._tables.shares,
            as_of=self._as_of,
            contents=template.contents,
            pictures=template.pictures,
            matrix=self._table,
        )

    def _numbered(self, section: SectionTemplate, written: Iterable[Written], numbers: Numbers) -> Section:
        """The section with final numbers: first those of its paragraphs, then those of its table."""
        paragraphs = tuple(
            kept_honest(paragraph, section.key, self._page_text) for paragraph in map(numbers.of_paragraph, written)
        )
        tables = self._tables
        if section.content is Content.MILESTONES:
            tables = replace(tables, milestones=numbers.of_milestones(tables.milestones))
        elif section.content is Content.KPIS:
            tables = replace(tables, kpis=numbers.of_kpis(tables.kpis))
        elif section.content is Content.SHARES:
            tables = replace(tables, shares=numbers.of_shares(tables.shares))
        self._tables = tables
        return self._as_section(section, paragraphs)

    def _as_section(self, section: SectionTemplate, paragraphs: tuple[Paragraph, ...]) -> Section:
        filled = {
            Content.MILESTONES: self._tables.milestones,
            Content.KPIS: self._tables.kpis,
            Content.SHARES: self._tables.shares,
            Content.AGENDA: self._tables.issues,
        }
        names = {Content.AGENDA: "issues"}
        holds = names.get(section.content, section.content.value) if filled.get(section.content) else ""
        return Section(section.key, section.heading.format(topic=self._topic), paragraphs, holds)

    def _section(self, section: SectionTemplate) -> Iterator[Written]:
        pool = self._admitted(section)
        handlers: dict[Content, Callable[[SectionTemplate, Sequence[Finding]], Iterator[Written]]] = {
            Content.MILESTONES: self._milestones,
            Content.KPIS: self._kpis,
            Content.SHARES: self._shares,
        }
        if section.content is Content.OPEN:
            yield Written(open_text=section.missing.format(**self._slots()))
        elif section.content in handlers:
            yield from handlers[section.content](section, pool.findings)
        else:
            yield from self._prose.written(section, list(self._entries(section, pool)))

    def _admitted(self, section: SectionTemplate) -> Pool:
        pool = self._others.get(section.evidence.topic, self._pool)
        need = section.evidence
        related = (
            pool.related if section.content is not Content.STATEMENTS else [f for f in pool.related if admits(need, f)]
        )
        return replace(pool, findings=tuple(f for f in pool.findings if admits(need, f)), related=tuple(related))

    def _entries(self, section: SectionTemplate, pool: Pool) -> Iterator[Entry]:
        own = section.evidence.model_fields_set - {"search", "perspectives"}
        table = build_table(self._topic, pool.findings, self._page_text) if own else self._table
        return entries_of(section, pool, self._shown(table, section), self._ledger)

    def _shown(self, table: GapTable, section: SectionTemplate) -> GapTable:
        wanted = section.evidence.perspectives
        return replace(table, rows=tuple(row for row in table.rows if not wanted or row.perspective in wanted))

    def _milestones(self, section: SectionTemplate, findings: Sequence[Finding]) -> Iterator[Written]:
        found = find_milestones(findings, self._ledger, section.max_items)
        common = () if len(found) >= _FEW else self._common_milestones()
        told = found or common
        shown = (*found, *(replace(m, text=COMMON_MARK + m.text) for m in common))
        self._tables = replace(self._tables, milestones=tuple(sorted(shown, key=lambda m: m.year)))
        if told:
            first, last = told[0], told[-1]
            slots = self._slots(
                n=len(told),
                first_year=first.year,
                first=shortened(first.text, _SHORT_CHARS),
                last_year=last.year,
                last=shortened(last.text, _SHORT_CHARS),
            )
            rows = [first, last] if "{first" in section.item or "{last" in section.item else list(told)
            yield self._summed_up(section, slots, rows, is_own=bool(found))
        if not found:
            yield self._not_stated(section, findings)

    def _common_milestones(self) -> tuple[Milestone, ...]:
        """What is due in every sector from now on."""
        found = find_milestones(self._pool.related, self._ledger, _MAX_COMMON * 4)
        return tuple(m for m in found if (m.end_year or m.year) >= self._as_of)[:_MAX_COMMON]

    def _kpis(self, section: SectionTemplate, findings: Sequence[Finding]) -> Iterator[Written]:
        found = find_kpis(findings, self._ledger, section.max_items)
        common = () if len(found) >= _FEW else find_kpis(self._pool.related, self._ledger, _MAX_COMMON)
        told = found or common
        shown = (*found, *(replace(kpi, name=COMMON_MARK + kpi.name) for kpi in common))
        self._tables = replace(self._tables, kpis=shown)
        if told:
            first = told[0]
            target = figure_text(first.target, first.unit)
            slots = self._slots(n=len(told), name=first.name, target=target, target_year=first.target_year or "")
            rows = [first] if "{name}" in section.item else list(told)
            yield self._summed_up(section, slots, rows, is_own=bool(found))
        if not found:
            yield self._not_stated(section, findings)

    def _shares(self, section: SectionTemplate, findings: Sequence[Finding]) -> Iterator[Written]:
        found = find_shares(findings, self._ledger)
        self._tables = replace(self._tables, shares=found)
        if not found:
            yield self._not_stated(section, findings)
            return
        named = [share for share in found if not share.name.startswith("その他")] or list(found)
        most = max(named, key=lambda share: share.value)
        slots = self._slots(n=len(found), name=most.name, value=figure_text(most.value, most.unit))
        yield self._summed_up(section, slots, [most] if "{name}" in section.item else list(found))

    def _summed_up(
        self,
        section: SectionTemplate,
        slots: dict[str, object],
        rows: Sequence[Milestone] | Sequence[Kpi] | Sequence[Share],
        *,
        is_own: bool = True,
    ) -> Written:
        """The sentence in front of a table; where its rows hold for every sector, it says so."""
        text = ("" if is_own else IN_COMMON) + section.item.format(**slots)
        return Written((Sentence(text, tuple(dict.fromkeys(c for row in rows for c in row.citations))),))

    def _not_stated(self, section: SectionTemplate, findings: Sequence[Finding]) -> Written:
        """A paragraph that needs a check, and what a document says itself of its silence."""
        text = section.missing.format(**self._slots(perspective="", issue=""))
        everything = (*findings, *self._pool.found)
        silent = next((f for f in everything if _SILENT.search(f.statement.text)), None)
        if silent is None:
            return Written(open_text=text)
        cited = self._ledger.cite(silent.evidence, silent.statement)
        note = f"資料にも「{quotable(bare(silent.statement.text))}」とある。"
        return Written((Sentence(note, (cited,)),), text)

    def _slots(self, **slots: object) -> dict[str, object]:
        return {"topic": self._topic, "n": 0, "n_pages": self._pool.n_pages, **slots}


def _needs_check(text: str) -> Paragraph:
    return Paragraph(CHECK_MARK + text, (), ParagraphStatus.NEEDS_CHECK)
