"""How many targets measure each representative indicator, as the documents' own tables say it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.citing import CitationLedger
from assistant.draft.values import Share
from assistant.findings import Finding
from assistant.roles import clean_cell
from corpus.taxonomy import load_indicators
from corpus.values import BlockKind, Statement
from ingest.morphology import bigrams
from ingest.normalization import normalize
from ingest.numbers import find_quantities

_COUNT = re.compile(r"件数|目標数|提出数|^数$")
_SHARE = re.compile(r"割合|比率|構成比")
_OTHER = re.compile(r"^その他")
_ALIKE = 0.6
_MIN_ROWS = 3


def find_shares(findings: Sequence[Finding], ledger: CitationLedger) -> tuple[Share, ...]:
    """The rows of the one table that counts the most indicators, in its order; empty where none counts three."""
    tables: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[tuple[Finding, Share]]] = defaultdict(list)
    for finding in findings:
        share = _share(finding.statement) if finding.statement.kind is BlockKind.ROW else None
        if share is not None:
            key = (finding.evidence.document.id, finding.section, finding.statement.head)
            if share.name not in {other.name for _, other in tables[key]}:
                tables[key].append((finding, share))
    best = max(tables.values(), key=len, default=[])
    if len(best) < _MIN_ROWS:
        return ()
    best.sort(key=lambda pair: (pair[0].statement.span.page or 0, pair[0].statement.span.start))
    return tuple(replace(s, citations=(ledger.cite(f.evidence, f.statement),)) for f, s in best)


def _share(statement: Statement) -> Share | None:
    if len(statement.head) != len(statement.cells):
        return None
    columns = list(zip(statement.head, statement.cells, strict=True))
    name = next((clean_cell(c) for _, c in columns if _is_indicator(clean_cell(c))), None)
    for pattern in (_COUNT, _SHARE):
        for head, cell in columns:
            found = find_quantities(cell) if pattern.search(head) else ()
            if name and len(found) == 1:
                return Share(name, found[0].value, found[0].unit, ())
    return None


def _is_indicator(cell: str) -> bool:
    """Whether a cell names a representative indicator, in one of its writings."""
    if not 2 < len(cell) <= 16:
        return False
    if _OTHER.match(cell):
        return True
    own = set(bigrams(normalize(cell)))
    return any(len(own & name) >= _ALIKE * min(len(own), len(name)) for name in _indicator_grams() if own)


@cache
def _indicator_grams() -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(bigrams(normalize(indicator.ja))) for indicator in load_indicators() if indicator.key != "other"
    )
