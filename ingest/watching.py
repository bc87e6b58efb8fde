"""A folder that is watched: what comes, changes or goes in it, once it has come to rest. The one door to watchfiles."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from watchfiles import watch as raw_changes

from corpus.errors import LibraryInUse, PathNotFound
from corpus.library import Library
from corpus.values import Document
from ingest.events import IngestEvent
from ingest.files import file_digest, is_taken, origin_of
from ingest.loaders import source_name
from ingest.pipeline import IngestOptions, ingest

SETTLE_SECONDS = 2.0
"""A file whose size and time of change stay the same for so long is complete: a copy is written more often."""

_TICK_MILLISECONDS = 250
_State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FileDeleted:
    """The file of a document is gone.

    Attributes:
        source: The document's file name.
        document_id: Its id.
        removed: True where the document was removed too.
        restored: Id and title (with the file's name) of earlier versions that are current again: their files are there.
    """

    source: str
    document_id: str
    removed: bool
    restored: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryBusy:
    """Another process writes into the library; what has changed is taken in when it has finished."""


@dataclass(frozen=True, slots=True)
class FolderChanges:
    """Files that came or changed and have come to rest, and paths that are gone; each ascending."""

    changed: tuple[Path, ...]
    deleted: tuple[Path, ...]


WatchEvent = IngestEvent | FileDeleted | LibraryBusy


def watch(
    folders: Sequence[Path],
    library: Library,
    options: IngestOptions,
    stop: Event,
    *,
    remove_deleted: bool = False,
    settle_seconds: float = SETTLE_SECONDS,
) -> Iterator[WatchEvent]:
    """Takes in what the folders hold, then whatever comes or changes, until stop is set.

    A deleted file is told; its document is removed only where that is asked for, and with it the earlier versions
    whose files are gone too. A file that was moved or renamed within the folders, or copied before, keeps its document.

    Args:
        folders: Watched with all that is below them.
        library: Open for writing; held only while something is taken in.
        options: As for `ingest`.
        stop: Ends the watching.
        remove_deleted: Removes the document of a deleted file.
        settle_seconds: How long a file must rest.

    Raises:
        PathNotFound: a folder is not there.
        LibraryError: the library cannot take anything more.
    """
    waiting: dict[Path, None] = {}
    gone: dict[Path, None] = {}
    told_busy = False
    for changes in settled_changes(folders, stop, settle_seconds=settle_seconds):
        waiting.update(dict.fromkeys(changes.changed))
        gone.update(dict.fromkeys(changes.deleted))
        try:
            there = [path for path in waiting if path.is_file()]
            if there:
                yield from ingest(there, library, options)
            waiting.clear()
            for path in tuple(gone):
                yield from _deleted(path, folders, library, remove=remove_deleted)
                del gone[path]
            told_busy = False
        except PathNotFound:
            continue  # a file went at this moment: the next round sees it
        except LibraryInUse:
            if not told_busy:
                yield LibraryBusy()
            told_busy = True


def _deleted(path: Path, folders: Sequence[Path], library: Library, *, remove: bool) -> Iterator[FileDeleted]:
    """What becomes of the documents whose files were at the path or below it."""
    if not all(folder.is_dir() for folder in folders):
        return  # the disk with the folder was taken off: nobody has deleted anything
    origin = origin_of(path)
    for document in library.documents():
        if document.origin == origin or document.origin.startswith(origin + os.sep):
            if os.path.lexists(document.origin):
                continue  # it is back
            if remove and _found_elsewhere(document, folders, library):
                continue
            restored = _removed(document, library) if remove else ()
            yield FileDeleted(document.source, document.id, remove, restored)


def _found_elsewhere(document: Document, folders: Sequence[Path], library: Library) -> bool:
    """True where another file of the folders has the very bytes; the document belongs to that one from now on."""
    files = (file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file())
    for file in files:
        taken = any(file.is_relative_to(folder) and is_taken(file, folder) for folder in folders)
        if taken and _digest(file) == document.sha256:
            library.recognise(document.sha256, origin_of(file), source_name(file))
            return True
    return False


def _removed(document: Document, library: Library) -> tuple[tuple[str, str], ...]:
    """Removes the document and the versions before it whose files are gone; tells those that are current again."""
    while gone := [e for e in library.earlier_versions(document.id) if not os.path.lexists(e.origin)]:
        library.remove(gone[0].id)
    earlier = library.earlier_versions(document.id)
    library.remove(document.id)
    return tuple((e.id, f"{e.title}（{e.source}）") for e in earlier)


def _digest(path: Path) -> str | None:
    try:
        return file_digest(path)
    except OSError:
        return None


def settled_changes(
    folders: Sequence[Path], stop: Event, *, settle_seconds: float = SETTLE_SECONDS
) -> Iterator[FolderChanges]:
    """All files of the folders, then what comes, changes or goes, a few times a second, most often nothing.

    What is gone is told when nothing else is under way, so that a file that was moved is seen in its new place first.

    Raises:
        PathNotFound: a folder is not there.
    """
    for folder in folders:
        if not folder.is_dir():
            raise PathNotFound(path=folder)
    folders = [folder.resolve() for folder in folders]  # what happens is told by absolute paths
    pending: dict[Path, tuple[_State | None, float]] = {}
    resting: dict[Path, _State] = {}  # as each was told, so that no event of long ago tells it again
    for touched in _touched(folders, stop):
        now = time.monotonic()
        for path in _files(touched, folders):
            state = _state(path)
            if state is None or resting.get(path) != state:
                pending.setdefault(path, (state, now))
        changed, deleted = _come_to_rest(pending, now, settle_seconds)
        for path in changed:
            state = _state(path)
            if state is not None:
                resting[path] = state
        for path in deleted:
            resting.pop(path, None)
        yield FolderChanges(tuple(sorted(changed)), tuple(sorted(deleted)))


def _touched(folders: Sequence[Path], stop: Event) -> Iterator[set[Path]]:
    """What something has happened to, a few times a second; first, and after a failure, all folders."""
    everything = set(folders)
    while not stop.is_set():
        batches = raw_changes(
            *folders,
            watch_filter=None,
            debounce=_TICK_MILLISECONDS,
            rust_timeout=_TICK_MILLISECONDS,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        try:
            for n, batch in enumerate(batches):
                # Looked at anew once the watching has begun: from there on nothing is missed.
                yield {Path(text) for _, text in batch} | (everything if n == 0 else set())
        except RuntimeError:  # what watchfiles raises for a file name that is no text: begin again
            stop.wait(_TICK_MILLISECONDS / 1000)
        except FileNotFoundError as error:
            raise PathNotFound(path=folders[0]) from error


def _files(touched: set[Path], folders: Sequence[Path]) -> Iterator[Path]:
    """The files that a run would take at or below the paths, and paths that are gone."""
    for path in touched:
        for file in (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else (path,):
            gone = not os.path.lexists(file)
            if gone or any(file.is_relative_to(folder) and is_taken(file, folder) for folder in folders):
                yield file


def _come_to_rest(
    pending: dict[Path, tuple[_State | None, float]], now: float, settle_seconds: float
) -> tuple[list[Path], list[Path]]:
    """Takes out of pending what has not changed for long enough: files that are there, and paths that are gone."""
    for path, (state, _) in tuple(pending.items()):
        current = _state(path)
        if current != state:
            pending[path] = (current, now)
    at_rest = [path for path, (_, since) in pending.items() if now - since >= settle_seconds]
    changed = [path for path in at_rest if pending[path][0] is not None]
    moving = any(state is not None for path, (state, _) in pending.items() if path not in at_rest)
    deleted = [] if moving else [path for path in at_rest if pending[path][0] is None]
    for path in (*changed, *deleted):
        del pending[path]
    return changed, deleted


def _state(path: Path) -> _State | None:
    """Size and time of change, or None where there is nothing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
