"""What the library says on a topic: single statements with how close they are to it."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.expansion import Aliases
from assistant.retrieval import RetrievalOptions, search, verbatim_passage
from assistant.service import Assistant
from corpus.errors import EmptyQuestion, QuestionTooLong
from corpus.taxonomy import load_aliases
from corpus.values import BlockKind, Evidence, Statement
from ingest.morphology import morphemes
from ingest.normalization import normalize
from ingest.roles import placed_statements, tagged

# What is looked for beside the topic itself, so that every column of the table has its chance in the search.
_ASPECTS = ("", "あるべき姿 目標", "現状", "ギャップ", "課題", "取組 施策", "ロードマップ 年度")
_PASSAGES_PER_ASPECT = 40
# How much a mention counts: in the statement's own words, in its headings and title, elsewhere in its passage.
_OWN, _ABOVE, _BESIDE = 1.0, 0.6, 0.4
_MIN_RELEVANCE = 0.35  # provisional: chosen by reading the tables of the bundled samples
_SPACE = re.compile(r"\s+")
_KATAKANA = "ァ-ヺー"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a topic names.

    Attributes:
        names: Ways to write it, normalised, the topic's own included; never empty.
    """

    names: tuple[str, ...]

    def occurs_in(self, folded: str) -> bool:
        """True where normalised text without white space holds one of the names."""
        return any(_occurs(name, folded) for name in self.names)


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement that has to do with the topic.

    Attributes:
        evidence: The passage it stands in.
        statement: The statement.
        section: Headings above it, outermost first, those inside the passage included.
        relevance: In [0, 1], a higher one is better.
        is_own: Whether its own words name the topic, or a part of it.
    """

    evidence: Evidence
    statement: Statement
    section: tuple[str, ...]
    relevance: float
    is_own: bool


def read_topic(topic: str, aliases: Aliases | None = None) -> tuple[Concept, ...]:
    """What the topic names, in the order of the alias dictionary, then its other words; empty for no word at all.

    Concepts may overlap: アルミ展伸材 names both the material and its wrought form.
    """
    folded = _fold(topic)
    groups = [
        tuple(dict.fromkeys(_fold(name) for name in group))
        for group in (aliases if aliases is not None else load_aliases())
    ]
    concepts = [Concept(names) for names in groups if any(_occurs(name, folded) for name in names)]
    said = "".join(name for concept in concepts for name in concept.names if name in folded)
    words = dict.fromkeys(m.surface for m in morphemes(topic) if m.is_content and m.surface not in said)
    telling = [word for word in words if len(word) > 1] or ([] if concepts else list(words))
    return (*concepts, *(Concept((word,)) for word in telling))


def gather(topic: str, assistant: Assistant) -> tuple[Finding, ...]:
    """The statements of the library that have to do with the topic, closest first.

    Raises:
        EmptyQuestion: the topic is blank.
        QuestionTooLong: it exceeds `max_question_chars`.
        LibraryError: the library cannot be read.
        EngineError: the topic could not be embedded.
    """
    if not topic.strip():
        raise EmptyQuestion
    if len(topic) > assistant.settings.max_question_chars:
        raise QuestionTooLong(n_chars=len(topic), max_chars=assistant.settings.max_question_chars)
    return rank_findings(read_topic(topic, assistant.aliases), _passages(" ".join(topic.split()), assistant))


def rank_findings(concepts: Sequence[Concept], passages: Sequence[Evidence]) -> tuple[Finding, ...]:
    """The statements of the passages that have to do with the concepts, closest first, ties in reading order.

    A concept counts by its rarity among the passages (BM25's idf), so that 「アルミ」 weighs more than 「利用」.
    """
    contexts = [_fold(" ".join((e.document.title, *e.chunk.section, e.chunk.text))) for e in passages]
    weights = [_rarity(sum(c.occurs_in(text) for text in contexts), len(contexts)) for c in concepts]
    total = sum(weights)
    found: list[Finding] = []
    for passage, beside in zip(passages, contexts, strict=True):
        for statement, section in placed(passage):
            own = _fold(" ".join((statement.text, *statement.head)))
            above = _fold(" ".join((passage.document.title, *section)))
            shares = [_share(concept, own, above, beside) for concept in concepts]
            if total and max(shares, default=0.0) >= _ABOVE:
                relevance = sum(w * share for w, share in zip(weights, shares, strict=True)) / total
                found.append(Finding(passage, statement, section, relevance, is_own=max(shares) == _OWN))
    close = [finding for finding in found if finding.relevance >= _MIN_RELEVANCE]
    return tuple(sorted(close, key=lambda f: (-round(f.relevance, 2), -f.evidence.score)))


def placed(passage: Evidence) -> Iterator[tuple[Statement, tuple[str, ...]]]:
    """The statements of a passage that are no headings, with their roles and the headings above each."""
    document = passage.document
    chunk = tagged(passage.chunk, document.title, document.year)
    for statement, section in placed_statements(chunk, document.title):
        if statement.kind is not BlockKind.HEADING:
            yield statement, section


def _passages(topic: str, assistant: Assistant) -> tuple[Evidence, ...]:
    """Passages found for the topic and each aspect, with the rest of the tables they stand in, best first."""
    settings = assistant.settings
    options = RetrievalOptions(settings.lexical_weight, settings.leg_depth, _PASSAGES_PER_ASPECT, assistant.aliases)
    best: dict[str, Evidence] = {}
    for aspect in _ASPECTS:
        for evidence in search(assistant.library, f"{topic} {aspect}".strip(), None, options):
            known = best.get(evidence.chunk.id)
            if known is None or known.score < evidence.score:
                best[evidence.chunk.id] = evidence
    for evidence in tuple(best.values()):
        if any(statement.kind is BlockKind.ROW and statement.head for statement in evidence.chunk.statements):
            for neighbour in _same_table(evidence, assistant):
                best.setdefault(neighbour.chunk.id, neighbour)
    return tuple(sorted(best.values(), key=lambda e: (-e.score, e.chunk.document_id, e.chunk.position)))


def _same_table(evidence: Evidence, assistant: Assistant) -> Iterable[Evidence]:
    for chunk in assistant.library.neighbours(evidence.chunk.id):
        if chunk and chunk.section == evidence.chunk.section:
            yield Evidence(chunk, evidence.document, evidence.score / 2, verbatim_passage(chunk, assistant.library))


def _share(concept: Concept, own: str, above: str, beside: str) -> float:
    if concept.occurs_in(own):
        return _OWN
    if concept.occurs_in(above):
        return _ABOVE
    return _BESIDE if concept.occurs_in(beside) else 0.0


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


def _fold(text: str) -> str:
    return _SPACE.sub("", normalize(text))
