"""What a run of ingestion tells while it goes: values that the edges draw."""

from dataclasses import dataclass

from corpus.errors import JunkanError


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What happened to one file.

    Attributes:
        source: Its name.
        outcome: "added", "replaced", "older", "unchanged" (see `corpus.shelving.AddOutcome`), "failed", or "skipped"
            for a file in an archive that is no document.
        document_id: The document's id, or None where it failed.
        n_pages: Pages of the document; 0 where it failed.
        n_chunks: Passages it was cut into; 0 where it failed.
        unreadable_pages: Numbers of the pages that gave no text, ascending.
        error: Why it failed, or None.
        versions: Titles (with the file's name) of the documents it superseded, or of the one that supersedes it; where
            it is unchanged, of the one under another name that holds the same bytes.
    """

    source: str
    outcome: str
    document_id: str | None = None
    n_pages: int = 0
    n_chunks: int = 0
    unreadable_pages: tuple[int, ...] = ()
    error: JunkanError | None = None
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilesFound:
    """How many files the run will look at, and their size in bytes; the first event."""

    n_files: int
    n_bytes: int = 0


@dataclass(frozen=True, slots=True)
class PagesRead:
    """Progress in reading a large file that the run is waiting for."""

    source: str
    n_done: int
    n_total: int


@dataclass(frozen=True, slots=True)
class PassagesEmbedded:
    """Progress within one file; the first of a file tells how many passages had their vector before."""

    source: str
    n_done: int
    n_total: int


@dataclass(frozen=True, slots=True)
class FileFinished:
    """One file is in the library, was there already, or failed; with its size in bytes."""

    report: IngestReport
    n_bytes: int = 0


IngestEvent = FilesFound | PagesRead | PassagesEmbedded | FileFinished
