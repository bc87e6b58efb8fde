"""Speed of the labelling of members' targets, beside the embedding that bounds it, measured in the same run."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from assistant.spreadsheets.tables import write_table_sheets
from assistant.targets import ModelLabeller, Target, classify_targets
from corpus.targets import load_statements
from ingest.embedding import EmbeddingEngine, load_embedder

# As many as the partnership's members had stated by March 2025.
_N_TARGETS: Final = 449
Line = tuple[str, float, str]


def measure() -> Iterator[Line]:
    """Name, value and unit of each figure."""
    statements = load_statements()
    step = len(statements) / _N_TARGETS
    rows = [statements[int(n * step)] for n in range(_N_TARGETS)]
    targets = tuple(Target(n, s.id, "", s.industry, s.text) for n, s in enumerate(rows, 2))
    yield "449 targets, workbook to workbook, cold", _cold_seconds(targets), "s"
    embedder = load_embedder()
    yield (
        "targets embedded (the bound of those that are)",
        _rate(targets, lambda: _embed(embedder, targets)),
        "per second",
    )
    labeller = ModelLabeller(load=lambda: embedder)
    labeller.label_all(targets[:8])
    yield "targets classified, warm", _rate(targets, lambda: classify_targets(targets, labeller=labeller)), "per second"
    plain = ModelLabeller()
    yield (
        "targets classified without embeddings, warm",
        _rate(targets, lambda: classify_targets(targets, labeller=plain)),
        "per second",
    )


def _embed(embedder: EmbeddingEngine, targets: tuple[Target, ...]) -> object:
    return embedder.embed_passages([t.text for t in targets])


def _rate(targets: tuple[Target, ...], work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return len(targets) / (time.perf_counter() - started)


def _cold_seconds(targets: tuple[Target, ...]) -> float:
    """Seconds of the command in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="junkan-bench-") as folder:
        source = Path(folder) / "in.xlsx"
        rows = [[target.id, target.industry, target.text] for target in targets]
        source.write_bytes(write_table_sheets([("目標", ("番号", "業種", "目標"), rows)]))
        junkan, out = Path(sys.executable).with_name("junkan"), Path(folder) / "out.xlsx"
        started = time.perf_counter()
        subprocess.run([junkan, "classify", source, "--out", out, "--home", folder], check=True, capture_output=True)  # noqa: S603
        return time.perf_counter() - started


if __name__ == "__main__":
    for name, value, unit in measure():
        sys.stdout.write(f"{name}\t{value:.2f} {unit}\n")
