"""The files of a run read one after another or several at once, long ones in parts, in order, memory bounded."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from corpus.errors import DocumentError, ReaderDied, ReaderTooSlow, UnsupportedFormat
from ingest.events import IngestReport, PagesRead
from ingest.files import SourceFile, discard
from ingest.preparing import FilePart, PreparedFile, ReadOptions, assemble, later_parts, prepare, read_part
from ingest.workers import WorkerDied, WorkerHung, Workers

_SECONDS_BETWEEN_TIDINGS = 0.5

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Known:
    """A file that need not be read: the library holds a document with this SHA-256."""

    sha256: str


Reading = PreparedFile | IngestReport | Known


def read_here(file: SourceFile, options: ReadOptions) -> Reading:
    """The file read in this process, or the report of its failure."""
    return _reported(file, lambda: prepare(file, options))


class ParallelReader:
    """Reads files in worker processes. What is read ahead, and so the memory, is bounded.

    Args:
        n_workers: Processes; as many files are at work at once, and the parts of a long one.
        max_seconds: A file, or a part of a long one, that takes longer is given up.
    """

    def __init__(self, n_workers: int, max_seconds: float) -> None:
        self._n_workers = n_workers
        self._max_seconds = max_seconds
        self._workers = Workers(n_workers, max_seconds)
        self._files = ThreadPoolExecutor(n_workers, "junkan-file")
        self._parts = ThreadPoolExecutor(n_workers, "junkan-part")
        self._progress: dict[SourceFile, PagesRead] = {}
        self._lock = threading.Lock()

    def read(
        self, files: Iterable[tuple[SourceFile, ReadOptions]], skip: Callable[[SourceFile], Known | None]
    ) -> Iterator[tuple[SourceFile, Reading | PagesRead]]:
        """Each file in order: read, failed, or known to `skip`; between them how far a long one is.

        Args:
            files: What to read, and how; asked for as reading goes on.
            skip: Called in this thread shortly before a file is read; tells that it need not be.
        """
        ahead: deque[tuple[SourceFile, Known | Future[Reading]]] = deque()
        for file, options in files:
            ahead.append((file, skip(file) or self._files.submit(self._read, file, options)))
            if len(ahead) > 2 * self._n_workers:  # bounds what waits in memory
                yield from self._result(*ahead.popleft())
        while ahead:
            yield from self._result(*ahead.popleft())

    def close(self) -> None:
        """Ends the processes and whatever they are at."""
        self._workers.close()
        self._parts.shutdown(cancel_futures=True)
        self._files.shutdown(cancel_futures=True)

    def _result(
        self, file: SourceFile, waiting: "Known | Future[Reading]"
    ) -> Iterator[tuple[SourceFile, Reading | PagesRead]]:
        told: PagesRead | None = None
        while isinstance(waiting, Future):
            try:
                yield file, waiting.result(_SECONDS_BETWEEN_TIDINGS)
            except NotYet:
                progress = self._progress.get(file)
                if progress is not None and progress != told:
                    told = progress
                    yield file, progress
            else:
                return
        yield file, waiting

    def _read(self, file: SourceFile, options: ReadOptions) -> Reading:
        try:
            return _reported(file, lambda: self._prepare(file, options))
        finally:
            self._progress.pop(file, None)

    def _prepare(self, file: SourceFile, options: ReadOptions) -> PreparedFile:
        """As `prepare`, its steps done by workers; the parts of a long file at the same time."""
        first = self._call(file, read_part, file, options, 1)
        starts = later_parts(first)
        if not starts:
            return self._call(file, assemble, file, options, (first,))

        def part(start: int) -> FilePart:
            found: FilePart = self._call(file, read_part, file, options, start)
            with self._lock:
                n_done = self._progress[file].n_done + len(found.loaded.pages)
                self._progress[file] = PagesRead(file.source, n_done, first.n_pages)
            return found

        self._progress[file] = PagesRead(file.source, len(first.loaded.pages), first.n_pages)
        parts = tuple(self._parts.map(part, starts))
        return self._call(file, assemble, file, options, (first, *parts))

    def _call(
        self,
        file: SourceFile,
        job: Callable[Arguments, Result],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result:
        try:
            return self._workers.call(job, *arguments, **named)
        except WorkerDied as error:
            raise ReaderDied(source=file.source) from error
        except WorkerHung as error:
            raise ReaderTooSlow(source=file.source, seconds=round(self._max_seconds)) from error


def _reported(file: SourceFile, job: Callable[[], PreparedFile]) -> Reading:
    try:
        if file.error is not None:
            raise file.error
        return job()
    except DocumentError as error:
        outcome = "skipped" if error is file.error and isinstance(error, UnsupportedFormat) else "failed"
        return IngestReport(file.source, outcome, error=error)
    finally:
        discard(file)
