"""What the library says on a topic: single statements with how close they are to it."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.expansion import Aliases
from assistant.filters import check_filters
from assistant.retrieval import RetrievalOptions, search, verbatim_passage
from assistant.service import Assistant
from corpus.errors import EmptyQuestion, QuestionTooLong
from corpus.taxonomy import load_aliases, load_sectors
from corpus.values import BlockKind, Chunk, Evidence, Filters, Role, Statement
from ingest.morphology import morphemes
from ingest.normalization import compact
from ingest.roles import placed_statements, row_label, tagged

# What is looked for beside the topic itself, so that every column of the table has its chance in the search.
_ASPECTS = ("", "あるべき姿 目標", "現状", "ギャップ", "課題", "取組 施策", "ロードマップ 年度")
_PASSAGES_PER_ASPECT = 40
# How much a mention counts: in the statement's own words, in the title of its document, in its headings or in the
# sentence that it points back at, elsewhere in its passage.
_OWN, _TITLE, _ABOVE, _BESIDE = 1.0, 0.8, 0.6, 0.4
_MIN_RELEVANCE = 0.35  # provisional: chosen by reading the tables of the bundled samples
_KATAKANA = "ァ-ヺー"
_MAX_TABLE_CHUNKS = 30
_POINTS_BACK = re.compile(
    r"^(?:[^、。]{0,6}、)?(?:これ|この|こう|それ|その(?!他|ほか|うち)|同(?:素材|製品|業界|産業|分野))"
)
_OF_FIELD = 0.6  # how much the field counts of a topic of two parts; the matter has the rest
_IN_FIELD = 0.48  # a statement that names the field's rarest concept in its words, or another one above it
# Words for doing something with a matter; they name none themselves.
_DOINGS = frozenset(
    re.split(
        " ",
        "利用 活用 促進 推進 向上 拡大 普及 強化 確保 構築 整備 実現 削減 低減 導入 転換 課題 現状 目標 ギャップ 取組 "
        "施策 取り組み 対策 率 化",
    )
)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a topic names.

    Attributes:
        names: Ways to write it, normalised, the topic's own included; never empty.
    """

    names: tuple[str, ...]

    @property
    def names_a_doing(self) -> bool:
        """True for 利用, 促進, 課題 and the like, which name no matter."""
        return all(name in _DOINGS for name in self.names)

    def occurs_in(self, folded: str) -> bool:
        """True where normalised text without white space holds one of the names."""
        return any(_occurs(name, folded) for name in self.names)


class Scope(StrEnum):
    """How close something is to the topic."""

    TOPIC = "topic"
    RELATED = "related"  # a row of a document's own gap table on the matter in general, not in the topic's own field


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement that has to do with the topic.

    Attributes:
        evidence: The passage it stands in.
        statement: The statement.
        section: Headings above it, outermost first, those inside the passage included.
        relevance: In [0, 1], a higher one is better.
        is_own: Whether its own words name the topic, or a part of it.
        scope: How close it is to the topic.
    """

    evidence: Evidence
    statement: Statement
    section: tuple[str, ...]
    relevance: float
    is_own: bool
    scope: Scope = Scope.TOPIC

    @property
    def speaks_of_topic(self) -> bool:
        """Whether its own words name the topic, or the title of its document does: then all of it is on the topic."""
        return self.is_own or self.relevance >= _TITLE


def read_topic(topic: str, aliases: Aliases | None = None) -> tuple[Concept, ...]:
    """What the topic names, in the order of the alias dictionary, then its other words; empty for no word at all.

    Words for doing something with it are left out as long as others are left: 「再生材の利用」 names 再生材. Concepts
    may overlap: アルミ展伸材 names both the material and its wrought form.
    """
    folded = compact(topic)
    groups = [
        tuple(dict.fromkeys(compact(name) for name in group))
        for group in (aliases if aliases is not None else load_aliases())
    ]
    concepts = [Concept(names) for names in groups if any(_occurs(name, folded) for name in names)]
    said = "".join(name for concept in concepts for name in concept.names if name in folded)
    words = dict.fromkeys(m.surface for m in morphemes(topic) if m.is_content and m.surface not in said)
    telling = [word for word in words if len(word) > 1] or ([] if concepts else list(words))
    named = (*concepts, *(Concept((word,)) for word in telling))
    return tuple(concept for concept in named if not concept.names_a_doing) or named


def read_parts(topic: str, aliases: Aliases | None = None) -> tuple[tuple[Concept, ...], tuple[Concept, ...]]:
    """A topic of two parts taken apart: 「アルミ展伸材の再生材利用」 asks about 再生材 in the field of アルミ.

    Words for doing something with the matter are left out. Both are empty for a topic of one part.
    """
    field, _, matter = topic.strip().rpartition("の")
    about = [concept for concept in read_topic(matter, aliases) if not concept.names_a_doing]
    of = read_topic(field, aliases) if field.strip() else ()
    return (of, tuple(about)) if of and about else ((), ())


def gather(topic: str, assistant: Assistant, filters: Filters | None = None) -> tuple[Finding, ...]:
    """The statements of the library that have to do with the topic itself, closest first; raises as `gather_all`."""
    return tuple(finding for finding in gather_all(topic, assistant, filters) if finding.scope is Scope.TOPIC)


def gather_all(topic: str, assistant: Assistant, filters: Filters | None = None) -> tuple[Finding, ...]:
    """The statements of the library that have to do with the topic, closest first, then the related ones.

    Raises:
        EmptyQuestion: there is no word in the topic.
        QuestionTooLong: it exceeds `max_question_chars`.
        UnknownFilterValue: no document has a value that is filtered for.
        LibraryError: the library cannot be read.
        EngineError: the topic could not be embedded.
    """
    if not any(map(str.isalpha, topic)):
        raise EmptyQuestion
    if len(topic) > assistant.settings.max_question_chars:
        raise QuestionTooLong(n_chars=len(topic), max_chars=assistant.settings.max_question_chars)
    if filters is not None:
        check_filters(filters, assistant.library)
    passages = _passages(" ".join(topic.split()), assistant, filters)
    return rank_findings(read_topic(topic, assistant.aliases), passages, read_parts(topic, assistant.aliases))


def rank_findings(
    concepts: Sequence[Concept],
    passages: Sequence[Evidence],
    parts: tuple[Sequence[Concept], Sequence[Concept]] = ((), ()),
) -> tuple[Finding, ...]:
    """The statements of the passages that have to do with the concepts, closest first, ties in reading order.

    A concept counts by its rarity among the passages (BM25's idf), so that 「アルミ」 weighs more than 「利用」. Of a
    topic of two parts, either counts as a whole, and the field must be named. Rows of gap tables that are not close,
    but whose own words name all of the matter, follow as related.
    """
    contexts = [compact(" ".join((e.document.title, *e.chunk.section, e.chunk.text))) for e in passages]
    field, matter = ([_weighed(c, contexts) for c in part] for part in parts)
    all_of_it = [_weighed(c, contexts) for c in concepts]
    found: list[Finding] = []
    for passage, beside in zip(passages, contexts, strict=True):
        title = compact(passage.document.title)
        for statement, section, before in _with_theme(passage):
            own = compact(" ".join((statement.text, *statement.head)))
            places = _Places(own, title, compact(" ".join((*section, before))), beside)
            shares = [_share(concept, places) for concept, _ in all_of_it]
            relevance = _mean(all_of_it, places)
            is_in_field = True
            if field and matter:
                of_field = _best(field, places)
                is_in_field = of_field >= _IN_FIELD
                relevance = _OF_FIELD * of_field + (1 - _OF_FIELD) * _best(matter, places)
            is_own = max(shares, default=0.0) == _OWN
            is_partial = _is_gap_row(statement) and min(shares, default=0.0) < _ABOVE
            if relevance >= _MIN_RELEVANCE and max(shares, default=0.0) >= _ABOVE and is_in_field and not is_partial:
                found.append(Finding(passage, statement, section, relevance, is_own))
            elif _is_related(statement, own, parts[1] or concepts):
                found.append(Finding(passage, statement, section, relevance, is_own, Scope.RELATED))
    order = {scope: i for i, scope in enumerate(Scope)}
    return tuple(sorted(found, key=lambda f: (order[f.scope], -round(f.relevance, 2), -f.evidence.score)))


def _weighed(concept: Concept, contexts: Sequence[str]) -> tuple[Concept, float]:
    return concept, _rarity(sum(concept.occurs_in(text) for text in contexts), len(contexts))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the topic may be named, normalised: in a statement, the title, what stands above it, its passage."""

    own: str
    title: str
    above: str
    beside: str


def _with_theme(passage: Evidence) -> Iterator[tuple[Statement, tuple[str, ...], str]]:
    """The statements of a passage with their headings and, where one points back, the sentence that it points at."""
    before: str = ""
    above: tuple[str, ...] = ()
    for statement, section in placed(passage):
        follows = section == above and statement.kind is not BlockKind.ROW and _POINTS_BACK.match(statement.text)
        theme = before if follows else ""
        yield statement, section, theme
        before, above = " ".join((theme, statement.text)), section


def _mean(concepts: Sequence[tuple[Concept, float]], places: _Places) -> float:
    """How much of the concepts the places name, in [0, 1], the rare ones counting more."""
    total = sum(weight for _, weight in concepts)
    return sum(weight * _share(concept, places) for concept, weight in concepts) / total if total else 0.0


def _best(concepts: Sequence[tuple[Concept, float]], places: _Places) -> float:
    """How well the places name the concept they name best, in [0, 1], a common one counting less than the rarest."""
    most = max(weight for _, weight in concepts)
    return max(_share(concept, places) * weight / most for concept, weight in concepts)


def _is_related(statement: Statement, own: str, matter: Sequence[Concept]) -> bool:
    """True for a row of a gap table whose words name all of the matter and whose label names no other field."""
    if not _is_gap_row(statement) or not matter or not all(concept.occurs_in(own) for concept in matter):
        return False
    label = row_label(statement)
    return label is None or compact(label) not in _sector_names()


@cache
def _sector_names() -> frozenset[str]:
    return frozenset(compact(name) for sector in load_sectors() for name in (sector.ja, *sector.cues))


def _is_gap_row(statement: Statement) -> bool:
    """True for a row of a table whose columns hold the state to be reached and the present."""
    held = {role for roles in statement.cell_roles for role in roles}
    return {Role.TO_BE, Role.AS_IS} <= held


def placed(passage: Evidence) -> Iterator[tuple[Statement, tuple[str, ...]]]:
    """The statements of a passage that are no headings, with their roles and the headings above each."""
    document = passage.document
    chunk = tagged(passage.chunk, document.title, document.year)
    for statement, section in placed_statements(chunk, document.title):
        if statement.kind is not BlockKind.HEADING:
            yield statement, section


def _passages(topic: str, assistant: Assistant, filters: Filters | None) -> tuple[Evidence, ...]:
    """Passages found for the topic and each aspect, with the rest of the tables they stand in, best first."""
    settings = assistant.settings
    options = RetrievalOptions(
        settings.lexical_weight, settings.leg_depth, _PASSAGES_PER_ASPECT, max_chars=0, aliases=assistant.aliases
    )  # chunk by chunk: their tables are put together below
    best: dict[str, Evidence] = {}
    for aspect in _ASPECTS:
        for evidence in search(assistant.library, f"{topic} {aspect}".strip(), filters, options):
            known = best.get(evidence.chunk.id)
            if known is None or known.score < evidence.score:
                best[evidence.chunk.id] = evidence
    return with_tables(tuple(best.values()), assistant)


def with_tables(passages: Sequence[Evidence], assistant: Assistant) -> tuple[Evidence, ...]:
    """Passages with the rest of the tables they stand in, each once, best first."""
    best = {evidence.chunk.id: evidence for evidence in passages}
    for evidence in passages:
        if _holds_table(evidence.chunk):
            for neighbour in _same_table(evidence, assistant):
                best.setdefault(neighbour.chunk.id, neighbour)
    return tuple(sorted(best.values(), key=lambda e: (-e.score, e.chunk.document_id, e.chunk.position)))


def _holds_table(chunk: Chunk) -> bool:
    return any(statement.kind is BlockKind.ROW and statement.head for statement in chunk.statements)


def _same_table(evidence: Evidence, assistant: Assistant) -> Iterable[Evidence]:
    """The chunks before and after that go on with the table, to its ends."""
    for side in (0, 1):
        chunk = evidence.chunk
        for _ in range(_MAX_TABLE_CHUNKS):
            neighbour = assistant.library.neighbours(chunk.id)[side]
            if neighbour is None or neighbour.section != chunk.section or not _holds_table(neighbour):
                break
            yield Evidence(
                neighbour, evidence.document, evidence.score / 2, verbatim_passage(neighbour, assistant.library)
            )
            chunk = neighbour


def _share(concept: Concept, places: _Places) -> float:
    worth = ((places.own, _OWN), (places.title, _TITLE), (places.above, _ABOVE), (places.beside, _BESIDE))
    return next((share for place, share in worth if concept.occurs_in(place)), 0.0)


def _rarity(frequency: int, n: int) -> float:
    return math.log(1 + (n - frequency + 0.5) / (frequency + 0.5))


def _occurs(name: str, folded: str) -> bool:
    """Whether a name stands in folded text as a word: プラ is not in プラットフォーム, CE not in Face."""
    if name not in folded:
        return False
    if name.isascii():
        return bool(re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", folded))
    if re.fullmatch(rf"[{_KATAKANA}]{{1,3}}", name):
        after = rf"(?![{_KATAKANA}])" if len(name) < 3 else ""
        return bool(re.search(rf"(?<![{_KATAKANA}]){re.escape(name)}{after}", folded))
    if re.search(rf"[{_KATAKANA}]$", name) and len(re.findall(rf"[{_KATAKANA}]", name)) < 3:
        return bool(re.search(rf"{re.escape(name)}(?![{_KATAKANA}])", folded))
    return True
