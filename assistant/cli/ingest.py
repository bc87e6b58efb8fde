"""`junkan ingest`: files and folders into the library, with a bar while it runs and a table at the end."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_note, write_table
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.wording import Wording
    from ingest.pipeline import IngestEvent, IngestReport


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="option.paths", show_default=False)] = None,
    home: Home = None,
    doc_type: Annotated[str | None, typer.Option("--type", help="option.type", show_default=False)] = None,
    sector: Annotated[str | None, typer.Option("--sector", help="option.sector", show_default=False)] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="option.workers")] = 1,
    samples: Annotated[bool, typer.Option("--samples", help="option.samples")] = False,  # noqa: FBT002
) -> int:
    """Add documents; 1 where a file failed, else 0."""
    from corpus.taxonomy import load_sectors
    from corpus.values import DocumentType
    from ingest.pipeline import find_files

    settings, wording = settings_and_wording(home)
    if not paths and not samples:
        raise UsageError(detail=wording.say("usage.paths"))
    if doc_type is not None and doc_type not in set(DocumentType):
        raise UsageError(detail=wording.say("usage.doc_type", known=", ".join(DocumentType)))
    sectors = [known.key for known in load_sectors()]
    if sector is not None and sector not in sectors:
        raise UsageError(detail=wording.say("usage.sector", known=", ".join(sectors)))
    find_files(paths or [])  # what is not there is said before a library is made
    with open_assistant(settings, wording, create=True) as assistant:
        reports: list[IngestReport] = []
        if samples:
            reports += follow(assistant.ingest_samples(), wording)
        if paths:
            events = assistant.ingest(
                paths, doc_type=DocumentType(doc_type) if doc_type else None, sector=sector, n_workers=workers
            )
            reports += follow(events, wording)
    _print_table(reports, wording)
    return 1 if any(report.error for report in reports) else 0


def follow(events: "Iterable[IngestEvent]", wording: "Wording") -> "list[IngestReport]":
    """The reports of a run, drawn as a bar on stderr while it runs."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ingest.pipeline import FileFinished, FilesFound, PassagesEmbedded

    reports: list[IngestReport] = []
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        files = progress.add_task(wording.say("ingest.files"), total=None)
        passages = progress.add_task(wording.say("ingest.passages"), total=None, visible=False)
        for event in events:
            match event:
                case FilesFound(n_files):
                    progress.update(files, total=n_files)
                case PassagesEmbedded(source, n_done, n_total):
                    progress.update(passages, description=source, completed=n_done, total=n_total, visible=True)
                case FileFinished(report):
                    reports.append(report)
                    progress.update(files, advance=1)
                    progress.update(passages, visible=False)
    return reports


def _print_table(reports: "list[IngestReport]", wording: "Wording") -> None:
    """Write what happened to each file, then the reasons of those that failed."""
    columns = [wording.say(f"ingest.column_{name}") for name in ("file", "outcome", "pages", "passages", "unreadable")]
    rows = [
        (
            report.source,
            wording.say(f"ingest.{report.outcome}"),
            str(report.n_pages),
            str(report.n_chunks),
            ", ".join(map(str, report.unreadable_pages)) or "–",
        )
        for report in reports
    ]
    write_table(columns, rows)
    for report in reports:
        if report.error:
            write_note(report.error.sentence(wording.lang))
