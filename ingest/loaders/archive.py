"""Zip archives → the documents in them, one after another."""

import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from corpus.errors import (
    CorruptFile,
    DocumentError,
    EncryptedFile,
    FileTooLarge,
    NoDocumentInside,
    UnreadableFile,
    UnsafeFile,
    UnsupportedFormat,
)
from ingest.loaders.base import LoadLimits, check_file, source_name
from ingest.loaders.packages import PACKAGE_FAILURES, opened_package

ARCHIVE_SUFFIXES: Final = (".zip",)
_UTF8_NAME: Final = 0x800  # flag bit 11: the name is UTF-8. Source: PKWARE APPNOTE 6.3.10, appendix D.
_ENCRYPTED: Final = 0x1
_BLOCK_BYTES: Final = 1 << 20
_CLUTTER: Final = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_UNPRINTABLE_STEM: Final = "document"


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A document of an archive.

    Attributes:
        source: As citations show it: "archive.zip/folder/name.docx".
        name: Its place in the archive, "folder/name.docx"; for one of an archive inside, both places joined by "/".
            Of several under one name the later ones are told apart: "folder/name(2).docx".
        path: Where it lies unpacked, under a name of ours; whoever reads it may delete it. None where it failed.
        error: Why it could not be unpacked, or None; UnsupportedFormat for a file that is no document.
    """

    source: str
    name: str
    path: Path | None
    error: DocumentError | None = None


def expand_archive(
    path: Path, folder: Path, suffixes: tuple[str, ...], limits: LoadLimits | None = None
) -> Iterator[ArchiveMember]:
    """The documents of the archive in the order of their names, each unpacked when it is asked for.

    Names from the archive are shown and never used as paths. Files of other formats come as members that failed; hidden
    ones and what systems leave behind are passed over. Archives inside are opened too, as deep as the limits allow.

    Args:
        path: The archive.
        folder: An existing empty folder for what is unpacked; the caller removes it.
        suffixes: Of the formats that can be read, in lower case with the dot.
        limits: Where to stop; sizes and entries count over the whole archive, those of archives inside included.

    Raises:
        EmptyFile, FileTooLarge, CorruptFile, TooManyParts, UnpacksTooLarge, UnsafeFile, UnreadableFile: the archive
            itself; nothing was yielded.
        NoDocumentInside: it holds no file of the formats.
    """
    source = source_name(path)
    chosen = limits or LoadLimits()
    check_file(path, chosen)
    expander = _Expander(folder, suffixes, chosen)
    n = 0
    for member in expander.members(path, source, "", 1):
        n += not isinstance(member.error, UnsupportedFormat)
        yield member
    if n == 0:
        raise NoDocumentInside(source=source, formats=" ".join(suffixes))


class _Expander:
    """Unpacks one archive and those inside it under one budget."""

    def __init__(self, folder: Path, suffixes: tuple[str, ...], limits: LoadLimits) -> None:
        self._folder = folder
        self._suffixes = suffixes
        self._limits = limits
        self._bytes_left = limits.max_unpacked_mb * 10**6
        self._entries_left = limits.max_entries
        self._n_files = 0

    def members(self, path: Path, source: str, place: str, depth: int) -> Iterator[ArchiveMember]:
        with opened_package(path, source, self._limits) as package:
            named = sorted(((_name(entry), entry) for entry in package.infolist()), key=lambda pair: pair[0])
            self._entries_left -= len(named)
            if self._entries_left < 0:
                raise UnsafeFile(source=source)
            n_same: Counter[str] = Counter()
            for name, entry in named:
                if entry.is_dir() or _CLUTTER.search(name):
                    continue
                n_same[name] += 1
                suffix = PurePosixPath(name).suffix.lower()
                told = _told_apart(name, n_same[name])
                shown, inside = f"{source}/{told}", f"{place}{told}"
                if suffix in ARCHIVE_SUFFIXES:
                    yield from self._inner(package, entry, shown, inside, depth)
                elif suffix in self._suffixes:
                    yield self._member(package, entry, shown, inside, suffix)
                else:
                    unsupported = UnsupportedFormat(source=shown, formats=" ".join(self._suffixes))
                    yield ArchiveMember(shown, inside, None, unsupported)

    def _inner(
        self, package: zipfile.ZipFile, entry: zipfile.ZipInfo, source: str, place: str, depth: int
    ) -> Iterator[ArchiveMember]:
        """The documents of an archive in the archive; one that cannot be opened is a member that failed."""
        if depth >= self._limits.max_nesting:
            yield ArchiveMember(source, place, None, UnsafeFile(source=source))
            return
        unpacked = self._member(package, entry, source, place, ".zip")
        if unpacked.path is None:
            yield unpacked
            return
        try:
            yield from self.members(unpacked.path, source, f"{place}/", depth + 1)
        except DocumentError as error:
            yield ArchiveMember(source, place, None, error)
        finally:
            unpacked.path.unlink(missing_ok=True)

    def _member(
        self, package: zipfile.ZipFile, entry: zipfile.ZipInfo, source: str, place: str, suffix: str
    ) -> ArchiveMember:
        try:
            return ArchiveMember(source, place, self._unpacked(package, entry, source, suffix))
        except DocumentError as error:
            return ArchiveMember(source, place, None, error)

    def _unpacked(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo, source: str, suffix: str) -> Path:
        """The entry under a name of ours in the folder."""
        if entry.flag_bits & _ENCRYPTED:
            raise EncryptedFile(source=source)
        if entry.file_size > self._limits.max_file_mb * 10**6:
            size_mb = -(-entry.file_size // 10**6)
            raise FileTooLarge(source=source, size_mb=size_mb, max_mb=self._limits.max_file_mb)
        self._bytes_left -= entry.file_size
        if self._bytes_left < 0:
            raise UnsafeFile(source=source)
        self._n_files += 1
        target = self._folder / f"{self._n_files:05d}{suffix}"
        with _translated(source), package.open(entry) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file, _BLOCK_BYTES)
        return target


def _told_apart(name: str, nth: int) -> str:
    path = PurePosixPath(name)
    return name if nth == 1 else str(path.with_name(f"{path.stem}({nth}){path.suffix}"))


@contextmanager
def _translated(source: str) -> Iterator[None]:
    """Failures of one entry as an error of its own; the other entries go on."""
    try:
        yield
    except OSError as error:
        raise UnreadableFile(source=source, detail=error.strerror or str(error)) from error
    except PACKAGE_FAILURES as error:
        raise CorruptFile(source=source) from error


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as it was meant, with "/" between folders and nothing that leads out of the archive.

    zipfile reads a name without the UTF-8 mark as CP437; Japanese Windows writes CP932 there, and other systems UTF-8.
    """
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = [part for part in re.split(r"[/\\]+", name) if part not in ("", ".", "..")]
    shown = [source_name(Path(part)) for part in parts]
    return "/".join(shown) or _UNPRINTABLE_STEM
