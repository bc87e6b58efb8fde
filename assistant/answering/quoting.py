"""Verbatim quotes from pages."""

from collections.abc import Callable, Sequence

from corpus.values import Evidence, Statement
from ingest.quotation import join_lines

PageText = Callable[[str, int | None], str]
"""The extracted text of a page by document id and page number."""


def quote_of(evidence: Evidence, statements: Sequence[Statement], page_text: PageText) -> str:
    """The words from the first to the last of the statements, which stand on one page, as they are in the document.

    Only white space differs from the page: a broken line is joined, without a blank between Japanese characters.
    """
    page = statements[0].span.page
    text = page_text(evidence.document.id, page)
    start, end = min(s.span.start for s in statements), max(s.span.end for s in statements)
    return join_lines(text[start:end].strip())
