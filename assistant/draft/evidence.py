"""Which of the statements found on a topic may stand in a draft.

A gap table may hold a loose phrase of a slide; a draft quotes sentences, so what is taken here has to be said whole, to
be about the topic rather than to mention it in passing, and to be new.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.draft.parts_played import roles_of
from assistant.draft.standing import opening_cut, points_back, points_within, stands_alone
from assistant.draft.template_file import Need
from assistant.findings import Concept, Finding, Scope, gather_all, rank_findings, read_topic, with_tables
from assistant.retrieval import RetrievalOptions, search, verbatim_passage
from assistant.roles import is_aside
from assistant.service import Assistant
from corpus.taxonomy import load_sectors
from corpus.values import BlockKind, Evidence
from ingest.morphology import bigrams
from ingest.normalization import compact
from ingest.years import find_years

_THEME = re.compile(r"^.{0,24}?(?:について|においては|では|には|とは|とも|は|が|も)")
# The year names a plan: 2050年カーボンニュートラル.
_IN_NAME = re.compile(r"度?\s*(?:カーボン|ビジョン|版|目標の達成に向け)")
_ALIKE = 0.72  # share of bigrams from which two statements say the same
_PASSING = 0.25  # a document with no larger share of the best one's own mentions speaks of the topic in passing
_OPENING_CHARS = 14
_MAX_FINDINGS = 1500
_MAX_DOCUMENTS = 8
# What is looked for besides where the topic is one of the partnership's sectors: what is aimed at in all of them.
FRAME = "サーキュラーエコノミー"
_FRAME_QUERIES = ("あるべき姿 現状 課題 2030年", "ロードマップ 年度 取組", "目標値 市場規模 までに")
_PASSAGES_PER_QUERY = 30


@dataclass(frozen=True, slots=True)
class Pool:
    """What a draft is made from.

    Attributes:
        findings: What may stand in it, best first.
        related: What binds every field, for what the topic itself does not hold: rows of gap tables on its matter, and
            where it is a sector, what is said of the circular economy as a whole.
        found: All that was found, also what may not stand in it.
        concepts: What the topic names.
        n_pages: How many pages of the library they were looked for on.
    """

    findings: tuple[Finding, ...]
    related: tuple[Finding, ...]
    found: tuple[Finding, ...]
    concepts: tuple[Concept, ...]
    n_pages: int


def gather_pool(topic: str, needs: Iterable[Need], assistant: Assistant) -> Pool:
    """The statements that may stand in a draft on the topic, with what the sections look for besides.

    Raises:
        EmptyQuestion, QuestionTooLong, LibraryError, EngineError: see `assistant.findings.gather`.
    """
    concepts = read_topic(topic, assistant.aliases)
    gathered = gather_all(topic, assistant)
    found = [finding for finding in gathered if finding.scope is Scope.TOPIC]
    related = [finding for finding in gathered if finding.scope is Scope.RELATED]
    known = {(f.evidence.chunk.id, f.statement.span) for f in found}
    queries = dict.fromkeys(query for need in needs for query in need.search)
    besides = (*_searched(topic, tuple(queries), assistant), *_documents_on(concepts, assistant))
    for finding in rank_findings(concepts, besides):
        key = (finding.evidence.chunk.id, finding.statement.span)
        if key not in known:
            known.add(key)
            found.append(finding)
    if any(compact(FRAME) in concept.names for concept in concepts):  # one sector is not all of them
        found = [f for f in found if f.is_own or not names_sector(_theme_of(f))]
    if names_sector(topic):
        passages = with_tables(_searched(FRAME, _FRAME_QUERIES, assistant), assistant)
        frame = rank_findings(read_topic(FRAME, assistant.aliases), passages)
        related += [f for f in frame if not names_sector(_words_of(f))]
    n_pages = sum(document.n_pages for document in assistant.library.documents())
    common = tuple(replace(finding, scope=Scope.RELATED) for finding in related if _may_frame(finding))
    return Pool(narrow(found, concepts), common, tuple(found), concepts, n_pages)


def _may_frame(finding: Finding) -> bool:
    """Whether it may stand beside what is said of the topic itself: a row of a table, or a sentence said whole."""
    is_row = finding.statement.kind is BlockKind.ROW
    return not is_aside(finding.section) and stands_alone(finding) and (is_row or finding.is_own)


def names_sector(text: str) -> bool:
    """True where a text names one of the partnership's sectors."""
    folded = compact(text)
    return any(concept.occurs_in(folded) for concept in _sectors())


@cache
def _sectors() -> tuple[Concept, ...]:
    return tuple(Concept(tuple(map(compact, (sector.ja, *sector.cues)))) for sector in load_sectors())


def _theme_of(finding: Finding) -> str:
    """What a sentence speaks of: its words before the first は or が; "" for a row."""
    theme = None if finding.statement.kind is BlockKind.ROW else _THEME.match(opening_cut(finding.statement.text))
    return theme[0] if theme else ""


def _words_of(finding: Finding) -> str:
    return " ".join((*finding.section, *finding.statement.head, finding.statement.text))


def _documents_on(concepts: Sequence[Concept], assistant: Assistant) -> tuple[Evidence, ...]:
    """Every passage of the documents whose title names the topic: a roadmap leaves out nothing they say."""
    library = assistant.library
    on_it = [d for d in library.documents() if all(c.occurs_in(compact(d.title)) for c in concepts)]
    return tuple(
        Evidence(chunk, document, 0.0, verbatim_passage(chunk, library))
        for document in on_it[:_MAX_DOCUMENTS]
        for chunk in library.chunks(document.id)
    )


def _searched(topic: str, queries: Sequence[str], assistant: Assistant) -> tuple[Evidence, ...]:
    """The passages that the queries find besides, each once, best first."""
    settings = assistant.settings
    options = RetrievalOptions(
        lexical_weight=settings.lexical_weight,
        leg_depth=settings.leg_depth,
        top_k=_PASSAGES_PER_QUERY,
        max_chars=0,
        aliases=assistant.aliases,
    )
    best: dict[str, Evidence] = {}
    for query in queries:
        for evidence in search(assistant.library, f"{topic} {query}", None, options):
            known = best.get(evidence.chunk.id)
            if known is None or known.score < evidence.score:
                best[evidence.chunk.id] = evidence
    return tuple(sorted(best.values(), key=lambda e: (-e.score, e.chunk.document_id, e.chunk.position)))


def narrow(findings: Sequence[Finding], concepts: Sequence[Concept]) -> tuple[Finding, ...]:
    """The findings that are said whole, are about the topic and are new, best first.

    How close a finding must be depends on what there is: where documents speak of the topic throughout, one that names
    it in passing has to make it its theme.
    """
    mentions = Counter(f.evidence.document.id for f in findings if f.is_own and f.relevance >= _full(findings))
    most = max(mentions.values(), default=0)
    about = {
        f.evidence.document.id
        for f in findings
        if all(c.occurs_in(compact(f.evidence.document.title)) for c in concepts)
    }
    scored: list[tuple[float, Finding]] = []
    for finding in findings:
        if is_aside(finding.section) or any(is_aside((heading,)) for heading in finding.section):
            continue
        if not stands_alone(finding):
            continue
        home = finding.evidence.document.id in about
        passing = not home and mentions[finding.evidence.document.id] <= most * _PASSING
        central = is_central(finding, concepts)
        if passing and not (central and _opens_with(finding, concepts)):
            continue
        if about and not home and not central:
            continue
        text = opening_cut(finding.statement.text)
        points = 0.3 * points_back(text) + 0.15 * points_within(text)
        score = finding.relevance + 0.15 * central + 0.1 * home + 0.1 * finding.evidence.score - points
        scored.append((score, finding))
    scored.sort(key=lambda pair: -pair[0])
    return _fresh([finding for _, finding in scored][:_MAX_FINDINGS])


def admits(need: Need, finding: Finding) -> bool:
    """True where a finding is what a section needs."""
    statement, document = finding.statement, finding.evidence.document
    own = compact(" ".join((statement.text, *statement.head)))
    above = compact(finding.section[-1]) if finding.section else ""
    if need.types and document.doc_type not in need.types:
        return False
    if need.cues and not any(compact(cue) in own or compact(cue) in above for cue in need.cues):
        return False
    if need.indicators and not any(compact(word) in own for word in need.indicators):
        return False
    if need.years is not None:
        first, last = need.years
        texts = (statement.text, *statement.head)
        if not any(first <= m.year <= last and not _IN_NAME.match(t[m.end :]) for t in texts for m in find_years(t)):
            return False
    return not need.roles or any(role in need.roles for role in roles_of(finding))


def is_central(finding: Finding, concepts: Sequence[Concept]) -> bool:
    """Whether the topic is what the statement is about: it stands in its headings, its label or its theme."""
    statement = finding.statement
    if statement.kind is BlockKind.ROW:
        places = [*statement.cells[:2], *finding.section]
    else:
        theme = _THEME.match(opening_cut(statement.text))
        places = [theme[0] if theme else "", *finding.section]
    rarest = concepts[:1] if len(concepts) < 3 else concepts[:2]
    joined = compact(" ".join(places))
    return all(concept.occurs_in(joined) for concept in (concepts if len(concepts) < 3 else rarest))


def opens_with_all(finding: Finding, concepts: Sequence[Concept]) -> bool:
    """Whether the theme of a sentence, its own words before the first は or が, names all of the topic."""
    theme = compact(_theme_of(finding))
    return all(concept.occurs_in(theme) for concept in concepts)


def _opens_with(finding: Finding, concepts: Sequence[Concept]) -> bool:
    """Whether the topic stands at the very beginning or in the headings."""
    statement = finding.statement
    first = statement.cells[0] if statement.cells else opening_cut(statement.text)[:_OPENING_CHARS]
    joined = compact(" ".join((first, *finding.section)))
    return any(concept.occurs_in(joined) for concept in concepts)


def _full(findings: Sequence[Finding]) -> float:
    return 0.9 * max((f.relevance for f in findings), default=0.0)


def _fresh(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without those that say what a better one says, of a sentence given twice the one said whole."""
    kept: list[Finding] = []
    grams: list[frozenset[str]] = []
    by_gram: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        own = frozenset(bigrams(opening_cut(finding.statement.text)))
        near = Counter(i for gram in own for i in by_gram[gram])
        if any(n >= _ALIKE * min(len(own), len(grams[i])) for i, n in near.items()):
            continue
        for gram in own:
            by_gram[gram].add(len(kept))
        kept.append(finding)
        grams.append(own)
    return tuple(kept)
