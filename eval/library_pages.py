"""Page texts of a library by file name, for the checks of gold quotes and citations."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from corpus.values import Document, Page
from eval.references import names_source
from ingest.loaders import load_file


class PageSource(Protocol):
    """What is read of a library."""

    def documents(self) -> Sequence[Document]:
        """Every document."""
        ...

    def pages(self, document_id: str) -> Sequence[Page]:
        """The pages of a document in reading order."""
        ...


class LibraryPages:
    """Text of a page by source and page number, each document read once.

    Args:
        library: What to read; documents added later are not seen.
    """

    def __init__(self, library: PageSource) -> None:
        self._library = library
        self._documents = tuple(library.documents())
        self._pages: dict[str, tuple[Page, ...]] = {}

    def __call__(self, source: str, page: int | None) -> str | None:
        """The text of the page, of the whole document for None, or None where there is no such page.

        Several documents that the name means count as one text, a form feed between them.
        """
        exact = [document for document in self._documents if document.source == source]
        meant = exact or [document for document in self._documents if names_source(source, document.source)]
        found = [p.text for document in meant for p in self._read(document.id) if page is None or p.number == page]
        return "\f".join(found) if found else None

    def read_all(self) -> None:
        """Read every page now, so that the library may be closed."""
        for document in self._documents:
            self._read(document.id)

    def _read(self, document_id: str) -> tuple[Page, ...]:
        if document_id not in self._pages:
            self._pages[document_id] = tuple(self._library.pages(document_id))
        return self._pages[document_id]


class FilePages:
    """Text of a page by source and page number, read from files without a library.

    Args:
        files: The documents; each is read when it is first asked for.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)
        self._pages: dict[Path, tuple[Page, ...]] = {}

    def __call__(self, source: str, page: int | None) -> str | None:
        """As that of `LibraryPages`."""
        exact = [file for file in self._files if file.name == source]
        meant = exact or [file for file in self._files if names_source(source, file.name)]
        found = [p.text for file in meant for p in self._read(file) if page is None or p.number == page]
        return "\f".join(found) if found else None

    def _read(self, file: Path) -> tuple[Page, ...]:
        if file not in self._pages:
            self._pages[file] = tuple(load_file(file).pages)
        return self._pages[file]
