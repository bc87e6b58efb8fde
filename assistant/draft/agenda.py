"""What the next meeting of the WG has to settle: figures that contradict each other, and what nothing is said of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assistant.citing import CitationLedger, Reference
from assistant.draft.kpis import Level, find_levels
from assistant.draft.marking import cited_stretches
from assistant.draft.values import CHECK_MARK, Issue, IssueKind, Paragraph, ParagraphStatus, Section
from assistant.figures import figure_text
from assistant.findings import Finding
from corpus.values import Document, DocumentStatus
from ingest.normalization import compact

_MAX_CONFLICTS = 8
_SAME = 0.005  # relative difference up to which two figures are one figure rounded
_OPEN = {DocumentStatus.OUTLINE: "素案", DocumentStatus.DRAFT: "案", DocumentStatus.INTERIM: "中間取りまとめ"}


def find_conflicts(findings: Sequence[Finding], ledger: CitationLedger) -> tuple[Issue, ...]:
    """Measures for which two documents give different figures for one year, with both sources."""
    by_measure: dict[tuple[str, int, str, bool], list[Level]] = defaultdict(list)
    for level in find_levels(findings):
        key = (compact(level.name), level.year, level.unit, level.is_target)
        by_measure[key].append(level)
    return tuple(_conflicts(by_measure.values(), ledger))[:_MAX_CONFLICTS]


def _conflicts(measures: Iterable[Sequence[Level]], ledger: CitationLedger) -> Iterator[Issue]:
    for levels in measures:
        first = levels[0]
        other = next((level for level in levels[1:] if _differ(first, level)), None)
        if other is None:
            continue
        cited = tuple(ledger.cite(level.finding.evidence, level.finding.statement) for level in (first, other))
        kind = "目標値" if first.is_target else "値"
        said = "、".join(
            f"「{level.finding.evidence.document.title}」は{figure_text(level.value, level.unit)}"
            for level in (first, other)
        )
        yield Issue(IssueKind.CONFLICT, f"{first.name}（{first.year}年）の{kind}が、{said}で食い違う。", "", cited)


def _differ(first: Level, second: Level) -> bool:
    apart = abs(first.value - second.value) > _SAME * max(abs(first.value), abs(second.value))
    return apart and first.finding.evidence.document.id != second.finding.evidence.document.id


def open_points(sections: Sequence[Section]) -> tuple[Issue, ...]:
    """What the sections mark for checking, each with its section."""
    return tuple(
        Issue(IssueKind.MISSING, _plain(p), section.key, p.citations)
        for section in sections
        for p in section.paragraphs
        if p.status is ParagraphStatus.NEEDS_CHECK and section.holds != "issues"
    )


def unsettled_sources(references: Sequence[Reference], documents: Sequence[Document]) -> tuple[Issue, ...]:
    """Documents that are quoted although they are no final ones, or although a later version has taken their place."""
    by_id = {document.id: document for document in documents}
    issues: dict[str, Issue] = {}
    for reference in references:
        document = by_id.get(reference.citation.document_id)
        if document is None or document.id in issues:
            continue
        if document.superseded:
            text = f"「{document.title}」は旧版である。新しい版の記載を確かめる。"
            issues[document.id] = Issue(IssueKind.OLD, text, "", (reference.citation,))
        elif document.status in _OPEN:
            text = f"「{document.title}」は{_OPEN[document.status]}の段階である。確定後の記載を確かめる。"
            issues[document.id] = Issue(IssueKind.UNSETTLED, text, "", (reference.citation,))
    return tuple(issues.values())


def _plain(paragraph: Paragraph) -> str:
    """The paragraph without its mark and its [n]."""
    return "".join(stretch.text for stretch in cited_stretches(paragraph)).removeprefix(CHECK_MARK)
