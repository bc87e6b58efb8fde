"""From files to a searchable library, as a stream of events that the edges draw.

load → blocks → chunks → embeddings → library. One file at a time reaches the library, whole or not at all; a file that
fails is reported and the others go on. A run that was killed is resumed by running it again: what is in the library
already is recognised by the hash of its bytes, what was embedded already comes from the cache.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.errors import ChangedFile, DocumentError, NotIndexed
from corpus.library import Library
from corpus.passages import passage_of
from corpus.values import Document
from ingest.events import FileFinished, FilesFound, IngestEvent, IngestReport, PagesRead, PassagesEmbedded
from ingest.files import SourceFile, discard, file_digest, find_files, members, size_of
from ingest.preparing import KnownFacts, PreparedFile, ReadOptions
from ingest.reading import Known, ParallelReader, Reading, read_here

__all__ = [
    "FileFinished",
    "FilesFound",
    "IngestEvent",
    "IngestOptions",
    "IngestReport",
    "KnownFacts",
    "PagesRead",
    "PassagesEmbedded",
    "file_digest",
    "find_files",
    "ingest",
]

_EMBED_BATCH = 16


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How a run goes.

    Attributes:
        facts: What is known of all of its files.
        n_workers: Processes that read files while this one embeds; 0 reads in this one.
        max_file_mb: Larger files are refused, in MB of 10^6 bytes.
        max_seconds: With workers, a file (of a long one: some dozens of pages) that takes longer to read is given up.
    """

    facts: KnownFacts = field(default_factory=KnownFacts)
    n_workers: int = 0
    max_file_mb: int = 200
    max_seconds: float = 660.0


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
    chosen, found = options or IngestOptions(), find_files(paths)
    with library.writing():  # who may not write hears it now, not after the first file was read and embedded
        pass
    yield FilesFound(len(found), sum(map(size_of, found)))
    with TemporaryDirectory(prefix="junkan-") as folder:
        files = _to_read(found, Path(folder), chosen, origin, known or {})
        for file, size, reading in _read(files, library, chosen):
            match reading:
                case PagesRead():
                    yield reading
                    continue
                case PreparedFile():
                    report = yield from _stored(reading, library)
                case Known(sha256):
                    report = _recognised(file, sha256, library)
                case IngestReport():
                    report = reading
            yield FileFinished(report, size)


def _to_read(
    paths: Sequence[Path],
    folder: Path,
    options: IngestOptions,
    origin: str | None,
    known: Mapping[Path, KnownFacts],
) -> Iterator[tuple[SourceFile, ReadOptions]]:
    """The documents to read, in order, and how."""
    for path in paths:
        how = ReadOptions(known.get(path, options.facts), options.max_file_mb)
        for file in members(path, folder, options.max_file_mb, origin):
            yield file, how


def _read(
    files: Iterable[tuple[SourceFile, ReadOptions]], library: Library, options: IngestOptions
) -> Iterator[tuple[SourceFile, int, Reading | PagesRead]]:
    """Each file and its size in bytes, read, known or failed; in order."""
    sizes: dict[SourceFile, int] = {}

    def skip(file: SourceFile) -> Known | None:
        sizes[file] = size_of(file.path)
        if file.error is not None:
            return None
        try:
            digest = file_digest(file.path)
        except OSError:
            return None  # reading it will say what is wrong
        if not library.has(digest):
            return None
        discard(file)
        return Known(digest)

    if options.n_workers == 0:
        for file, how in files:
            reading = skip(file) or read_here(file, how)
            yield file, sizes.pop(file), reading
        return
    reader = ParallelReader(options.n_workers, options.max_seconds)
    try:
        for file, found in reader.read(files, skip):
            yield file, sizes[file], found
    finally:
        reader.close()


def _recognised(file: SourceFile, sha256: str, library: Library) -> IngestReport:
    """The report of a file whose very bytes are in the library, put in its place if it is not."""
    outcome = library.recognise(sha256, file.origin, file.source)
    document = library.find_by_sha256(sha256)
    if document is None:  # another process has removed it since
        return IngestReport(file.source, "failed", error=ChangedFile(source=file.source))
    if library.is_given_up(document.id):
        not_indexed = NotIndexed(source=file.source, document_id=document.id)
        return IngestReport(file.source, "failed", document.id, error=not_indexed)
    return _report(file.source, outcome.value, document, library)


def _stored(prepared: PreparedFile, library: Library) -> Generator[IngestEvent, None, IngestReport]:
    """The report of a file that is stored, or that the store cannot keep; the others go on either way."""
    try:
        return (yield from _store(prepared, library))
    except DocumentError as error:
        source = prepared.document.source
        return IngestReport(source, "failed", error=error.renamed(source))


def _store(prepared: PreparedFile, library: Library) -> Generator[IngestEvent, None, IngestReport]:
    document, chunks = prepared.document, prepared.chunks
    steps = library.embed_missing([passage_of(chunk) for chunk in chunks], batch_size=_EMBED_BATCH)
    begun = next(steps)
    with library.attempting(document.id, f"from {begun.n_done}"):  # a run that got further than the one before is free
        for progress in chain([begun], steps):
            yield PassagesEmbedded(document.source, progress.n_done, progress.n_total)
        outcome = library.add(document, prepared.pages, chunks)
    return _report(document.source, outcome.value, document, library)


def _report(source: str, outcome: str, document: Document, library: Library) -> IngestReport:
    """The report of a document that is in the library; n_chunks and versions are looked up there."""
    others: tuple[Document | None, ...] = ()
    if outcome == "replaced":
        others = library.earlier_versions(document.id)[:1]
    elif outcome == "older":
        stored = library.document(document.id)
        others = (library.document(stored.superseded_by or "") if stored else None,)
    elif outcome == "unchanged":
        stored = library.document(document.id)
        others = (stored,) if stored and stored.source != source else ()
    return IngestReport(
        source,
        outcome,
        document.id,
        document.n_pages,
        library.n_chunks(document.id),
        document.unreadable_pages,
        versions=tuple(f"{other.title}（{other.source}）" for other in others if other is not None),
    )
