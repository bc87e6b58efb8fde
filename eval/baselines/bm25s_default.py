"""bm25s with its default tokens (words of Latin text, English stop words)."""

from collections.abc import Iterable

import bm25s

from eval.baselines.task import Task, run


class Bm25sDefault:
    """bm25s as its README uses it, one document a place."""

    def index(self, task: Task) -> int:
        """Tokenise with the defaults and index."""
        self._ids = [place.id for place in task.places]
        texts = [f"{place.title}\n{place.text}" for place in task.places]
        self._engine = bm25s.BM25()
        self._engine.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
        return len(texts)

    def search(self, text: str, depth: int) -> Iterable[str]:
        """Places by BM25; those without a common token are not named."""
        tokens = bm25s.tokenize([text], stopwords="en", show_progress=False)
        found, scores = self._engine.retrieve(tokens, k=min(depth, len(self._ids)), show_progress=False)
        return [self._ids[place] for place, score in zip(found[0], scores[0], strict=True) if score > 0]


if __name__ == "__main__":
    run(Bm25sDefault)
