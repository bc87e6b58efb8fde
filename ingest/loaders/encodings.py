"""The encodings that Japanese files come in: UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP."""

import codecs
import re
import unicodedata
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPES: Final = ("iso2022_jp", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_jp_3", "iso2022_jp_2")
_CANDIDATES: Final = ("cp932", "euc_jis_2004", "euc_jp", "utf-8")
_ANY_BYTES: Final = ("utf-16-le", "utf-16-be")  # any bytes are text in these
_ASCII_ESCAPES: Final = re.compile(rb"\x1b[$(][@BJIDOPQ(]?")
_SAMPLE_CHARS: Final = 20_000
_MAX_BROKEN_SHARE: Final = 0.01
_SURELY_JAPANESE: Final = 0.02  # a third of the characters of Japanese prose are kana; of noise read as UTF-16 0.003


def decode(data: bytes, declared: str | None = None) -> str | None:
    """The text of the bytes, or None where they are of no known encoding.

    A byte order mark decides; then ISO-2022-JP by its escapes, UTF-8, what the file itself declares where that decodes,
    and of the others the one that decodes and reads as Japanese. A file with a few broken bytes keeps its text, each
    broken byte as U+FFFD.

    Args:
        data: The bytes.
        declared: The encoding that the file names (HTML), or None.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if _ASCII_ESCAPES.search(data) and data.isascii():
        for encoding in _ESCAPES:
            text = _strictly(data, encoding)
            if text is not None:
                return text
    text = _strictly(data, "utf-8")
    if text is not None:
        return _without_bom_utf16(data) or text
    if declared is not None:
        text = _as_declared(data, declared)
        if text is not None:
            return text
    texts = [text for name in _CANDIDATES if (text := _nearly(data, name)) is not None]
    texts += [text for name in _ANY_BYTES if _japanese_score(text := data.decode(name, "replace")) > _SURELY_JAPANESE]
    return max(texts, key=_japanese_score, default=None)


def _as_declared(data: bytes, declared: str) -> str | None:
    """The text in the declared encoding, or None; Shift_JIS means its Windows form, as in every browser."""
    name = declared.strip().lower().replace("-", "_")
    if name in ("shift_jis", "sjis", "x_sjis", "ms_kanji", "windows_31j"):
        name = "cp932"
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _nearly(data: bytes, encoding: str) -> str | None:
    """The text, each broken byte as U+FFFD, or None where more than a few are broken."""
    text = data.decode(encoding, errors="replace")
    return text if text.count("�") <= _MAX_BROKEN_SHARE * len(text) else None


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
    """How much the text looks like Japanese, at most 1.

    Hiragana and Japanese punctuation count for it; half-width katakana, private-use, unassigned and control characters
    against. Read in a wrong encoding, hiragana become rare ideographs or half-width katakana.
    """
    sample = text[:_SAMPLE_CHARS]
    good = sum("ぁ" <= char <= "ん" or char in "、。・ー「」" or "ァ" <= char <= "ヺ" for char in sample)
    bad = sum(
        "｡" <= char <= "ﾟ" or char == "�" or unicodedata.category(char) in ("Co", "Cn", "Cs") or _is_control(char)
        for char in sample
    )
    return (good - bad) / max(1, len(sample))


def _is_control(char: str) -> bool:
    return (char < " " and char not in "\t\n\r\f\x1b") or "\x7f" <= char <= "\x9f"
