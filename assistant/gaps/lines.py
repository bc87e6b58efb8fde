"""Which parts make a line of a gap table together."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.findings import Finding, Scope
from assistant.gaps.parts import Part, labelled
from assistant.viewpoints import perspective_of
from corpus.values import BlockKind, Role
from ingest.morphology import bigrams, morphemes
from ingest.normalization import normalize
from ingest.roles import bare, roles_of_column, roles_of_name, row_label

_SIDES = (Role.TO_BE, Role.AS_IS)
_MAX_TABLE_LINES = 40
_MAX_RELATED_LINES = 6
_MUCH_LESS, _ENOUGH = 0.7, 4
_MAX_LINES_PER_PERSPECTIVE, _MIN_PRESENT = 6, 2
_MAX_PER_ROLE = 4
_MAX_PAIRS = 2
# Two texts are one where so many of their character pairs are the same.
# Source: read off the tables of fifteen documents; 0.75 still joins different measures of one programme.
_SAME = 0.8
# How alike the sides of two places of one document must be to stand in one line.
_ALIKE, _MIN_SHARED_WORDS = 0.3, 3
_MAX_ITEM_CHARS = 40
_PRESENT = re.compile(
    r"現在|現状|現時点|近年|昨今|これまで|既に|すでに|依然|いまだ|未だ|年度?(?:には|は|の|に)|\d[\d.]*\s*(?:[%％割]|割)"
)
_PICTURE = re.compile(r"イメージ|絵姿|将来像|未来像")
_REST = "その他"
_OFFICES = re.compile(r"【[^】]*】?$")


@dataclass(frozen=True, slots=True)
class Line:
    """Parts that stand in one line.

    Attributes:
        perspective: Japanese name of a perspective.
        item: What the line is about, or None.
        parts: In the order they are shown; the first of each side is the one that is shown.
        scope: How close it is to the topic.
        is_of_table: Whether it is a row of a table that a document itself has.
    """

    perspective: str
    item: str | None
    parts: tuple[Part, ...]
    scope: Scope = Scope.TOPIC
    is_of_table: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of its parts."""
        return frozenset(part.role for part in self.parts)

    @property
    def relevance(self) -> float:
        """Of its closest part, in [0, 1]."""
        return max(part.finding.relevance for part in self.parts)

    @property
    def weight(self) -> float:
        """What it is worth: how close its closest part is to the topic, and how much of a line it fills."""
        own = sum(part.finding.is_own for part in self.parts) / len(self.parts)
        sides = len(self.roles & {*_SIDES, Role.GAP})
        return self.relevance + 0.3 * own + 0.25 * sides + 0.1 * len(self.roles)


def lines_of(findings: Sequence[tuple[Finding, tuple[Part, ...]]]) -> list[Line]:
    """The lines that findings give, which come closest first.

    A row of a document's own gap table stays one line. Other statements stand together with those under the same
    heading of the same document; a line that lacks a side takes it from another place of the document that speaks of
    the same.
    """
    own = [(finding, parts) for finding, parts in findings if _is_line(finding, parts)]
    closest = [pair for pair in own if pair[0].scope is Scope.TOPIC][:_MAX_TABLE_LINES]
    further = [_row(finding, parts) for finding, parts in own if finding.scope is Scope.RELATED]
    rows = [*(_row(finding, parts) for finding, parts in closest), *_some_of_each(further)]
    shown = [part.text for line in rows for part in line.parts]
    related = [part for finding, parts in findings if not _is_line(finding, parts) for part in parts]
    loose = _fresh((part for part in related if part.finding.scope is Scope.TOPIC), shown)
    return [*rows, *_chosen(_on_topic(_paired(_by_place(loose)), n_more=len(closest)))]


def _some_of_each(lines: Sequence[Line]) -> list[Line]:
    """The first lines of each perspective in turn, as many as there is room for."""
    by_perspective: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_perspective[line.perspective].append(line)
    ranked = [(number, line) for of_one in by_perspective.values() for number, line in enumerate(of_one)]
    return [line for _, line in sorted(ranked, key=lambda pair: pair[0])][:_MAX_RELATED_LINES]


def _is_line(finding: Finding, parts: Sequence[Part]) -> bool:
    """True where a table row makes a line of its own: it holds a side, and a second part or a label of its own.

    In a table that has columns for both sides, a row whose other side is empty says just that.
    """
    named = {part.role for part in parts if part.is_named}
    if finding.statement.kind is not BlockKind.ROW or not named & {*_SIDES}:
        return False
    columns = {role for head in finding.statement.head for role in roles_of_column(head)}
    return len(named) > 1 or {*_SIDES} <= columns or row_label(finding.statement) is not None


def _row(finding: Finding, parts: tuple[Part, ...]) -> Line:
    label = row_label(finding.statement)
    return Line(_perspective(parts, label), label, parts, finding.scope, is_of_table=True)


def _fresh(parts: Iterable[Part], shown: Sequence[str]) -> list[Part]:
    """The parts that say something which none before them and no table row has said already."""
    said = [_pairs(text) for text in shown]
    kept: list[Part] = []
    for part in parts:
        pairs = _pairs(part.text)
        if not any(_overlap(pairs, other) >= _SAME for other in said):
            said.append(pairs)
            kept.append(part)
    return kept


def _by_place(parts: Sequence[Part]) -> list[Line]:
    """Lines of single statements: those under one heading of one document, the best first in each role."""
    places: dict[tuple[str, str | None], list[Part]] = defaultdict(list)
    for part in parts:
        places[part.finding.evidence.document.id, _item(part)].append(part)
    lines: list[Line] = []
    for (_, item), gathered in places.items():
        placed = _of_one_time(gathered)
        sides = {role: [p for p in placed if p.role is role][:_MAX_PAIRS] for role in _SIDES}
        others = [part for part in placed if part.role not in sides]
        n_lines = max(1, *map(len, sides.values()))
        for number in range(n_lines):
            chosen = [side[number] for side in sides.values() if number < len(side)]
            chosen += others if number == 0 else []
            lines.append(Line(_perspective(chosen, None), item, tuple(chosen)))
    return lines


def _of_one_time(placed: Sequence[Part]) -> list[Part]:
    """The parts of one place, its picture of what is to be kept apart from the present.

    Such a picture tells all as if it were so already. Under a heading that announces one, what does not say that it is
    the present is to be; where most of a place is to be, it is left out.
    """
    told = [
        replace(part, role=Role.TO_BE) if part.role is Role.AS_IS and _in_picture(part) else part for part in placed
    ]
    n_to_be = sum(part.role is Role.TO_BE for part in told)
    n_as_is = sum(part.role is Role.AS_IS for part in told)
    if n_to_be <= n_as_is:
        return told
    return [part for part in told if part.role is not Role.AS_IS or _PRESENT.search(part.text)]


def _in_picture(part: Part) -> bool:
    return any(map(_PICTURE.search, part.finding.section)) and not _PRESENT.search(part.text)


def _paired(lines: Sequence[Line]) -> list[Line]:
    """The lines, where one that lacks a side has taken it from a line of its document that speaks of the same."""
    left = list(lines)
    for number, line in enumerate(left):
        if len(line.roles & {*_SIDES}) != 1 or not line.parts:
            continue
        (side,) = line.roles & {*_SIDES}
        held = next(part for part in line.parts if part.role is side)
        best, at = _ALIKE, -1
        for other_number, other in enumerate(left):
            if other is line or len(other.roles & {*_SIDES}) != 1 or side in other.roles or not other.parts:
                continue
            wanted = next(part for part in other.parts if part.role in _SIDES)
            same = wanted.finding.evidence.document.id == held.finding.evidence.document.id
            if not same:
                continue
            shared, likeness = _words(held.text) & _words(wanted.text), _likeness(held.text, wanted.text)
            if len(shared) >= _MIN_SHARED_WORDS and likeness > best:
                best, at = likeness, other_number
        if at >= 0:
            left[number] = replace(line, parts=(*line.parts, *left[at].parts))
            left[at] = replace(left[at], parts=())
    return [line for line in left if line.parts]


def _on_topic(lines: Sequence[Line], n_more: int) -> list[Line]:
    """Without the lines that are much less close to the topic than the closest, where enough are left.

    「繊維の資源循環」 asks for no looms as long as there is something on what becomes of the fibres.
    """
    closest = max((line.relevance for line in lines), default=0.0)
    close = [line for line in lines if line.relevance >= _MUCH_LESS * closest]
    return close if len(close) + n_more >= _ENOUGH else list(lines)


def _chosen(lines: Sequence[Line]) -> Iterator[Line]:
    """The best lines of each perspective; what is left gives its challenges and actions to one more line."""
    by_perspective: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: -line.weight):
        by_perspective[line.perspective].append(line)
    for perspective, ranked in by_perspective.items():
        full = [line for line in ranked if line.roles & {*_SIDES, Role.GAP, Role.CHALLENGE}]
        present = [line for line in full if Role.AS_IS in line.roles][:_MIN_PRESENT]  # visions are many, facts few
        shown = [*present, *(line for line in full if line not in present)][:_MAX_LINES_PER_PERSPECTIVE]
        yield from _by_item(sorted(shown, key=lambda line: -line.weight))
        rest = [line for line in ranked if line not in shown]
        parts = [labelled(p) for line in rest for p in line.parts if p.role in {Role.CHALLENGE, Role.ACTION}]
        if parts:
            yield Line(perspective, _REST if full else None, tuple(_limited(parts)))


def _by_item(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines in their order, those on the same thing one after the other."""
    first = {line.item: number for number, line in reversed(list(enumerate(lines)))}
    yield from sorted(lines, key=lambda line: first[line.item] if line.item else lines.index(line))


def _limited(parts: Sequence[Part]) -> Iterator[Part]:
    n: dict[Role, int] = defaultdict(int)
    for part in parts:
        n[part.role] += 1
        if n[part.role] <= _MAX_PER_ROLE:
            yield part


def _item(part: Part) -> str | None:
    """What a statement is about: its row's label, else the innermost heading that names something else than a role."""
    if part.label:
        return part.label
    for heading in reversed(part.finding.section):
        if not roles_of_name(heading):
            name = _OFFICES.sub("", bare(heading)).strip("＜＞<>[] 　")
            return name if len(name) <= _MAX_ITEM_CHARS else name[: _MAX_ITEM_CHARS - 1] + "…"
    return None


def _perspective(parts: Sequence[Part], label: str | None) -> str:
    finding = parts[0].finding
    headings = (finding.evidence.document.title, *finding.section)
    return perspective_of(" ".join(p.text for p in parts), label, headings).ja


def _pairs(text: str) -> frozenset[str]:
    found = frozenset(bigrams(text))
    return found or frozenset(normalize(text))


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(morpheme.lemma for morpheme in morphemes(text) if morpheme.is_content)


def _likeness(one: str, other: str) -> float:
    return _overlap(_words(one), _words(other))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the smaller set that the other holds, in [0, 1]; a text inside a longer one is the same text."""
    return len(one & other) / max(1, min(len(one), len(other)))
