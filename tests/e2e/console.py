"""The console script `junkan` as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

JUNKAN = Path(sys.executable).with_name("junkan")


def clean_environment(**settings: str) -> dict[str, str]:
    """The environment without settings of Junkan but the given ones, in a locale that knows no Japanese."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUNKAN_")}
    return {**kept, "LC_ALL": "C", "COLUMNS": "80", **settings}


def junkan(*arguments: object, cwd: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """What one invocation in the folder cwd wrote and its exit code."""
    return subprocess.run(
        [JUNKAN, *map(str, arguments)],
        cwd=cwd,
        env=clean_environment(**settings),
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
