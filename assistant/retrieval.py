"""Hybrid search: the lexical and the vector leg, fused by their scores."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, takewhile

import numpy as np
from numpy.typing import NDArray

from assistant.expansion import Aliases, expand
from assistant.repeats import merge_repeats
from corpus.library import Library
from corpus.passages import PassageVectors
from corpus.values import Chunk, Document, Evidence, Filters
from ingest.quotation import join_lines

# Of the heading's and the whole passage's cosine beside the nearest statement's. Source: decision 0023.
_HEADING_SHARE = 0.2
_WHOLE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class RetrievalOptions:
    """How the two legs are weighed.

    Attributes:
        lexical_weight: Share of the lexical leg, in [0, 1]; the vector leg has the rest.
        leg_depth: Candidates of each leg.
        top_k: Passages returned.
        joined_depth: Candidates among which neighbours are joined.
        max_chars: Of neighbours joined to one passage.
        aliases: Names that mean the same; None for those of the taxonomy.

    Source of the defaults: docs/decisions/0004-score-fusion.md, 0023-statement-vectors.md.
    """

    lexical_weight: float = 0.35
    leg_depth: int = 50
    top_k: int = 10
    joined_depth: int = 30
    max_chars: int = 1400
    aliases: Aliases | None = None


def fuse(
    lexical: Sequence[tuple[str, float]], vector: Sequence[tuple[str, float]], lexical_weight: float
) -> tuple[tuple[str, float], ...]:
    """Ids with fused scores, best first, ties by id.

    Each leg's scores are scaled to [0, 1] (its best 1, its worst 0; a leg of one hit or of equal scores gives 1);
    an id that a leg did not find has 0 there; the fused score is the weighted sum, in [0, 1]. The order of the
    hits within a leg does not matter.

    Source: min-max normalisation with linear combination, J. H. Lee, "Analyses of multiple evidence combination",
    SIGIR 1997; measured against reciprocal rank fusion in docs/decisions/0004-score-fusion.md.
    """
    return _weighed(_scale(lexical), _scale(vector), lexical_weight)


def _weighed(
    lexical: dict[str, float], vector: dict[str, float], lexical_weight: float
) -> tuple[tuple[str, float], ...]:
    fused = {
        id_: lexical_weight * lexical.get(id_, 0.0) + (1 - lexical_weight) * vector.get(id_, 0.0)
        for id_ in lexical.keys() | vector.keys()
    }
    return tuple(sorted(fused.items(), key=lambda hit: (-hit[1], hit[0])))


def _scale(hits: Sequence[tuple[str, float]]) -> dict[str, float]:
    if not hits:
        return {}
    scores = [score for _, score in hits]
    low, high = min(scores), max(scores)
    if high == low:
        return dict.fromkeys((id_ for id_, _ in hits), 1.0)
    return {id_: (score - low) / (high - low) for id_, score in hits}


def search(
    library: Library, text: str, filters: Filters | None = None, options: RetrievalOptions | None = None
) -> tuple[Evidence, ...]:
    """The passages that best match text, best first, at most `top_k`; empty where the library holds none.

    What either leg finds is compared with the question statement by statement; chunks of one page that follow each
    other and were both found are one passage, and so are passages of several documents that say the same.

    Raises:
        LibraryError: the library cannot be read.
        EngineError: the question could not be embedded.
    """
    chosen = options or RetrievalOptions()
    admitted = filters or Filters()
    question = library.embed_query(text)
    lexical = library.search_lexical(expand(text, chosen.aliases), chosen.leg_depth, admitted)
    nearest = library.search_vector(question, chosen.leg_depth, admitted)
    found = dict.fromkeys(hit.chunk_id for hit in (*lexical, *nearest))
    closeness = {id_: _closeness(v, question) for id_, v in library.passage_vectors(list(found)).items()}
    keyword = _scale([(hit.chunk_id, hit.score) for hit in lexical])
    vector = _scale([(id_, close.overall) for id_, close in closeness.items()])
    hits = []
    for chunk_id, score in _weighed(keyword, vector, chosen.lexical_weight)[: chosen.joined_depth]:
        chunk = library.chunk(chunk_id)
        if chunk and chunk_id in closeness:  # another process may have removed it since
            parts = keyword.get(chunk_id, 0.0), vector.get(chunk_id, 0.0)
            hits.append(Found(chunk, score, closeness[chunk_id], *parts))
    groups = join_neighbours(hits, chosen.max_chars)
    passages = (
        _evidence(group, document, library)
        for group in groups
        if (document := library.document(group[0].chunk.document_id))
    )
    return merge_repeats(passages, chosen.top_k)


@dataclass(frozen=True, slots=True)
class Closeness:
    """Cosines of a question and a chunk.

    Attributes:
        whole: With the chunk's vector.
        overall: What chunks are ranked by: the nearest statement, a share of the heading and of the whole.
        statements: With each statement; empty where the library has no vectors of them.
    """

    whole: float
    overall: float
    statements: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk with its fused score, its cosines and, in [0, 1], what either search gave it."""

    chunk: Chunk
    score: float
    closeness: Closeness
    keyword: float = 0.0
    vector: float = 0.0


def _closeness(vectors: PassageVectors, question: NDArray[np.float32]) -> Closeness:
    whole = float(vectors.whole @ question)
    cosines = [float(cosine) for cosine in vectors.parts @ question] or [whole, whole]
    overall = max(cosines[1:]) + _HEADING_SHARE * cosines[0] + _WHOLE_SHARE * whole
    return Closeness(whole, overall, tuple(cosines[1:]) if len(vectors.parts) else ())


def join_neighbours(hits: Sequence[Found], max_chars: int) -> tuple[tuple[Found, ...], ...]:
    """The chunks in groups: those that follow each other on one page go together, up to max_chars.

    Args:
        hits: Best first.
        max_chars: Of the texts of a group together; a single chunk may be longer.

    Returns:
        Groups in the order of their best chunk, each in reading order.
    """
    groups: list[list[Found]] = []
    for hit in hits:
        home = next((group for group in groups if _continues(group, hit.chunk, max_chars)), None)
        if home is None:
            groups.append([hit])
        else:
            home.append(hit)
            home.sort(key=lambda found: found.chunk.position)
    return tuple(map(tuple, groups))


def _continues(group: Sequence[Found], chunk: Chunk, max_chars: int) -> bool:
    first, last = group[0].chunk, group[-1].chunk
    if chunk.document_id != first.document_id or chunk.position not in (first.position - 1, last.position + 1):
        return False
    n_chars = sum(len(found.chunk.text) for found in group) + len(chunk.text)
    return chunk.pages == first.pages == last.pages and n_chars <= max_chars


def _evidence(group: Sequence[Found], document: Document, library: Library) -> Evidence:
    best = max(group, key=lambda found: found.score)
    chunks = [found.chunk for found in group]
    cosines = [found.closeness.statements for found in group]
    legs = best.keyword, best.vector
    if len(chunks) == 1:
        text = verbatim_passage(best.chunk, library)
        return Evidence(best.chunk, document, best.score, text, best.closeness.whole, (), cosines[0], *legs)
    joined = replace(
        best.chunk,
        position=chunks[0].position,
        section=_common([chunk.section for chunk in chunks]),
        text="\n".join(chunk.text for chunk in chunks),
        statements=tuple(statement for chunk in chunks for statement in chunk.statements),
    )
    return Evidence(
        joined,
        document,
        best.score,
        _verbatim(chunks, library),
        max(found.closeness.whole for found in group),
        tuple(chunk.section for chunk in chunks for _ in chunk.statements),
        tuple(chain.from_iterable(cosines)) if all(cosines) else (),
        *legs,
    )


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What the paths have in common from the outermost heading inwards."""
    return tuple(names[0] for names in takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False)))


def verbatim_passage(chunk: Chunk, library: Library) -> str:
    """The chunk as it stands in its document under its headings, pages one after another, white space aside."""
    return _verbatim((chunk,), library)


def _verbatim(chunks: Sequence[Chunk], library: Library) -> str:
    parts: list[str] = []
    above: tuple[str, ...] = ()
    for chunk in chunks:
        parts.extend(heading for heading in chunk.section if heading not in above)
        above = chunk.section
        for page, statements in groupby(chunk.statements, key=lambda statement: statement.span.page):
            spans = [statement.span for statement in statements]
            found = library.page(chunk.document_id, page)
            text = found.text if found else ""
            parts.append(join_lines(text[min(s.start for s in spans) : max(s.end for s in spans)]))
    return "\n".join(parts)
