"""Base, actual and target of one thing, from a row, a form, a sentence or two sentences."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.calculating.asked import Reckoning
from assistant.answering.calculating.figures import Figure, Part
from assistant.answering.calculating.mentions import find_mentions
from assistant.answering.calculating.operands import Operands, is_rivalled, score_of
from assistant.answering.extremes import table_of
from assistant.answering.selection import Candidate
from assistant.arithmetic import exact
from assistant.figures import compare
from assistant.question import ParsedQuestion
from corpus.values import BlockKind, Role


def find_parts(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """Base, actual and target of one row, one form or one sentence; without a base where more is wanted.

    Of a gap, actual and target alone.
    """
    del candidates
    groups: dict[object, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.part is not None:
            candidate = figure.candidate
            is_form = candidate.statement.kind is BlockKind.ROW and _names_part(figure.name)
            groups[(table_of(candidate), figure.place) if is_form else id(candidate)].append(figure)
    for figure in figures:
        group = groups.get(id(figure.candidate), [])
        if _is_present_of(figure, group, figures):
            group.append(replace(figure, part=Part.ACTUAL))
    able = []
    for group in (*groups.values(), *_of_two_statements(figures)):
        parts = {part: [f for f in group if f.part is part] for part in Part}
        if any(len(found) > 1 for found in parts.values()) or not parts[Part.ACTUAL] or not parts[Part.TARGET]:
            continue
        base = () if reckoning is Reckoning.GAP else parts[Part.BASE]
        chosen = (*base, *parts[Part.ACTUAL], *parts[Part.TARGET])
        rises = chosen[-2].value < chosen[-1].value
        if len({f.unit for f in chosen}) == 1 and (len(chosen) == 3 or rises or reckoning is Reckoning.GAP):
            able.append(chosen)
    named = {m.index for m in find_mentions(question.text, [chosen[0].name for chosen in able])}
    able = [chosen for i, chosen in enumerate(able) if i in named] or able
    able.sort(key=lambda chosen: -score_of(chosen))
    return Operands(reckoning, able[0]) if able and not is_rivalled(able) else None


def _is_present_of(figure: Figure, group: Sequence[Figure], figures: Sequence[Figure]) -> bool:
    """True for the one other figure of a sentence that gives a target and, without saying so, what there is before."""
    beside = [f for f in figures if f.candidate is figure.candidate]
    if figure.column or figure.part is not None or len(beside) != 2 or len(group) != 1:
        return False
    target = group[0]
    is_dated = figure.year is not None and target.year is not None and figure.year < target.year
    return target.part is Part.TARGET and target.unit == figure.unit and is_dated


def _of_two_statements(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """What is to be and what is, of one measure by the same words, in two sentences of one document."""
    sentences = [f for f in figures if not f.column]
    wanted = [f for f in sentences if Role.TO_BE in f.candidate.statement.roles]
    present = [f for f in sentences if not {Role.TO_BE, Role.ACTION} & {*f.candidate.statement.roles}]
    for target in wanted:
        for actual in present:
            one, other = target.candidate, actual.candidate
            if one.evidence.document.id == other.evidence.document.id and one is not other:
                found = compare(one.statement.text, other.statement.text)
                if found is not None and (exact(found.wanted), exact(found.present)) == (target.value, actual.value):
                    yield [replace(actual, part=Part.ACTUAL), replace(target, part=Part.TARGET)]


def _names_part(name: str) -> bool:
    return bool(re.search(r"基準|目標|実績|現状|現在", name))
