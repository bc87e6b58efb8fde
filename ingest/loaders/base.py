"""What every loader gives: the pages of a file and what the file says of itself."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

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
        max_page_seconds: A page that takes longer is given up and marked "time_limit"; so is opening a file.
        max_memory_mb: What the process that reads a PDF may take, in MB of 10^6 bytes, where the system can limit it.
    """

    max_file_mb: int = 200
    max_pages: int = 5000
    max_seconds: float = 600.0
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
    """

    source: str
    pages: tuple[Page, ...]
    title: str | None = None
    author: str | None = None
    created: str | None = None
    outline: tuple[OutlineEntry, ...] = ()


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


def source_name(path: Path) -> str:
    """The file's name as it can be shown: composed (NFC), each unprintable character replaced by U+FFFD."""
    name = unicodedata.normalize("NFC", path.name)
    return "".join("�" if unicodedata.category(char) in _UNPRINTABLE else char for char in name)
