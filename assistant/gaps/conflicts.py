"""Figures of one measure and year that documents give differently."""

from collections import defaultdict
from collections.abc import Sequence

from assistant.citing import CitationLedger
from assistant.figures import Measured, differ, figure_text, figures_stated, is_telling
from assistant.findings import Finding
from assistant.gaps.values import Conflict, ConflictSide

_MAX_CONFLICTS = 12


def find_conflicts(findings: Sequence[Finding], ledger: CitationLedger) -> tuple[Conflict, ...]:
    """Measures for which two documents name one year and different figures of one unit, in the order of the findings.

    The figure a document gives first counts; a difference that rounding explains is none.
    """
    said: dict[tuple[str, int, str], dict[str, tuple[Measured, Finding]]] = defaultdict(dict)
    for finding in findings:
        for figure in figures_stated(finding.statement):
            if is_telling(figure.measure):
                key = (figure.measure, figure.year, figure.unit)
                said[key].setdefault(finding.evidence.document.id, (figure, finding))
    conflicts = []
    for (measure, year, _), sides in said.items():
        values = [figure.value for figure, _ in sides.values()]
        if len(sides) > 1 and differ(values):
            ordered = sorted(sides.values(), key=lambda side: side[1].evidence.document.date or "")
            conflicts.append(Conflict(measure, year, tuple(_side(*side, ledger) for side in ordered)))
    return tuple(conflicts[:_MAX_CONFLICTS])


def _side(figure: Measured, finding: Finding, ledger: CitationLedger) -> ConflictSide:
    document = finding.evidence.document
    citation = ledger.cite(finding.evidence, finding.statement)
    return ConflictSide(figure_text(figure.value, figure.unit), document.cited_title, document.date, citation)
