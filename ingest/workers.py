"""Processes that read files for a run, each of which may die or hang without harm to the others or to the run.

multiprocessing is not used: its pools end the whole run when a process is killed and cannot tell which job it was, and
its processes run the caller's main module again.
"""

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ParamSpec, Self, TypeVar, cast

import ingest
from ingest.lifeline import end_with_parent

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
        self._starter = ThreadPoolExecutor(1, "junkan-starter")  # processes end with the thread that started them
        self._all = [_Worker(self._starter) for _ in range(n_workers)]
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
            return cast("Result", worker.call((job, arguments, named), self._max_seconds))
        finally:
            self._idle.put(worker)

    def processes(self) -> tuple[int, ...]:
        """Ids of the processes that run at this moment."""
        return tuple(worker.process_id for worker in self._all if worker.process_id is not None)

    def close(self) -> None:
        """Ends all processes, busy ones included; a second call does nothing."""
        for worker in self._all:
            worker.close()
        self._starter.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process, and the pipes to it that carry pickles."""

    def __init__(self, starter: ThreadPoolExecutor) -> None:
        self._starter = starter
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._busy = threading.Lock()

    @property
    def process_id(self) -> int | None:
        process = self._process
        return None if process is None else process.pid

    def call(self, job: tuple[object, ...], max_seconds: float) -> Any:
        with self._busy:
            succeeded, result = self._answer(job, max_seconds)
        if not succeeded:
            raise result
        return result

    def _answer(self, job: tuple[object, ...], max_seconds: float) -> tuple[bool, Any]:
        process = self._started()
        hung = threading.Event()

        def give_up() -> None:
            hung.set()
            process.kill()

        timer = threading.Timer(max_seconds, give_up)
        timer.start()
        try:
            _send(cast("IO[bytes]", process.stdin), job)
            answer: tuple[bool, Any] = pickle.load(cast("IO[bytes]", process.stdout))  # noqa: S301  # our own process
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:  # nobody is at the other end
            self._stop()
            raise (WorkerHung if hung.is_set() else WorkerDied) from error
        finally:
            timer.cancel()
        return answer

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._closed:
            raise WorkerDied
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = self._starter.submit(_start).result()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                cast("IO[bytes]", pipe).close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_SECONDS_TO_END)

    def close(self) -> None:
        self._closed = True
        while not self._busy.acquire(timeout=0.1):
            process = self._process
            if process is not None:
                process.kill()  # whoever waits for its answer hears that it died
        try:
            self._stop()
        finally:
            self._busy.release()


def _start() -> "subprocess.Popen[bytes]":
    home = str(Path(ingest.__path__[0]).parent)
    places = [home, *(place or str(Path.cwd()) for place in sys.path)]
    return subprocess.Popen(  # our own module
        [sys.executable, "-P", "-m", "ingest.workers"],  # -P: no module of the working folder in place of ours
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(places))},
        start_new_session=True,  # Ctrl+C is for the run, which ends its workers
    )


def _send(pipe: IO[bytes], value: object) -> None:
    pipe.write(pickle.dumps(value))
    pipe.flush()


def _serve() -> None:
    """Does jobs until the pipe is closed at the other end, as it is when the run ends, however it ends."""
    end_with_parent()
    with contextlib.suppress(OSError, ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    received, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between the answers
    jobs: queue.SimpleQueue[tuple[Any, Any, Any]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(received, jobs), daemon=True).start()
    while True:
        job, arguments, named = jobs.get()
        try:
            answer = (True, job(*arguments, **named))
        except Exception as error:  # noqa: BLE001  # it is raised where the job was called
            answer = (False, error)
        try:
            _send(answers, answer)
        except OSError:
            return


def _receive(pipe: IO[bytes], jobs: "queue.SimpleQueue[tuple[Any, Any, Any]]") -> None:
    """Hands on jobs; ends the process, whatever it is at, when the other end is closed."""
    try:
        while True:
            jobs.put(pickle.load(pipe))  # noqa: S301  # from the run that started this process
    finally:
        os._exit(0)


if __name__ == "__main__":
    _serve()
