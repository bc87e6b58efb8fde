"""What a word document of Junkan holds, read back: its footnotes, its text, the draft it was made from."""

import re
from dataclasses import dataclass
from pathlib import Path

from docx.oxml.ns import qn

from assistant.draft.stored import draft_from_json
from assistant.draft.values import Draft
from assistant.export.word.document import SOURCES_MARK, opened
from assistant.export.word.parts import footnote_elements, stored_text
from corpus.errors import InputError

_NOTE = re.compile(r"^(?P<source>.*?)(?:p\.(?P<page>\d+)|ページなし)：「(?P<quote>.*)」［出典(?P<n>\d+)］$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote of a draft.

    Attributes:
        source: Publisher, title and date.
        page: Number of the page, or None.
        quote: The quote, or what is said of it where it is long.
        n: Its number in the list of sources.
    """

    source: str
    page: int | None
    quote: str
    n: int


def read_footnotes(path: Path) -> tuple[Footnote, ...]:
    """The footnotes that Junkan wrote, in the order in which they were made; those of people are left out.

    Raises:
        InputError: it is no word document.
    """
    found = []
    for element in footnote_elements(opened(path)):
        text = "".join(node.text or "" for node in element.iter(qn("w:t"))).strip()
        match = _NOTE.match(text)
        if match:
            page = int(match["page"]) if match["page"] else None
            found.append(Footnote(match["source"], page, match["quote"].strip("…"), int(match["n"])))
    return tuple(found)


def read_paragraphs(path: Path) -> tuple[str, ...]:
    """The texts of a word document's paragraphs up to Junkan's list of sources, tables and empty ones left out.

    Raises:
        InputError: it is no word document.
    """
    texts: list[str] = []
    for paragraph in opened(path).element.body.iterchildren(qn("w:p")):
        if any(start.get(qn("w:name")) == SOURCES_MARK for start in paragraph.iter(qn("w:bookmarkStart"))):
            break
        texts.append("".join(node.text or "" for node in paragraph.iter(qn("w:t"))))
    return tuple(text for text in texts if text.strip())


def stored_draft(path: Path) -> Draft:
    """The draft that a word document was made from, as it was written last.

    Raises:
        InputError: it is no word document, or none that Junkan made.
    """
    text = stored_text(opened(path))
    if text is None:
        raise InputError(source=path.name, detail="Junkanが書き出した起案ではありません")
    return draft_from_json(text, path.name)
