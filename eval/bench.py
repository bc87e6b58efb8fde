"""`make bench`: what this machine does, printed and not judged.

    python -m eval.bench [PART...]

Latency, throughput and quality, part by part; without names every part, the quick ones first. Figures of one run
compare with each other; those of two runs on a busy machine do not.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
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

Figure = tuple[str, float, str]

_COLD_RUNS = 5


def main(names: Sequence[str]) -> int:
    """Print the figures, one a line: name, value, unit; 1 where a part failed, 2 where there is none of that name.

    A part that fails says so in a line of its own, and the others go on.
    """
    if unknown := [name for name in names if name not in PARTS]:
        sys.stderr.write(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}\n")
        return 2
    failed = [name for name in names or PARTS if not _print_part(name)]
    return int(bool(failed))


def _print_part(name: str) -> bool:
    started = time.perf_counter()
    try:
        for line in PARTS[name]():
            _print(line if isinstance(line, str) else f"{line[0]}\t{line[1]:.2f} {line[2]}")
    except Exception as error:  # noqa: BLE001  # one part, whatever it lacks, must not cost the figures of the others
        _print(f"{name}\tfailed: {type(error).__name__}: {' '.join(str(error).split())}")
        return False
    _print(f"part {name}\t{time.perf_counter() - started:.0f} s in all")
    return True


def _cold_start() -> Iterator[Figure]:
    yield "junkan --help, cold", _cold_seconds(["--help"]), f"s (median of {_COLD_RUNS})"


def _samples() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="junkan-bench-") as folder:
        home = Path(folder) / "home"
        with Assistant.open(Settings(home=home), create=True) as assistant:
            yield _ingest_figure(assistant)
            yield from _question_figures(assistant)
            yield from draft_bench.measure(assistant)
        cold = _cold_seconds(["ask", "会員は何者ですか", "--home", str(home)])
        yield "junkan ask, cold", cold, f"s (median of {_COLD_RUNS})"


def _ingest_figure(assistant: Assistant) -> Figure:
    started = time.perf_counter()
    n_chunks = sum(e.report.n_chunks for e in assistant.ingest_samples() if isinstance(e, FileFinished))
    seconds = time.perf_counter() - started
    return "bundled samples ingested", seconds, f"s ({n_chunks} passages, {n_chunks / seconds:.1f} per second)"


def _question_figures(assistant: Assistant) -> Iterator[Figure]:
    questions = [Question(r.question, history=r.history) for r in load_references(BUNDLED)]
    assistant.ask(questions[0])
    times = sorted(assistant.ask(question).latency_ms for question in questions)
    yield "question, warm", statistics.median(times), f"ms (p50 of {len(times)})"
    yield "question, warm", times[int(len(times) * 0.95)], "ms (p95)"


def _cold_seconds(arguments: Sequence[str]) -> float:
    """Median seconds of a fresh process."""
    times = []
    for _ in range(_COLD_RUNS):
        started = time.perf_counter()
        command = [sys.executable, "-c", "from assistant.cli import main; main()", *arguments]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


PARTS: dict[str, Callable[[], Iterable[Figure | str]]] = {
    "cold": _cold_start,
    "embedding": embedding_bench.measure,
    "samples": _samples,
    "pipeline": pipeline_bench.measure,
    "metadata": metadata_bench.measure,
    "layout": layout_bench.measure,
    "targets": targets_bench.measure,
    "roles": roles_bench.measure,
    "lexical": lexical_bench.measure,
    "baselines": baselines_bench.measure,
}
"""What is measured, by name, in the order it is printed."""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
