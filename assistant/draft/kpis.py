"""Figures to be reached and figures that were, as the documents say them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.citing import CitationLedger
from assistant.draft.phrases import without_stray_brackets
from assistant.draft.values import Actual, Kpi
from assistant.figures import without_years
from assistant.findings import Finding
from assistant.roles import clean_cell, is_aside
from corpus.values import BlockKind, Statement
from ingest.normalization import compact
from ingest.numbers import Quantity, find_quantities
from ingest.years import YearMention, find_years

_NO_LEVEL = frozenset({"分数", "年間", "か月", "日", "時間", "回", "秒", "分間", "か国", "カ国"})
_BASE_YEAR = re.compile(r"(?:年度?)?(?:対?比|対比|を基準|基準|の水準|から(?=\s*[0-9０-９]))")
# What stands behind a figure that is to be reached, and behind one that was.
_TO_BE_REACHED = re.compile(
    r"(?!\s*(?:（[^）]*）)?\s*(?:から|より))[^。]{0,40}?(?:目標|目指|にする|とする|に(?:減ら|増や|高め|広げ|引き上げ|下げ|拡大|向上|低減)|へ|減ら|削減|低減|増や|以上|以下|達成|を掲げ|の(?:半分|倍))"
)
_WAS = re.compile(
    r"[^。、]{0,12}?(?:だった|であった|となった|になった|に達し(?:た|ている)|減った|増えた|である|となってい(?:る|た)|"
    r"にとどま(?:る|った|っている)|を占め(?:る|た|ている)|で推移|であり|となっており)"
)
_NAME = re.compile(r"([^、。：:「」()（）|]{2,40}?)(?:を|が|は|も|の|で|：|:)?(?:年間|約|およそ|少なくとも)*$")
_IN_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_TERM = re.compile(r"「[^「」]{2,24}」$")
_COUNTED = re.compile(r"の([^、。「」()（）]{2,20}?)(?:の(?:創出|整備|設置|実現|導入|策定|達成)|を|が|に|で|（|\()")
_REDUCED = re.compile(r"\s*(?:以上|程度)?(?:を|の)?(?:削減|減ら|減少|低減)")
_RATIO_WORDS = re.compile(r"(?:対?比(?:で|の)?|を基準に|基準で|から$)")
_NO_NAME = re.compile(
    r"^(?:また|さらに|あわせて|そして|特に|うち|このうち|その|(?:に)?おいて(?:は|も)?|(?:に)?ついて(?:は|も)?|(?:で|に|を|は|が|と|も|へ|まで|から)(?=[一-鿿ァ-ヺA-Za-z]))+"
)
_BY_THEN = re.compile(r"までに[約およそ少なくとも\s]*$")
_ORPHAN = re.compile(r"^.*(?<!に)おいて(?:は|も)?")  # what a year left behind: 「2030年度において」
# What stands behind a count of targets that were handed in, which are no figures to be reached.
_HANDED_IN = re.compile(r"[^。]{0,30}?(?:提出され|提出があ|提出済|登録され|寄せられ|報告され|記載され)")
# 「建築物の50%に太陽光発電設備が導入され」: the share of one thing that gets another.
_FILLED = re.compile(r"に([^、。「」()（）]{2,20}?)(?:が|を)(導入|設置|整備|普及|配備)")
_INDICATOR_COLUMN = re.compile(r"指標|KPI|項目|目標の(?:名称|内容)")
_TARGET_COLUMN = re.compile(r"目標(?:値|水準)?$|目標値|^(?:20\d\d年度?)?(?:の)?目標(?!数|件|の例|設定|提出)")
_BASE_COLUMN = re.compile(r"基準(?:値)?$|現状(?:値)?$|基準値")
_FORM_COLUMNS = 2
_SENTENCE_CHARS = 30  # a longer cell may hold a sentence
_FORM_TARGET = re.compile(r"目標(?:の文|文|の内容|の記述)?$")
_FORM_BASE_YEAR = re.compile(r"基準年")
_ACTUAL_COLUMN = re.compile(r"実績(?:値)?$|最新(?:値)?$|直近(?:値)?$")
# A name that is nothing but such words measures nothing.
_EMPTY_NAME = re.compile(r"^(?:全体|合計|それぞれ|各|少なくとも|おおむね|以内|以上|約|[0-9０-９.,]+|[ぁ-ん]{1,3})$")


@dataclass(frozen=True, slots=True)
class Level:
    """A figure of a measure in a year, and where it stands.

    Attributes:
        name: What is measured.
        year: Western year.
        value: In `unit`.
        unit: Normalised.
        finding: Where it stands.
        is_target: Whether it is to be reached or was.
    """

    name: str
    year: int
    value: float
    unit: str
    finding: Finding
    is_target: bool


def find_kpis(findings: Sequence[Finding], ledger: CitationLedger, limit: int) -> tuple[Kpi, ...]:
    """The figures to be reached that the findings name, by target year, those without one last.

    Of sentences only those whose own words name the topic and that say by when. Figures of the same name and unit that
    were reached before are added.
    """
    found: dict[tuple[str, int | None, float, str], tuple[Kpi, Finding]] = {}
    for finding in findings:
        if is_aside(finding.section) or finding.statement.kind in {BlockKind.HEADING, BlockKind.CAPTION}:
            continue
        for kpi in _named(finding):
            if len(found) < limit:
                found.setdefault((compact(kpi.name), kpi.target_year, kpi.target, kpi.unit), (kpi, finding))
    reached = [level for level in find_levels(findings) if not level.is_target]
    ordered = sorted(found.values(), key=lambda pair: pair[0].target_year or 9999)
    return tuple(
        replace(
            kpi,
            citations=(ledger.cite(finding.evidence, finding.statement),),
            actuals=_actuals(kpi, reached, ledger),
        )
        for kpi, finding in ordered
    )


def find_levels(findings: Sequence[Finding]) -> tuple[Level, ...]:
    """Every figure with a name and a year, in the order of the findings: for actuals and for conflicts."""
    return tuple(level for finding in findings for level in _levels(finding))


def _levels(finding: Finding) -> Iterator[Level]:
    for kpi in _named(finding):
        if kpi.target_year is not None:
            yield Level(kpi.name, kpi.target_year, kpi.target, kpi.unit, finding, is_target=True)
        if kpi.base is not None and kpi.base_year is not None:
            yield Level(kpi.name, kpi.base_year, kpi.base, kpi.unit, finding, is_target=False)
    statement = finding.statement
    if statement.kind is BlockKind.ROW:
        yield from _levels_in_row(finding)
    elif finding.is_own:
        text = statement.text
        years = find_years(text)
        for figure in _figures(text):
            before = [y for y in years if y.end <= figure.start and not _is_base(y, text)]
            name = _name_before(text, figure)
            if before and name and _WAS.match(text[figure.end :]) and figure.upper is None:
                yield Level(name, before[-1].year, figure.value, figure.unit, finding, is_target=False)


def _levels_in_row(finding: Finding) -> Iterator[Level]:
    """Figures under columns that are years or that hold what was reached."""
    statement = finding.statement
    if len(statement.head) != len(statement.cells):
        return
    columns = list(zip(statement.head, statement.cells, strict=True))
    name = next((clean_cell(c) for h, c in columns if _INDICATOR_COLUMN.search(h)), "")
    for head, cell in columns:
        mentions = find_years(head) or (find_years(cell) if _ACTUAL_COLUMN.search(head) else ())
        figures = _figures(cell)
        if name and len(mentions) == 1 and len(figures) == 1 and _ACTUAL_COLUMN.search(without_years(head).strip()):
            yield Level(name, mentions[0].year, figures[0].value, figures[0].unit, finding, is_target=False)


def _actuals(kpi: Kpi, reached: Sequence[Level], ledger: CitationLedger) -> tuple[Actual, ...]:
    """Figures of the same measure that were reached before its target is due, one a year."""
    if kpi.unit == "%" and kpi.base_year is not None and kpi.base is None:
        return ()  # a share by which something is to fall compares with no level
    by_year: dict[int, Actual] = {}
    for level in reached:
        early = kpi.target_year is None or level.year < kpi.target_year
        early = early and level.year != kpi.base_year
        if level.unit == kpi.unit and early and compact(level.name) == compact(kpi.name) and level.year not in by_year:
            cited = ledger.cite(level.finding.evidence, level.finding.statement)
            by_year[level.year] = Actual(level.year, level.value, (cited,))
    return tuple(by_year[year] for year in sorted(by_year))


def _named(finding: Finding) -> Iterator[Kpi]:
    statement = finding.statement
    if statement.kind is BlockKind.ROW:
        yield from _in_row(statement)
        yield from _in_form(finding)
        yield from _in_cells(finding)
    elif finding.speaks_of_topic:
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


def _in_cells(finding: Finding) -> Iterator[Kpi]:
    """Sentences in the cells of a row that say what is to be reached by when."""
    for cell in finding.statement.cells:
        if len(cell) > _SENTENCE_CHARS:
            for piece in clean_cell(cell).split("／"):
                yield from (
                    kpi
                    for kpi in _in_sentence(without_stray_brackets(piece))
                    if (kpi.target_year or 0) > (finding.evidence.document.year or 0)
                )


def _in_form(finding: Finding) -> Iterator[Kpi]:
    """The target of a form: a row with its sentence (目標の文), below it rows with the base it is compared with."""
    statement = finding.statement
    if len(statement.cells) != _FORM_COLUMNS or not _FORM_TARGET.match(clean_cell(statement.cells[0])):
        return
    base_year, base = None, None
    rows = finding.evidence.chunk.statements
    at = next((i for i, row in enumerate(rows) if row.span == statement.span), len(rows))
    below = rows[at + 1 :]
    for row in below:
        label, value = (clean_cell(c) for c in row.cells) if len(row.cells) == _FORM_COLUMNS else ("", "")
        if _FORM_TARGET.match(label):
            break
        if _FORM_BASE_YEAR.match(label):
            base_year = next((mention.year for mention in find_years(value)), base_year)
        elif _BASE_COLUMN.search(label):
            base = next(iter(_figures(value)), base)
    for kpi in _in_sentence(clean_cell(statement.cells[1])):
        known = base is not None and base.unit == kpi.unit
        yield replace(kpi, base_year=base_year or kpi.base_year, base=base.value if base and known else None)


def _in_sentence(text: str) -> Iterator[Kpi]:
    """Figures of a sentence that stand behind the year they are due: 「市場を2030年までに80兆円へ」."""
    years = find_years(text)
    name, unit = "", ""
    for figure in _figures(text):
        behind = text[figure.end :]
        due = [y for y in years if y.end <= figure.start and not _is_base(y, text) and not y.is_decade]
        said = _TO_BE_REACHED.match(behind) or (not behind.strip("】」）。 ") and _BY_THEN.search(text[: figure.start]))
        if not due or _WAS.match(behind) or _HANDED_IN.match(behind) or not said:
            continue
        counted, filled = _COUNTED.match(behind), _FILLED.match(behind)
        own = counted[1] if counted and figure.unit not in {"%", "t", "円"} else _name_before(text, figure)
        if filled and own and figure.unit == "%":
            own = f"{own}への{filled[1]}の{filled[2]}"
        name = own or (name if unit == figure.unit else "")
        unit = figure.unit
        base = next((y for y in reversed(years) if y.end <= figure.start and _is_base(y, text)), None)
        if name:
            start = base.year if base else None
            by = bool(_REDUCED.match(behind))
            yield Kpi(name, start, None, due[-1].year, figure.value, figure.unit, (), is_reduction=by)


def _name_before(text: str, figure: Quantity) -> str:
    before = without_years(text)[: figure.start]
    plain = _RATIO_WORDS.sub("", _IN_BRACKETS.sub("", re.sub(r"\s+", "", before)))
    match = _NAME.search(plain)
    name = match[1] if match else ""
    if match and name.startswith("を") and (term := _TERM.search(plain[: match.start()])):
        name = term[0] + name
    name = _NO_NAME.sub("", _ORPHAN.sub("", name))
    return "" if _EMPTY_NAME.match(name) else name


def _figures(text: str) -> tuple[Quantity, ...]:
    return tuple(q for q in find_quantities(without_years(text)) if q.unit not in _NO_LEVEL)


def _is_base(mention: YearMention, text: str) -> bool:
    return bool(_BASE_YEAR.match(text[mention.end :]))


def _year_of(column: tuple[str, str]) -> int | None:
    mentions = find_years(column[1]) or find_years(column[0])
    return mentions[0].year if mentions else None
