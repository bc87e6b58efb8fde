"""What a PDF says of itself: title, author, date, bookmarks. The only module that imports pypdf."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import Destination

from ingest.typeset import OutlineEntry

_MAX_OUTLINE = 2000
_MAX_OUTLINE_LEVEL = 6
# The characters that PDFDocEncoding puts at the bytes 0x80 to 0x9e and 0xa0. Source: ISO 32000-1, annex D.2.
_PDF_DOC_BYTES = {ord(char): 0x80 + k for k, char in enumerate("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž")} | {ord("€"): 0xA0}
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
# What pypdf raises over broken structures besides its own errors.
_STUMBLES = (
    PyPdfError,
    DependencyError,  # AES without the cryptography package; PDFium reads the text all the same
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    NotImplementedError,
)

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every flaw that it reads over


@dataclass(frozen=True, slots=True)
class PdfProperties:
    """Properties of a PDF; None or empty where it carries none.

    Attributes:
        title: Its title.
        author: Its author or publisher.
        created: The day it was made ("2025-03-31"), or the month or year where it says no more.
        outline: Its bookmarks in order, at most 2,000, six levels deep.
    """

    title: str | None = None
    author: str | None = None
    created: str | None = None
    outline: tuple[OutlineEntry, ...] = ()


def read_properties(path: Path) -> PdfProperties:
    """The PDF's properties; what cannot be read is left out, for its text does not depend on them."""
    try:
        with PdfReader(path) as reader:
            facts = _facts(reader)
            return PdfProperties(
                facts.get("/Title"), facts.get("/Author"), _iso_day(facts.get("/CreationDate")), _outline(reader)
            )
    except _STUMBLES:
        return PdfProperties()


def _facts(reader: PdfReader) -> dict[str, str]:
    try:
        found = {name: _decoded(str(value)) for name, value in (reader.metadata or {}).items()}
    except _STUMBLES:
        return {}
    return {name: value for name, value in found.items() if value}


def _outline(reader: PdfReader) -> tuple[OutlineEntry, ...]:
    try:
        return tuple(islice(_entries(reader, reader.outline, 1), _MAX_OUTLINE))
    except _STUMBLES:
        return ()


def _entries(reader: PdfReader, items: object, level: int) -> Iterator[OutlineEntry]:
    """Bookmarks of one level; pypdf nests the ones below as a list behind their parent."""
    if level > _MAX_OUTLINE_LEVEL or not isinstance(items, list):
        return
    for item in items:
        if isinstance(item, Destination):
            title = " ".join((item.title or "").replace("\0", "").split())
            if title:
                yield OutlineEntry(level, title, _page_number(reader, item))
        else:
            yield from _entries(reader, item, level + 1)


def _page_number(reader: PdfReader, item: Destination) -> int | None:
    try:
        index = reader.get_destination_page_number(item)
    except _STUMBLES:
        return None
    return index + 1 if index is not None and index >= 0 else None


def _decoded(value: str) -> str:
    """The property mended where Shift_JIS bytes were stored as if they were PDFDocEncoding."""
    value = " ".join(value.replace("\0", "").split())
    if value.isascii():
        return value
    try:
        return value.translate(_PDF_DOC_BYTES).encode("latin-1").decode("cp932")
    except UnicodeError:
        return value


def _iso_day(pdf_date: str | None) -> str | None:
    match = _PDF_DATE.match(pdf_date or "")
    if match is None or match[1] < "1980":
        return None
    return "-".join(part for part in match.groups() if part)
