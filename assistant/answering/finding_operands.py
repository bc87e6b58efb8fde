"""Which figures a question wants to be reckoned with: found by names, years or parts of a target, or not at all."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.extremes import table_of
from assistant.answering.mentions import find_mentions
from assistant.answering.operands import Figure, Part, figures_of, label_of
from assistant.answering.reckoning import CONVERSION, Reckoning
from assistant.answering.selection import Candidate, likely, vocabulary
from assistant.arithmetic import convert, exact
from assistant.figures import compare
from assistant.question import ParsedQuestion, years_in
from corpus.values import BlockKind, Role
from ingest.morphology import Morpheme, morphemes
from ingest.normalization import compact, normalize
from ingest.numbers import find_quantities

_CLEAR: Final = 0.5  # of the best one's score: what comes as close may be meant as well
_SURE: Final = 0.4  # the score from which one sentence is what the question asks about
_SUM_ROW: Final = re.compile(r"合計|総計|計|総数|全体|全産業|全国計?|総額")
_SHARE_HEAD: Final = re.compile(r"割合|比率|構成比|シェア|率$|率[(（]|%|％")
_NOT_ADDITIVE: Final = re.compile(r"率|割合|比|平均|単価|指数|当たり|あたり|dI|BSI|ＢＳＩ|順位|偏差")
_COMPARES: Final = re.compile(r"に(?:比べ|比し|対し)|と比べ|より|一方|から")
_WHOLE: Final = re.compile(r"(?:のうち|の内|中の|に占める|に対する|における)")
_ALL: Final = re.compile(r"全体|合計|総|全て|すべて|全部")
_BODIES: Final = frozenset({"社", "者", "団体", "機関", "自治体", "会員", "組織", "法人", "校", "企業"})
_MAX_PARTS: Final = 6
_N_BESIDE: Final = 2
# Nouns of the asking and of the reckoning, which no figure needs to name.
_GENERIC_WORDS: Final = """
差 違い 割合 比率 比 率 シェア 合計 計 総計 和 倍 分 倍率 計算 換算 単位 増減 増加 減少 変化 削減 低下 上昇 伸び 開き 数 数字
数値 値 額 量 全体 目標 実績 現状 現在 基準 進捗 達成 年 年度 月 時点 メーカー 会社 企業 業界 者 社 人 件 トン 円 パーセント ポイント
資料 報告 報告書 文書 結果 比較 結局 以上 以下 最大 最小 約 間 前 後 前後 何 順 度 程度 規模 業種 業者 産業 製造 水準 両者 双方
二つ 式 数量 金額 総額 億 万 兆 どちら どっち
"""
_GENERIC: Final = frozenset(_GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class Operands:
    """What is to be reckoned with.

    Attributes:
        reckoning: What is done with them.
        figures: In the order of the formula: the earlier year first; what is compared before what it is compared with;
            the part before the whole; actual before target, in front of them the base where there is one.
        by_year: They are figures of one thing in different years.
        by_column: They stand in one row, under the columns that the question names.
        unit: Of a conversion, the unit wanted as the question writes it ("万トン"); else "".
    """

    reckoning: Reckoning
    figures: tuple[Figure, ...]
    by_year: bool = False
    by_column: bool = False
    unit: str = ""


def find_operands(question: ParsedQuestion, reckoning: Reckoning, candidates: Sequence[Candidate]) -> Operands | None:
    """The figures that the question means, or None where that is not certain."""
    near = likely(candidates)
    read = {id(c): figures_of(c) for c in candidates}
    figures = [figure for c in candidates for figure in read[id(c)]]
    found = _FINDERS[reckoning](question, reckoning, figures, candidates)
    if found is None:
        return None
    used = {id(f.candidate) for f in found.figures}
    if not any(id(c) in used for c in near) or any(f.is_bound for f in found.figures if f.part is not Part.TARGET):
        return None
    if not _covers(question, found) or not _holds_year(question, found):
        return None
    return None if _is_stated(question, found, near) else found


def _pair(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """Two figures: of the two years, of the two rows that are named, or of the one sentence that compares them."""
    if len(question.years) == 2:
        found = _of_years(question, figures)
        return None if found is None else Operands(reckoning, found, by_year=True)
    if len(question.years) > 2:
        return None
    rows = _named_rows(question, reckoning, figures, candidates, {2})
    if rows is not None:
        return Operands(reckoning, _in_asked_order(question, reckoning, rows))
    columns = _named_columns(question, figures)
    if columns is not None:
        return Operands(reckoning, _in_asked_order(question, reckoning, columns), by_column=True)
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
    pairs.sort(key=lambda pair: -_score(pair))
    return pairs[0] if pairs and not _rivalled(pairs) else None


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
        if len(group[first]) == len(group[last]) == 1 and _alike(group[first][0], group[last][0], by_year=True)
    ]
    return _clearest(question, list(dict.fromkeys(pairs)))


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
    meant.sort(key=lambda pair: -_score(pair))
    best = meant[0]
    rivals = [p for p in meant[1:] if _score(p) >= _score(best) * _CLEAR and _values(p) != _values(best)]
    return None if rivals else best


def _label(figure: Figure) -> str:
    return figure.name if not years_in(figure.name) else figure.column


def _score(figures: Iterable[Figure]) -> float:
    return max(f.candidate.score for f in figures)


def _values(figures: Iterable[Figure]) -> list[object]:
    return [(f.value, f.unit) for f in figures]


def _named_rows(
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
        rows = [row for row in rows if not _SUM_ROW.fullmatch(compact(label_of(row)))]
        mentions = find_mentions(question.text, [label_of(row) for row in rows])
        if len(mentions) in counts and len({(m.start, m.end) for m in mentions}) == len(mentions):
            column = _column(question, reckoning, [by_row[id(rows[m.index])] for m in mentions])
            if column:
                found.append(column)
    found.sort(key=lambda column: -_score(column))
    return found[0] if found and not _rivalled(found) else None


def _rivalled(found: Sequence[tuple[Figure, ...]]) -> bool:
    best = found[0]
    return any(_score(o) >= _score(best) * _CLEAR and _values(o) != _values(best) for o in found[1:])


def _column(
    question: ParsedQuestion, reckoning: Reckoning, rows: Sequence[Sequence[Figure]]
) -> tuple[Figure, ...] | None:
    """One figure of each row, all of the one column that the question names by its words or by its unit."""
    common = [
        tuple(next(f for f in row if f.place == figure.place) for row in rows)
        for figure in rows[0]
        if all(any(f.place == figure.place for f in row) for row in rows[1:])
    ]
    able = [column for column in common if _comparable(column)]
    ranked = sorted(((_named(question, column[0], reckoning), column) for column in able), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] == 0 or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][1]


def _named(question: ParsedQuestion, figure: Figure, reckoning: Reckoning) -> int:
    """How much of a column's name the question says; its unit counts where the question asks for it."""
    head = normalize(figure.column)
    words = sum(term in head for term in question.own_terms)
    asked = {q.unit for q in find_quantities(re.sub(r"何", "1", normalize(question.text)))}
    is_asked = figure.unit in asked or (figure.unit == "%" and "ポイント" in asked)
    is_result = reckoning in {Reckoning.SHARE, Reckoning.CHANGE, Reckoning.MULTIPLE} and figure.unit == "%"
    return 2 * words + (is_asked and not is_result)


def _comparable(figures: Sequence[Figure]) -> bool:
    return all(_alike(figures[0], other) for other in figures[1:])


def _alike(one: Figure, other: Figure, *, by_year: bool = False) -> bool:
    """True where two figures are of one year and one unit, or count bodies in one column."""
    if one.year != other.year and not by_year:
        return False
    return one.unit == other.unit or (
        bool(one.column) and one.column == other.column and {one.unit, other.unit} <= _BODIES
    )


def _in_asked_order(question: ParsedQuestion, reckoning: Reckoning, rows: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """What is compared first, then what it is compared with: AはBの何倍, BよりAは何%多い, Bに対してA."""
    first, second = rows[0], rows[1]
    if reckoning in {Reckoning.DIFFERENCE, Reckoning.COMPARISON}:
        return (first, second)
    asked = compact(question.text)
    names = [first.name, second.name] if first.name != second.name else [first.column, second.column]
    mentions = {m.index: m.end for m in find_mentions(asked, names)}
    behind = asked[mentions.get(0, 0) :]
    turned = re.match(r"[^、。はがと]{0,12}?(?:より|に(?:比べ|対し|比し)|と比べ|を(?:1|基準)|のうち|に占める)", behind)
    return (second, first) if turned else (first, second)


def _beside_each_other(question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure]) -> Operands | None:
    """The only two figures of what answers best: of two years in a row or a sentence, or compared by a sentence."""
    best = max((f.candidate.score for f in figures), default=0.0)
    grouped: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.candidate.score >= best * _CLEAR:
            grouped[id(figure.candidate)].append(figure)
    groups = [group for group in grouped.values() if len(group) == 2 and group[0].unit == group[1].unit]
    if len(groups) != 1 or (len(grouped) != 1 and not _is_named(question, groups[0][0])):
        return None
    group = groups[0]
    candidate = group[0].candidate
    years = {f.year for f in group}
    if None not in years and len(years) == 2:
        if question.years and question.years[0] not in years:
            return None
        return Operands(reckoning, tuple(sorted(group, key=lambda f: f.year or 0)), by_year=True)
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
    nouns = [m.lemma for m in morphemes(figure.name) if m.pos == "名詞" and m.lemma not in _GENERIC]
    return bool(nouns) and all(noun in question.terms for noun in nouns)


def _sum(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """The figures of all rows that the question names, where they can be added up."""
    rows = _named_rows(question, reckoning, figures, candidates, set(range(2, _MAX_PARTS + 1)))
    if rows is None or not _is_additive(rows):
        return None
    names = [compact(f.name) for f in rows]
    overlaps = any(a in b for i, a in enumerate(names) for j, b in enumerate(names) if i != j)
    if overlaps or any(_SUM_ROW.fullmatch(name) or name.startswith("うち") for name in names):
        return None
    return Operands(reckoning, rows)


def _share(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """A named row and the whole: the other named row, or the sum of its table."""
    pair = _pair(question, reckoning, figures, candidates)
    if pair is not None:
        return None if pair.by_year or pair.figures[0].unit in {"%", "ポイント"} else pair
    rows = _named_rows(question, reckoning, figures, candidates, {1})
    if rows is None or not _is_additive(rows) or _has_share(rows[0].candidate):
        return None
    whole = [f for f in figures if _is_whole_of(f, rows[0])]
    if len(whole) != 1 or whole[0].value < rows[0].value or not _is_told(question, whole[0]):
        return None
    return Operands(reckoning, (rows[0], whole[0]))


def _is_additive(figures: Sequence[Figure]) -> bool:
    """True for amounts; shares, means and rates of different things cannot be added up."""
    return not any(_NOT_ADDITIVE.search(normalize(f.column)) or f.unit in {"%", "ポイント"} for f in figures)


def _has_share(row: Candidate) -> bool:
    """True where a column of the table gives shares already."""
    return any(_SHARE_HEAD.search(normalize(head)) for head in row.statement.head)


def _is_whole_of(figure: Figure, part: Figure) -> bool:
    return (
        figure.candidate.statement.kind is BlockKind.ROW
        and figure.place == part.place
        and table_of(figure.candidate) == table_of(part.candidate)
        and bool(_SUM_ROW.fullmatch(compact(figure.name)))
        and _alike(figure, part)
    )


def _is_told(question: ParsedQuestion, whole: Figure) -> bool:
    """True where what the question calls the whole is the sum of the table, and nothing narrower."""
    asked = compact(question.text)
    of = re.search(r"([^、。はがを]+)の何(?:%|割|パーセント)", asked)
    if of is not None:
        return bool(_ALL.search(of[1]))
    cut = _WHOLE.search(asked)
    if cut is None:
        return bool(re.search(r"割合|比率|構成比|シェア", asked)) or bool(_ALL.search(asked))
    said = asked[: cut.start()]
    if _ALL.search(said) or compact(whole.text) in said:
        return True
    about = compact(" ".join((whole.column, *whole.candidate.evidence.section_of(whole.candidate.index)[-1:])))
    nouns = [m.surface for m in morphemes(said) if _is_noun(m) and m.lemma not in _GENERIC]
    return bool(nouns) and all(noun in about for noun in nouns)


def _progress(
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
    able.sort(key=lambda chosen: -_score(chosen))
    return Operands(reckoning, able[0]) if able and not _rivalled(able) else None


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


def _conversion(
    question: ParsedQuestion, reckoning: Reckoning, figures: Sequence[Figure], candidates: Sequence[Candidate]
) -> Operands | None:
    """The only figure of the statement that answers best whose unit can be converted into the one that is asked for."""
    del candidates
    asked = CONVERSION.search(compact(question.text))
    unit = (asked["scale"] or "") + asked["name"] if asked else ""
    wanted = find_quantities(f"1{unit}")
    if not wanted:
        return None
    able = [f for f in figures if convert(f.value, f.unit, wanted[0].unit) is not None and f.unit]
    if question.years:
        able = [f for f in able if f.year is None or f.year in question.years]
    said = [f for f in able if compact(f.text) in compact(question.text)]
    able = said or able
    best = max((f.candidate.score for f in able), default=0.0)
    meant = [f for f in able if f.candidate.score >= best * _CLEAR]
    named = [meant[m.index] for m in find_mentions(question.text, [f.name for f in meant])]
    meant = named or meant
    if not meant or any(_values([f]) != _values(meant[:1]) for f in meant) or compact(meant[0].written or "") == unit:
        return None
    return Operands(reckoning, (meant[0],), unit=unit)


def _covers(question: ParsedQuestion, found: Operands) -> bool:
    """True where every noun of the question stands in what the figures say, or in what they stand under or behind."""
    met = frozenset[str]().union(*(f.candidate.own | f.candidate.around for f in found.figures))
    words = {m.surface for f in found.figures for m in morphemes(f.name)}
    if found.reckoning in {Reckoning.CONVERSION, Reckoning.PROGRESS, Reckoning.GAP} or not found.figures[0].column:
        beside = " ".join(text for f in found.figures for text in _beside(f.candidate, _N_BESIDE))
        met |= _met_in(beside, question)
    return all(
        m.lemma in met or m.lemma in _GENERIC or m.surface in _GENERIC or m.surface in words or _is_unit(m.surface)
        for m in morphemes(question.text)
        if _is_noun(m) and m.lemma in question.own_terms and not m.surface.startswith("何")
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


def _is_noun(morpheme: Morpheme) -> bool:
    return (
        morpheme.pos == "名詞" and morpheme.pos2 != "数詞" and not re.fullmatch(r"[ぁ-ゖ]+|[\d.,]+", morpheme.surface)
    )


def _is_unit(surface: str) -> bool:
    return bool(find_quantities(f"1{surface}"))


def _holds_year(question: ParsedQuestion, found: Operands) -> bool:
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


def _standing_under(candidate: Candidate) -> str:
    """Title and headings above a statement, and the last two statements before it that are no rows of its table."""
    passage, i = candidate.evidence, candidate.index
    before = [s.text for s in passage.chunk.statements[:i] if s.kind is not BlockKind.ROW or not s.cells][-2:]
    return " ".join((passage.document.title, *passage.section_of(i), *before, candidate.statement.text))


_STATES: Final[dict[Reckoning, re.Pattern[str]]] = {
    Reckoning.PROGRESS: re.compile(r"(?:進捗率|進捗度|達成率|達成度)[^。]{0,15}?\d[\d.,]*\s*%"),
    Reckoning.MULTIPLE: re.compile(r"\d[\d.,]*\s*倍|\d+分の\d|倍増|半減|[二三四五六七八九]倍"),
    Reckoning.CHANGE: re.compile(
        r"\d[\d.,]*\s*(?:%|割|パーセント)\s*(?:程度|以上|ほど)?(?:の|を)?(?:削減|減|増|低減|縮小|低下|上昇|伸|下回|上回)"
    ),
    Reckoning.SUM: re.compile(r"(?:合計|合わせて|計|総数|総額)(?:で|は|、)?\s*(?:約)?\d"),
    Reckoning.DIFFERENCE: re.compile(
        r"差(?:は|が|額は|、)[^。]{0,12}?\d|\d[\d.,]*[^\d\s、。]{0,4}(?:増|減|多い|少ない|高い|低い|上回|下回)|\d\s*ポイント"
    ),
    Reckoning.SHARE: re.compile(
        r"(?:割合|比率|占め|シェア|の)[^。]{0,15}?\d[\d.,]*\s*(?:%|割)|\d[\d.,]*\s*(?:%|割)[^。]{0,6}を?占め"
    ),
}


def _is_stated(question: ParsedQuestion, found: Operands, near: Sequence[Candidate]) -> bool:
    """True where a statement as close to the question as the operands says itself what is to be worked out."""
    shape = _STATES.get(found.reckoning)
    if shape is None:
        return False
    told = (c for c in near if c.statement.kind is not BlockKind.ROW and shape.search(normalize(c.statement.text)))
    if not found.by_year and not found.by_column and found.figures[0].column:
        names = [f.name for f in found.figures if not _SUM_ROW.fullmatch(compact(f.name))]
        return any(len(find_mentions(c.statement.text, names)) == len(names) for c in told)
    met = max(len(f.candidate.own - question.bigrams) for f in found.figures)
    return any(len(c.own - question.bigrams) >= met for c in told)


Finder = Callable[[ParsedQuestion, Reckoning, Sequence[Figure], Sequence[Candidate]], Operands | None]
_FINDERS: Final[dict[Reckoning, Finder]] = {
    Reckoning.CONVERSION: _conversion,
    Reckoning.PROGRESS: _progress,
    Reckoning.GAP: _progress,
    Reckoning.MULTIPLE: _pair,
    Reckoning.CHANGE: _pair,
    Reckoning.DIFFERENCE: _pair,
    Reckoning.COMPARISON: _pair,
    Reckoning.SUM: _sum,
    Reckoning.SHARE: _share,
}
