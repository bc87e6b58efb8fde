"""Plain text and Markdown → pages."""

from pathlib import Path

from corpus.errors import CorruptFile, EmptyFile, UnreadableFile, UnsupportedFormat
from corpus.values import Page
from ingest.loaders.base import LoadedFile, LoadLimits, source_name
from ingest.loaders.encodings import decode

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
        text = read_text_file(path, self.suffixes)
        parts = text.split("\f")
        if len(parts) > limits.max_pages:
            detail = f"ページ数が多すぎます（{len(parts)}ページ、上限{limits.max_pages}ページ）。分割してください。"
            raise UnreadableFile(source=source, detail=detail)
        return LoadedFile(source=source, pages=_pages(parts))


def read_text_file(path: Path, formats: tuple[str, ...]) -> str:
    r"""The text of the file with "\\n" at the ends of its lines.

    Args:
        path: The file.
        formats: Suffixes to name where it holds no text.

    Raises:
        EmptyFile, UnsupportedFormat, CorruptFile, UnreadableFile: as `TextLoader.load`.
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
        raise UnsupportedFormat(source=source, formats=" ".join(formats))
    return text


def _pages(parts: list[str]) -> tuple[Page, ...]:
    if len(parts) == 1:
        return (Page(None, parts[0]),)
    if not parts[-1].strip():
        parts = parts[:-1]  # a form feed that ends the file starts no page
    return tuple(Page(number, part, None if part.strip() else "no_text") for number, part in enumerate(parts, start=1))


def _control_share(text: str) -> float:
    sample = text[:200000]
    control = sum(char < " " and char not in "\t\n\f\0\x1b" for char in sample)
    nul = sample.count("\0")
    return (control + max(0, nul - 0.05 * len(sample))) / max(1, len(sample))
