"""PDF → pages. The only module that imports pypdfium2."""

import ctypes
import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.errors import CorruptFile, EncryptedFile, NoReadableText, UnreadableFile
from ingest.loaders.base import LoadedFile, LoadLimits, OutlineEntry, TypesetLine, TypesetPage, source_name
from ingest.loaders.pdf_properties import read_properties

# PDFium keeps global state and is not thread-safe: https://pypdfium2.readthedocs.io, "Thread Safety".
_PDFIUM_LOCK = Lock()

_LINE = re.compile(r"[^\n]+")
_CID = re.compile(r"\(cid:\d+\)")
# Scripts in which the documents Junkan reads can be written, by the first word of a character's Unicode name.
_EXPECTED_SCRIPTS = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN", "FULLWIDTH", "HALFWIDTH", "GREEK"}
_EXPECTED_SCRIPTS |= {"CYRILLIC", "HANGUL", "KANGXI", "IDEOGRAPHIC", "PARENTHESIZED", "FEMININE", "MASCULINE", "MICRO"}
_EXPECTED_SCRIPTS |= {"COMBINING", "VARIATION"}  # the sound marks of decomposed kana, forms of ideographs
_EXPECTED_SCRIPTS |= {"DOUBLE-STRUCK", "SCRIPT", "ANGSTROM", "OHM", "KELVIN", "MATHEMATICAL", "MODIFIER", "VERTICAL"}
# A readable page has hardly any; a page in a font without a character map is made of them. One in five leaves room for
# pages of bullets in symbol fonts.
_MAX_STRANGE_SHARE = 0.2
_MIN_STRANGE = 8


class PdfLoader:
    """Reads PDF with PDFium, page by page."""

    suffixes: tuple[str, ...] = (".pdf",)

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The PDF's pages, or those that the limits name; one without readable text carries its problem.

        Raises:
            EncryptedFile: it asks for a password.
            CorruptFile: PDFium cannot open it or it has no pages.
            NoReadableText: all pages were read and none has readable text.
            UnreadableFile: it has too many pages.
        """
        source = source_name(path)
        with _PDFIUM_LOCK, _opened(path, source) as document:
            n_pages = len(document)
            if n_pages == 0:
                raise CorruptFile(source=source)
            if n_pages > limits.max_pages:
                detail = f"ページ数が多すぎます（{n_pages}ページ、上限{limits.max_pages}ページ）。分割してください。"
                raise UnreadableFile(source=source, detail=detail)
            properties = read_properties(path)
            wanted = _wanted(limits.pages, n_pages)
            pages = _pages(document, wanted, properties.outline, deadline=time.monotonic() + limits.max_seconds)
        if len(pages) == n_pages and all(page.problem for page in pages):
            raise NoReadableText(source=source, n_pages=n_pages)
        return LoadedFile(
            source=source,
            pages=pages,
            title=properties.title,
            author=properties.author,
            created=properties.created,
            outline=properties.outline,
            n_total=None if len(pages) == n_pages else n_pages,
        )


@contextmanager
def _opened(path: Path, source: str) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise EncryptedFile(source=source) from error
        raise CorruptFile(source=source) from error
    try:
        yield document
    except pdfium.PdfiumError as error:
        raise CorruptFile(source=source) from error
    finally:
        document.close()


def _wanted(pages: range | None, n_pages: int) -> range:
    return range(1, n_pages + 1) if pages is None else range(pages.start, min(pages.stop, n_pages + 1))


def _pages(
    document: pdfium.PdfDocument, wanted: range, outline: tuple[OutlineEntry, ...], *, deadline: float
) -> tuple[TypesetPage, ...]:
    bookmarks: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for entry in outline:
        if entry.page is not None:
            bookmarks[entry.page].append((entry.level, entry.title))
    pages = []
    for number in wanted:
        if time.monotonic() > deadline:
            pages.append(TypesetPage(number, "", "time_limit"))
        else:
            pages.append(_page(document, number, tuple(bookmarks[number])))
    return tuple(pages)


def _page(document: pdfium.PdfDocument, number: int, outline: tuple[tuple[int, str], ...]) -> TypesetPage:
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return TypesetPage(number, "", "no_text")  # one damaged page does not cost the others
    try:
        width, height = page.get_size()
        textpage = page.get_textpage()
        raw: str = textpage.get_text_range()
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        lines = tuple(_typeset_lines(textpage, raw, text, width, height))
        textpage.close()
    except pdfium.PdfiumError:
        return TypesetPage(number, "", "no_text")
    finally:
        page.close()
    return TypesetPage(number, text, page_problem(text), width, height, lines, outline)


def _typeset_lines(
    textpage: pdfium.PdfTextPage, raw: str, text: str, width: float, height: float
) -> Iterator[TypesetLine]:
    """Where each line stands, from the boxes of its first, middle and last character."""
    if width <= 0 or height <= 0 or raw.count("\r\n") != text.count("\n"):
        return
    box = pdfium_c.FS_RECTF()

    def place(offset: int) -> tuple[float, float, float, float] | None:
        index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage.raw, offset)
        if index < 0 or not pdfium_c.FPDFText_GetLooseCharBox(textpage.raw, index, ctypes.byref(box)):
            return None
        return box.left, box.top, box.right, box.bottom

    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            continue
        start = match.start() + len(line) - len(line.lstrip())
        shift = text.count("\n", 0, start)  # each of them was "\r\n" in PDFium's text
        at = (start + shift, start + shift + len(stripped) // 2, start + shift + len(stripped) - 1)
        first, middle, last = map(place, at)
        if first is None or middle is None or last is None:
            continue
        yield TypesetLine(
            start=start,
            size=round(sorted(abs(box[1] - box[3]) for box in (first, middle, last))[1], 2),
            left=round(min(first[0], last[0]) / width, 4),
            right=round(max(first[2], last[2]) / width, 4),
            top=round(1 - max(first[1], last[1]) / height, 4),
            bottom=round(1 - min(first[3], last[3]) / height, 4),
        )


def page_problem(text: str) -> str | None:
    """Says "no_text" where nothing can be seen, "garbled" where the characters cannot be meant, else None."""
    visible = "".join(text.split())
    strange = sum(_is_strange(char) for char in visible)
    cids = sum(len(match) for match in _CID.findall(text))
    if strange + cids >= _MIN_STRANGE and strange + cids > _MAX_STRANGE_SHARE * len(visible):
        return "garbled"
    return None if any(char.isalnum() for char in visible) else "no_text"


def _is_strange(char: str) -> bool:
    """True for a character that stands for an unknown one or is of a script no document of ours is written in."""
    if char < "\x7f":
        return char < " "
    if "\x80" <= char <= "\xff" and char.isalpha():
        return True  # é in a name is rare; a page of them is Shift_JIS or UTF-8 read as Latin-1
    category = unicodedata.category(char)
    if category in ("Co", "Cn", "Cs", "Cc") or char == "�":
        return True
    return category[0] in "LM" and unicodedata.name(char, "?").split()[0] not in _EXPECTED_SCRIPTS
