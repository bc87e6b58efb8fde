"""Sources that give different figures for what a question asks: shown side by side, none is chosen.

Only for one thing, one year and one unit: what differs in any of them is no contradiction.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.answering.additions import Addition, Piece
from assistant.answering.selection import Candidate, likely
from assistant.answering.templates import answer_template
from assistant.figures import Measured, differ, figure_text, figures_stated, is_telling, without_years
from assistant.question import ParsedQuestion, QuestionKind
from corpus.values import BlockKind
from ingest.morphology import morphemes
from ingest.normalization import compact, normalize
from ingest.numbers import find_quantities
from ingest.roles import row_label

_ASKS_FIGURES: Final = frozenset({QuestionKind.NUMERIC, QuestionKind.BUDGET, QuestionKind.COMPARISON})
_ASKS: Final = re.compile(r"何[^、。?はがを]{1,6}(?:です|でし|か|$|[?。])|[率量数額値]は(?:$|[?。]|何|どの|どれ|いく)")
_CLEAR: Final = 0.5  # of the best score: what a question for a figure is about
_DIGIT: Final = re.compile(r"\d")
_MAX_SIDES: Final = 3
# A figure that is a limit, an estimate or an aim is not contradicted by another.
_INEXACT: Final = re.compile(
    r"約|およそ|概ね|おおむね|程度|以上|以下|超|未満|前後|以内|推計|推定|見込|見通し|予測|予想|試算|想定|速報|暫定|\d\s*[弱強]"
)
_PARTICLE: Final = re.compile(r"(?:は|が|を|も|の|に|で|と|:|：)+$")
_DELIMITERS: Final = "。、，,；;：「」『』（）()"

_Key = tuple[int, str, frozenset[str]]
_Place = tuple[str, int | None]
_Side = tuple[Measured, Candidate]


def find_conflict(question: ParsedQuestion, candidates: Sequence[Candidate]) -> Addition | None:
    """The figures that sources give differently for what the question asks, or None.

    Only where the question asks for a figure, what answers best gives one, and another document, or another page of
    the same one, says in the same words and for the same year and unit another.
    """
    if question.kind not in _ASKS_FIGURES and not _ASKS.search(compact(question.text)):
        return None
    if not candidates:
        return None
    near = sorted(likely(candidates), key=lambda c: -c.score)
    first = [c for c in near if c.score >= near[0].score * _CLEAR]
    said: dict[_Key, dict[_Place, _Side]] = defaultdict(dict)
    for key, side in _sides(question, first):
        said[key].setdefault(_place(side), side)
    if not said:  # as nearly always: what answers best gives no one figure of one year
        return None
    for key, side in _sides(question, near[len(first) :]):
        if key in said:
            said[key].setdefault(_place(side), side)
    found = next((list(places.values()) for places in said.values() if _contradict(question, [*places.values()])), None)
    return _addition(found[:_MAX_SIDES]) if found else None


def _sides(question: ParsedQuestion, candidates: Sequence[Candidate]) -> Iterator[tuple[_Key, _Side]]:
    """The figures of statements under what they must share to be of one thing: year, unit and the words for it."""
    for candidate in candidates:
        text = normalize(candidate.statement.text)
        if not _DIGIT.search(text) or _INEXACT.search(text):
            continue
        for figure in figures_stated(candidate.statement):
            subject = _nouns(_phrase(candidate))
            if subject and is_telling(figure.measure) and (not question.years or figure.year in question.years):
                yield (figure.year, figure.unit, subject), (figure, candidate)


def _place(side: _Side) -> _Place:
    return side[1].evidence.document.id, side[1].statement.span.page


def _phrase(candidate: Candidate) -> str:
    """What the figure of a statement is of, in its words: its clause up to the figure, or the name of its row."""
    statement = candidate.statement
    if statement.kind is BlockKind.ROW:
        return row_label(statement) or ""
    blanked = without_years(statement.text)
    found = find_quantities(blanked)
    before = blanked[: found[0].start] if found else ""
    cut = max(before.rfind(mark) for mark in _DELIMITERS)
    return _PARTICLE.sub("", "".join(before[cut + 1 :].split()))


def _nouns(text: str) -> frozenset[str]:
    kinds = {"名詞", "接頭辞", "接尾辞", "形容詞", "形状詞"}
    return frozenset(m.lemma for m in morphemes(normalize(text)) if m.pos in kinds)


def _contradict(question: ParsedQuestion, sides: Sequence[_Side]) -> bool:
    """True where the figures differ beyond rounding and both sides meet the same words of the question."""
    if len(sides) < 2 or not differ([figure.value for figure, _ in sides]):
        return False
    of_one = len({candidate.evidence.document.id for _, candidate in sides}) == 1
    if of_one and any(candidate.statement.kind is BlockKind.ROW for _, candidate in sides):
        return False  # tables of one document count different things under one name
    met = [(c.own | c.around) - question.bigrams for _, c in sides]
    return all(words == met[0] for words in met[1:])


def _addition(sides: Sequence[_Side]) -> Addition:
    """One sentence with every side, the older source first."""
    ordered = sorted(sides, key=lambda side: side[1].evidence.document.date or "")
    told: list[Piece] = []
    for figure, candidate in ordered:
        if told:
            told.append(answer_template("conflict", "between"))
        told += [_side(figure, candidate), candidate]
    text = answer_template("conflict", "sentence").format(
        measure=_phrase(sides[0][1]), year=sides[0][0].year, sides="\0", marks=""
    )
    before, _, after = text.rpartition("\0")
    cited = tuple(candidate for _, candidate in ordered)
    return Addition((before, *told, after, *cited), cited, stands_alone=False)


def _side(figure: Measured, candidate: Candidate) -> str:
    document, page = candidate.evidence.document, candidate.statement.span.page
    details = [document.date or answer_template("conflict", "undated")]
    if page is not None:
        details.append(answer_template("conflict", "page").format(page=page))
    return answer_template("conflict", "side").format(
        title=document.cited_title, details="、".join(details), figure=figure_text(figure.value, figure.unit)
    )
