"""The values that flow through Junkan, from a file to a piece of evidence.

document → pages → blocks → chunks → index → evidence. Each value is frozen and knows only the ones before it.
Offsets are 0-based, half-open and count code points of `Page.text`; page numbers count from 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SUPERSEDED_MARK = "（旧版）"


class DocumentType(StrEnum):
    """What kind of document it is, as the filters and the metadata rules name it."""

    POLICY = "policy"
    LAW = "law"
    WG_REPORT = "wg_report"
    ACTION_PLAN = "action_plan"
    MINUTES = "minutes"
    MEMBER_TARGETS = "member_targets"
    OTHER = "other"


class DocumentStatus(StrEnum):
    """How far a document has come; a later one is more final."""

    OUTLINE = "outline"  # 素案
    DRAFT = "draft"  # 案
    INTERIM = "interim"  # 中間取りまとめ
    FINAL = "final"  # 確定

    @property
    def rank(self) -> int:
        """From 0, higher the more final."""
        return list(DocumentStatus).index(self)


class BlockKind(StrEnum):
    """What a stretch of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    FIELD = "field"
    CAPTION = "caption"
    NOTE = "note"


class Role(StrEnum):
    """What part a statement plays in a roadmap; one statement may play several. In the order they are listed in.

    What each means, with the rulings on the boundaries: `corpus/roles/GUIDELINES.md`.
    """

    TO_BE = "to_be"  # あるべき姿、目標
    AS_IS = "as_is"  # 現状
    GAP = "gap"  # ギャップ
    CHALLENGE = "challenge"  # 課題
    ACTION = "action"  # 取組、施策
    INDICATOR = "indicator"  # 指標、実績
    BUDGET = "budget"  # 予算
    TIMING = "timing"  # 時期
    DEFINITION = "definition"  # 定義
    ACTOR = "actor"  # 主体


@dataclass(frozen=True, slots=True)
class Page:
    """One page as its reader extracted it.

    Attributes:
        number: From 1, or None where the format has no pages (then the document has exactly one Page).
        text: The extracted text before any cleaning; every quote is a slice of it.
        problem: Why the page could not be read, as a stable code ("no_text", "garbled", "time_limit", "memory_limit",
            "crashed"), else None.
        recognised: The text was recognised in a picture of the page, so that single characters may be wrong.
        recognised_parts: Stretches [start, end) of the text that were recognised in pictures on the page, ascending;
            the rest was not.
        n_unread_pictures: How many pictures on it may hold words and were not read, for there were too many of them or
            they took too long.
    """

    number: int | None
    text: str
    problem: str | None = None
    recognised: bool = False
    recognised_parts: tuple[tuple[int, int], ...] = ()
    n_unread_pictures: int = 0

    def is_recognised(self, quote: str) -> bool:
        """True where the quote's words stand nowhere but in a picture; white space does not count."""
        if self.recognised or not self.recognised_parts:
            return self.recognised
        at, printed = 0, []
        for start, end in self.recognised_parts:
            printed.append(self.text[at:start])
            at = end
        words = "".join(quote.split())
        outside = "\0".join([*printed, self.text[at:]])
        return words in "".join(self.text.split()) and words not in "".join(outside.split())


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch [start, end) of the text of one page."""

    page: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one page that belongs together: a heading, a paragraph, a list item, a table row.

    Attributes:
        kind: What it is.
        text: As a person reads it: broken lines joined, marks of the extraction (`**`, tags) gone.
        span: Where it stands in its page.
        section: Headings above it, outermost first; a heading is not part of its own path.
        columns: For a row, the column names in order; empty where the table has no header or this is no row.
        cells: For a row, its cells in order, as many as `columns` where that is not empty.
        level: For a heading, its depth from 1; otherwise 0.
    """

    kind: BlockKind
    text: str
    span: Span
    section: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest thing Junkan quotes: one sentence, list item, form field or table row.

    Attributes:
        kind: The kind of the block it comes from.
        text: As a person reads it.
        span: Where it stands; `Page.text[start:end]` of that page is the verbatim quote.
        head: What the statement stands under and needs to be understood: the column names of a row, the sentence that
            opens a list, the beginning of a sentence that the page before breaks off; empty where it stands alone.
        cells: For a row, its cells in the order of `head`.
        roles: What it plays in a roadmap, in the order of `Role`; of a row, what any of its cells plays.
        cell_roles: For a row, the roles of each of its cells, as many as `cells`; empty where it has none.
    """

    kind: BlockKind
    text: str
    span: Span
    head: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    cell_roles: tuple[tuple[Role, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage as it is indexed: whole statements under one heading path.

    Attributes:
        id: Unique in the library: the document's id, "-", the position from 0 with at least four digits.
        document_id: The document it belongs to.
        position: From 0, in reading order.
        section: Headings above it, outermost first.
        text: The statements as a person reads them, in reading order.
        statements: What `text` is made of, in reading order; never empty.
        tagger: Version of the tagger that gave the statements their roles (`ingest.roles`); 0 where none has.
    """

    id: str
    document_id: str
    position: int
    section: tuple[str, ...]
    text: str
    statements: tuple[Statement, ...]
    tagger: int = 0

    @property
    def pages(self) -> tuple[int, ...]:
        """Numbers of the pages it touches, ascending, each once; empty where the format has no pages."""
        return tuple(sorted({s.span.page for s in self.statements if s.span.page is not None}))

    @property
    def page(self) -> int | None:
        """Number of the first page it touches, or None where the format has no pages."""
        return min(self.pages, default=None)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the library, without its pages.

    Attributes:
        id: The first 12 hexadecimal digits of `sha256`.
        source: The file's name, as citations show it.
        origin: Where it came from (an absolute path, or "upload:" and a name); a new file from the same origin
            supersedes the old one.
        sha256: Of the file's bytes, 64 hexadecimal digits.
        title: As the document or its file names it; never empty.
        publisher: Who published it, or None.
        date: ISO 8601 day, month or year ("2025-03"), or None.
        doc_type: What kind of document it is.
        sector: A key of the sector taxonomy, or None.
        n_pages: How many pages; 1 where the format has none.
        unreadable_pages: Numbers of the pages that could not be read, ascending.
        added_at: When it was added, ISO 8601 in UTC.
        fiscal_year: The Japanese fiscal year (April to March) it belongs to, or None.
        status: How far it has come, or None.
        superseded_by: Id of the version that came after it, or None where it is current.
        confidences: (field, in [0, 1]) for the fields that rules have found; none for what was given or edited.
        edited: The fields that a person has set; no rule and no later version changes them.
    """

    id: str
    source: str
    origin: str
    sha256: str
    title: str
    publisher: str | None
    date: str | None
    doc_type: DocumentType
    sector: str | None
    n_pages: int
    unreadable_pages: tuple[int, ...]
    added_at: str
    fiscal_year: int | None = None
    status: DocumentStatus | None = None
    superseded_by: str | None = None
    confidences: tuple[tuple[str, float], ...] = ()
    edited: tuple[str, ...] = ()

    @property
    def superseded(self) -> bool:
        """True where a later version has taken its place."""
        return self.superseded_by is not None

    @property
    def cited_title(self) -> str:
        """The title as a citation shows it: a superseded document says that it is one."""
        return f"{self.title}{SUPERSEDED_MARK}" if self.superseded else self.title

    @property
    def year(self) -> int | None:
        """The Western year it is of: its date's, else its fiscal year, or None."""
        return int(self.date[:4]) if self.date else self.fiscal_year

    def confidence(self, field: str) -> float:
        """How sure a field's value is, in [0, 1]; 1 where it was given or edited."""
        return dict(self.confidences).get(field, 1.0)


class Versions(StrEnum):
    """Which versions of documents are meant."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents a search may look at; None means any. All that are set must hold.

    Attributes:
        doc_type: A value of `DocumentType`.
        sector: A key of the sector taxonomy.
        publisher: Who published it, as the document has it.
        source: The file's name.
        document_id: The document's id. It admits a superseded document too: who names it means it.
        status: A value of `DocumentStatus`.
        fiscal_year: Four digits.
        versions: A value of `Versions`; None admits current documents only.
    """

    doc_type: str | None = None
    sector: str | None = None
    publisher: str | None = None
    source: str | None = None
    document_id: str | None = None
    status: str | None = None
    fiscal_year: str | None = None
    versions: str | None = None

    def admits(self, document: Document) -> bool:
        """True where the document passes every filter that is set."""
        year = None if document.fiscal_year is None else str(document.fiscal_year)
        pairs = (
            (self.doc_type, document.doc_type.value),
            (self.sector, document.sector),
            (self.publisher, document.publisher),
            (self.source, document.source),
            (self.document_id, document.id),
            (self.status, document.status),
            (self.fiscal_year, year),
        )
        return self._admits_version(document) and all(want is None or want == got for want, got in pairs)

    def _admits_version(self, document: Document) -> bool:
        if self.versions is None:
            return self.document_id is not None or not document.superseded
        return self.versions == Versions.ALL or document.superseded == (self.versions == Versions.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Twin:
    """Another document in which the same words stand.

    Attributes:
        document_id: The document's id.
        source: Its file name.
        title: Its title as a citation shows it (`Document.cited_title`).
        page: Number of the page they stand on (of a passage, of the first one), or None where the format has no pages.
        chunk_id: The chunk they stand in.
        superseded: True where a later version of the document has taken its place.
    """

    document_id: str
    source: str
    title: str
    page: int | None
    chunk_id: str
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that a search found, with its document.

    Attributes:
        chunk: The passage: one chunk, or neighbours of one page that were found together, under the id of the best one.
        document: The document it stands in.
        score: In [0, 1], a higher one is better; comparable within one search only.
        text: The passage verbatim under its headings, white space aside, where `chunk.text` is cleaned for reading.
        similarity: Cosine of the question's and the passage's vectors, the highest where chunks were joined; None where
            it is not known.
        sections: Headings above each statement where they differ from `chunk.section`; empty where none do.
        similarities: Cosine of the question's vector and each statement's, in the order of the statements; empty where
            they are not known.
        keyword: What the keyword search gave the best chunk, its own best being 1; None where it is not known.
        vector: The same of the vector search.
        also_in: Where else all of it stands, in the order of the search.
        twins: Where else each statement stands, in the order of the statements; empty where none does.
    """

    chunk: Chunk
    document: Document
    score: float
    text: str
    similarity: float | None = None
    sections: tuple[tuple[str, ...], ...] = ()
    similarities: tuple[float, ...] = ()
    keyword: float | None = None
    vector: float | None = None
    also_in: tuple[Twin, ...] = ()
    twins: tuple[tuple[Twin, ...], ...] = ()

    def twins_of(self, indices: Sequence[int]) -> tuple[Twin, ...]:
        """The documents in which all of these statements stand as well, each once, with the place of the first one."""
        if not self.twins or not indices:
            return ()
        others = [{twin.document_id for twin in self.twins[i]} for i in indices]
        common = set.intersection(*others)
        return tuple(twin for twin in self.twins[indices[0]] if twin.document_id in common)

    def section_of(self, index: int) -> tuple[str, ...]:
        """The headings above a statement, outermost first."""
        return self.sections[index] if self.sections else self.chunk.section


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer from an answer to the words of a document.

    Attributes:
        n: The number in the answer's [n], from 1.
        document_id: The document's id.
        source: Its file name.
        title: Its title as a citation shows it (`Document.cited_title`).
        page: Number of the page the quote stands on, or None where the format has no pages.
        section: Headings above the quote, outermost first.
        quote: Verbatim and contiguous in that page, white space aside (a broken line is joined).
        chunk_id: The chunk it was taken from.
        superseded: True where a later version of the document has taken its place.
        recognised: It was read from a picture, so that single characters may be wrong.
        unreadable_nearby: Numbers of the pages before and after its own that could not be read, ascending.
        also_in: Other documents in which the same words stand.
    """

    n: int
    document_id: str
    source: str
    title: str
    page: int | None
    section: tuple[str, ...]
    quote: str
    chunk_id: str
    superseded: bool = False
    recognised: bool = False
    unreadable_nearby: tuple[int, ...] = ()
    also_in: tuple[Twin, ...] = ()
