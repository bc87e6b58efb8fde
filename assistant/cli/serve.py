"""`junkan serve`: the web page."""

from typing import Annotated

import typer

from assistant.cli.ingest import follow
from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_note


def serve(
    home: Home = None,
    host: Annotated[str | None, typer.Option("--host", help="option.host", show_default=False)] = None,
    port: Annotated[int | None, typer.Option("--port", help="option.port", show_default=False)] = None,
    samples: Annotated[bool, typer.Option("--samples", help="option.serve_samples")] = False,  # noqa: FBT002
) -> int:
    """Serve the chat until interrupted."""
    from assistant.web.server import serve_page

    settings, wording = settings_and_wording(home, host=host, port=port)
    with open_assistant(settings, wording, create=True, to_ask=True) as assistant:
        if samples and assistant.wants_samples():
            write_note(wording.say("serve.samples"))
            follow(assistant.ingest_samples(), wording)
        serve_page(assistant, wording)
    return 0
