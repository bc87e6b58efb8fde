"""Junkan beside what a user would build or pick otherwise, on third-party questions.

Reads `../shared/pdf` and `../shared/bench` where they are there, and the environments that `make baselines` has made;
says in a line what is left out. About an hour on two busy cores, most of it the others embedding their pieces.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from eval.baselines.running import SYSTEMS, is_installed, run_systems
from eval.baselines.table import print_standings, stand
from eval.runner import DEFAULT_SEED
from eval.sets import load_set

_SHARED = Path(__file__).parents[2] / "shared"
_SETS = ("pdf", "bench/lawqa_jp", "bench/jsquad_valid")
_MOST_QUESTIONS = 500
_COLUMNS = 240


def measure() -> Iterator[str]:
    """A line for what is left out, and the table of each set, line by line."""
    folders = [_SHARED / name for name in _SETS if (_SHARED / name).is_dir()]
    if not folders:
        yield "baselines\tskipped: ../shared is not there"
        return
    names = [name for name, system in SYSTEMS.items() if is_installed(system)]
    if absent := [name for name in SYSTEMS if name not in names]:
        yield f"baselines\tleft out: {', '.join(absent)} (their environments are not there: make baselines)"
    if not any(SYSTEMS[name].environment for name in names):
        return
    for folder in folders:
        data = load_set(folder).limited(_MOST_QUESTIONS, seed=DEFAULT_SEED)
        screen = Console(file=io.StringIO(), width=_COLUMNS)
        standings = stand(data, list(run_systems(data, names)), seed=DEFAULT_SEED)
        with screen.capture() as shown:
            print_standings(data, standings, lang="en", console=screen)
        yield from shown.get().splitlines()


if __name__ == "__main__":
    for line in measure():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
