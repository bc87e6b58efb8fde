"""`junkan classify`: members' targets to indicators."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Home, settings_and_wording, write_note

Columns = Annotated[list[str] | None, typer.Option("--column", help="option.column", show_default=False)]
Sheet = Annotated[str | None, typer.Option("--sheet", help="option.sheet", show_default=False)]


def classify(
    source: Annotated[Path, typer.Argument(help="option.targets", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="option.out_targets", show_default=False)],
    column: Columns = None,
    sheet: Sheet = None,
    home: Home = None,
) -> int:
    """Classify every row of a sheet."""
    from assistant.cli.targets import field_named, options_of
    from assistant.targets import classify_file

    settings, wording = settings_and_wording(home)
    summary = classify_file(source, out, options=options_of(settings, wording, column, sheet))
    names = "、".join(name for name in summary.tables if name)
    if names:
        write_note(wording.say("classify.sheets", names=names))
    if summary.columns:
        pairs = (column.partition("=") for column in summary.columns)
        columns = "、".join(f"{field_named(field, wording)}＝{name}" for field, _, name in pairs)
        write_note(wording.say("classify.columns", columns=columns))
    if summary.passed_over:
        write_note(wording.say("classify.passed_over", names="、".join(summary.passed_over)))
    write_note(wording.say("classify.done", n=summary.n_rows, n_review=summary.n_review, path=out))
    return 0
