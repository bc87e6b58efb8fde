"""The figures of statements as operands: how much, of what, for which year, in which unit, as the document wrote it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from assistant.answering.selection import Candidate
from assistant.arithmetic import exact
from assistant.figures import without_years
from corpus.values import BlockKind, Role, Statement
from ingest.normalization import compact, normalize
from ingest.numbers import Quantity, find_quantities, fold
from ingest.roles import clean_cell, has_columns
from ingest.units import applies, unit_named
from ingest.years import find_years

_Read = tuple[Decimal, str, Decimal, str | None, str, bool, bool]


class Part(StrEnum):
    """What a figure is on the way to a target."""

    BASE = "base"
    ACTUAL = "actual"
    TARGET = "target"


# Durations, multiples and fractions are no amounts to reckon with.
_NO_AMOUNT: Final = frozenset({"倍", "分数", "年間", "か月", "か月分", "日", "日分", "時間", "分間", "秒", "回", "年"})
_BARE_NUMBER: Final = re.compile(r"(▲|-|−|△)?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
# What may stand beside the one figure of a cell.
_BESIDE: Final = re.compile(
    r"(?:約|およそ|概ね|おおむね|程度|年間|年|推計|見込み?|速報値?|確報値?|暫定値?|実績値?|時点|単位|:|：|[()（）\[\]、。\s])*"
)
_ABOUT: Final = re.compile(r"約|およそ|概ね|おおむね|程度|前後|余り?$|推計|見込")
_ABOUT_BEHIND: Final = re.compile(r"\s*[弱強](?![いみ化力者])")
_BOUND: Final = re.compile(r"以上|以下|超|未満|以内|少なくとも|最大|最小|上限|下限|越え|上回|下回")
_CHANGE: Final = re.compile(
    r"\s*(?:程度|以上|ほど|くらい)?(?:も|の|を|に|だけ|分)?(?:削減|減|増|低減|抑制|向上|拡大|縮小|カット|引き[上下]げ|上昇|低下|上回|下回|"
    r"上がっ|下がっ|伸び|多[いくか]|少な|高[いくま]|低[いくま]|ポイント)"
)
_PER: Final = re.compile(r"\s*(?:当たり|あたり|につき|ごと|毎|/|／|のうち)")
_CHANGE_HEAD: Final = re.compile(
    r"増減|前年|前期|前回比|対比|伸び|変化|増加|減少|差$|順位|番号|rank|^#$|^no\.?$|ページ|頁"
)
_YEAR_HEAD: Final = re.compile(r"年度?|時期|年月|対象年度?|調査年度?|西暦")
_HEAD_UNIT: Final = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,12})[)）\]】]\s*$")
_TABLE_UNIT: Final = re.compile(r"（単位：([^（）]{1,12})）$")
_WRITTEN: Final = re.compile(r"[▲\-+]?\s*(?:マイナス|プラス)?\s*([\d,]+(?:\.\d+)?)\s*(.*)", re.DOTALL)
_PARTS: Final = (
    (Part.BASE, re.compile(r"基準(?:値|年)|ベースライン|(?:計画)?策定(?:時|当時)|当初値|^基準$")),
    (Part.TARGET, re.compile(r"目標値?(?:$|[（(\d年度])|(?:19|20)\d\d年度?(?:の)?目標|^目標|目標$")),
    (Part.ACTUAL, re.compile(r"実績|現状|現在|直近|最新|足元|足下|到達値|達成値")),
)
_PARTS_NOT: Final = re.compile(r"(?:基準|目標|実績)(?:年度?)$|達成率|進捗|目標数|目標件数|目標の(?:文|例|設定)")
_HAS_DIGIT: Final = re.compile(r"[\d一二三四五六七八九十百千万億]")
_GOES_ON: Final = re.compile(r"[\d,.万億兆千百]\s*$")
_YEAR_AND_ERA: Final = re.compile(r"((?:19|20)\d\d)\s*\(\s*(?:平成|令和|昭和)?\s*(?:\d{1,2}|元)\s*\)\s*年")
_DELIMITER: Final = re.compile(r"[。、，,；;「」『』（(）)]")
_PARTICLE: Final = re.compile(
    r"(?:は|が|を|も|の|に|で|と|:|：|まで|から|より|へ|には|では|とは|約|およそ|年間|現在|計|合計|うち)+$"
)
_MAX_SECOND_CHARS: Final = 12
_folded = lru_cache(maxsize=8192)(compact)  # the same names and cells stand in many rows
_MAX_CHARS: Final = 400


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a statement.

    Attributes:
        candidate: The statement it stands in.
        name: What it is of: the row's label or the words before it; may be empty.
        column: Head of its column; empty in a sentence.
        place: Position in the statement: of the cell, or of the first character.
        year: The Western year it is for, or None.
        value: In `unit`, with its sign.
        unit: Normalised; empty for a bare number.
        number: As it is written, with its sign; in `written`.
        written: The unit as it is written behind the number (万人); None where they are mixed (1億2千万円).
        text: As it is written, unit included.
        is_about: It is said to be rounded or estimated.
        is_bound: It is a limit (30%以上) and no level.
        part: What it is on the way to a target, or None.
    """

    candidate: Candidate
    name: str
    column: str
    place: int
    year: int | None
    value: Decimal
    unit: str
    number: Decimal
    written: str | None
    text: str
    is_about: bool = False
    is_bound: bool = False
    part: Part | None = None


def figures_of(candidate: Candidate) -> tuple[Figure, ...]:
    """The figures of a statement that are levels, in their order: no changes, ranges or durations."""
    statement = candidate.statement
    if len(statement.text) > _MAX_CHARS or statement.kind is BlockKind.HEADING:
        return ()
    if statement.kind is BlockKind.ROW:
        return tuple(_of_row(candidate)) if has_columns(statement) else ()
    return tuple(_of_sentence(candidate))


def label_of(candidate: Candidate) -> str:
    """What a row calls itself: its first cell, and short ones behind it where figures follow; "" where it has none.

    Running numbers are left out.
    """
    return _label(candidate.statement)


@lru_cache(maxsize=4096)
def _label(statement: Statement) -> str:
    told: list[str] = []
    for head, text in zip(statement.head, statement.cells, strict=False):
        cell = clean_cell(text)
        if _is_running(head, cell):
            continue
        if cell and _reads_as_figure(cell):
            return "／".join(dict.fromkeys(told))
        if not cell or len(told) == 3 or (told and len(cell) > _MAX_SECOND_CHARS):
            break
        told.append(cell)
    return told[0] if told else ""


def part_of(name: str, roles: Sequence[Role] = ()) -> Part | None:
    """What figures under a name are on the way to a target, or None."""
    folded = compact(name)
    if _PARTS_NOT.search(folded):
        return None
    named = next((part for part, cue in _PARTS if cue.search(folded)), None)
    if named is None and Role.TO_BE in roles:
        return Part.TARGET
    return named


def _of_row(candidate: Candidate) -> Iterator[Figure]:
    statement = candidate.statement
    label = label_of(candidate)
    if _CHANGE_HEAD.search(_folded(label)):
        return
    dated = [_only_year(cell) or _bare_year(cell) for h, cell in _cells(statement) if _YEAR_HEAD.fullmatch(_folded(h))]
    label_year = _only_year(label) or next((year for year in dated if year), None)
    table = _table_unit(candidate)
    for place, (head, cell) in enumerate(_cells(statement)):
        text = cell.strip()  # not `clean_cell`, which takes a minus for a bullet
        if (
            not text
            or _is_running(head, text)
            or _YEAR_HEAD.fullmatch(_folded(head))
            or _CHANGE_HEAD.search(_folded(head))
        ):
            continue
        if statement.head.count(head) > 1:  # names of merged columns do not say which is which
            continue
        told = _unit_of(head, text, _told_in(label) or table)
        read = _read_cell(text, told)
        if read is None:
            continue
        years = [_only_year(text), _only_year(head), label_year]
        year = next((year for year in years if year is not None), None)
        part = part_of(head) or part_of(label)
        yield Figure(candidate, label, head, place, year, *read, part=part)


@lru_cache(maxsize=20_000)
def _read_cell(text: str, told: str | None) -> _Read | None:
    """(value, unit, number, written unit, text, is about, is a bound) of a cell that holds one figure, else None."""
    plain = _BARE_NUMBER.fullmatch(fold(text.strip()).text)
    if plain:
        return _read_bare(text.strip(), plain, told)
    if not _HAS_DIGIT.search(text):
        return None
    blanked = without_years(text)
    found = find_quantities(blanked)
    if len(found) != 1:
        return None
    quantity = found[0]
    rest = blanked[: quantity.start] + blanked[quantity.end :]
    if quantity.upper is not None or quantity.unit in _NO_AMOUNT or not _BESIDE.fullmatch(_BOUND.sub("", rest)):
        return None
    read = _amount(quantity, text)
    is_about = bool(_ABOUT.search(rest) or _ABOUT_BEHIND.match(blanked[quantity.end :]))
    return None if read is None else (*read, is_about, bool(_BOUND.search(rest)))


def _read_bare(text: str, match: re.Match[str], told: str | None) -> _Read | None:
    """The same of a cell that is nothing but a number, in the unit that is told for it, if any."""
    number = exact(match[2].replace(",", "") + (match[3] or ""))
    if number is None:
        return None
    number = -number if match[1] else number
    if not told:
        return number, "", number, "", text, False, False
    scale = find_quantities(f"1{told}")
    size = exact(scale[0].value) if scale else None
    return None if size is None else (number * size, scale[0].unit, number, told, f"{text}{told}", False, False)


def _amount(quantity: Quantity, text: str) -> tuple[Decimal, str, Decimal, str | None, str] | None:
    value = exact(quantity.value)
    written = text[quantity.start : quantity.end].strip()
    if value is None:
        return None
    sign = -1 if quantity.sign == "-" else 1
    match = _WRITTEN.fullmatch(fold(written).text)
    number = exact(match[1].replace(",", "")) if match else None
    if match is None or number is None or re.search(r"\d", match[2].replace("CO2", "").replace("co2", "")[:-1]):
        return sign * value, quantity.unit, sign * value, None, written
    return sign * value, quantity.unit, sign * number, match[2], written


def _table_unit(candidate: Candidate) -> str | None:
    """The unit that a row says, or the line over its table, for bare figures."""
    own = _TABLE_UNIT.search(candidate.statement.text)
    if own:
        return re.sub(r"[〔〕［］\[\]]", "", own[1])
    before = candidate.evidence.chunk.statements[: candidate.index]
    above = next((s for s in reversed(before) if s.kind is not BlockKind.ROW), None)
    return unit_named(above.text) if above else None


def _unit_of(head: str, cell: str, table: str | None) -> str | None:
    """The unit that a column's head or its table gives for bare figures, or None."""
    own = _told_in(head)
    if own is not None:
        return own
    return table if table and applies(table, (head,), (cell,)) else None


def _told_in(name: str) -> str | None:
    """The unit that stands in brackets behind a name: 所得（万円）."""
    own = _HEAD_UNIT.search(name)
    return unit_named(f"（{own[1]}）") if own else None


def _of_sentence(candidate: Candidate) -> Iterator[Figure]:
    text = candidate.statement.text
    years = [mention for mention in find_years(text) if not mention.is_decade]
    blanked = without_years(text)
    name, before = "", 0
    for quantity in find_quantities(blanked):
        start, end = quantity.start, quantity.end
        gap, after = blanked[before:start], blanked[end : end + 12]
        words = _name_before(gap)
        name = words or name
        previous, before = before, end
        if _GOES_ON.search(blanked[:start]):  # 5445万 2千世帯, apart by the typesetting: the end of a number
            continue
        if quantity.upper is not None or quantity.unit in _NO_AMOUNT:
            continue
        if _CHANGE.match(after) or _PER.match(after) or quantity.sign == "+":
            continue
        read = _amount(quantity, text)
        if read is None:
            continue
        inside = [m.year for m in years if previous <= m.start and m.end <= start and "。" not in text[m.end : start]]
        behind = re.match(r"\s*[（(]", text[end:])
        own = [m.year for m in years if behind and end < m.start <= end + behind.end() + 2]
        year = own[0] if own else inside[-1] if inside else None
        around = gap[-4:] + after[:4]
        part = part_of(_PARTICLE.sub("", normalize(gap.strip()))[-12:])
        yield Figure(
            candidate,
            name,
            "",
            start,
            year,
            *read,
            is_about=bool(_ABOUT.search(around) or _ABOUT_BEHIND.match(after)),
            is_bound=bool(_BOUND.search(around)),
            part=part,
        )


def _name_before(gap: str) -> str:
    """The words that name a figure, out of those between it and the figure before."""
    clauses = [clause for clause in _DELIMITER.split(gap) if clause.strip()]
    named = _PARTICLE.sub("", "".join(clauses[-1].split())) if clauses else ""
    return _PARTICLE.sub("", named)


def _cells(statement: Statement) -> Sequence[tuple[str, str]]:
    return list(zip(statement.head, statement.cells, strict=True))


def _bare_year(cell: str) -> int | None:
    number = _folded(cell)
    return int(number) if re.fullmatch(r"(?:19|20)\d\d", number) else None


@lru_cache(maxsize=20_000)
def _only_year(text: str) -> int | None:
    if not _HAS_DIGIT.search(text) and "元" not in text:
        return None
    paired = _YEAR_AND_ERA.match(normalize(text))
    if paired:
        return int(paired[1])
    years = {mention.year for mention in find_years(text) if not mention.is_decade}
    return years.pop() if len(years) == 1 else None


def _is_running(head: str, cell: str) -> bool:
    return bool(re.fullmatch(r"番号|no\.?|#|順位|rank", _folded(head))) or (
        not _folded(head) and bool(re.fullmatch(r"\d{1,3}", _folded(cell)))
    )


def _reads_as_figure(cell: str) -> bool:
    return _read_cell(cell, None) is not None
