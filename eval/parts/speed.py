"""Cold start, throughput and memory on this machine. They say nothing about another one."""

import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from eval.measures import Measure, Part

_COLD_RUNS = 3


def measure_speed(home: Path, *, n_chunks: int | None = None, ingest_seconds: float | None = None) -> Part:
    """The figures of a library's home.

    Cold start: median seconds of a fresh process, of the help and of one question. Throughput: passages per second of
    the ingestion before, where there was one. Memory: most that this process has held, in MB of 10^6 bytes.

    Args:
        home: The library's folder.
        n_chunks: Passages that were ingested.
        ingest_seconds: In how many seconds.
    """
    figures = [
        ("speed/help_cold_s", _cold_seconds("--help"), _COLD_RUNS),
        ("speed/ask_cold_s", _cold_seconds("ask", "会員は何者ですか", "--home", str(home)), _COLD_RUNS),
        ("speed/peak_mb", _peak_mb(), 1),
    ]
    if n_chunks and ingest_seconds:
        figures.append(("speed/passages_per_s", n_chunks / ingest_seconds, 1))
    return Part("speed", tuple(Measure(name, value, n, None, None) for name, value, n in figures))


def _cold_seconds(*arguments: str) -> float:
    times = []
    for _ in range(_COLD_RUNS):
        started = time.perf_counter()
        command = [sys.executable, "-c", "from assistant.cli import main; main()", *arguments]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
        times.append(time.perf_counter() - started)
    return median(times)


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
