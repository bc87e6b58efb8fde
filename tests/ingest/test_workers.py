"""Real processes that fail in every way a reader can."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import CorruptFile
from ingest.workers import WorkerDied, WorkerHung, Workers

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes cannot be looked at on this system")


def double(number: int) -> int:
    return 2 * number


def fail() -> None:
    raise CorruptFile(source="a.pdf")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def own_id() -> int:
    return os.getpid()


def test_jobs_of_several_threads_are_done_by_a_few_processes() -> None:
    results: list[int] = []
    with Workers(2, 30) as workers:
        threads = [threading.Thread(target=lambda n=n: results.append(workers.call(double, n))) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({workers.call(own_id) for _ in range(4)} - {os.getpid()}) == 1
        assert workers.call(own_id) in workers.processes()
    assert sorted(results) == [0, 2, 4, 6, 8, 10, 12, 14]


def test_what_a_job_raises_is_raised() -> None:
    with Workers(1, 30) as workers:
        with pytest.raises(CorruptFile) as caught:
            workers.call(fail)
        assert caught.value.facts == {"source": "a.pdf"}
        assert workers.call(double, 2) == 4


def test_a_dead_and_a_hanging_process_are_replaced() -> None:
    with Workers(1, 2) as workers:
        first = workers.call(own_id)
        with pytest.raises(WorkerDied):
            workers.call(die)
        with pytest.raises(WorkerHung):
            workers.call(time.sleep, 60)
        assert workers.call(own_id) != first


def test_what_a_job_prints_is_no_answer() -> None:
    with Workers(1, 30) as workers:
        assert workers.call(os.system, "echo 途中の出力") == 0
        assert workers.call(print, "途中の出力") is None
        assert workers.call(double, 3) == 6


def test_closing_ends_a_busy_process() -> None:
    workers = Workers(1, 60)
    ended: list[type[Exception]] = []

    def work() -> None:
        try:
            workers.call(time.sleep, 60)
        except WorkerDied:
            ended.append(WorkerDied)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.5)
    workers.close()
    thread.join(10)
    assert ended == [WorkerDied]
    with pytest.raises(WorkerDied):
        workers.call(double, 1)


def hold_the_lock(path: str) -> None:
    """A job deep in native code: no other thread of its process gets a turn."""
    Path(path).write_text(str(os.getpid()))
    ctypes.PyDLL(None).sleep(60)


@pytest.mark.parametrize(
    ("job", "how"),
    [
        pytest.param("idle", signal.SIGKILL, id="an idle one, killed"),
        pytest.param("busy", signal.SIGTERM, id="a busy one, ended"),
        pytest.param("busy", signal.SIGKILL, id="a busy one, killed"),
        pytest.param(
            "native",
            signal.SIGKILL,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of the parent's death"),
            id="one in native code, killed",
        ),
    ],
)
def test_processes_end_with_the_run_that_is_killed(tmp_path: Path, job: str, how: signal.Signals) -> None:
    calls = {
        "idle": "",
        "busy": "threading.Thread(target=workers.call, args=(time.sleep, 60), daemon=True).start()",
        "native": "threading.Thread(target=workers.call, args=(own.hold_the_lock, sys.argv[1]), daemon=True).start()",
    }
    script = (
        "import sys, threading, time\nfrom ingest.workers import Workers\nimport tests.ingest.test_workers as own\n"
        f"workers = Workers(1, 60)\nprint(workers.call(own.own_id), flush=True)\n{calls[job]}\ntime.sleep(60)\n"
    )
    told = tmp_path / "id"
    command = [sys.executable, "-c", script, str(told)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        if job == "native":
            _wait_until(told.exists)
        time.sleep(0.3)
        run.send_signal(how)
    _wait_until(lambda: not Path(f"/proc/{worker}").exists())
    assert not Path(f"/proc/{worker}").exists()


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
