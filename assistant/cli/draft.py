"""`junkan draft`: a roadmap section from a template."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_note


def draft(
    template: Annotated[str, typer.Option("--template", help="option.template", show_default=False)],
    topic: Annotated[str, typer.Option("--topic", help="option.topic", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="option.out_draft", show_default=False)],
    home: Home = None,
) -> int:
    """Write a draft whose every paragraph is cited or marked for checking."""
    from assistant.draft import compose_draft, load_template
    from assistant.export import write_draft

    settings, wording = settings_and_wording(home)
    chosen = load_template(template)
    with open_assistant(settings, wording) as assistant:
        composed = compose_draft(chosen, topic, assistant)
    write_draft(composed, out)
    n_paragraphs = sum(len(section.paragraphs) for section in composed.sections)
    write_note(wording.say("draft.written", n=n_paragraphs, n_open=composed.n_needs_check, path=out))
    return 0
