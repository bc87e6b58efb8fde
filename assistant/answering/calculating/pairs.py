"""Two figures, or several to be added up: of years, rows or columns that a question names, or none at all."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.calculating.asked import Reckoning
from assistant.answering.calculating.directions import base_of, base_years
from assistant.answering.calculating.figures import Figure, label_of
from assistant.answering.calculating.mentions import find_mentions
from assistant.answering.calculating.operands import (
    CLEAR,
    GENERIC,
    SUM_ROW,
    Operands,
    are_alike,
    are_of_one,
    is_rivalled,
    score_of,
)
from assistant.answering.extremes import table_of
from assistant.answering.selection import Candidate
from assistant.question import ParsedQuestion, years_in
from corpus.values import BlockKind
from ingest.morphology import morphemes
from ingest.normalization import compact, normalize
from ingest.numbers import find_quantities

_SURE: Final = 0.4  # the score from which one sentence is what the question asks about
_WHOLE_NAME: Final = 3  # terms: a column that is named in full
_COMPARES: Final = re.compile(r"に(?:比べ|比し|対し)|と比べ|より|一方|から")


def find_pair(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """Two figures: of the two years, of the two rows that are named, or of the one sentence that compares them."""
    if len(question.years) == 2:
        found = _of_years(question, figures)
        if found is None:
            return None
        bases = set(base_years(question.text))
        ordered = found[::-1] if bases == {question.years[-1]} else found
        return Operands(reckoning, ordered, by_year=True, is_ordered=len(bases) < 2)
    if len(question.years) > 2:
        return None
    rows = named_rows(question, reckoning, figures, candidates, {2})
    if rows is not None:
        return _in_asked_order(question, Operands(reckoning, rows))
    columns = _named_columns(question, figures)
    if columns is not None:
        return _in_asked_order(question, Operands(reckoning, columns, by_column=True))
    return _beside_each_other(question, reckoning, figures)


def _named_columns(question: ParsedQuestion, figures: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The figures of two columns that the question names, in the row that it names."""
    rows: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.column:
            rows[id(figure.candidate)].append(figure)
    pairs = []
    for row in rows.values():
        mentions = find_mentions(question.text, [figure.column for figure in row])
        if len(mentions) == 2 and find_mentions(question.text, [row[0].name]):
            first, second = (row[m.index] for m in mentions)
            if first.unit == second.unit:
                pairs.append((first, second))
    pairs.sort(key=lambda pair: -score_of(pair))
    return pairs[0] if pairs and not is_rivalled(pairs) else None


def _of_years(question: ParsedQuestion, figures: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The figures of one thing in the first and in the last year that the question names."""
    first, last = question.years[0], question.years[-1]
    groups: dict[tuple[object, ...], dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if figure.year in (first, last):
            for key in _series_of(figure):
                groups[key][figure.year].append(figure)
    pairs = [
        (group[first][0], group[last][0])
        for group in groups.values()
        if len(group[first]) == len(group[last]) == 1 and _are_a_series(group[first][0], group[last][0])
    ]
    return _clearest(question, list(dict.fromkeys(pairs)))


def _are_a_series(one: Figure, other: Figure) -> bool:
    """True for figures of one thing in two years, in one unit."""
    is_one = bool(one.column) or are_of_one(one, other)
    return is_one and are_alike(one, other, by_year=True) and bool({*_series_of(one)} & {*_series_of(other)})


def _series_of(figure: Figure) -> tuple[tuple[object, ...], ...]:
    """What figures of other years must share with this one to be of the same thing."""
    candidate = figure.candidate
    if candidate.statement.kind is not BlockKind.ROW:
        return (("sentence", id(candidate), figure.unit),)
    column = compact(
        re.sub(r"(?:19|20)\d\d|令和[0-9元]+|平成\d+|\d+年度?|年度?|[()（）]", "", normalize(figure.column))
    )
    if years_in(figure.column):
        return (("row", id(candidate), "" if figure.part else column),)
    if years_in(figure.name):
        return (("column", *table_of(candidate), figure.column),)
    return (("row", id(candidate), ""),)


def _clearest(question: ParsedQuestion, pairs: Sequence[tuple[Figure, Figure]]) -> tuple[Figure, Figure] | None:
    """The one pair that the question means: named by its label, or far nearer than any other."""
    if not pairs:
        return None
    labels = [_label(pair[0]) for pair in pairs]
    named = {m.index for m in find_mentions(question.text, labels)}
    meant = [pair for i, pair in enumerate(pairs) if i in named] or list(pairs)
    meant.sort(key=lambda pair: -score_of(pair))
    return None if is_rivalled(meant) else meant[0]


def _label(figure: Figure) -> str:
    return figure.name if not years_in(figure.name) else figure.column


def named_rows(
    question: ParsedQuestion,
    reckoning: Reckoning,
    figures: Sequence[Figure],
    candidates: Sequence[Candidate],
    counts: set[int],
) -> tuple[Figure, ...] | None:
    """The figures of the rows that the question names, in its order, in the one column it is about."""
    tables: dict[object, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.statement.kind is BlockKind.ROW and label_of(candidate):
            tables[table_of(candidate)].append(candidate)
    by_row: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_row[id(figure.candidate)].append(figure)
    found = []
    for rows in tables.values():
        rows = [row for row in rows if not SUM_ROW.fullmatch(compact(label_of(row)))]
        mentions = find_mentions(question.text, [label_of(row) for row in rows])
        if len(mentions) in counts and len({(m.start, m.end) for m in mentions}) == len(mentions):
            column = _column(question, reckoning, [by_row[id(rows[m.index])] for m in mentions])
            if column:
                found.append(column)
    found.sort(key=lambda column: -score_of(column))
    return found[0] if found and not is_rivalled(found) else None


def _column(
    question: ParsedQuestion, reckoning: Reckoning, rows: Sequence[Sequence[Figure]]
) -> tuple[Figure, ...] | None:
    """One figure of each row, all of the one column that the question names by its words or by its unit."""
    common = [
        tuple(next(f for f in row if f.place == figure.place) for row in rows)
        for figure in rows[0]
        if all(any(f.place == figure.place for f in row) for row in rows[1:])
    ]
    ranked = sorted(((_named(question, column[0], reckoning), column) for column in common), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] == 0 or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    score, column = ranked[0]
    heads = rows[0][0].candidate.statement.head
    shown = {other[0].place for other in common}
    labels = {compact(part) for row in rows for part in row[0].name.split("／")}
    cells = rows[0][0].candidate.statement.cells
    others = (h for i, h in enumerate(heads) if i not in shown and compact(cells[i]) not in labels)
    better = any(2 * _said(question, head) > score for head in others)
    return None if better or not _comparable(column) else column


def _said(question: ParsedQuestion, head: str) -> int:
    """How many of the question's terms a column's name has; more where it is named in full."""
    name = normalize(head)
    in_full = bool(name) and compact(head) in compact(question.text)
    return sum(term in name for term in question.own_terms) + _WHOLE_NAME * in_full


def _named(question: ParsedQuestion, figure: Figure, reckoning: Reckoning) -> int:
    """How much of a column's name the question says; its unit counts where the question asks for it."""
    asked = {q.unit for q in find_quantities(re.sub(r"何", "1", normalize(question.text)))}
    is_asked = figure.unit in asked or (figure.unit == "%" and "ポイント" in asked)
    is_result = reckoning in {Reckoning.SHARE, Reckoning.CHANGE, Reckoning.MULTIPLE} and figure.unit == "%"
    return 2 * _said(question, figure.column) + (is_asked and not is_result)


def _comparable(figures: Sequence[Figure]) -> bool:
    return all(are_alike(figures[0], other) for other in figures[1:])


def _in_asked_order(question: ParsedQuestion, pair: Operands) -> Operands:
    """The same two, what is compared before what it is compared with, where the question says which is which."""
    first, second = pair.figures
    is_of_points = pair.reckoning is Reckoning.CHANGE and first.unit in {"%", "ポイント"}
    if pair.reckoning in {Reckoning.DIFFERENCE, Reckoning.COMPARISON} or is_of_points:
        return pair
    names = (second.column, first.column) if pair.by_column else (second.name, first.name)
    base = base_of(question.text, names)
    return replace(pair, figures=(first, second) if base == 0 else (second, first), is_ordered=base is not None)


def _beside_each_other(question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure]) -> Operands | None:
    """The only two figures of what answers best: of two years in a row or a sentence, or compared by a sentence."""
    best = max((f.candidate.score for f in figures), default=0.0)
    grouped: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.candidate.score >= best * CLEAR:
            grouped[id(figure.candidate)].append(figure)
    groups = [group for group in grouped.values() if len(group) == 2 and group[0].unit == group[1].unit]
    if len(groups) != 1 or (len(grouped) != 1 and not _is_named(question, groups[0][0])):
        return None
    group = groups[0]
    candidate = group[0].candidate
    years = {f.year for f in group}
    if None not in years and len(years) == 2 and _are_a_series(group[0], group[1]):
        if question.years and question.years[0] not in years:
            return None
        group.sort(key=lambda f: f.year or 0)
        is_from_last = base_years(question.text) == (group[-1].year,)
        return Operands(reckoning, tuple(group[::-1] if is_from_last else group), by_year=True)
    is_sentence = candidate.statement.kind is not BlockKind.ROW and candidate.score >= _SURE
    if (
        reckoning in {Reckoning.DIFFERENCE, Reckoning.COMPARISON}
        and is_sentence
        and _COMPARES.search(candidate.statement.text)
    ):
        return Operands(reckoning, tuple(group))
    return None


def _is_named(question: ParsedQuestion, figure: Figure) -> bool:
    """True where the question has every noun of a figure's label."""
    nouns = [m.lemma for m in morphemes(figure.name) if m.pos == "名詞" and m.lemma not in GENERIC]
    return bool(nouns) and all(noun in question.terms for noun in nouns)
