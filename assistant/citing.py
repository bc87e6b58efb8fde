"""Numbered citations of one document that Junkan writes: a table, a draft."""

from dataclasses import dataclass, replace

from assistant.answering.quoting import PageText, quote_of
from corpus.values import Citation, Evidence, Statement


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
        document = evidence.document
        citation = Citation(
            n=len(self._references) + 1,
            document_id=document.id,
            source=document.source,
            title=document.cited_title,
            page=statement.span.page,
            section=evidence.chunk.section,
            quote=quote_of(evidence, [statement], self._page_text),
            chunk_id=evidence.chunk.id,
            superseded=document.superseded,
        )
        return self.adopt(Reference(citation, document.publisher, document.date))

    def adopt(self, reference: Reference) -> Citation:
        """A citation that was made elsewhere, under its number here."""
        citation = reference.citation
        key = (citation.document_id, citation.page, citation.quote)
        if key not in self._numbers:
            self._numbers[key] = len(self._references) + 1
            renumbered = replace(citation, n=self._numbers[key])
            self._references.append(replace(reference, citation=renumbered))
        return self._references[self._numbers[key] - 1].citation

    def references(self) -> tuple[Reference, ...]:
        """All that was cited, in the order of the numbers."""
        return tuple(self._references)
