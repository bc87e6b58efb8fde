"""Plain text and Markdown → pages."""

import codecs
from pathlib import Path

from corpus.errors import CorruptFile, EmptyFile, UnreadableFile, UnsupportedFormat
from corpus.values import Page
from ingest.loaders.base import LoadedFile, LoadLimits, source_name

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A text with more control characters than this is no text.
_MAX_CONTROL_SHARE = 0.1


class TextLoader:
    """Reads text in the encodings Japanese files come in: UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP."""

    suffixes: tuple[str, ...] = (".txt", ".md", ".markdown", ".text")

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The file's pages: a form feed starts one (then they count from 1), else one page without a number.

        Raises:
            EmptyFile: nothing but white space.
            UnsupportedFormat: it is no text.
            CorruptFile: its bytes are of no encoding that Japanese text comes in.
            UnreadableFile: the operating system refuses, or it has too many pages.
        """
        source = source_name(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UnreadableFile(source=source, detail=error.strerror or str(error)) from error
        text = decode(data)
        if text is None:
            raise CorruptFile(source=source)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not "".join(text.split()).strip("\0\ufeff"):
            raise EmptyFile(source=source)
        if _control_share(text) > _MAX_CONTROL_SHARE:
            raise UnsupportedFormat(source=source, formats=" ".join((".pdf", *self.suffixes)))
        parts = text.split("\f")
        if len(parts) > limits.max_pages:
            detail = f"ページ数が多すぎます（{len(parts)}ページ、上限{limits.max_pages}ページ）。分割してください。"
            raise UnreadableFile(source=source, detail=detail)
        return LoadedFile(source=source, pages=_pages(parts))


def _pages(parts: list[str]) -> tuple[Page, ...]:
    if len(parts) == 1:
        return (Page(None, parts[0]),)
    if not parts[-1].strip():
        parts = parts[:-1]  # a form feed that ends the file starts no page
    return tuple(Page(number, part, None if part.strip() else "no_text") for number, part in enumerate(parts, start=1))


def decode(data: bytes) -> str | None:
    """The text of the bytes, or None where they are of no known encoding.

    A byte order mark decides; then ISO-2022-JP by its escapes, UTF-8, and of CP932 and EUC-JP the one that reads as
    Japanese. A UTF-8 file with a few broken bytes keeps its text, each broken byte as U+FFFD.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\x1b$" in data and not any(byte > 0x7F for byte in data):
        text = _strictly(data, "iso2022_jp_2004") or _strictly(data, "iso2022_jp_ext")
        if text is not None:
            return text
    text = _strictly(data, "utf-8")
    if text is not None:
        return _without_bom_utf16(data) or text
    candidates = [text for name in ("cp932", "euc_jis_2004") if (text := _strictly(data, name)) is not None]
    if candidates:
        return max(candidates, key=_japanese_score)
    lenient = data.decode("utf-8", errors="replace")
    return lenient if lenient.count("�") * 100 <= len(lenient) else _without_bom_utf16(data)


def _without_bom_utf16(data: bytes) -> str | None:
    """The text read as UTF-16 where every second byte is mostly zero, as in mostly Latin text, or None."""
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if max(even, odd) < 0.4 * half:
        return None
    return _strictly(data, "utf-16-be" if even > odd else "utf-16-le")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _japanese_score(text: str) -> float:
    """How much the text looks like Japanese: hiragana count for it, half-width katakana and rare characters against."""
    sample = text[:20000]
    good = sum("ぁ" <= char <= "ん" or char in "、。・ー" for char in sample)
    bad = sum("｡" <= char <= "ﾟ" or "\ue000" <= char <= "\uf8ff" for char in sample)
    return (good - bad) / max(1, len(sample))


def _control_share(text: str) -> float:
    sample = text[:200000]
    control = sum(char < " " and char not in "\t\n\f\0\x1b" for char in sample)
    nul = sample.count("\0")
    return (control + max(0, nul - 0.05 * len(sample))) / max(1, len(sample))
