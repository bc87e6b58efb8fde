"""Answers and documents for the page's tests, made by hand."""

from assistant.values import Answer, Question, RefusalReason
from corpus.values import BlockKind, Chunk, Citation, Document, DocumentType, Evidence, Span, Statement

HOSTILE = (
    '<script>document.title="x"</script><img src=x onerror=alert(1)> [押す](javascript:alert(1)) '
    "**太字** $x^2$ $$y$$ ${alert(2)} {{7*7}} `code` \"引用\" 'q'"
)


def make_statement(text: str, *, page: int | None = 3, start: int = 0, cells: tuple[str, ...] = ()) -> Statement:
    kind = BlockKind.ROW if cells else BlockKind.PARAGRAPH
    return Statement(kind, text, Span(page, start, start + len(text)), cells=cells)


def make_chunk(*statements: Statement, position: int = 0, section: tuple[str, ...] = ("第1章", "現状")) -> Chunk:
    text = "\n".join(s.text for s in statements)
    return Chunk(f"0123456789ab-{position:04d}", "0123456789ab", position, section, text, statements)


def make_document(title: str = "再生材の現状", source: str = "report.pdf", **changes: object) -> Document:
    facts: dict[str, object] = {
        "id": "0123456789ab",
        "source": source,
        "origin": f"/in/{source}",
        "sha256": "0123456789ab" + "0" * 52,
        "title": title,
        "publisher": "経済産業省",
        "date": "2025-03",
        "doc_type": DocumentType.WG_REPORT,
        "sector": None,
        "n_pages": 12,
        "unreadable_pages": (),
        "added_at": "2025-04-01T00:00:00+00:00",
    }
    return Document(**(facts | changes))  # type: ignore[arg-type]  # the facts above have the types of the fields


def make_evidence(chunk: Chunk, document: Document | None = None) -> Evidence:
    return Evidence(chunk, document or make_document(), 0.9, chunk.text)


def make_answer(
    text: str,
    evidence: tuple[Evidence, ...] = (),
    quotes: tuple[str, ...] = (),
    reason: RefusalReason | None = None,
    question: str = "再生材の利用率は？",
) -> Answer:
    """An answer whose nth quote stands in the nth piece of evidence."""
    citations = tuple(
        Citation(
            n, e.document.id, e.document.source, e.document.title, e.chunk.page, e.chunk.section, quote, e.chunk.id
        )
        for n, (quote, e) in enumerate(zip(quotes, evidence, strict=False), 1)
    )
    return Answer(Question(question), "extractive", reason is None, text, citations, evidence, reason, 84.1)
