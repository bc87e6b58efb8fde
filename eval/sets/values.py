"""What a retrieval set consists of."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that a search may name.

    Attributes:
        id: Unique in its set; of a page "file name#number".
        title: May be empty.
        text: What stands there; empty where the set's files are read instead.
    """

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question with the places that answer it.

    Attributes:
        id: Unique in its set.
        text: As it is asked, with its choices where it has any.
        gold: Gain of each passage that answers, above 0; never empty.
        type: What kind of question it is, for the breakdown; may be empty.
    """

    id: str
    text: str
    gold: Mapping[str, float]
    type: str = ""


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """A retrieval task.

    Attributes:
        name: As reports name it.
        passages: What is searched; empty where `files` are.
        queries: In the set's order.
        files: Documents whose pages are the passages; empty where `passages` are given.
    """

    name: str
    passages: tuple[Passage, ...]
    queries: tuple[Query, ...]
    files: tuple[Path, ...] = field(default=())

    def limited(self, n_queries: int, *, seed: int) -> "RetrievalSet":
        """The set with at most so many queries, drawn without replacement; every passage stays."""
        if len(self.queries) <= n_queries:
            return self
        chosen = random.Random(seed).sample(self.queries, n_queries)  # noqa: S311  # a sample, not a secret
        return replace(self, queries=tuple(chosen))
