"""`junkan ingest`: files and folders into the library, with a bar while it runs and a table at the end."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_line, write_note, write_table
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from threading import Event

    from assistant.progress import Pace
    from assistant.wording import Wording
    from ingest.events import IngestEvent, IngestReport
    from ingest.watching import WatchEvent


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="option.paths", show_default=False)] = None,
    home: Home = None,
    doc_type: Annotated[str | None, typer.Option("--type", help="option.type", show_default=False)] = None,
    sector: Annotated[str | None, typer.Option("--sector", help="option.sector", show_default=False)] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="option.workers")] = 1,
    samples: Annotated[bool, typer.Option("--samples", help="option.samples")] = False,  # noqa: FBT002
    watch: Annotated[bool, typer.Option("--watch", help="option.watch")] = False,  # noqa: FBT002
    remove_deleted: Annotated[  # noqa: FBT002
        bool, typer.Option("--remove-deleted", help="option.remove_deleted")
    ] = False,
) -> int:
    """Add documents; 1 where a file failed, else 0. Watching ends with 0."""
    from assistant.interruption import interruptible
    from assistant.naming import code_of, values_named
    from corpus.taxonomy import load_sectors
    from corpus.values import DocumentType

    settings, wording = settings_and_wording(home)
    if not paths and not samples:
        raise UsageError(detail=wording.say("usage.paths"))
    doc_type, sector = code_of("doc_type", doc_type or ""), code_of("sector", sector or "")
    if doc_type and doc_type not in set(DocumentType):
        known = values_named("doc_type").in_language(wording.lang)
        raise UsageError(detail=wording.say("usage.doc_type", known=known))
    if sector and sector not in {known.key for known in load_sectors()}:
        raise UsageError(detail=wording.say("usage.sector", known=values_named("sector").in_language(wording.lang)))
    if remove_deleted and not watch:
        raise UsageError(detail=wording.say("usage.remove_deleted"))
    if watch and (not paths or not all(path.is_dir() or not path.exists() for path in paths)):
        raise UsageError(detail=wording.say("usage.watch_paths"))
    _check_paths(paths or [], watch=watch)
    kind = DocumentType(doc_type) if doc_type else None
    with open_assistant(settings, wording, create=True) as assistant:
        reports: list[IngestReport] = []
        if samples:
            reports += follow(assistant.ingest_samples(), wording)
        if paths and watch:
            with interruptible() as stopped:
                write_note(wording.say("ingest.watching"))
                happening = assistant.watch(
                    paths,
                    stopped,
                    doc_type=kind,
                    sector=sector or None,
                    n_workers=workers,
                    remove_deleted=remove_deleted,
                )
                _watch(happening, stopped, wording)
            return 0
        if paths:
            events = assistant.ingest(paths, doc_type=kind, sector=sector or None, n_workers=workers)
            reports += follow(events, wording)
    _print_table(reports, wording)
    return 1 if any(report.outcome == "failed" for report in reports) else 0


def _check_paths(paths: "Sequence[Path]", *, watch: bool) -> None:
    """Says what is not there before a library is made; a watched folder may be empty."""
    from corpus.errors import PathNotFound
    from ingest.pipeline import find_files

    if not watch:
        find_files(paths)
    for path in paths:
        if not path.exists():
            raise PathNotFound(path=path)


def follow(events: "Iterable[IngestEvent]", wording: "Wording") -> "list[IngestReport]":
    """The reports of a run, drawn as a bar on stderr while it runs."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from assistant.progress import Pace
    from ingest.events import FileFinished, FilesFound, PagesRead, PassagesEmbedded

    reports: list[IngestReport] = []
    text = "{task.description}"
    columns = (TextColumn(text, markup=False), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    screen = Console(stderr=True)
    pace = Pace(started=time.monotonic())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        files = progress.add_task(wording.say("ingest.files"), total=None, pace="")
        part = progress.add_task(wording.say("ingest.passages"), total=None, visible=False, pace="")
        for event in events:
            pace = pace.after(event, time.monotonic())
            match event:
                case FilesFound(n_files):
                    progress.update(files, total=n_files)
                case PagesRead(source, n_done, n_total):
                    name = wording.say("ingest.reading", source=source)
                    progress.update(part, description=name, completed=n_done, total=n_total, visible=True)
                case PassagesEmbedded(source, n_done, n_total):
                    progress.update(part, description=source, completed=n_done, total=n_total, visible=True)
                    progress.update(files, pace=_pace(pace, wording))
                case FileFinished(report):
                    reports.append(report)
                    progress.update(files, advance=1)
                    progress.update(part, visible=False)
    return reports


def _pace(pace: "Pace", wording: "Wording") -> str:
    """Rate and time left in words; empty where it is too early to say."""
    from assistant.progress import clock

    if pace.rate is None or pace.seconds_left is None:
        return ""
    return wording.say("ingest.pace", rate=f"{pace.rate:.1f}", left=clock(pace.seconds_left))


def _watch(events: "Iterator[WatchEvent]", stopped: "Event", wording: "Wording") -> None:
    """A line for everything that happens to a file, until stopped."""
    from ingest.events import FileFinished
    from ingest.watching import FileDeleted, LibraryBusy

    for event in events:
        match event:
            case FileFinished(report):
                outcome = wording.say(f"ingest.{report.outcome}")
                write_line(f"{outcome}\t{report.source}\t{report.n_pages}\t{report.n_chunks}")
                sys.stdout.flush()
                _print_notes([report], wording)
            case FileDeleted(source, document_id, removed, restored):
                key = "ingest.deleted_removed" if removed else "ingest.deleted"
                write_note(wording.say(key, source=source, id=document_id))
                for earlier_id, title in restored:
                    write_note(wording.say("library.current_again", id=earlier_id, title=title))
            case LibraryBusy():
                write_note(wording.say("ingest.busy"))
            case _:
                pass
        if stopped.is_set():
            return


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
    _print_notes(reports, wording)


def _print_notes(reports: "Sequence[IngestReport]", wording: "Wording") -> None:
    """The reason of each failure, which version takes whose place, what is there already, and what is no document."""
    from ingest.loaders import SUFFIXES

    for report in reports:
        if report.error and report.outcome != "skipped":
            write_note(report.error.sentence(wording.lang))
        for title in report.versions:
            key = {"older": "ingest.is_older", "unchanged": "ingest.is_duplicate"}.get(
                report.outcome, "ingest.supersedes"
            )
            write_note(wording.say(key, source=report.source, title=title))
    n_skipped = sum(report.outcome == "skipped" for report in reports)
    if n_skipped:
        write_note(wording.say("ingest.no_document", n=n_skipped, formats=" ".join(SUFFIXES)))
