"""Blocks → chunks: whole statements packed into passages for the index."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.values import BlockKind, Chunk, Span, Statement
from ingest.layout.markers import find_marker
from ingest.layout.traced import Traced, TracedBlock
from ingest.sentences import split_sentences

# A statement above this is cut at commas: nobody quotes it whole, and an embedding engine would cut it silently.
_MAX_STATEMENT_CHARS = 1500
# A section smaller than this shares a chunk with its neighbour; alone it says too little to be found by.
_SMALL_CHARS = 160
_CRUMB_CHARS = 60  # so little joins its neighbour on the page whatever it stands under
_LEAD_IN = re.compile(
    r"[:：]\s*$|(?:以下|次|下記|つぎ)の(?:とお|通|点|事項|項目|も|よう|[一-龥０-９0-9]{1,4}[つ点項])|(?:以下|次|下記)に.{0,16}$"
)
_COMPLETE = re.compile(r"[。．.！？!?」』）)】:：]$")
_MIN_BROKEN_CHARS = 20
_LATIN_END = re.compile(r"[\x21-\x7e]$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A statement on its way into a chunk.

    Attributes:
        statement: The statement.
        section: The headings it stands under; for a heading, itself included.
        is_first: It begins its block.
        is_bullet: It begins an item that has no numbering of its own.
    """

    statement: Statement
    section: tuple[str, ...]
    is_first: bool
    is_bullet: bool

    @property
    def n_chars(self) -> int:
        return len(self.statement.text) + 1


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring pieces of one page under one path of headings; `section` is what they have in common."""

    section: tuple[str, ...]
    pieces: tuple[_Piece, ...]

    @property
    def page(self) -> int | None:
        return self.pieces[0].statement.span.page

    @property
    def n_chars(self) -> int:
        return sum(piece.n_chars for piece in self.pieces)

    @property
    def is_bare(self) -> bool:
        """True for headings with nothing under them."""
        return all(piece.statement.kind is BlockKind.HEADING for piece in self.pieces)

    def is_under(self, section: tuple[str, ...]) -> bool:
        """True where the path of the run begins with this one and goes on."""
        return len(self.section) > len(section) and self.section[: len(section)] == section


def build_chunks(
    document_id: str, blocks: Sequence[TracedBlock], *, target_chars: int = 400, max_chars: int = 500
) -> tuple[Chunk, ...]:
    """The chunks of a document, in the order of its text.

    A chunk holds whole statements of one page under one path of headings, about target_chars of them and at most
    max_chars unless one statement is longer. Small neighbouring sections share a chunk: its section is what their
    paths have in common. Every block is in exactly one chunk; a heading is a statement too, for it can be what is
    asked for and quoted, and stands in front of its section.

    Args:
        document_id: Begins the id of each chunk.
        blocks: Of one document, in the order of its text.
        target_chars: A chunk is closed where the next statement would take it above this.
        max_chars: What little is left of a section may fill a chunk up to this.
    """
    runs = _joined_runs(_with_bare_headings(list(_runs(blocks))), target_chars)
    packed = [(run.section, pieces) for run in runs for pieces in _packed(run.pieces, target_chars, max_chars)]
    return tuple(
        Chunk(
            id=f"{document_id}-{position:04d}",
            document_id=document_id,
            position=position,
            section=section,
            text=_text(pieces),
            statements=tuple(piece.statement for piece in pieces),
        )
        for position, (section, pieces) in enumerate(packed)
    )


def _runs(blocks: Sequence[TracedBlock]) -> Iterator[_Run]:
    pieces = [piece for block, head in zip(blocks, _heads(blocks), strict=True) for piece in _pieces(block, head)]
    for (_, section), members in groupby(pieces, key=lambda piece: (piece.statement.span.page, piece.section)):
        yield _Run(section, tuple(members))


def _pieces(block: TracedBlock, head: tuple[str, ...]) -> Iterator[_Piece]:
    is_heading = block.kind is BlockKind.HEADING
    section = (*block.section, block.text) if is_heading else block.section
    if block.kind in (BlockKind.ROW, BlockKind.FIELD) or not block.trace or is_heading:
        cells = block.cells if block.columns else ()
        statement = Statement(block.kind, block.text, block.span, block.columns, cells)
        yield _Piece(statement, section, is_first=True, is_bullet=False)
        return
    is_bullet = block.kind is BlockKind.ITEM and block.trace[0] > block.span.start and not find_marker(block.text)
    sentences = _sentences(block)
    for k, traced in enumerate(sentences):
        start = block.span.start if k == 0 else traced.trace[0]
        end = block.span.end if k == len(sentences) - 1 else traced.trace[-1] + 1
        statement = Statement(block.kind, traced.text, Span(block.span.page, start, end), head)
        yield _Piece(statement, section, is_first=k == 0, is_bullet=is_bullet and k == 0)


def _sentences(block: TracedBlock) -> list[Traced]:
    """The sentences of the block; what is longer than any sentence is cut behind commas."""
    whole = Traced(block.text, block.trace)
    parts: list[Traced] = []
    for start, end in split_sentences(block.text):
        while end - start > _MAX_STATEMENT_CHARS:
            comma = max(block.text.rfind(mark, start, start + _MAX_STATEMENT_CHARS) for mark in "、，, ")
            cut = comma + 1 if comma > start else start + _MAX_STATEMENT_CHARS
            parts.append(whole.cut(start, cut))
            start = cut
        parts.append(whole.cut(start, end))
    return [part for part in parts if part.text]


def _heads(blocks: Sequence[TracedBlock]) -> list[tuple[str, ...]]:
    """For each block the sentence that opens the list it is an item of, if any."""
    heads: list[tuple[str, ...]] = []
    lead: tuple[str, ...] = ()
    before: TracedBlock | None = None
    for block in blocks:
        if before is not None and (before.span.page != block.span.page or before.section != block.section):
            lead = ()
        if before is not None and _goes_on(before, block):
            heads.append((before.text[split_sentences(before.text)[-1][0] :],))
            before = block
            continue
        if block.kind is BlockKind.ITEM:
            heads.append(lead)
        else:
            heads.append(())
            lead = _lead_in(block) if block.kind is BlockKind.PARAGRAPH else lead
        before = block
    return heads


def _goes_on(before: TracedBlock, block: TracedBlock) -> bool:
    """True where the block goes on with a sentence that the page before breaks off."""
    if before.span.page == block.span.page or block.kind is not BlockKind.PARAGRAPH or not before.text:
        return False
    if before.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or len(before.text) < _MIN_BROKEN_CHARS:
        return False
    return not _COMPLETE.search(before.text) and not find_marker(block.text)


def _lead_in(block: TracedBlock) -> tuple[str, ...]:
    spans = split_sentences(block.text)
    last = block.text[slice(*spans[-1])] if spans else ""
    return (last,) if _LEAD_IN.search(last) else ()


def _with_bare_headings(runs: Sequence[_Run]) -> list[_Run]:
    """The runs, a heading without text of its own put to the front of the section that it opens."""
    joined: list[_Run] = []
    for run in runs:
        while joined and joined[-1].is_bare and joined[-1].page == run.page and run.is_under(joined[-1].section):
            run = _Run(run.section, joined.pop().pieces + run.pieces)
        joined.append(run)
    return joined


def _joined_runs(runs: Sequence[_Run], target_chars: int) -> list[_Run]:
    """The runs with small neighbours of one page and related paths put together."""
    joined: list[_Run] = []
    for run in runs:
        if joined and _belong_together(joined[-1], run, target_chars):
            last = joined.pop()
            run = _Run(_common(last.section, run.section), last.pieces + run.pieces)
        joined.append(run)
    return joined


def _belong_together(one: _Run, other: _Run, target_chars: int) -> bool:
    if one.page != other.page:
        return False
    common = len(_common(one.section, other.section))
    if one.n_chars + other.n_chars > target_chars:
        return False
    smaller = min(one.n_chars, other.n_chars)
    if common == 0 and one.page is None:
        return one.n_chars + other.n_chars < _SMALL_CHARS
    is_related = common >= max(len(one.section), len(other.section)) - 1
    return smaller < (_SMALL_CHARS if is_related else _CRUMB_CHARS)


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return one[:n]


def _packed(pieces: tuple[_Piece, ...], target_chars: int, max_chars: int) -> Iterator[tuple[_Piece, ...]]:
    """The pieces in groups of about target_chars; a small rest stays with the group before it."""
    left = sum(piece.n_chars for piece in pieces)
    group: list[_Piece] = []
    n_chars = 0
    for piece in pieces:
        fits = n_chars + piece.n_chars <= target_chars or n_chars + left <= max_chars
        if group and not fits:
            body, heads = _without_last_headings(group)
            if body:
                yield tuple(body)
                group, n_chars = heads, sum(head.n_chars for head in heads)
        group.append(piece)
        n_chars += piece.n_chars
        left -= piece.n_chars
    if group:
        yield tuple(group)


def _without_last_headings(group: list[_Piece]) -> tuple[list[_Piece], list[_Piece]]:
    """The pieces up to the last that is no heading, and the headings behind it, which open what follows."""
    n = len(group)
    while n and group[n - 1].statement.kind is BlockKind.HEADING:
        n -= 1
    return group[:n], group[n:]


def _text(pieces: Sequence[_Piece]) -> str:
    """The statements as a person reads them: one block a line, "・" before an item, sentences run on."""
    parts: list[str] = []
    for piece in pieces:
        if parts:
            parts.append("\n" if piece.is_first else " " if _LATIN_END.search(parts[-1]) else "")
        parts.append(("・" if piece.is_bullet else "") + piece.statement.text)
    return "".join(parts)
