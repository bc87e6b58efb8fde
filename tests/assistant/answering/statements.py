"""Candidates of small documents for tests of what is added to quotes; no library needed."""

from collections.abc import Sequence

from assistant.answering.additions import Addition
from assistant.answering.extractive import ExtractiveAnswerer
from assistant.answering.selection import Candidate
from assistant.question import ParsedQuestion, parse_question
from assistant.values import Question
from corpus.values import BlockKind, Chunk, Document, DocumentType, Evidence, Role, Span, Statement


class Book:
    """One document of one page, its statements in the order in which they are added."""

    def __init__(self, title: str = "循環計画", date: str | None = "2024-03", ident: str = "aaaaaaaaaaaa") -> None:
        facts = (f"{ident}.pdf", f"/{ident}.pdf", ident + "0" * 52, title, None, date, DocumentType.OTHER, None)
        self.document = Document(ident, *facts, 1, (), "2026-01-01T00:00:00+00:00")
        self.text = ""
        self.statements: list[tuple[Statement, float]] = []
        self.section: tuple[str, ...] = ()

    def say(self, text: str, score: float = 0.5, roles: Sequence[Role] = ()) -> "Book":
        """A sentence."""
        return self._add(Statement(BlockKind.PARAGRAPH, text, self._span(text), roles=tuple(roles)), score)

    def rows(self, head: Sequence[str], *rows: Sequence[str], score: float = 0.2) -> "Book":
        """Rows of one table."""
        for cells in rows:
            text = "／".join(f"{name}：{cell}" for name, cell in zip(head, cells, strict=True))
            self._add(Statement(BlockKind.ROW, text, self._span(text), tuple(head), tuple(cells)), score)
        return self

    def candidates(self, question: str) -> tuple[Candidate, ...]:
        """All statements, each with the terms of the question that its own text and head hold."""
        parsed = parse(question)
        statements = tuple(statement for statement, _ in self.statements)
        chunk = Chunk(f"{self.document.id}-0000", self.document.id, 0, self.section, self.text, statements)
        evidence = Evidence(chunk, self.document, 1.0, self.text)
        made = []
        for index, (statement, score) in enumerate(self.statements):
            own = frozenset(t for t in parsed.terms if t in statement.text.lower())
            above = " ".join((self.document.title, *self.section, *statement.head)).lower()
            around = frozenset(t for t in parsed.terms if t in above) - own
            made.append(Candidate(evidence, 0, index, statement, own, around, score))
        return tuple(made)

    def _span(self, text: str) -> Span:
        start = len(self.text)
        self.text += text + "\n"
        return Span(1, start, start + len(text))

    def _add(self, statement: Statement, score: float) -> "Book":
        self.statements.append((statement, score))
        return self


def parse(question: str) -> ParsedQuestion:
    """The question as it is read."""
    return parse_question(Question(question))


def lines(added: Addition | None) -> list[str]:
    """The lines of an addition; none for none."""
    return added.text.split("\n") if added and added.pieces else []


def answer(question: str, book: Book) -> tuple[str, list[str]]:
    """The whole answer of the extractive answerer over one document, and its quotes."""
    evidence = book.candidates(question)[0].evidence
    made = ExtractiveAnswerer(lambda ident, page: book.text).compose(parse(question), [evidence])
    return made.text, [citation.quote for citation in made.citations]
