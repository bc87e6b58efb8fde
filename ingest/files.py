"""Which files a run reads, what they are called and where they come from."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from corpus.errors import DocumentError, EmptyFolder, PathNotFound
from ingest.loaders import (
    ARCHIVE_SUFFIXES,
    DOCUMENT_SUFFIXES,
    SUFFIXES,
    LoadLimits,
    expand_archive,
    source_name,
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read as one document.

    Attributes:
        path: Where its bytes are.
        source: Its name as citations show it.
        origin: Where it came from; a new file from the same origin supersedes the old one.
        error: Why it cannot be read, where that is known before, or None.
        is_temporary: It was unpacked for this run and goes when it was read.
    """

    path: Path
    source: str
    origin: str
    error: DocumentError | None = None
    is_temporary: bool = False


def find_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every file under the paths: named files as given, files of folders by supported suffix in order of their path.

    Hidden files, Office's lock files (~$…) and links that leave the folder are left out of folders.

    Raises:
        PathNotFound: a path does not exist.
        EmptyFolder: a folder holds no file of a supported format.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if file.is_file() and is_taken(file, path)]
            if not inside:
                raise EmptyFolder(path=path, formats=" ".join(SUFFIXES))
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise PathNotFound(path=path)
    return tuple(found)


def is_taken(path: Path, folder: Path) -> bool:
    """True for the path of a file that a run over the folder takes, whether or not it is there (any more)."""
    return (
        path.suffix.lower() in SUFFIXES
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        and path.resolve().is_relative_to(folder.resolve())
    )


def members(path: Path, folder: Path, max_file_mb: int, origin: str | None = None) -> Iterator[SourceFile]:
    """The documents that a file holds: itself, or of an archive those in it, each unpacked when it is asked for.

    Args:
        path: The file.
        folder: Takes what is unpacked, and is gone after the run.
        max_file_mb: Larger files are refused, in MB of 10^6 bytes.
        origin: Where the file came from, if not from its path.
    """
    itself = SourceFile(path, source_name(path), origin or origin_of(path))
    if path.suffix.lower() not in ARCHIVE_SUFFIXES:
        yield itself
        return
    place = Path(mkdtemp(dir=folder))
    try:
        for member in expand_archive(path, place, DOCUMENT_SUFFIXES, LoadLimits(max_file_mb=max_file_mb)):
            inside = f"{itself.origin}/{member.name}"
            yield SourceFile(member.path or path, member.source, inside, member.error, member.path is not None)
    except DocumentError as error:
        yield replace(itself, error=error)


def discard(file: SourceFile) -> None:
    """Removes a file that was unpacked for this run; leaves every other where it is."""
    if file.is_temporary:
        file.path.unlink(missing_ok=True)


def origin_of(path: Path) -> str:
    """The absolute path as text that every store can keep: bytes that are no UTF-8 stand as hexadecimal escapes."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")


def file_digest(path: Path) -> str:
    """SHA-256 of the file's bytes, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(path: Path) -> int:
    """The file's size in bytes; 0 where it cannot be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
