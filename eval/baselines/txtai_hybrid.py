"""txtai's hybrid index (BM25 and vectors), with the embeddings of the server."""

from collections.abc import Iterable

import numpy as np
from txtai import Embeddings

from eval.baselines.task import Task, embed, run

_CHUNK_CHARS = 400  # as many as the other systems with embeddings get
_QUERY, _PASSAGE = "query: ", "passage: "


class TxtaiHybrid:
    """`Embeddings(hybrid=True)` as it comes; the prefixes tell the server what a text is."""

    def index(self, task: Task) -> int:
        """Cut into pieces that the model can read, and index."""

        def transform(texts: list[str]) -> object:
            query = all(text.startswith(_QUERY) for text in texts)
            plain = [text.removeprefix(_QUERY).removeprefix(_PASSAGE) for text in texts]
            return np.array(embed(task.server, plain, query=query), dtype=np.float32)

        self._engine = Embeddings(
            method="external",
            transform=transform,
            hybrid=True,
            content=False,
            instructions={"query": _QUERY, "data": _PASSAGE},
        )
        self._places: list[str] = []
        rows = []
        for place in task.places:
            text = f"{place.title}\n{place.text}"
            for start in range(0, len(text), _CHUNK_CHARS):
                rows.append((len(self._places), text[start : start + _CHUNK_CHARS]))
                self._places.append(place.id)
        self._engine.index(rows)
        return len(rows)

    def search(self, text: str, depth: int) -> Iterable[str]:
        """Places of the hybrid list."""
        return [self._places[int(number)] for number, _ in self._engine.search(text, depth)]


if __name__ == "__main__":
    run(TxtaiHybrid)
