"""Zip packages, looked at before anything is unpacked: how many entries, how large, how tightly packed."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from corpus.errors import (
    CorruptFile,
    DocumentError,
    EncryptedFile,
    TooManyParts,
    UnpacksTooLarge,
    UnreadableFile,
    UnsafeFile,
    UnsupportedFormat,
)
from ingest.loaders.base import LoadLimits

OLE_HEAD: Final = b"\xd0\xcf\x11\xe0"
# The longest end record: 22 bytes and a comment of 65,535. Source: PKWARE APPNOTE 6.3.10, section 4.3.16.
_END_RECORD: Final = struct.Struct("<4s4H2LH")
_MAX_END_BYTES: Final = _END_RECORD.size + 65_535
_MAX_BYTES_PER_NAME: Final = 2_000
# Text and XML pack at 3 to 30, sheets of equal cells at up to 150; a bomb at 1,000 (the most deflate can do).
_MAX_RATIO: Final = 300
_SMALL_BYTES: Final = 20 * 10**6  # whatever unpacks to less overwhelms nobody
_MAX_XML_MB: Final = 100  # a tree of XML takes five to ten times the memory of its text
# What zipfile raises over damaged packages.
PACKAGE_FAILURES: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,  # NotImplementedError among them: a compression or an encryption it does not know
    ValueError,
    OverflowError,
)
# What the readers of Office documents raise where a file is not what it says; each adds its own errors.
READER_FAILURES: Final = (
    *PACKAGE_FAILURES,
    LookupError,
    AttributeError,
    TypeError,
    ArithmeticError,
    AssertionError,
    SyntaxError,  # of XML, as lxml and the standard library raise it
)
# Office documents never declare entities: ECMA-376 part 2, 6.2.5 forbids document type declarations.
_DECLARATION: Final = re.compile(rb"<!DOCTYPE")
# XML is told by how a part begins, for its name is free: the package's types and relationships may name any part.
_HEAD_BYTES: Final = 256
_BEFORE_XML: Final = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"  # marks of byte order, zeros of wide encodings, blanks
_EBCDIC_XML: Final = b"\x4c\x6f\xa7\x94"  # "<?xm" as libxml2 recognises it; no office writes it
_XML_PICTURES: Final = (".svg",)  # what draws them declares a document type; readers of text leave them alone
_MAIN_PARTS: Final = {"word/document.xml": ".docx", "ppt/presentation.xml": ".pptx", "xl/workbook.xml": ".xlsx"}
_DECLARATION_BYTES: Final = 1 << 20
# An encrypted Office document is an OLE container with a stream of this name. Source: [MS-OFFCRYPTO] 2.3.
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")


@contextmanager
def opened_package(path: Path, source: str, limits: LoadLimits) -> Iterator[zipfile.ZipFile]:
    """The package, open; what is wrong with its structure is raised as an error of ours, inside the block too.

    Raises:
        CorruptFile: it is no zip file or a damaged one.
        TooManyParts, UnpacksTooLarge, UnsafeFile: it is too much, or made to be.
        UnreadableFile: the operating system refuses.
    """
    try:
        with path.open("rb") as file:
            _check_directory(file, source, limits)
            with zipfile.ZipFile(file) as package:
                check_size(package, source, limits)
                yield package
    except PACKAGE_FAILURES as error:
        raise CorruptFile(source=source) from error
    except OSError as error:
        raise UnreadableFile(source=source, detail=error.strerror or str(error)) from error


def check_office_file(path: Path, source: str, limits: LoadLimits, formats: tuple[str, ...]) -> None:
    """Passes an Office document (OOXML) that its reader may be given.

    Args:
        path: The file.
        source: Its name, for errors.
        limits: Where to stop.
        formats: Suffixes to name where it is of an older format.

    Raises:
        EncryptedFile: it asks for a password.
        UnsupportedFormat: it is of the format before 2007.
        CorruptFile, TooManyParts, UnpacksTooLarge, UnsafeFile, UnreadableFile: as `opened_package`.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(OLE_HEAD))
            is_encrypted = head == OLE_HEAD and _ENCRYPTED_STREAM in file.read()
    except OSError as error:
        raise UnreadableFile(source=source, detail=error.strerror or str(error)) from error
    if is_encrypted:
        raise EncryptedFile(source=source)
    if head == OLE_HEAD:
        raise UnsupportedFormat(source=source, formats=" ".join(formats))
    # Its readers hold every part in memory, pictures included, which hardly pack.
    in_memory = replace(limits, max_unpacked_mb=min(limits.max_unpacked_mb, 2 * limits.max_file_mb))
    with opened_package(path, source, in_memory) as package:
        if any(entry.flag_bits & 1 for entry in package.infolist()):
            raise EncryptedFile(source=source)
        entries = [entry for entry in package.infolist() if _is_xml(package, entry, source)]
        size_mb = sum(entry.file_size for entry in entries) // 10**6
        if size_mb > _MAX_XML_MB:
            raise UnpacksTooLarge(source=source, size_mb=size_mb, max_mb=_MAX_XML_MB)
        for entry in entries:
            if entry.filename.lower().endswith(_XML_PICTURES):
                continue
            with package.open(entry) as part:
                if _DECLARATION.search(part.read(_DECLARATION_BYTES).replace(b"\0", b"")):
                    raise UnsafeFile(source=source)


def _is_xml(package: zipfile.ZipFile, entry: zipfile.ZipInfo, source: str) -> bool:
    """True for a part that a parser of XML would read on, whatever its name."""
    with package.open(entry) as part:
        head = part.read(_HEAD_BYTES)
    if head.startswith(_EBCDIC_XML):
        raise UnsafeFile(source=source)
    begins = head.lstrip(_BEFORE_XML)
    return begins.startswith(b"<") or (not begins and bool(head))


def office_suffix(path: Path, suffix: str, limits: LoadLimits) -> str:
    """The suffix of the Office format that the file holds, whatever its name says; its own where none is seen."""
    try:
        with opened_package(path, path.name, limits) as package:
            names = set(package.namelist())
    except DocumentError:
        return suffix  # its loader will say what is wrong
    held = next((kind for part, kind in _MAIN_PARTS.items() if part in names), suffix)
    return suffix if suffix[:-1] == held[:-1] else held


def check_size(package: zipfile.ZipFile, source: str, limits: LoadLimits) -> None:
    """Passes a package whose entries, as its directory declares them, are few and small enough.

    zipfile never unpacks more of an entry than the directory declares, so the sizes are upper bounds.

    Raises:
        TooManyParts, UnpacksTooLarge, UnsafeFile: it is too much, or made to be.
    """
    entries = package.infolist()
    if len(entries) > limits.max_entries:
        raise TooManyParts(source=source, n=len(entries), max_n=limits.max_entries)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > _SMALL_BYTES and unpacked > _MAX_RATIO * max(packed, 1):
        raise UnsafeFile(source=source)
    if unpacked > limits.max_unpacked_mb * 10**6:
        raise UnpacksTooLarge(source=source, size_mb=-(-unpacked // 10**6), max_mb=limits.max_unpacked_mb)


def _check_directory(file: BinaryIO, source: str, limits: LoadLimits) -> None:
    """Looks at the end record before zipfile reads a directory that may hold millions of names."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _MAX_END_BYTES))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_RECORD.size:
        raise CorruptFile(source=source)
    _, _, _, _, n_entries, directory_bytes, _, _ = _END_RECORD.unpack_from(tail, at)
    if n_entries > limits.max_entries:  # 65,535 also stands for "more"
        raise TooManyParts(source=source, n=n_entries, max_n=limits.max_entries)
    if directory_bytes > _MAX_BYTES_PER_NAME * max(n_entries, 10):
        raise UnsafeFile(source=source)
    file.seek(0)
