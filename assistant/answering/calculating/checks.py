"""Whether figures are those that the question means, and whether a statement says already what is asked."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.answering.calculating.asked import ASKS_FRACTION, Reckoning
from assistant.answering.calculating.directions import base_years
from assistant.answering.calculating.figures import Figure
from assistant.answering.calculating.mentions import find_mentions
from assistant.answering.calculating.operands import GENERIC, SUM_ROW, Operands, is_noun
from assistant.answering.selection import Candidate, likely, vocabulary
from assistant.question import ParsedQuestion, years_in
from corpus.values import BlockKind
from ingest.morphology import morphemes
from ingest.normalization import compact, normalize
from ingest.numbers import find_quantities

_N_BESIDE: Final = 2
_LIMIT: Final = re.compile(r"[^\d。、]{0,6}?(?:超|以上|以下|未満|近く|上回|下回)")
_SHARES: Final = re.compile(r"%|割|率|比|シェア|パーセント|ポイント|占め|伸び")
_FRACTION: Final = re.compile(r"\d+分の\d")
_STATES: Final[dict[Reckoning, re.Pattern[str]]] = {
    Reckoning.PROGRESS: re.compile(r"(?:進捗率|進捗度|達成率|達成度)[^。]{0,15}?\d[\d.,]*\s*%"),
    Reckoning.MULTIPLE: re.compile(r"\d[\d.,]*\s*倍|倍増|[二三四五六七八九]倍"),
    Reckoning.CHANGE: re.compile(
        r"\d[\d.,]*\s*(?:%|割|パーセント)\s*(?:程度|以上|ほど)?(?:の|を)?(?:削減|減|増|低減|縮小|低下|上昇|伸|下回|上回|"
        r"少ない|[多高低安軽重短長早速遅]い)"
    ),
    Reckoning.SUM: re.compile(r"(?:合計|合わせて|計|総数|総額)(?:で|は|、)?\s*(?:約)?\d"),
    Reckoning.DIFFERENCE: re.compile(
        r"差(?:は|が|額は|、)[^。]{0,12}?\d[\d.,]*(?!\d*[^\d。]{0,4}(?:につき|当たり|あたり))|"
        r"\d[\d.,]*[^\d\s、。]{0,4}(?:増|減|多い|少ない|高い|低い|上回|下回)|\d\s*ポイント"
    ),
    Reckoning.SHARE: re.compile(
        r"(?:割合|比率|占め|シェア|の)[^。]{0,15}?\d[\d.,]*\s*(?:%|割)|\d[\d.,]*\s*(?:%|割)[^。]{0,6}を?占め"
    ),
}


def covers(question: ParsedQuestion, found: Operands) -> bool:
    """True where every noun of the question stands in what the figures say, or in what they stand under or behind."""
    met = frozenset[str]().union(*(f.candidate.own | f.candidate.around for f in found.figures))
    names = [name for f in found.figures for name in (f.name, f.column) if name]
    words = {m.surface for name in names for m in morphemes(name)}
    called = "".join(
        compact(question.text)[m.start : m.end] for m in find_mentions(question.text, [*dict.fromkeys(names)])
    )
    if found.reckoning in {Reckoning.CONVERSION, Reckoning.PROGRESS, Reckoning.GAP} or not found.figures[0].column:
        beside = " ".join(text for f in found.figures for text in _beside(f.candidate, _N_BESIDE))
        met |= _met_in(beside, question)
    return all(
        m.lemma in met
        or m.lemma in GENERIC
        or m.surface in GENERIC
        or m.surface in words
        or m.surface in called
        or _is_unit(m.surface)
        for m in morphemes(question.text)
        if is_noun(m) and m.lemma in question.own_terms and not m.surface.startswith("何")
    )


def _beside(candidate: Candidate, n: int) -> Sequence[str]:
    """The statements around one, so many on either side."""
    i = candidate.index
    return [s.text for s in candidate.evidence.chunk.statements[max(0, i - n) : i + n + 1]]


def _met_in(text: str, question: ParsedQuestion) -> frozenset[str]:
    words = vocabulary(text)
    named = {
        t for terms, others in question.aliases for t in terms if any(other in normalize(text) for other in others)
    }
    return frozenset(term for term in question.terms if term in words) | named


def _is_unit(surface: str) -> bool:
    return bool(find_quantities(f"1{surface}"))


def is_of_asked_kind(question: ParsedQuestion, found: Operands) -> bool:
    """False where the question says nothing of shares, and only a line over the table says that its figures are shares.

    The same names often stand beside amounts in another half of such a table.
    """
    silent = [f for f in found.figures if f.unit == "%" and f.column and not _SHARES.search(_said_of(f))]
    return not silent or bool(_SHARES.search(compact(question.text)))


def _said_of(figure: Figure) -> str:
    return compact(f"{figure.name}{figure.column}{figure.candidate.statement.cells[figure.place]}")


def holds_year(question: ParsedQuestion, found: Operands) -> bool:
    """True where the figures are of the year that the question names."""
    if not question.years or found.by_year or found.reckoning in {Reckoning.PROGRESS, Reckoning.GAP}:
        return True
    asked = set(question.years)
    return all(
        figure.year in asked
        if figure.year is not None
        else bool(asked & set(years_in(_standing_under(figure.candidate))))
        for figure in found.figures
    )


def holds_base_years(question: ParsedQuestion, found: Operands) -> bool:
    """True where every year that the question compares with (2019年度比) is named by a statement of the figures."""
    named = {year for f in found.figures for year in (f.year, *years_in(f.candidate.statement.text))}
    return set(base_years(question.text)) <= named


def _standing_under(candidate: Candidate) -> str:
    """Title and headings above a statement, and the last two statements before it that are no rows of its table."""
    passage, i = candidate.evidence, candidate.index
    before = [s.text for s in passage.chunk.statements[:i] if s.kind is not BlockKind.ROW or not s.cells][-2:]
    return " ".join((passage.document.title, *passage.section_of(i), *before, candidate.statement.text))


def stated(question: ParsedQuestion, found: Operands, candidates: Sequence[Candidate]) -> Candidate | None:
    """The statement, as close to the question as the operands, that says itself what is to be worked out, or None."""
    shape = _FRACTION if ASKS_FRACTION.search(compact(question.text)) else _STATES.get(found.reckoning)
    if shape is None:
        return None
    sentences = [c for c in likely(candidates) if c.statement.kind is not BlockKind.ROW]
    told = [c for c in sentences if _says(shape, c) and _is_of_years(question, c)]
    if not found.by_year and not found.by_column and found.figures[0].column:
        names = [f.name for f in found.figures if not SUM_ROW.fullmatch(compact(f.name))]
        meant = [c for c in told if len(find_mentions(c.statement.text, names)) == len(names)]
    else:
        met = max(len(f.candidate.own - question.bigrams) for f in found.figures)
        meant = [c for c in told if len(c.own - question.bigrams) >= met]
    return max(meant, key=lambda c: c.score, default=None)


def _is_of_years(question: ParsedQuestion, candidate: Candidate) -> bool:
    """True where a statement names the years that the question compares with, and compares with no other."""
    text = candidate.statement.text
    if not set(base_years(question.text)) <= set(years_in(text)):
        return False
    return not question.years or set(base_years(text)) <= set(question.years)


def _says(shape: re.Pattern[str], candidate: Candidate) -> bool:
    """True where a statement holds the shape, and not only as a limit (12トンを超える)."""
    text = normalize(candidate.statement.text)
    return any(not _LIMIT.match(text[m.end() :]) for m in shape.finditer(text))
