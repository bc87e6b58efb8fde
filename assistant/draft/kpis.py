"""Figures to be reached, as the documents say them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.citing import CitationLedger
from assistant.draft.values import Kpi
from assistant.figures import without_years
from assistant.findings import Finding
from assistant.roles import clean_cell, is_aside
from corpus.values import BlockKind, Statement
from ingest.numbers import Quantity, find_quantities
from ingest.years import YearMention, find_years

_NO_LEVEL = frozenset({"分数", "年間", "か月", "日", "時間", "回", "秒", "分間", "か国", "カ国"})
_BASE_YEAR = re.compile(r"(?:年度?)?(?:対?比|対比|を基準|基準|の水準)")
# What stands behind a figure that is to be reached, and behind one that was.
_TO_BE_REACHED = re.compile(
    r"[^。]{0,40}?(?:目標|目指|にする|とする|に(?:減ら|増や|高め|広げ|引き上げ|下げ)|へ|減ら|削減|増や|以上|以下|達成|を掲げ|の(?:半分|倍))"
)
_WAS = re.compile(r"[^。、]{0,12}?(?:だった|であった|となった|になった|に達した|減った|増えた|である)")
_NAME = re.compile(r"([^、。：:「」()（）|]{2,40}?)(?:を|が|は|も|の|で|：|:)?(?:年間|約|およそ|少なくとも)*$")
_RATIO_WORDS = re.compile(r"(?:対?比(?:で|の)?|を基準に|基準で)")
_INDICATOR_COLUMN = re.compile(r"指標|KPI|項目|目標の(?:名称|内容)")
_TARGET_COLUMN = re.compile(r"目標(?:値|水準)?$|目標値|^(?:20\d\d年度?)?(?:の)?目標")
_BASE_COLUMN = re.compile(r"基準(?:値)?$|現状(?:値)?$|実績(?:値)?$|基準値")


def find_kpis(findings: Sequence[Finding], ledger: CitationLedger, limit: int) -> tuple[Kpi, ...]:
    """The figures to be reached that the findings name, by target year, those without one last.

    Of sentences only those whose own words name the topic and that say by when.
    """
    found: dict[tuple[str, int | None, float, str], tuple[Kpi, Finding]] = {}
    for finding in findings:
        if is_aside(finding.section) or finding.statement.kind in {BlockKind.HEADING, BlockKind.CAPTION}:
            continue
        for kpi in _named(finding):
            if len(found) < limit:
                found.setdefault((kpi.name, kpi.target_year, kpi.target, kpi.unit), (kpi, finding))
    ordered = sorted(found.values(), key=lambda pair: pair[0].target_year or 9999)
    return tuple(
        replace(kpi, citations=(ledger.cite(finding.evidence, finding.statement),)) for kpi, finding in ordered
    )


def _named(finding: Finding) -> Iterator[Kpi]:
    statement = finding.statement
    if statement.kind is BlockKind.ROW:
        yield from _in_row(statement)
    elif finding.is_own:
        date = finding.evidence.document.date
        yield from (k for k in _in_sentence(statement.text) if (k.target_year or 0) >= (int(date[:4]) if date else 0))


def _in_row(statement: Statement) -> Iterator[Kpi]:
    """A row of a table with a column for the indicator and one for its target."""
    if len(statement.head) != len(statement.cells):
        return
    columns = list(zip(statement.head, statement.cells, strict=True))
    name = next((clean_cell(cell) for head, cell in columns if _INDICATOR_COLUMN.search(head)), "")
    target = next(((h, c) for h, c in columns if _TARGET_COLUMN.search(h) and _figures(c)), None)
    base = next(((h, c) for h, c in columns if _BASE_COLUMN.search(h) and _figures(c)), None)
    if not name or target is None:
        return
    figure = _figures(target[1])[0]
    start = _figures(base[1])[0] if base else None
    comparable = start is not None and start.unit == figure.unit
    yield Kpi(
        name=name,
        base_year=_year_of(base) if base and comparable else None,
        base=start.value if start is not None and comparable else None,
        target_year=_year_of(target),
        target=figure.value,
        unit=figure.unit,
        citations=(),
    )


def _in_sentence(text: str) -> Iterator[Kpi]:
    """Figures of a sentence that stand behind the year they are due: 「市場を2030年までに80兆円へ」."""
    years = find_years(text)
    name, unit = "", ""
    for figure in _figures(text):
        behind = text[figure.end :]
        due = [y for y in years if y.end <= figure.start and not _is_base(y, text)]
        if not due or _WAS.match(behind) or not _TO_BE_REACHED.match(behind):
            continue
        own = _name_before(text, figure)
        name = own or (name if unit == figure.unit else "")
        unit = figure.unit
        base = next((y for y in reversed(years) if y.end <= figure.start and _is_base(y, text)), None)
        if name:
            yield Kpi(name, base.year if base else None, None, due[-1].year, figure.value, figure.unit, ())


def _name_before(text: str, figure: Quantity) -> str:
    before = without_years(text)[: figure.start]
    match = _NAME.search(re.sub(r"\s+", "", _RATIO_WORDS.sub("", before)))
    return re.sub(r"^(?:また|さらに|あわせて)", "", match[1]) if match else ""


def _figures(text: str) -> tuple[Quantity, ...]:
    return tuple(q for q in find_quantities(without_years(text)) if q.unit not in _NO_LEVEL)


def _is_base(mention: YearMention, text: str) -> bool:
    return bool(_BASE_YEAR.match(text[mention.end :]))


def _year_of(column: tuple[str, str]) -> int | None:
    mentions = find_years(column[1]) or find_years(column[0])
    return mentions[0].year if mentions else None
