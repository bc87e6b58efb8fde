"""`junkan classify`: members' targets to indicators."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import settings_and_wording, write_note


def classify(
    source: Annotated[Path, typer.Argument(help="option.targets", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="option.out_targets", show_default=False)],
) -> int:
    """Classify every row of a sheet."""
    from assistant.targets import classify_file

    _, wording = settings_and_wording(None)
    summary = classify_file(source, out)
    write_note(wording.say("classify.done", n=summary.n_rows, n_review=summary.n_review, path=out))
    return 0
