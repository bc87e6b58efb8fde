"""Answers made of the documents' own statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, islice

from assistant.answering.adding import find_addition
from assistant.answering.additions import Addition
from assistant.answering.base import Composition
from assistant.answering.close_reading import read_closely
from assistant.answering.enumerations import counted_rows
from assistant.answering.extremes import extreme_rows, rows_within
from assistant.answering.quoting import PageText, quote_of
from assistant.answering.refusal import RefusalOptions, find_refusal, refusal_text
from assistant.answering.rows import row_name, row_text
from assistant.answering.selection import Candidate, score_statements
from assistant.answering.templates import answer_template
from assistant.question import ParsedQuestion
from assistant.repeats import same_words
from corpus.values import SUPERSEDED_MARK, BlockKind, Citation, Evidence
from ingest.cross_encoder import CrossEncoder


@dataclass(frozen=True, slots=True)
class ExtractiveOptions:
    """How much is quoted. Source: docs/decisions/0005-extractive-answers.md.

    Attributes:
        max_chars: Of the answer without its [n].
        window_chars: Of one contiguous stretch.
        n_passages: Passages that are looked at.
        window_ratio: A neighbour joins a stretch from this share of the best score.
        row_ratio: A neighbouring row of a table joins from this share of the first one's score.
        next_ratio: A further stretch is quoted from this share of the best score.
        max_stretches: At most so many stretches.
    """

    max_chars: int = 560
    window_chars: int = 440
    n_passages: int = 8
    window_ratio: float = 0.003
    row_ratio: float = 0.5
    next_ratio: float = 0.5
    max_stretches: int = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Statements of one passage and one page that are quoted together, in reading order.

    Attributes:
        candidates: The statements, neighbours of each other but for rows of a table.
        brief: Whether rows are shown by their names alone.
        n_more: Rows of the same kind for which there was no room.
    """

    candidates: tuple[Candidate, ...]
    brief: bool = False
    n_more: int = 0

    @property
    def n_chars(self) -> int:
        """Characters that a reader sees."""
        return sum(len(c.statement.text) for c in self.candidates)


class ExtractiveAnswerer:
    """Quotes the stretches that answer best, each with its own citation.

    Args:
        page_text: Where quotes are cut from.
        options: How much is quoted.
        refusal: When a question is too far from the evidence, or None where similarities are on another scale.
        cross_encoder: Reads the best statements once more, together with the question; None leaves that out.
    """

    def __init__(
        self,
        page_text: PageText,
        options: ExtractiveOptions | None = None,
        refusal: RefusalOptions | None = None,
        cross_encoder: CrossEncoder | None = None,
    ) -> None:
        self._page_text = page_text
        self._options = options or ExtractiveOptions()
        self._refusal = refusal
        self._cross_encoder = cross_encoder

    @property
    def mode(self) -> str:
        """The mode of these answers, "extractive"."""
        return "extractive"

    def compose(self, question: ParsedQuestion, evidence: Sequence[Evidence]) -> Composition:
        """The best stretches of the evidence, or a refusal where they do not hold what was asked."""
        candidates = score_statements(question, evidence[: self._options.n_passages])
        if self._cross_encoder:
            candidates = read_closely(question, candidates, self._cross_encoder)
        refusal = find_refusal(question, evidence, candidates, self._refusal)
        added = find_addition(question, candidates, refusal)
        if refusal and not added:
            text = refusal_text(refusal.reason, candidates, self._page_text)
            return Composition(text, (), refusal, candidates)
        stretches = self._beside(added, question, candidates) if added else self._stretches(question, candidates)
        lines, citations = [added.text] if added and added.pieces else [], []
        for n, stretch in enumerate(stretches, 1):
            citation = self._citation(n, stretch)
            citations.append(citation)
            lines.append(_line(stretch, n, question))
        return Composition("\n".join(lines), tuple(citations), None, candidates)

    def _beside(
        self, added: Addition, question: ParsedQuestion, candidates: Sequence[Candidate]
    ) -> tuple[Stretch, ...]:
        """What an addition rests on, each statement by itself, then what else there is to quote and room for."""
        own = tuple(Stretch((candidate,)) for candidate in added.cited)
        taken = {id(candidate) for candidate in added.cited}
        room = self._options.max_chars - len(added.text) - sum(stretch.n_chars for stretch in own)
        rest = () if added.stands_alone else self._stretches(question, candidates)
        free = (s for s in rest if s.n_chars <= room and not any(id(c) in taken for c in s.candidates))
        return (*own, *islice(free, 1))

    def _stretches(self, question: ParsedQuestion, candidates: Sequence[Candidate]) -> tuple[Stretch, ...]:
        """The stretches to quote, best first."""
        options = self._options
        extremes = extreme_rows(question, candidates)
        if extremes:
            return tuple(Stretch((candidates[i],)) for i in extremes[: options.max_stretches])
        within = rows_within(question, candidates)
        if within:
            return self._one_by_one([candidates[i] for i in within], question)
        counted = counted_rows(question, candidates)
        if counted:
            return self._whole([candidates[i] for i in counted], question)
        chosen: list[Stretch] = []
        taken: set[int] = set()
        seen_texts: set[str] = set()
        room = options.max_chars
        order = sorted(range(len(candidates)), key=lambda i: (-candidates[i].score, i))
        best = candidates[order[0]].score if order else 0.0
        for i in order:
            if len(chosen) == options.max_stretches or candidates[i].score < best * options.next_ratio:
                break
            if i in taken or any(same_words(candidates[i].statement.text, text) for text in seen_texts):
                continue
            if chosen and candidates[i].statement.kind is BlockKind.CAPTION:
                continue  # a caption alone adds nothing to an answer
            window = self._window(candidates, i, taken, min(room, options.window_chars), best)
            stretch = Stretch(tuple(candidates[j] for j in window))
            if chosen and stretch.n_chars > room:
                continue
            chosen.append(stretch)
            taken.update(window)
            seen_texts.update(c.statement.text for c in stretch.candidates)
            room -= stretch.n_chars
        return tuple(chosen)

    def _one_by_one(self, rows: Sequence[Candidate], question: ParsedQuestion) -> tuple[Stretch, ...]:
        """The rows for which there is room, each quoted by itself; the last one says how many more there are."""
        ends = list(accumulate(len(row_text(row.statement, question)) for row in rows))
        n = max(1, sum(end <= self._options.max_chars for end in ends))
        return (*(Stretch((row,)) for row in rows[: n - 1]), Stretch((rows[n - 1],), n_more=len(rows) - n))

    def _whole(self, rows: Sequence[Candidate], question: ParsedQuestion) -> tuple[Stretch, ...]:
        """All the rows, those of one passage and page together, by their names alone where room is short."""
        n_chars = sum(len(row_text(row.statement, question)) for row in rows)
        groups = groupby(rows, key=lambda row: (row.evidence.chunk.id, row.statement.span.page))
        return tuple(Stretch(tuple(group), brief=n_chars > self._options.max_chars) for _, group in groups)

    def _window(
        self, candidates: Sequence[Candidate], centre: int, taken: set[int], room: int, best: float
    ) -> tuple[int, ...]:
        """Positions of the statements around the centre that join it, in reading order."""
        window = [centre]
        n_chars = len(candidates[centre].statement.text)
        for j in _outwards(candidates, centre):
            if j in taken or not _adjacent(window, j) or not self._joins(candidates[centre], candidates[j], best):
                continue
            size = len(candidates[j].statement.text)
            if n_chars + size > room:
                continue
            window.append(j)
            n_chars += size
        return tuple(sorted(window))

    def _joins(self, centre: Candidate, other: Candidate, best: float) -> bool:
        """True where a neighbour belongs to the answer: a row where it is as good as the first, a heading never."""
        if other.statement.kind is BlockKind.HEADING:
            return False
        kinds = {centre.statement.kind, other.statement.kind}
        if BlockKind.ROW in kinds:
            return len(kinds) == 1 and other.score >= centre.score * self._options.row_ratio
        return other.score >= best * self._options.window_ratio

    def _citation(self, n: int, stretch: Stretch) -> Citation:
        first = stretch.candidates[0]
        evidence = first.evidence
        return Citation(
            n=n,
            document_id=evidence.document.id,
            source=evidence.document.source,
            title=evidence.document.cited_title,
            page=first.statement.span.page,
            section=evidence.section_of(first.index),
            quote=quote_of(evidence, [c.statement for c in stretch.candidates], self._page_text),
            chunk_id=evidence.chunk.id,
            superseded=evidence.document.superseded,
            also_in=evidence.twins_of([c.index for c in stretch.candidates]),
        )


def _outwards(candidates: Sequence[Candidate], centre: int) -> Iterator[int]:
    """Positions in the centre's passage and page, nearest first, the following one before the preceding."""
    here = candidates[centre]
    for step in range(1, len(candidates)):
        for j in (centre + step, centre - step):
            if (
                0 <= j < len(candidates)
                and candidates[j].rank == here.rank
                and candidates[j].statement.span.page == here.statement.span.page
            ):
                yield j


def _adjacent(window: Sequence[int], j: int) -> bool:
    return j + 1 in window or j - 1 in window


def _line(stretch: Stretch, n: int, question: ParsedQuestion) -> str:
    """What a reader sees of a stretch: sentences run on, items and rows on lines of their own.

    Words of a superseded document say that they are.
    """
    parts: list[str] = []
    for candidate in stretch.candidates:
        shown = row_name if stretch.brief else row_text
        text, kind = shown(candidate.statement, question), candidate.statement.kind
        if kind in {BlockKind.PARAGRAPH, BlockKind.NOTE} and parts and parts[-1].endswith("。"):
            parts[-1] += text
        else:
            parts.append(text)
    mark = SUPERSEDED_MARK if stretch.candidates[0].evidence.document.superseded else ""
    quote = "\n".join(parts) + mark
    more = "\n" + answer_template("line", "more").format(n=stretch.n_more) if stretch.n_more else ""
    return answer_template("line", "prose").format(quote=quote, n=n) + more
