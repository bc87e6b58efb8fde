"""Whether the hybrid search finds the gold passages of third-party sets better than either of its legs alone.

`python -m eval.retrieval_bench SET...` where each SET is a folder with corpus.jsonl ({id, title, text}) and
queries.jsonl ({id, text, gold, choices}): nDCG@10 and recall@5 of the keyword search, of the vector search and of both
as shipped, and the paired differences with their 95 % bootstrap intervals.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval import RetrievalOptions, search
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.library import Library
from corpus.values import Filters
from eval.comparison import compare_values
from eval.embedding_quality import RetrievalSet, load_set
from eval.metrics import ndcg_of_ranks, recall_at_k

WEIGHTS: Final = {"keywords": 1.0, "vectors": 0.0, "hybrid": RetrievalOptions().lexical_weight}
"""Share of the keyword search in the fused score, for each way of searching."""
_HYBRID: Final = "hybrid"
_DEPTH = 10
_RECALL_DEPTH = 5
_SEED = 0
_EVERY_VERSION = Filters(versions="all")  # passages that begin alike are no versions of one document


def main(folders: Sequence[str]) -> None:
    """Print the lines of each set."""
    for folder in folders:
        for line in measure(load_set(Path(folder))):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


def measure(data: RetrievalSet) -> Iterator[str]:
    """A line for each way of searching, then one for each difference between the hybrid and a leg."""
    with tempfile.TemporaryDirectory(prefix="junkan-retrieval-") as folder:
        build_library(data, Path(folder) / "home")
        with Assistant.open(Settings(home=Path(folder) / "home", chroma_url="")) as assistant:
            scores = {name: score_search(assistant.library, data, weight) for name, weight in WEIGHTS.items()}
    n = len(data.questions)
    for name, (ndcg, recall) in scores.items():
        yield f"{data.name}\t{name}\tnDCG@10 {ndcg.mean():.4f}\trecall@5 {recall.mean():.4f}\tn {n}"
    for place, metric in enumerate(("nDCG@10", "recall@5")):
        for leg in (name for name in scores if name != _HYBRID):
            d = compare_values(metric, scores[leg][place].tolist(), scores[_HYBRID][place].tolist(), seed=_SEED)
            yield f"{data.name}\thybrid - {leg}\t{metric} {d.difference:+.4f}\t95 % in [{d.low:+.4f}, {d.high:+.4f}]"


def build_library(data: RetrievalSet, home: Path) -> None:
    """Make a library in which every passage is a document of its own, under its place in the set."""
    with tempfile.TemporaryDirectory(prefix="junkan-passages-") as folder:
        for place, text in enumerate(data.passages):
            (Path(folder) / f"{place:06}.txt").write_text(text.replace("\f", "\n"), encoding="utf-8")
        with Assistant.open(Settings(home=home, chroma_url=""), create=True) as assistant:
            for _ in assistant.ingest([Path(folder)]):
                pass


def score_search(
    library: Library, data: RetrievalSet, lexical_weight: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """nDCG@10 and recall@5 of each question, both of shape (n_questions,); a passage counts where it is first found."""
    options = RetrievalOptions(lexical_weight=lexical_weight, top_k=2 * _DEPTH)
    first = {text: place for place, text in reversed([*enumerate(data.passages)])}
    stands_at = [first[text] for text in data.passages]  # a library holds the same file once
    ndcg, recall = [], []
    for text, gold in zip(data.questions, data.gold, strict=True):
        found = search(library, text, _EVERY_VERSION, options)
        files = (source for e in found for source in (e.document.source, *(twin.source for twin in e.also_in)))
        places = list(dict.fromkeys(int(Path(file).stem) for file in files))[:_DEPTH]
        ranks = [places.index(place) + 1 if place in places else None for place in {stands_at[p] for p in gold}]
        ndcg.append(ndcg_of_ranks(ranks, _DEPTH))
        recall.append(recall_at_k(ranks, _RECALL_DEPTH))
    return np.array(ndcg), np.array(recall)


if __name__ == "__main__":
    main(sys.argv[1:])
