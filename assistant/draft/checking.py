"""Whether a draft keeps its word: every sentence cited, every quote on its page, no figure from nowhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Protocol

from assistant.answering.quoting import PageText
from assistant.draft.marking import cited_stretches, quoted, sentences
from assistant.draft.values import CHECK_MARK, Draft, Paragraph, ParagraphStatus
from corpus.taxonomy import load_challenges, load_perspectives
from corpus.values import Citation
from ingest.normalization import compact, normalize

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_INLINE = re.compile(r"</?(?:su[bp]|b|i|em|strong|u)>")  # CO<sub>2</sub> of a text file is CO2
_JOINED = re.compile(r"[／：:（）()]")  # cells of a row are joined by these


class Fault(StrEnum):
    """What is wrong with a paragraph."""

    UNCITED = "uncited"
    QUOTE_NOT_ON_PAGE = "quote_not_on_page"
    FIGURE_NOT_ON_PAGE = "figure_not_on_page"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault, the section it is in and the words it is about."""

    fault: Fault
    section: str
    words: str


class Smoother(Protocol):
    """Rewords a paragraph so that it reads well: the place for a chat model."""

    def smooth(self, text: str) -> str:
        """The paragraph in other words, its quotes and its [n] kept."""
        ...


def problems_of(draft: Draft, page_text: PageText) -> tuple[Problem, ...]:
    """Every fault of the draft's paragraphs and of the quotes behind its tables; empty where it keeps its word."""
    found = [
        problem
        for section in draft.sections
        for paragraph in section.paragraphs
        for problem in paragraph_problems(paragraph, section.key, page_text)
    ]
    found += [
        Problem(Fault.QUOTE_NOT_ON_PAGE, "", reference.citation.quote)
        for reference in draft.references
        if not _is_on_page(reference.citation, page_text)
    ]
    return tuple(found)


def paragraph_problems(paragraph: Paragraph, section: str, page_text: PageText) -> Iterator[Problem]:
    """The faults of one paragraph. One that is marked for checking promises nothing but its quotes."""
    supported = paragraph.status is ParagraphStatus.SUPPORTED
    for citation in paragraph.citations:
        if not _is_on_page(citation, page_text):
            yield Problem(Fault.QUOTE_NOT_ON_PAGE, section, citation.quote)
    if not supported and paragraph.text.startswith(CHECK_MARK):
        return
    for stretch in cited_stretches(paragraph):
        said = sentences(stretch.text)
        if not stretch.citations or len(said) > 1:
            yield Problem(Fault.UNCITED, section, stretch.text)
            continue
        pages = "".join(_source(citation, page_text) for citation in stretch.citations)
        for figure in _FIGURE.findall(normalize(stretch.text)):
            if figure not in pages:
                yield Problem(Fault.FIGURE_NOT_ON_PAGE, section, figure)
        for quote in (q.strip("…") for q in quoted(stretch.text) if q not in _names()):
            if not all(compact(piece) in pages for piece in _JOINED.split(quote) if piece):
                yield Problem(Fault.QUOTE_NOT_ON_PAGE, section, quote)


def kept_honest(paragraph: Paragraph, section: str, page_text: PageText) -> Paragraph:
    """The paragraph, marked for checking where it has a fault."""
    if paragraph.status is ParagraphStatus.NEEDS_CHECK or not any(paragraph_problems(paragraph, section, page_text)):
        return paragraph
    return replace(paragraph, text=CHECK_MARK + paragraph.text, status=ParagraphStatus.NEEDS_CHECK)


def smoothed(paragraph: Paragraph, section: str, smoother: Smoother, page_text: PageText) -> Paragraph:
    """The paragraph as the smoother words it where that holds up, else as it was.

    It holds up where the same citations are used, every quote is one that stood there, every sentence is cited and no
    figure is new.
    """
    if paragraph.status is ParagraphStatus.NEEDS_CHECK:
        return paragraph
    reworded = replace(paragraph, text=smoother.smooth(paragraph.text))
    used = {c.n for stretch in cited_stretches(reworded) for c in stretch.citations}
    same = used == {c.n for c in paragraph.citations} and set(quoted(reworded.text)) == set(quoted(paragraph.text))
    return reworded if same and not any(paragraph_problems(reworded, section, page_text)) else paragraph


@cache
def _names() -> frozenset[str]:
    """Names of the six challenges and the perspectives: ours, not a document's, also in quotation marks."""
    return frozenset({c.ja for c in load_challenges()} | {p.ja for p in load_perspectives()})


def _is_on_page(citation: Citation, page_text: PageText) -> bool:
    return "".join(citation.quote.split()) in _unspaced(page_text(citation.document_id, citation.page))


@lru_cache(maxsize=64)
def _unspaced(page: str) -> str:
    return "".join(page.split())


def _source(citation: Citation, page_text: PageText) -> str:
    """What a sentence with this citation may take from: the page, and the names of the document and its sections."""
    return _folded(page_text(citation.document_id, citation.page)) + compact(
        "".join((citation.title, *citation.section))
    )


@lru_cache(maxsize=64)
def _folded(page: str) -> str:
    """A page without white space, as it is and without marks for small letters: text files have long pages."""
    plain = _INLINE.sub("", page)
    return compact(page) if plain == page else compact(page) + compact(plain)
