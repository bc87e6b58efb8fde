"""From a file to its pages."""

from pathlib import Path

from corpus.errors import EmptyFile, FileTooLarge, UnreadableFile, UnsupportedFormat
from ingest.loaders.base import (
    LoadedFile,
    Loader,
    LoadLimits,
    OutlineEntry,
    TypesetLine,
    TypesetPage,
    source_name,
)
from ingest.loaders.pdf import PdfLoader
from ingest.loaders.text import TextLoader

__all__ = [
    "SUFFIXES",
    "LoadLimits",
    "LoadedFile",
    "Loader",
    "OutlineEntry",
    "TypesetLine",
    "TypesetPage",
    "load_file",
    "source_name",
]

_PDF = PdfLoader()
_TEXT = TextLoader()
SUFFIXES: tuple[str, ...] = _PDF.suffixes + _TEXT.suffixes

# How files begin that are neither PDF nor text, whatever their name says.
_FOREIGN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")


def load_file(path: Path, *, max_file_mb: int = 200, pages: range | None = None) -> LoadedFile:
    """The file read by the loader of its format; what the file holds decides where its suffix is wrong.

    Args:
        path: The file.
        max_file_mb: Larger files are refused, in MB of 10^6 bytes.
        pages: Numbers of the pages to read, where the loader can read some of them; None reads all.

    Raises:
        UnsupportedFormat: no loader reads it.
        EmptyFile: it holds nothing.
        FileTooLarge: it is larger than max_file_mb.
        UnreadableFile: the operating system refuses, it is no file, or it has too many pages.
        EncryptedFile, CorruptFile, NoReadableText: what its loader found.
    """
    source = source_name(path)
    limits = LoadLimits(max_file_mb=max_file_mb, pages=pages)
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
    return _loader(path, head, source).load(path, limits)


def _loader(path: Path, head: bytes, source: str) -> Loader:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or (suffix in _TEXT.suffixes and head.startswith(_FOREIGN)):
        raise UnsupportedFormat(source=source, formats=" ".join(SUFFIXES))
    if suffix in _PDF.suffixes or head.startswith(b"%PDF-"):
        return _PDF
    return _TEXT
