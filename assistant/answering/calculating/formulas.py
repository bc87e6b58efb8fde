"""A figure that a question asks for and that no document states, worked out from figures that documents state.

Only where a rule is sure which figures are meant: rows that the question names, years that it names, the parts of a
target, the two figures that one sentence compares. What is uncertain gives nothing, and the quotes stand alone.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from assistant.answering.additions import Addition, Piece
from assistant.answering.calculating.asked import Reckoning, asked_reckoning
from assistant.answering.calculating.checks import stated
from assistant.answering.calculating.figures import Figure
from assistant.answering.calculating.finding import find_operands
from assistant.answering.calculating.operands import Operands
from assistant.answering.selection import Candidate
from assistant.answering.templates import answer_template
from assistant.arithmetic import (
    change_rate,
    convert,
    difference,
    exact,
    multiple,
    number_text,
    percentage,
    plain,
    progress_rate,
    rounded,
    total,
)
from assistant.figures import figure_text
from assistant.question import ParsedQuestion
from ingest.numbers import find_quantities

_PLACES: Final = 1  # behind the point, of shares and multiples
_SMALL_PLACES: Final = 4  # of what one place would round to nothing
_MAX_RATE: Final = Decimal(100_000)  # %; beyond it something was misread


def calculate(question: ParsedQuestion, candidates: Sequence[Candidate]) -> Addition | None:
    """What the question asks to be worked out from the statements, with its formula, or None.

    A statement that says it already is cited alone, without a word added. None where nothing of the kind is asked, or
    where it is not certain which figures are meant or whether they can be compared.
    """
    reckoning = asked_reckoning(question)
    if reckoning is None:
        return None
    operands = find_operands(question, reckoning, candidates)
    if operands is None:
        return None
    said = stated(question, operands, candidates)
    return Addition((), (said,), stands_alone=False) if said else _WORKED[operands.reckoning](operands)


def _worked_difference(operands: Operands) -> Addition | None:
    first, second = operands.figures
    high, low = (first, second) if first.value >= second.value else (second, first)
    amount = _amount(difference, high, low)
    result = _about(operands, _points(amount, high))
    formula = (*_operand(high), " － ", *_operand(low), f" ＝ {result}")
    if operands.reckoning is Reckoning.COMPARISON and not operands.by_year and first.value != second.value:
        more, less = _named(operands, high), _named(operands, low)
        return _addition("exceeds", operands, formula, result=result, first=more, second=less)
    if not operands.by_year:
        return _addition("difference", operands, formula, result=result)
    change = (
        f"{result}{_direction(first, second)}"
        if high.value != low.value
        else answer_template("calculation", "unchanged")
    )
    return _addition("change", operands, formula, result=change)


def _worked_gap(operands: Operands) -> Addition | None:
    actual, target = operands.figures
    high, low = (actual, target) if actual.value >= target.value else (target, actual)
    result = _about(operands, _points(_amount(difference, high, low), high))
    formula = (*_operand(high), " － ", *_operand(low), f" ＝ {result}")
    return _addition("gap", operands, formula, result=result, present=actual.text, wanted=target.text)


def _worked_change(operands: Operands) -> Addition | None:
    """How much more or less in per cent; of shares the difference in points, for 「%増」 of a share means either."""
    first, second = operands.figures
    if first.unit in {"%", "ポイント"}:
        return _worked_difference(operands)
    base, now = (first, second) if operands.by_year else (second, first)
    rate = change_rate(base.value, now.value)
    if rate is None or abs(rate) > _MAX_RATE:
        return None
    shown, sign = _rounded(abs(rate)), "－" if rate < 0 else ""
    equals = "＝" if shown == abs(rate) else "≒"
    formula = (
        "（",
        *_operand(now),
        " － ",
        *_operand(base),
        "）÷ ",
        *_operand(base),
        f" × 100 {equals} {sign}{number_text(shown)}%",
    )
    said = answer_template("calculation", "unchanged")
    if rate:
        end = (
            _direction(base, now)
            if operands.by_year
            else answer_template("calculation", "more" if rate > 0 else "less")
        )
        said = f"{_about(operands, number_text(shown) + '%', is_exact=shown == abs(rate))}{end}"
    return _addition("change" if operands.by_year else "compared", operands, formula, result=said)


def _worked_multiple(operands: Operands) -> Addition | None:
    first, second = operands.figures
    of, base = (second, first) if operands.by_year else (first, second)
    ratio = multiple(of.value, base.value)
    if ratio is None or ratio > _MAX_RATE or ratio == 0:
        return None
    if operands.unit and ratio < 1:  # 何分の1
        of, base, ratio = base, of, 1 / ratio
    shown, unit = _rounded(ratio), operands.unit or "倍"
    equals = "＝" if shown == ratio else "≒"
    result = _about(operands, f"{number_text(shown)}{unit}", is_exact=shown == ratio)
    formula = (*_operand(of), " ÷ ", *_operand(base), f" {equals} {number_text(shown)}{'' if operands.unit else unit}")
    return _addition("change" if operands.by_year else "multiple", operands, formula, result=result)


def _worked_share(operands: Operands) -> Addition | None:
    part, whole = operands.figures
    return _percentage("share", operands, part, whole, is_part=True)


def _percentage(key: str, operands: Operands, part: Figure, whole: Figure, *, is_part: bool) -> Addition | None:
    share = percentage(part.value, whole.value)
    if share is None or share > _MAX_RATE or (is_part and share > 100):
        return None
    shown = _rounded(share)
    equals = "＝" if shown == share else "≒"
    result = _about(operands, f"{number_text(shown)}%", is_exact=shown == share)
    formula = (*_operand(part), " ÷ ", *_operand(whole), f" × 100 {equals} {number_text(shown)}%")
    return _addition(key, operands, formula, result=result, actual=part.text, target=whole.text)


def _worked_sum(operands: Operands) -> Addition | None:
    result = _about(operands, _amount(lambda *parts: total(parts), *operands.figures))
    formula: tuple[Piece, ...] = ()
    for figure in operands.figures:
        formula = (*formula, *((" ＋ ",) if formula else ()), *_operand(figure))
    parts = "、".join(_named(operands, figure) for figure in operands.figures)
    return _addition("sum", operands, (*formula, f" ＝ {result}"), result=result, parts=parts)


def _worked_progress(operands: Operands) -> Addition | None:
    if len(operands.figures) == 2:
        actual, target = operands.figures
        return _percentage("reached", operands, actual, target, is_part=False)
    base, actual, target = operands.figures
    rate = progress_rate(base.value, actual.value, target.value)
    if rate is None or abs(rate) > _MAX_RATE:
        return None
    shown = rounded(abs(rate), _PLACES)
    sign, equals = "－" if rate < 0 and shown else "", "＝" if shown == abs(rate) else "≒"
    result = _about(operands, f"{sign}{number_text(shown)}%", is_exact=shown == abs(rate))
    done = ("（", *_operand(base), " － ", *_operand(actual), "）")
    way = ("（", *_operand(base), " － ", *_operand(target), "）")
    formula = (*done, "÷", *way, f"× 100 {equals} {sign}{number_text(shown)}%")
    said = {"base": base.text, "actual": actual.text, "target": target.text}
    return _addition("progress", operands, formula, result=result, **said)


def _worked_conversion(operands: Operands) -> Addition | None:
    (figure,) = operands.figures
    wanted = find_quantities(f"1{operands.unit}")[0]
    size = exact(wanted.value)
    one = None if size is None else convert(size, wanted.unit, figure.unit)
    value = None if one is None else multiple(abs(figure.value), one)
    if one is None or value is None:
        return None
    brief, name = rounded(value, _SMALL_PLACES), _written(operands.unit)
    if brief == 0 != value:
        return None
    shown = f"{'－' if figure.value < 0 else ''}{number_text(brief)}{name}"
    equals = "＝" if brief == value else "≒"
    result = _about(operands, shown, is_exact=brief == value)
    return _addition(
        "conversion", operands, (*_operand(figure), f" {equals} {shown}{_rule(figure, one, name)}"), result=result
    )


def _rule(figure: Figure, one: Decimal, name: str) -> str:
    """How many of the units asked for go into one of those that are written, or the other way round, in brackets.

    Args:
        figure: What is converted.
        one: Size of the unit asked for, in the figure's normalised unit.
        name: Of the unit asked for.
    """
    size = multiple(figure.value, figure.number) if figure.written and figure.number > 0 else None
    if size is None:
        return f"（1{name} ＝ {figure_text(plain(one), figure.unit)}）"
    if size >= one:
        return f"（1{figure.written} ＝ {number_text(rounded(size / one, _SMALL_PLACES))}{name}）"
    return f"（1{name} ＝ {number_text(rounded(one / size, _SMALL_PLACES))}{figure.written}）"


_WORKED: Final = {
    Reckoning.DIFFERENCE: _worked_difference,
    Reckoning.COMPARISON: _worked_difference,
    Reckoning.CHANGE: _worked_change,
    Reckoning.MULTIPLE: _worked_multiple,
    Reckoning.SHARE: _worked_share,
    Reckoning.SUM: _worked_sum,
    Reckoning.PROGRESS: _worked_progress,
    Reckoning.GAP: _worked_gap,
    Reckoning.CONVERSION: _worked_conversion,
}


def _addition(key: str, operands: Operands, formula: Sequence[Piece], **slots: str) -> Addition:
    """The sentence with what came out and the citations of all operands, then the formula on a line of its own."""
    cited = tuple({id(f.candidate): f.candidate for f in operands.figures}.values())
    told = [_named(operands, figure) for figure in operands.figures]
    names = {"first": told[0], "second": told[-1]} | slots
    before, _, after = answer_template("calculation", key).format(marks="\0", **names).rpartition("\0")
    head, _, tail = answer_template("calculation", "formula").format(formula="\0").partition("\0")
    return Addition((before, *cited, after, "\n", head, *formula, tail), cited)


def _named(operands: Operands, figure: Figure) -> str:
    """A figure with what tells it from the others: its year, its column, or its row."""

    def of_year(figure: Figure) -> str:
        return answer_template("calculation", "of_year").format(figure=figure.text, year=figure.year)

    if operands.by_year:
        return of_year(figure)
    name = figure.column if operands.by_column else figure.name.split("／")[-1] if figure.column else ""
    text = figure.text
    if not figure.unit and not operands.by_column:  # a bare number needs to be told what it counts
        text = of_year(figure) if figure.year is not None else f"{figure.column}{text}"
    return answer_template("calculation", "of_name").format(name=name, figure=text) if name else text


def _operand(figure: Figure) -> tuple[Piece, Piece]:
    text = figure.text if figure.value >= 0 else f"（{figure.text}）"
    return text, figure.candidate


def _amount(work: Callable[..., Decimal], *figures: Figure) -> str:
    """What comes out, in the unit as it is written where all operands have it so."""
    written = {figure.written for figure in figures}
    if len(written) == 1 and (unit := written.pop()) is not None:
        return f"{number_text(work(*(figure.number for figure in figures)))}{unit}"
    units = {figure.unit for figure in figures}
    return figure_text(plain(work(*(figure.value for figure in figures))), units.pop() if len(units) == 1 else "")


def _points(amount: str, figure: Figure) -> str:
    """A difference of shares is one of points."""
    return (
        re.sub(r"\s*(?:%|％|パーセント|割)$", "", amount) + "ポイント"
        if figure.unit == "%" and amount[-1] != "割"
        else amount
    )


def _rounded(value: Decimal) -> Decimal:
    shown = rounded(value, _PLACES)
    if shown >= 1 or shown == value:
        return shown
    brief = rounded(value, _PLACES + 1)
    return brief or rounded(value, _SMALL_PLACES)


def _about(operands: Operands, result: str, *, is_exact: bool = True) -> str:
    """What came out, said to be about so much where it was rounded or an operand was."""
    is_about = not is_exact or any(figure.is_about for figure in operands.figures)
    return answer_template("calculation", "about") + result if is_about else result


def _direction(base: Figure, now: Figure) -> str:
    return answer_template("calculation", "rise" if now.value > base.value else "fall")


def _written(unit: str) -> str:
    """A unit as a person writes it, of how the question has it when folded: t-co2 is t-CO2."""
    return unit.replace("co2", "CO2")
