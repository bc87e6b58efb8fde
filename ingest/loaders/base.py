"""What every loader gives: the pages of a file and what the file says of itself."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.errors import EmptyFile, FileTooLarge, UnreadableFile
from corpus.values import Page
from ingest.typeset import OutlineEntry, TypesetCell, TypesetLine, TypesetPage, TypesetTable

__all__ = [
    "LoadLimits",
    "LoadedFile",
    "Loader",
    "OutlineEntry",
    "TypesetCell",
    "TypesetLine",
    "TypesetPage",
    "TypesetTable",
    "source_name",
]

_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """Where a loader stops.

    Attributes:
        max_file_mb: Larger files are refused, in MB of 10^6 bytes.
        max_pages: Documents with more pages are refused.
        max_seconds: After that the pages left are marked "time_limit" instead of read.
        pages: Where given, only pages with these numbers are read, by loaders that can; the others read all.
        max_unpacked_mb: Packed files (Office documents, archives) that unpack to more are refused.
        max_entries: Packed files with more entries are refused.
        max_cells: Sheets and tables with more cells, empty ones included, are refused.
        max_nesting: Archives inside archives deeper than this are refused: 1 takes only archives that hold no other.
        max_page_seconds: A page that takes longer is given up and marked "time_limit"; so is opening a file.
        max_memory_mb: What the process that reads a PDF may take, in MB of 10^6 bytes, where the system can limit it.
    """

    max_file_mb: int = 200
    max_pages: int = 5000
    max_seconds: float = 600.0
    pages: range | None = None
    max_unpacked_mb: int = 1000
    max_entries: int = 10_000
    max_cells: int = 1_000_000
    max_nesting: int = 2
    max_page_seconds: float = 60.0
    max_memory_mb: int = 3000


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file as its loader read it.

    Attributes:
        source: The file's name as it is shown.
        pages: In order; never empty.
        title: The title the file carries in its properties, or None.
        author: The author or publisher it carries, or None.
        created: The day it was made ("2025-03-31"), or None.
        outline: Its bookmarks, in order.
        n_total: How many pages the file has where only some were read; None where `pages` is all of them.
    """

    source: str
    pages: tuple[Page, ...]
    title: str | None = None
    author: str | None = None
    created: str | None = None
    outline: tuple[OutlineEntry, ...] = ()
    n_total: int | None = None


class Loader(Protocol):
    """Reads one format."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of its files, in lower case with the dot."""
        ...

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The file read.

        Raises:
            DocumentError: it cannot be taken; the subclass says why.
        """
        ...


def check_file(path: Path, limits: LoadLimits) -> bytes:
    """The first 1,024 bytes of a file that may be read.

    Raises:
        EmptyFile: it holds nothing.
        FileTooLarge: it is larger than the limits allow.
        UnreadableFile: the operating system refuses, or it is no file.
    """
    source = source_name(path)
    try:
        if not path.is_file():  # a pipe or a device would never end
            raise UnreadableFile(source=source, detail="ファイルではありません。")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise UnreadableFile(source=source, detail=error.strerror or str(error)) from error
    if size == 0:
        raise EmptyFile(source=source)
    if size > limits.max_file_mb * 10**6:
        raise FileTooLarge(source=source, size_mb=-(-size // 10**6), max_mb=limits.max_file_mb)
    return head


def source_name(path: Path) -> str:
    """The file's name as it can be shown: composed (NFC), each unprintable character replaced by U+FFFD."""
    name = unicodedata.normalize("NFC", path.name)
    return "".join("�" if unicodedata.category(char) in _UNPRINTABLE else char for char in name)
