"""From files to a searchable library, as a stream of events that the edges draw.

load → blocks → chunks → embeddings → library. One file at a time reaches the library, whole or not at all; a file that
fails is reported and the others go on. A run that was killed is resumed by running it again: what is in the library
already is recognised by the hash of its bytes, what was embedded already comes from the cache.
"""

import hashlib
import os
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.errors import CorruptFile, DocumentError, EmptyFolder, JunkanError, PathNotFound, UnreadableFile
from corpus.library import Library, passage_text
from corpus.values import Chunk, Document, DocumentType, Page
from ingest.chunking import build_chunks
from ingest.layout import build_blocks
from ingest.loaders import ARCHIVE_SUFFIXES, DOCUMENT_SUFFIXES, SUFFIXES, expand_archive, load_file, source_name
from ingest.loaders.base import LoadLimits
from ingest.metadata import describe

_EMBED_BATCH = 16


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is known of a file beforehand; None leaves it to what the document says of itself."""

    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    doc_type: DocumentType | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How a run goes.

    Attributes:
        facts: What is known of all of its files.
        n_workers: Processes that read files; 1 reads in this one.
        max_file_mb: Larger files are refused, in MB of 10^6 bytes.
    """

    facts: KnownFacts = field(default_factory=KnownFacts)
    n_workers: int = 1
    max_file_mb: int = 200


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What happened to one file.

    Attributes:
        source: Its name.
        outcome: "added", "replaced", "unchanged" or "failed".
        document_id: The document's id, or None where it failed.
        n_pages: Pages of the document; 0 where it failed.
        n_chunks: Passages it was cut into; 0 where it failed.
        unreadable_pages: Numbers of the pages that gave no text, ascending.
        error: Why it failed, or None.
    """

    source: str
    outcome: str
    document_id: str | None = None
    n_pages: int = 0
    n_chunks: int = 0
    unreadable_pages: tuple[int, ...] = ()
    error: JunkanError | None = None


@dataclass(frozen=True, slots=True)
class FilesFound:
    """How many files the run will look at; the first event."""

    n_files: int


@dataclass(frozen=True, slots=True)
class PassagesEmbedded:
    """Progress within one file."""

    source: str
    n_done: int
    n_total: int


@dataclass(frozen=True, slots=True)
class FileFinished:
    """One file is in the library, was there already, or failed."""

    report: IngestReport


IngestEvent = FilesFound | PassagesEmbedded | FileFinished


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file that was read and cut, ready for the library."""

    document: Document
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class _Input:
    """A document to read.

    Attributes:
        path: Where its bytes lie.
        source: The name it is shown under.
        origin: Where it came from, or None for its path.
        error: Why it cannot be read, where that is known already.
        is_unpacked: It came from an archive: what lies at path goes when it was read.
    """

    path: Path
    source: str
    origin: str | None
    error: DocumentError | None = None
    is_unpacked: bool = False


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
            inside = _files_of_folder(path)
            if not inside:
                raise EmptyFolder(path=path, formats=" ".join(SUFFIXES))
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise PathNotFound(path=path)
    return tuple(found)


def _files_of_folder(folder: Path) -> list[Path]:
    root = folder.resolve()
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix.lower() in SUFFIXES
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        and path.resolve().is_relative_to(root)
    ]


def prepare(
    path: Path, options: IngestOptions, *, origin: str | None = None, source: str | None = None
) -> PreparedFile:
    """The file read, laid out and cut into chunks; nothing is stored.

    Args:
        path: The file.
        options: How the run goes.
        origin: Where it came from, if not from its path.
        source: The name it is shown under, if not its own (a document from an archive).

    Raises:
        DocumentError: it cannot be taken.
    """
    source = source or source_name(path)
    try:
        loaded = load_file(path, max_file_mb=options.max_file_mb, source=source)
        blocks = build_blocks(loaded.pages)
        facts = describe(loaded, blocks, path)
        digest = file_digest(path)
    except JunkanError:
        raise
    except OSError as error:
        raise UnreadableFile(source=source, detail=error.strerror or str(error)) from error
    except (ValueError, LookupError, RecursionError, ArithmeticError, AttributeError, TypeError) as error:
        # A reader that stumbles over a file nobody foresaw: this file fails, the others go on.
        raise CorruptFile(source=source) from error
    document = Document(
        id=digest[:12],
        source=source,
        origin=origin or _origin(path),
        sha256=digest,
        title=options.facts.title or facts.title,
        publisher=options.facts.publisher or facts.publisher,
        date=options.facts.date or facts.date,
        doc_type=options.facts.doc_type or facts.doc_type,
        sector=options.facts.sector or facts.sector,
        n_pages=len(loaded.pages),
        unreadable_pages=tuple(p.number for p in loaded.pages if p.problem and p.number is not None),
        added_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return PreparedFile(document, loaded.pages, build_chunks(document.id, blocks))


def _origin(path: Path) -> str:
    """The absolute path as text that every store can keep: bytes that are no UTF-8 stand as hexadecimal escapes."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")


def file_digest(path: Path) -> str:
    """SHA-256 of the file's bytes, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ingest(
    paths: Sequence[Path],
    library: Library,
    options: IngestOptions | None = None,
    *,
    origin: str | None = None,
    known: Mapping[Path, KnownFacts] | None = None,
) -> Iterator[IngestEvent]:
    """Add files and folders to the library, in order, yielding what happens.

    Args:
        paths: Files and folders.
        library: Open for writing.
        options: What holds for all files.
        origin: Where a single file came from, if not from its path (an upload).
        known: What is known of single files; it overrules the options' facts.

    Raises:
        PathNotFound, EmptyFolder, LibraryInUse: before anything is read.
        LibraryError: the library cannot take anything more (a full disk, another writer).
    """
    files = find_files(paths)
    with library.writing():  # who may not write hears it now, not after the first file was read and embedded
        pass
    yield FilesFound(len(files))
    for prepared in _read(files, library, options or IngestOptions(), origin, known or {}):
        report = (yield from _stored(prepared, library)) if isinstance(prepared, PreparedFile) else prepared
        yield FileFinished(report)


def _stored(prepared: PreparedFile, library: Library) -> Generator[IngestEvent, None, IngestReport]:
    """The report of a file that is stored, or that the store cannot keep; the others go on either way."""
    try:
        return (yield from _store(prepared, library))
    except DocumentError as error:
        return IngestReport(prepared.document.source, "failed", error=error)


def _store(prepared: PreparedFile, library: Library) -> Generator[IngestEvent, None, IngestReport]:
    document, chunks = prepared.document, prepared.chunks
    for progress in library.embed_missing([passage_text(chunk) for chunk in chunks], batch_size=_EMBED_BATCH):
        yield PassagesEmbedded(document.source, progress.n_done, progress.n_total)
    outcome = library.add(document, prepared.pages, chunks)
    return IngestReport(
        document.source, outcome.value, document.id, document.n_pages, len(chunks), document.unreadable_pages
    )


def _read(
    files: Sequence[Path],
    library: Library,
    shared: IngestOptions,
    origin: str | None,
    known: Mapping[Path, KnownFacts],
) -> Iterator[PreparedFile | IngestReport]:
    """Each file read, or the report of one that is there already or failed; in order."""

    def options(path: Path) -> IngestOptions:
        return replace(shared, facts=known[path]) if path in known else shared

    with TemporaryDirectory(prefix="junkan-") as folder:  # where archives are unpacked, one document at a time
        inputs = _inputs(files, Path(folder), shared.max_file_mb, origin)
        if shared.n_workers == 1:
            for item in inputs:
                yield _already_there(item, library) or _attempt(item, options(item.path))
            return
        ahead: deque[IngestReport | Future[PreparedFile | IngestReport]] = deque()
        # "spawn": a forked child would inherit threads of the embedding engine that it does not have.
        with ProcessPoolExecutor(shared.n_workers, mp_context=get_context("spawn")) as pool:
            for item in inputs:
                ahead.append(_already_there(item, library) or pool.submit(_attempt, item, options(item.path)))
                if len(ahead) > 2 * shared.n_workers:  # bounds what waits in memory
                    yield _result(ahead.popleft())
            while ahead:
                yield _result(ahead.popleft())


def _inputs(files: Sequence[Path], folder: Path, max_file_mb: int, origin: str | None) -> Iterator[_Input]:
    """The documents to read: files as they are, archives as what they hold, unpacked into the folder."""
    limits = LoadLimits(max_file_mb=max_file_mb)
    for number, path in enumerate(files):
        if path.suffix.lower() not in ARCHIVE_SUFFIXES:
            yield _Input(path, source_name(path), origin)
            continue
        place = folder / str(number)
        place.mkdir()
        try:
            for member in expand_archive(path, place, DOCUMENT_SUFFIXES, limits):
                of = f"{origin or _origin(path)}/{member.name}"
                yield _Input(member.path or path, member.source, of, member.error, member.path is not None)
        except DocumentError as error:
            yield _Input(path, source_name(path), origin, error)


def _result(waiting: IngestReport | Future[PreparedFile | IngestReport]) -> PreparedFile | IngestReport:
    return waiting if isinstance(waiting, IngestReport) else waiting.result()


def _attempt(item: _Input, options: IngestOptions) -> PreparedFile | IngestReport:
    try:
        if item.error is not None:
            raise item.error
        return prepare(item.path, options, origin=item.origin, source=item.source)
    except DocumentError as error:
        return IngestReport(item.source, "failed", error=error)
    finally:
        if item.is_unpacked:
            item.path.unlink(missing_ok=True)


def _already_there(item: _Input, library: Library) -> IngestReport | None:
    """The report of a file whose very bytes are in the library, or None."""
    if item.error is not None:
        return None
    try:
        document = library.find_by_sha256(file_digest(item.path))
    except OSError:
        return None  # reading it will say what is wrong
    if document is None:
        return None
    if item.is_unpacked:
        item.path.unlink(missing_ok=True)
    n_chunks = len(library.chunks(document.id))
    return IngestReport(item.source, "unchanged", document.id, document.n_pages, n_chunks, document.unreadable_pages)
