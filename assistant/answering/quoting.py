"""Verbatim quotes from pages."""

import re
from collections.abc import Callable, Sequence

from corpus.values import Evidence, Statement

PageText = Callable[[str, int | None], str]
"""The extracted text of a page by document id and page number."""

_BREAK = re.compile(r"\s*[\r\n\f\v\u2028\u2029]\s*")
_BLANKS = re.compile(r"[ \t\u3000]{2,}")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def quote_of(evidence: Evidence, statements: Sequence[Statement], page_text: PageText) -> str:
    """The words from the first to the last of the statements, which stand on one page, as they are in the document.

    Only white space differs from the page: a broken line is joined, without a blank between Japanese characters.
    """
    page = statements[0].span.page
    text = page_text(evidence.document.id, page)
    start, end = min(s.span.start for s in statements), max(s.span.end for s in statements)
    return join_lines(text[start:end].strip())


def join_lines(text: str) -> str:
    """Text with its line breaks joined by Japanese rules and runs of blanks shortened to one."""

    def joint(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if _WIDE.match(before) and _WIDE.match(after) else " "

    return _BLANKS.sub(" ", _BREAK.sub(joint, text))
