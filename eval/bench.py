"""`make bench`: what this machine does, printed and not judged.

Latency and throughput on the bundled samples. Figures of one run compare with each other; those of two runs on a busy
machine do not.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from assistant.service import Assistant
from assistant.settings import Settings
from assistant.values import Question
from eval import (
    baselines_bench,
    draft_bench,
    embedding_bench,
    layout_bench,
    lexical_bench,
    metadata_bench,
    pipeline_bench,
    roles_bench,
    targets_bench,
)
from eval.references import BUNDLED, load_references
from ingest.pipeline import FileFinished

_COLD_RUNS = 5


def main() -> None:
    """Print the figures, one a line: name, value, unit."""
    _print("junkan --help, cold", _cold_seconds(["--help"]), "s (median of 5)")
    for figure in embedding_bench.measure():
        _print(*figure)
    with tempfile.TemporaryDirectory(prefix="junkan-bench-") as folder:
        home = Path(folder) / "home"
        with Assistant.open(Settings(home=home), create=True) as assistant:
            _measure_ingest(assistant)
            _measure_questions(assistant)
            for figure in draft_bench.measure(assistant):
                _print(*figure)
        _print("junkan ask, cold", _cold_seconds(["ask", "会員は何者ですか", "--home", str(home)]), "s (median of 5)")
    for figure in chain(
        pipeline_bench.measure(), metadata_bench.measure(), layout_bench.measure(), targets_bench.measure()
    ):
        _print(*figure)
    for figure in roles_bench.measure():
        _print(*figure)
    sys.stdout.writelines(f"{line}\n" for line in lexical_bench.measure())
    sys.stdout.writelines(f"{line}\n" for line in baselines_bench.measure())


def _measure_ingest(assistant: Assistant) -> None:
    started = time.perf_counter()
    n_chunks = sum(e.report.n_chunks for e in assistant.ingest_samples() if isinstance(e, FileFinished))
    seconds = time.perf_counter() - started
    _print("bundled samples ingested", seconds, f"s ({n_chunks} passages, {n_chunks / seconds:.1f} per second)")


def _measure_questions(assistant: Assistant) -> None:
    questions = [Question(r.question, history=r.history) for r in load_references(BUNDLED)]
    assistant.ask(questions[0])
    times = sorted(assistant.ask(question).latency_ms for question in questions)
    _print("question, warm", statistics.median(times), f"ms (p50 of {len(times)})")
    _print("question, warm", times[int(len(times) * 0.95)], "ms (p95)")


def _cold_seconds(arguments: Sequence[str]) -> float:
    """Median seconds of a fresh process."""
    times = []
    for _ in range(_COLD_RUNS):
        started = time.perf_counter()
        command = [sys.executable, "-c", "from assistant.cli import main; main()", *arguments]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _print(name: str, value: float, unit: str) -> None:
    sys.stdout.write(f"{name}\t{value:.2f} {unit}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
