"""What a search in one of the two indexes finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that one index found.

    Attributes:
        chunk_id: The chunk's id.
        score: A higher one is better; BM25 (above 0) from the lexical index, cosine similarity in [-1, 1] from the
            vector index. Scores of the two are not comparable.
    """

    chunk_id: str
    score: float


def best_first(hits: list[Hit], limit: int) -> tuple[Hit, ...]:
    """The best `limit` hits, best first; equal scores in the order of their chunk ids."""
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:limit])
