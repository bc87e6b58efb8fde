"""The evaluation of the labelling of targets, for people and for programs."""

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.cli.options import write_lines
from corpus.errors import OutputError
from eval.measures import Measure
from eval.report import stdout_console
from eval.targets import TargetEvaluation

REPORT_NAME = "labelling.json"


def print_targets(result: TargetEvaluation, console: Console | None = None) -> None:
    """Print the figures to stdout, or to the console given."""
    shown = console or stdout_console()
    title = f"targets: {result.n_statements} statements, {result.n_groups} skeletons"
    for name, measures in ((title, result.measures), ("indicator accuracy, industry left out", result.industries)):
        table = Table("measure", "value", "95% interval", "n", title=name)
        for measure in measures:
            table.add_row(measure.name, *_cells(measure))
        shown.print(table)


def write_targets(result: TargetEvaluation, folder: Path) -> Path:
    """Write the figures as JSON into a folder, which is made; its path comes back.

    Raises:
        OutputError: it cannot be written.
    """
    path = folder / REPORT_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=folder, detail=error.strerror or str(error)) from error
    write_lines(path, [json.dumps(asdict(result), ensure_ascii=False, indent=1)])
    return path


def _cells(measure: Measure) -> tuple[str, str, str]:
    if measure.value is None:
        return "–", "–", "0"
    interval = "–" if measure.low is None or measure.high is None else f"{measure.low:.3f} – {measure.high:.3f}"
    return f"{measure.value:.3f}", interval, str(measure.n)
