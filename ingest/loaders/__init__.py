"""From a file to its pages."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Final

from corpus.errors import DocumentError, UnsupportedFormat
from ingest.loaders.archive import ARCHIVE_SUFFIXES, ArchiveMember, expand_archive
from ingest.loaders.base import (
    LoadedFile,
    Loader,
    LoadLimits,
    OutlineEntry,
    TypesetLine,
    TypesetPage,
    check_file,
    source_name,
)
from ingest.loaders.packages import office_suffix

__all__ = [
    "ARCHIVE_SUFFIXES",
    "DOCUMENT_SUFFIXES",
    "SUFFIXES",
    "ArchiveMember",
    "LoadLimits",
    "LoadedFile",
    "Loader",
    "OutlineEntry",
    "TypesetLine",
    "TypesetPage",
    "expand_archive",
    "load_file",
    "source_name",
]

# Each format's suffixes and its loader, imported when a file of it comes: asking a question needs none of them.
_FORMATS: Final = (
    ((".pdf",), "pdf", "PdfLoader"),
    ((".docx", ".docm"), "docx", "DocxLoader"),
    ((".pptx", ".pptm"), "pptx", "PptxLoader"),
    ((".xlsx", ".xlsm"), "xlsx", "XlsxLoader"),
    ((".csv", ".tsv"), "delimited", "DelimitedLoader"),
    ((".html", ".htm", ".xhtml"), "html", "HtmlLoader"),
    ((".txt", ".md", ".markdown", ".text"), "text", "TextLoader"),
)
DOCUMENT_SUFFIXES: Final = tuple(suffix for suffixes, _, _ in _FORMATS for suffix in suffixes)
SUFFIXES: Final = DOCUMENT_SUFFIXES + ARCHIVE_SUFFIXES

_OFFICE: Final = (".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm")
# How files begin that are no text, whatever their name says.
_FOREIGN: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")


def load_file(
    path: Path, *, max_file_mb: int = 200, pages: range | None = None, source: str | None = None
) -> LoadedFile:
    """The file read by the loader of its format; what the file holds decides where its suffix is wrong.

    Args:
        path: The file; no archive, whose documents `expand_archive` gives.
        max_file_mb: Where to stop, in MB of 10^6 bytes.
        pages: Numbers of the pages to read, where the loader can read some of them; None reads all.
        source: The name it is shown under, where that is not its own (a document from an archive).

    Raises:
        UnsupportedFormat: no loader reads it.
        EmptyFile: it holds nothing.
        FileTooLarge: it is larger than max_file_mb.
        UnreadableFile: the operating system refuses, or it is no file.
        DocumentError: what its loader found; the subclass says it.
    """
    limits = LoadLimits(max_file_mb=max_file_mb, pages=pages)
    try:
        loaded = _loader(path, limits).load(path, limits)
    except UnsupportedFormat as error:  # a loader names its own formats, the user wants to hear of all
        raise UnsupportedFormat(source=source or source_name(path), formats=" ".join(SUFFIXES)) from error
    except DocumentError as error:
        if source is None:
            raise
        raise error.renamed(source) from error
    return loaded if source is None else replace(loaded, source=source)


def _loader(path: Path, limits: LoadLimits) -> Loader:
    source = source_name(path)
    head = check_file(path, limits)
    suffix = path.suffix.lower()
    if suffix not in DOCUMENT_SUFFIXES or (suffix not in (*_OFFICE, ".pdf") and head.startswith(_FOREIGN)):
        raise UnsupportedFormat(source=source, formats=" ".join(SUFFIXES))
    if suffix in _OFFICE and head.startswith(b"PK"):
        suffix = office_suffix(path, suffix, limits)
    return _loader_of(".pdf" if head.startswith(b"%PDF-") else suffix)


def _loader_of(suffix: str) -> Loader:
    module, name = next((module, name) for suffixes, module, name in _FORMATS if suffix in suffixes)
    loader: Loader = getattr(import_module(f"ingest.loaders.{module}"), name)()
    return loader
