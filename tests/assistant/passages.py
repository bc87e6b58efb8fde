"""Small documents made of statements, for tests that need no library."""

from collections.abc import Sequence

from assistant.findings import Finding, rank_findings, read_parts, read_topic
from corpus.values import BlockKind, Chunk, Document, DocumentType, Evidence, Span, Statement


class Passages:
    """Builds passages of one document and its page text, in which every statement stands verbatim."""

    def __init__(
        self,
        title: str = "検討のまとめ",
        date: str | None = "2024-03",
        publisher: str | None = None,
        ident: str = "0123456789ab",
    ) -> None:
        self.document = Document(
            id=ident,
            source="matome.pdf",
            origin="upload:matome.pdf",
            sha256=ident + "0" * 52,
            title=title,
            publisher=publisher,
            date=date,
            doc_type=DocumentType.WG_REPORT,
            sector=None,
            n_pages=1,
            unreadable_pages=(),
            added_at="2026-01-01T00:00:00+00:00",
        )
        self.text = ""
        self.evidence: list[Evidence] = []

    def page_text(self, document_id: str, number: int | None) -> str:
        assert (document_id, number) == (self.document.id, 3)
        return self.text

    def add(self, section: Sequence[str], *statements: Statement) -> "Passages":
        text = "\n".join(s.text for s in statements)
        position = len(self.evidence)
        chunk = Chunk(
            f"{self.document.id}-{position:04d}", self.document.id, position, tuple(section), text, statements
        )
        self.evidence.append(Evidence(chunk, self.document, 0.9 - position / 100, text))
        return self

    def row(self, head: Sequence[str], cells: Sequence[str]) -> Statement:
        return self._statement(BlockKind.ROW, " | ".join(cells), head, cells)

    def sentence(self, text: str) -> Statement:
        return self._statement(BlockKind.PARAGRAPH, text)

    def item(self, text: str) -> Statement:
        return self._statement(BlockKind.ITEM, text)

    def heading(self, text: str) -> Statement:
        return self._statement(BlockKind.HEADING, text)

    def findings(self, topic: str) -> tuple[Finding, ...]:
        return rank_findings(read_topic(topic), self.evidence, read_parts(topic))

    def _statement(self, kind: BlockKind, text: str, head: Sequence[str] = (), cells: Sequence[str] = ()) -> Statement:
        start = len(self.text)
        self.text += text + "\n"
        return Statement(kind, text, Span(3, start, start + len(text)), tuple(head), tuple(cells))
