"""`junkan gaps`: the gap table of a topic."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_line, write_note


def gaps(
    topic: Annotated[str, typer.Option("--topic", help="option.topic", show_default=False)],
    home: Home = None,
    filters: Annotated[list[str] | None, typer.Option("--filter", help="option.filter", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", help="option.out_gaps", show_default=False)] = None,
) -> int:
    """Print the table, or write it to a file."""
    from assistant.export import gap_table_as_text, write_gap_table
    from assistant.filters import parse_filters
    from assistant.gaps import find_gaps

    settings, wording = settings_and_wording(home)
    chosen = parse_filters(filters or [])
    with open_assistant(settings, wording) as assistant:
        table = find_gaps(topic, assistant, chosen)
    if out is None:
        write_line(gap_table_as_text(table))
    else:
        write_gap_table(table, out)
        write_note(wording.say("gaps.written", n=len(table.rows), path=out))
    return 0
