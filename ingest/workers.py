"""Processes that read files for a run, each of which may die or hang without harm to the others or to the run.

multiprocessing is the standard library's; its own pools end the whole run when a process is killed, and cannot tell
which job it was.
"""

import multiprocessing
import queue
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

# "spawn": a forked child would inherit threads of the embedding engine that it does not have.
_CONTEXT = multiprocessing.get_context("spawn")
_SECONDS_TO_END = 5.0

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class WorkerDied(Exception):
    """The process ended before it gave a result: it was killed, or native code crashed."""


class WorkerHung(Exception):
    """The process gave no result in time and was killed."""


class Workers:
    """A fixed number of processes; each is started for its first job, and anew after it died.

    Args:
        n_workers: At least 1.
        max_seconds: A job that takes longer is given up.
    """

    def __init__(self, n_workers: int, max_seconds: float) -> None:
        self._max_seconds = max_seconds
        self._all = [_Worker() for _ in range(n_workers)]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()  # the one that is warm first
        for worker in reversed(self._all):
            self._idle.put(worker)

    def call(self, job: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        """What the job returns, done by the next free process; waits for one. Safe from several threads.

        Raises:
            WorkerDied: the process ended.
            WorkerHung: it took longer than max_seconds.
            Exception: whatever the job raised.
        """
        worker = self._idle.get()
        try:
            result: Result = worker.call((job, arguments, named), self._max_seconds)
            return result
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """Ends all processes, busy ones included; a second call does nothing."""
        for worker in self._all:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._closed = False

    def call(self, job: tuple[object, ...], max_seconds: float) -> Any:
        pipe = self._started()
        try:
            pipe.send(job)
            if not pipe.poll(max_seconds):
                self._stop()
                raise WorkerHung
            succeeded, result = pipe.recv()
        except (EOFError, OSError) as error:  # the pipe broke: nobody is at the other end
            self._stop()
            raise WorkerDied from error
        if not succeeded:
            raise result
        return result

    def _started(self) -> "Connection":
        if self._closed:
            raise WorkerDied
        if self._process is None or self._pipe is None or not self._process.is_alive():
            self._stop()
            self._pipe, theirs = _CONTEXT.Pipe()
            # Not a daemon: a reader may start processes of its own. It ends when the pipe does.
            self._process = _CONTEXT.Process(target=_serve, args=(theirs,), name="junkan-reader")
            self._process.start()
            theirs.close()
        return self._pipe

    def _stop(self) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is not None:
            process.kill()
            process.join(_SECONDS_TO_END)
        if pipe is not None:
            pipe.close()

    def end(self) -> None:
        self._closed = True
        self._stop()


def _serve(pipe: "Connection") -> None:
    """Does jobs until the pipe is closed at the other end, as it is when the run ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the run decides
    while True:
        try:
            job, arguments, named = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = (True, job(*arguments, **named))
        except Exception as error:  # noqa: BLE001  # it is raised where the job was called
            answer = (False, error)
        try:
            pipe.send(answer)
        except OSError:
            return
