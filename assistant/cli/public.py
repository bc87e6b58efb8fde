"""`junkan corpus`: the catalogue of public documents."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import settings_and_wording, write_line, write_note, write_table


def list_documents() -> int:
    """Print the catalogue."""
    from corpus.catalogue import load_catalogue

    _, wording = settings_and_wording(None)
    columns = [wording.say(f"corpus.column_{name}") for name in ("id", "title", "publisher", "date", "address")]
    rows = [
        [value or "–" for value in (document.id, document.title, document.publisher, document.date, document.address)]
        for document in load_catalogue()
    ]
    write_table(columns, rows, keep_first_whole=True)
    return 0


def fetch_documents(
    ids: Annotated[list[str], typer.Argument(help="option.catalogue_ids", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="option.out_folder", show_default=False)],
) -> int:
    """Download documents of the catalogue into a folder; 1 where one could not be had, else 0."""
    from assistant.public_documents import fetch
    from corpus.catalogue import load_catalogue
    from corpus.errors import JunkanError, UsageError

    _, wording = settings_and_wording(None)
    catalogue = {document.id: document for document in load_catalogue()}
    for unknown in (id_ for id_ in ids if id_ not in catalogue):
        raise UsageError(detail=wording.say("usage.catalogue_id", id=unknown))
    n_failed = 0
    for id_ in ids:
        try:
            write_line(str(fetch(catalogue[id_], out)))
        except JunkanError as error:
            n_failed += 1
            write_note(error.sentence(wording.lang))
    return 1 if n_failed else 0


COMMANDS: dict[str, Callable[..., int]] = {"list": list_documents, "fetch": fetch_documents}
