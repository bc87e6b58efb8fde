"""Numbered citations of one document that Junkan writes: a table, a draft."""

from dataclasses import dataclass

from assistant.answering.quoting import PageText, quote_of
from corpus.values import Citation, Document, Evidence, Statement


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation with what a list of sources says of its document besides.

    Attributes:
        citation: The citation.
        publisher: Who published the document, or None.
        date: When, ISO 8601, or None.
    """

    citation: Citation
    publisher: str | None
    date: str | None


class CitationLedger:
    """Gives every quote one number, from 1, in the order of first use; the same quote keeps its number.

    Args:
        page_text: Where quotes are cut from.
    """

    def __init__(self, page_text: PageText) -> None:
        self._page_text = page_text
        self._numbers: dict[tuple[str, int | None, str], int] = {}
        self._references: list[Reference] = []

    def cite(self, evidence: Evidence, statement: Statement) -> Citation:
        """The citation of a statement of the evidence."""
        quote = quote_of(evidence, [statement], self._page_text)
        document = evidence.document
        key = (document.id, statement.span.page, quote)
        if key not in self._numbers:
            self._numbers[key] = len(self._references) + 1
            self._references.append(_reference(self._numbers[key], evidence, statement, quote, document))
        return self._references[self._numbers[key] - 1].citation

    def references(self) -> tuple[Reference, ...]:
        """All that was cited, in the order of the numbers."""
        return tuple(self._references)


def _reference(n: int, evidence: Evidence, statement: Statement, quote: str, document: Document) -> Reference:
    citation = Citation(
        n=n,
        document_id=document.id,
        source=document.source,
        title=document.title,
        page=statement.span.page,
        section=evidence.chunk.section,
        quote=quote,
        chunk_id=evidence.chunk.id,
    )
    return Reference(citation, document.publisher, document.date)
