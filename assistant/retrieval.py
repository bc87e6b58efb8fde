"""Hybrid search: the lexical and the vector leg, fused by their scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.expansion import Aliases, expand
from corpus.library import Library
from corpus.values import Chunk, Evidence, Filters
from ingest.quotation import join_lines


@dataclass(frozen=True, slots=True)
class RetrievalOptions:
    """How the two legs are weighed.

    Attributes:
        lexical_weight: Share of the lexical leg, in [0, 1]; the vector leg has the rest.
        leg_depth: Candidates of each leg.
        top_k: Passages returned.
        aliases: Names that mean the same; None for those of the taxonomy.

    Source of the defaults: docs/decisions/0004-score-fusion.md.
    """

    lexical_weight: float = 0.6
    leg_depth: int = 50
    top_k: int = 10
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
    scaled_lexical, scaled_vector = _scale(lexical), _scale(vector)
    fused = {
        id_: lexical_weight * scaled_lexical.get(id_, 0.0) + (1 - lexical_weight) * scaled_vector.get(id_, 0.0)
        for id_ in scaled_lexical.keys() | scaled_vector.keys()
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

    Raises:
        LibraryError: the library cannot be read.
        EngineError: the question could not be embedded.
    """
    chosen = options or RetrievalOptions()
    admitted = filters or Filters()
    lexical = library.search_lexical(expand(text, chosen.aliases), chosen.leg_depth, admitted)
    vector = library.search_vector(text, chosen.leg_depth, admitted)
    fused = fuse(
        [(hit.chunk_id, hit.score) for hit in lexical],
        [(hit.chunk_id, hit.score) for hit in vector],
        chosen.lexical_weight,
    )
    similarities = {hit.chunk_id: hit.score for hit in vector}
    found = []
    for chunk_id, score in fused[: chosen.top_k]:
        chunk = library.chunk(chunk_id)
        document = library.document(chunk.document_id) if chunk else None
        if chunk and document:  # another process may have removed it since
            text, similarity = verbatim_passage(chunk, library), similarities.get(chunk_id)
            found.append(Evidence(chunk, document, score, text, similarity))
    return tuple(found)


def verbatim_passage(chunk: Chunk, library: Library) -> str:
    """The chunk as it stands in its document under its headings, pages one after another, white space aside."""
    parts = list(chunk.section)
    for page, statements in groupby(chunk.statements, key=lambda statement: statement.span.page):
        spans = [statement.span for statement in statements]
        found = library.page(chunk.document_id, page)
        text = found.text if found else ""
        parts.append(join_lines(text[min(s.start for s in spans) : max(s.end for s in spans)]))
    return "\n".join(parts)
