"""Numbers of citations: given last, in the order in which a reader meets them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.quoting import PageText
from assistant.citing import CitationLedger, Reference
from assistant.draft.values import CHECK_MARK, Issue, Kpi, Milestone, Paragraph, ParagraphStatus, Share
from corpus.values import Citation


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with what it rests on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A paragraph before its citations have their numbers; it needs a check where `open_text` is set."""

    sentences: tuple[Sentence, ...] = ()
    open_text: str = ""


class Numbers:
    """Gives citations their final numbers.

    Args:
        written: The ledger whose numbers they have while the draft is written.
        page_text: Where quotes are cut from.
        given: References that have their numbers already, from 1 without a gap.
    """

    def __init__(self, written: CitationLedger, page_text: PageText, given: Sequence[Reference] = ()) -> None:
        self._written = written
        self._ledger = CitationLedger(page_text)
        for reference in given:
            self._ledger.adopt(reference)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every citation so far once, in the order of its number."""
        return self._ledger.references()

    def of(self, citations: Iterable[Citation]) -> tuple[Citation, ...]:
        """The citations under their final numbers, each once."""
        known = self._written.references()
        return tuple(dict.fromkeys(self._ledger.adopt(known[c.n - 1]) for c in citations))

    def of_paragraph(self, written: Written) -> Paragraph:
        """The paragraph with [n] behind every sentence."""
        numbered = [(sentence.text, self.of(sentence.citations)) for sentence in written.sentences]
        text = "".join(words + "".join(f"[{c.n}]" for c in cited) for words, cited in numbered)
        citations = tuple(dict.fromkeys(c for _, cited in numbered for c in cited))
        if written.open_text:
            return Paragraph(CHECK_MARK + written.open_text + text, citations, ParagraphStatus.NEEDS_CHECK)
        return Paragraph(text, citations, ParagraphStatus.SUPPORTED)

    def of_milestones(self, rows: Sequence[Milestone]) -> tuple[Milestone, ...]:
        """The rows with final numbers."""
        return tuple(replace(row, citations=self.of(row.citations)) for row in rows)

    def of_kpis(self, rows: Sequence[Kpi]) -> tuple[Kpi, ...]:
        """The rows with final numbers."""
        return tuple(
            replace(
                row,
                citations=self.of(row.citations),
                actuals=tuple(replace(a, citations=self.of(a.citations)) for a in row.actuals),
            )
            for row in rows
        )

    def of_shares(self, rows: Sequence[Share]) -> tuple[Share, ...]:
        """The rows with final numbers."""
        return tuple(replace(row, citations=self.of(row.citations)) for row in rows)

    def of_issues(self, rows: Sequence[Issue]) -> tuple[Issue, ...]:
        """The rows with final numbers."""
        return tuple(replace(row, citations=self.of(row.citations)) for row in rows)
