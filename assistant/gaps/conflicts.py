"""Figures of one measure and year that documents give differently."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.citing import CitationLedger
from assistant.figures import Measured, figure_text, measured_figures, period_start
from assistant.findings import Finding
from assistant.gaps.values import Conflict, ConflictSide
from corpus.values import BlockKind
from ingest.roles import clean_cell, has_columns, row_label

_MIN_MEASURE_CHARS = 3  # a shorter noun (量, 割合) measures anything
_VAGUE = frozenset({"目標値", "実績値", "市場規模", "利用率", "排出量", "再生利用率", "回収率", "割合", "件数", "金額"})
_TOLERANCE = 0.005  # what rounding explains: 12.7% and 12.68%
_MAX_CONFLICTS = 12


def find_conflicts(findings: Sequence[Finding], ledger: CitationLedger) -> tuple[Conflict, ...]:
    """Measures for which two documents name one year and different figures of one unit, in the order of the findings.

    The figure a document gives first counts; a difference that rounding explains is none.
    """
    said: dict[tuple[str, int, str], dict[str, tuple[Measured, Finding]]] = defaultdict(dict)
    for finding in findings:
        for figure in _figures(finding):
            if len(figure.measure) >= _MIN_MEASURE_CHARS and figure.measure not in _VAGUE:
                key = (figure.measure, figure.year, figure.unit)
                said[key].setdefault(finding.evidence.document.id, (figure, finding))
    conflicts = []
    for (measure, year, _), sides in said.items():
        values = [figure.value for figure, _ in sides.values()]
        if len(sides) > 1 and max(values) - min(values) > _TOLERANCE * max(map(abs, values)):
            ordered = sorted(sides.values(), key=lambda side: side[1].evidence.document.date or "")
            conflicts.append(Conflict(measure, year, tuple(_side(*side, ledger) for side in ordered)))
    return tuple(conflicts[:_MAX_CONFLICTS])


def _figures(finding: Finding) -> Iterator[Measured]:
    statement = finding.statement
    if statement.kind is not BlockKind.ROW:
        yield from measured_figures(statement.text)
    elif has_columns(statement) and (label := row_label(statement)):
        for head, cell in zip(statement.head, statement.cells, strict=True):
            if period_start(head) is not None and (text := clean_cell(cell)):
                yield from measured_figures(f"{head}の{label}は{text}")


def _side(figure: Measured, finding: Finding, ledger: CitationLedger) -> ConflictSide:
    document = finding.evidence.document
    citation = ledger.cite(finding.evidence, finding.statement)
    return ConflictSide(figure_text(figure.value, figure.unit), document.cited_title, document.date, citation)
