"""One file read, laid out and cut into chunks; nothing is stored. These steps run in worker processes too."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from corpus.errors import ChangedFile, CorruptFile, JunkanError, NoReadableText, UnreadableFile
from corpus.values import Chunk, Document, DocumentType, Page
from ingest.chunking import build_chunks
from ingest.files import SourceFile, file_digest
from ingest.layout import build_blocks
from ingest.loaders import LoadedFile, load_file
from ingest.metadata import describe
from ingest.roles import tag_chunks

PAGES_AT_ONCE = 32
"""Pages that one worker reads of a long file before another may take the next; about half a second's work."""


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is known of a file beforehand; None leaves it to what the document says of itself."""

    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    doc_type: DocumentType | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is read.

    Attributes:
        facts: What is known of it.
        max_file_mb: Larger files are refused, in MB of 10^6 bytes.
    """

    facts: KnownFacts = field(default_factory=KnownFacts)
    max_file_mb: int = 200


@dataclass(frozen=True, slots=True)
class FilePart:
    """Some pages of a file, with what the file says of itself.

    Attributes:
        loaded: The pages read.
        state: Size and time of change of the file when they were read, the time in nanoseconds.
        sha256: Of the file's bytes; of the first part only, else empty.
    """

    loaded: LoadedFile
    state: tuple[int, int]
    sha256: str

    @property
    def n_pages(self) -> int:
        """How many pages the whole file has."""
        return self.loaded.n_total or len(self.loaded.pages)


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file that was read and cut, ready for the library."""

    document: Document
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]


def prepare(file: SourceFile, options: ReadOptions) -> PreparedFile:
    """The file read whole, laid out and cut into chunks.

    Raises:
        DocumentError: it cannot be taken.
    """
    first = read_part(file, options, 1)
    later = [read_part(file, options, start) for start in later_parts(first)]
    return assemble(file, options, (first, *later))


def read_part(file: SourceFile, options: ReadOptions, first_page: int) -> FilePart:
    """At most PAGES_AT_ONCE pages from the given one; a format without parts gives all it has.

    Raises:
        DocumentError: it cannot be taken.
    """
    with _stumbling(file):
        before = _state(file)
        pages = range(first_page, first_page + PAGES_AT_ONCE)
        loaded = load_file(file.path, max_file_mb=options.max_file_mb, pages=pages, source=file.source)
        sha256 = file_digest(file.path) if first_page == 1 else ""
        if _state(file) != before:
            raise ChangedFile(source=file.source)
    return FilePart(loaded, before, sha256)


def _state(file: SourceFile) -> tuple[int, int]:
    found = file.path.stat()
    return found.st_size, found.st_mtime_ns


def later_parts(first: FilePart) -> range:
    """Numbers of the pages at which the parts after the first one begin."""
    return range(len(first.loaded.pages) + 1, first.n_pages + 1, PAGES_AT_ONCE)


def assemble(file: SourceFile, options: ReadOptions, parts: Sequence[FilePart]) -> PreparedFile:
    """The document made of all parts of a file, in order.

    Raises:
        ChangedFile: the parts are not of one file.
        NoReadableText: no page has text.
    """
    with _stumbling(file):
        if len({part.state for part in parts}) != 1:
            raise ChangedFile(source=file.source)
        pages = tuple(page for part in parts for page in part.loaded.pages)
        if all(page.problem for page in pages):
            raise NoReadableText(source=file.source, n_pages=len(pages))
        loaded = replace(parts[0].loaded, pages=pages, n_total=None)
        blocks = build_blocks(pages)
        facts, given = describe(loaded, blocks, file.path), options.facts
        digest = parts[0].sha256
        known = {name for name in ("title", "publisher", "date", "doc_type", "sector") if getattr(given, name)}
        document = Document(
            id=digest[:12],
            source=file.source,
            origin=file.origin,
            sha256=digest,
            title=given.title or facts.title,
            publisher=given.publisher or facts.publisher,
            date=given.date or facts.date,
            doc_type=given.doc_type or facts.doc_type,
            sector=given.sector or facts.sector,
            n_pages=len(pages),
            unreadable_pages=tuple(p.number for p in pages if p.problem and p.number is not None),
            added_at=datetime.now(UTC).isoformat(timespec="seconds"),
            fiscal_year=facts.fiscal_year,
            status=facts.status,
            confidences=tuple((name, share) for name, share in facts.confidences if name not in known),
        )
        chunks = tag_chunks(build_chunks(document.id, blocks), document.title, document.year)
        return PreparedFile(document, pages, chunks)


@contextmanager
def _stumbling(file: SourceFile) -> Iterator[None]:
    """A reader that stumbles over a file nobody foresaw fails this file; the others go on."""
    try:
        yield
    except JunkanError:
        raise
    except OSError as error:
        raise UnreadableFile(source=file.source, detail=error.strerror or str(error)) from error
    except Exception as error:  # whatever a stranger's file provokes
        raise CorruptFile(source=file.source) from error
