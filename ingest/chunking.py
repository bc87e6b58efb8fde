"""Blocks → chunks: whole statements packed into passages for the index."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.values import BlockKind, Chunk, Span, Statement
from ingest.layout.traced import TracedBlock
from ingest.sentences import split_sentences

# A statement above this is cut at commas: no reader quotes it whole and the embedding engine would cut it silently.
_MAX_STATEMENT_CHARS = 1500
_TINY_CHARS = 160
_LEAD_IN = re.compile(r"(?:以下|次|下記|つぎ)の(?:とお|通|点|事項|項目|も|[一-龥０-９0-9]{1,4}つ)|[:：]\s*$|(?:以下|次|下記)に.{0,12}[。:：]?$|は、$|具体的には、?$")


@dataclass(frozen=True, slots=True)
class _Passage:
    """Statements on their way into a chunk, with the texts that set them apart."""

    section: tuple[str, ...]
    page: int | None
    statements: tuple[Statement, ...]
    texts: tuple[str, ...]

    @property
    def n_chars(self) -> int:
        return sum(len(text) for text in self.texts)


def build_chunks(
    document_id: str, blocks: Sequence[TracedBlock], *, target_chars: int = 400, max_chars: int = 500
) -> tuple[Chunk, ...]:
    """The chunks of a document, in reading order.

    A chunk holds whole statements of one page under one heading path, about target_chars of them and at most max_chars
    unless a single statement is longer. Small neighbouring sections of one parent share a chunk; its section is then
    the path they have in common and their headings stand in it as statements. Every block's statements are in exactly
    one chunk; a heading is a statement only there, and where nothing stands under it.

    Args:
        document_id: Begins the id of each chunk.
        blocks: Of one document, in reading order.
        target_chars: A chunk is closed when the next statement would take it above this.
        max_chars: A remainder may fill a chunk up to this.
    """
    packed = _merge_small(list(_passages(blocks)), target_chars)
    chunks: list[Chunk] = []
    for passage in packed:
        for statements, texts in _pack(passage, target_chars, max_chars):
            position = len(chunks)
            chunks.append(
                Chunk(
                    id=f"{document_id}-{position:04d}",
                    document_id=document_id,
                    position=position,
                    section=passage.section,
                    text="".join(texts).strip("\n"),
                    statements=statements,
                )
            )
    return tuple(chunks)


def _passages(blocks: Sequence[TracedBlock]) -> Iterator[_Passage]:
    """One passage for each stretch of blocks under one path on one page; a bare heading is one of its own."""
    heads = _lead_ins(blocks)
    keyed = [(block, head, _path(block)) for block, head in zip(blocks, heads, strict=True)]
    groups = [
        (path, page, list(members)) for (path, page), members in groupby(keyed, lambda k: (k[2], k[0].span.page))
    ]
    for path, page, members in groups:
        body = [(block, head) for block, head, _ in members if block.kind is not BlockKind.HEADING]
        if body:
            yield _passage(path, page, body)
        else:
            block = members[-1][0]
            if not _is_open(block, blocks):
                yield _passage(block.section, page, [(b, h) for b, h, _ in members])


def _path(block: TracedBlock) -> tuple[str, ...]:
    return (*block.section, _heading_text(block)) if block.kind is BlockKind.HEADING else block.section


def _heading_text(block: TracedBlock) -> str:
    return block.text
