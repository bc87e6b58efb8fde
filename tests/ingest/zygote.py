"""Starts one ingestion after another without paying for imports, and tells how each ended.

    python -m tests.ingest.zygote

Each line of stdin is a JSON object of the fields of `Task`. The answer is the exit code of the process that did it (a
fork of this one, which has imported everything and opened nothing), negative for a signal.
"""

import json
import os
import signal
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

import chromadb  # noqa: F401  # imported here, once, for all that are forked
import numpy as np
from numpy.typing import NDArray

import corpus
import ingest
from corpus import registry
from corpus.edits import Edit
from corpus.library import Library
from ingest.pipeline import FileFinished
from ingest.pipeline import ingest as run
from tests.corpus.store_samples import Bigrams, HashedTrigrams

_OURS = (str(Path(corpus.__path__[0])), str(Path(ingest.__path__[0])))
BROKEN, STUMBLED = 3, 4
DEADLY = "致命的"


@dataclass(frozen=True, slots=True)
class Task:
    """One run over a library.

    Attributes:
        home: The library.
        folder: What is ingested.
        kill_at: The process kills itself (SIGKILL) at this call or return of our code or of what it calls; 0 never.
        kill_after: It is killed (SIGKILL) after so many seconds; 0 never.
        count_into: A file that takes how many of them there were, or empty.
        edits: Source names of documents whose publisher is edited behind the ingestion.
        removes: Ids of documents that are removed at the end.
        deadly: "embedding" or "analysing" a text with DEADLY in it kills the process, or empty.
        tell_into: A file that takes the outcomes of the run, or empty.
    """

    home: str
    folder: str
    kill_at: int = 0
    kill_after: float = 0.0
    count_into: str = ""
    edits: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    deadly: str = ""
    tell_into: str = ""

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


class DeadlyBigrams(Bigrams):
    """Dies over a text as native code can."""

    def terms(self, text: str) -> list[str]:
        _die_over(text)
        return super().terms(text)


class DeadlyTrigrams(HashedTrigrams):
    """Dies over a text as native code can."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        _die_over(text)
        return super().embed_query(text)


def _die_over(text: str) -> None:
    if DEADLY in text:
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    for line in sys.stdin:
        task = Task(**json.loads(line))
        child = os.fork()
        if child == 0:
            _end(task)
        print(_exit_code(child, task.kill_after or float("inf")), flush=True)  # noqa: T201


def _exit_code(child: int, seconds: float) -> int:
    """The exit code of the process, which is killed where it takes longer."""
    deadline = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.001)


def _end(task: Task) -> None:
    """Does the task in this process, which ends with it."""
    code = STUMBLED
    try:
        code = _do(task)
    except BaseException:  # noqa: BLE001  # told, and the exit code says it too
        traceback.print_exc()
    os._exit(code)


def _do(task: Task) -> int:
    count = 0

    def tick(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        if frame.f_code.co_filename.startswith(_OURS):
            count += 1
            if count == task.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    if task.kill_at or task.count_into:
        sys.setprofile(tick)
    if not task.deadly:  # outside, kills do not come so densely that they hit one document again and again
        registry.GIVE_UP_AFTER = 10**6
    analyzer = DeadlyBigrams("2") if task.deadly == "analysing" else Bigrams("2")
    embedder = DeadlyTrigrams(dimension=32) if task.deadly == "embedding" else HashedTrigrams(dimension=32)
    with Library.open(Path(task.home), analyzer=analyzer, embedder=embedder, create=True) as library:
        if library.check():
            return BROKEN
        reports = [event.report for event in run([Path(task.folder)], library) if isinstance(event, FileFinished)]
        if task.tell_into:
            told = [(r.source, r.outcome, str(r.error or "")) for r in reports]
            Path(task.tell_into).write_text(json.dumps(told), encoding="utf-8")
        for document in library.documents():
            if document.source in task.edits and not document.edited:
                library.edit(document.id, Edit((("title", f"編集した{document.source}"), ("publisher", "事務局"))))
        for document_id in task.removes:
            library.remove(document_id)
    sys.setprofile(None)
    if task.count_into:
        Path(task.count_into).write_text(str(count))
    return 0


if __name__ == "__main__":
    main()
