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
from pathlib import Path

import numpy as np

from assistant.service import Assistant
from assistant.settings import Settings
from assistant.values import Question
from eval import targets_bench
from eval.references import BUNDLED, load_references
from ingest.embedding import LangChainEmbedder, load_embedder
from ingest.pipeline import FileFinished

_COLD_RUNS = 5
_PASSAGE = "再生材の利用率を高めるには、品質の基準を動脈側と静脈側が共有し、選別と再生の技術に投資することが要る。" * 8
_N_PASSAGES = 40
_MATRIX = 2048


def main() -> None:
    """Print the figures, one a line: name, value, unit."""
    _print("junkan --help, cold", _cold_seconds(["--help"]), "s (median of 5)")
    _print("matrix multiply, fp32", _gigaflops(), "GFLOP/s")
    _measure_embedding(load_embedder())
    with tempfile.TemporaryDirectory(prefix="junkan-bench-") as folder:
        home = Path(folder) / "home"
        with Assistant.open(Settings(home=home), create=True) as assistant:
            _measure_ingest(assistant)
            _measure_questions(assistant)
        _print("junkan ask, cold", _cold_seconds(["ask", "会員は何者ですか", "--home", str(home)]), "s (median of 5)")
    for line in targets_bench.measure():
        _print(*line)


def _measure_embedding(embedder: LangChainEmbedder) -> None:
    embedder.embed_passages([_PASSAGE])
    started = time.perf_counter()
    embedder.embed_passages([_PASSAGE] * _N_PASSAGES)
    _print(f"passages of {len(_PASSAGE)} characters", _N_PASSAGES / (time.perf_counter() - started), "per second")
    times = []
    for _ in range(20):
        started = time.perf_counter()
        embedder.embed_query("再生材の利用率はどれくらいですか")
        times.append((time.perf_counter() - started) * 1000)
    _print("short question embedded, warm", statistics.median(times), "ms (median of 20)")


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


def _gigaflops() -> float:
    """Speed of one large matrix product: what arithmetic this processor can do."""
    a = np.random.default_rng(0).random((_MATRIX, _MATRIX), dtype=np.float32)
    a @ a
    started = time.perf_counter()
    a @ a
    return 2 * _MATRIX**3 / (time.perf_counter() - started) / 1e9


def _print(name: str, value: float, unit: str) -> None:
    sys.stdout.write(f"{name}\t{value:.2f} {unit}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
