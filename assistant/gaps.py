"""The gap table of a topic: the state to be reached, the present, the gap between them, challenges and actions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.quoting import PageText
from assistant.citing import CitationLedger, Reference
from assistant.figures import difference, period_start
from assistant.findings import Finding, gather
from assistant.service import Assistant
from assistant.viewpoints import issue_of, perspective_of
from corpus.taxonomy import load_perspectives
from corpus.values import BlockKind, Citation, Role
from ingest.morphology import morphemes
from ingest.roles import bare, clean_cell, is_aside, is_report, named_cells, row_label

_MAX_PAIRED_ROWS = 12
_MAX_LOOSE_DOCUMENTS = 2  # rows of single statements per perspective, each from one document
_MAX_EXTRA_SIDES = 2
_MAX_CELLS = 4
_MIN_CHARS, _MAX_CHARS = 8, 260
# A statement stands in one place of the table: that of the role which says most.
_BY_WEIGHT = (Role.GAP, Role.TO_BE, Role.CHALLENGE, Role.ACTION, Role.AS_IS)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the documents say in one place of the table.

    Attributes:
        text: As a person reads it; for a computed difference, the sentence that says so.
        citations: What it rests on; never empty.
    """

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ChallengeCell:
    """A challenge with the one of the six it belongs to.

    Attributes:
        text: As a person reads it.
        citations: What it rests on; never empty.
        issue: Japanese name of the one of the six challenges, or None where none can be told.
    """

    text: str
    citations: tuple[Citation, ...]
    issue: str | None


@dataclass(frozen=True, slots=True)
class GapRow:
    """One line of the table. None and an empty tuple mean that the documents do not say it.

    Attributes:
        perspective: Japanese name of one of the three perspectives.
        item: What the line is about, as the document's table calls it, or None.
        to_be: The state to be reached.
        as_is: The present.
        gap: What the documents call the gap, or the difference of two figures.
        challenges: In the order of the document.
        actions: In the order of the document.
    """

    perspective: str
    item: str | None
    to_be: Cell | None
    as_is: Cell | None
    gap: Cell | None
    challenges: tuple[ChallengeCell, ...]
    actions: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class GapTable:
    """The table of a topic.

    Attributes:
        topic: As it was asked for.
        rows: Grouped by perspective in the order of the taxonomy; empty where the library holds nothing on it.
        references: Every citation of the table once, in the order of n, from 1.
    """

    topic: str
    rows: tuple[GapRow, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A text with its role, on its way into a cell."""

    finding: Finding
    role: Role
    text: str


def find_gaps(topic: str, assistant: Assistant) -> GapTable:
    """The gap table of a topic from the documents of the library.

    Raises:
        EmptyQuestion: the topic is blank.
        QuestionTooLong: it exceeds `max_question_chars`.
        LibraryError: the library cannot be read.
        EngineError: the topic could not be embedded.
    """
    return build_table(topic, gather(topic, assistant), page_text_of(assistant))


def page_text_of(assistant: Assistant) -> PageText:
    """The extracted text of the library's pages; empty for a page that another process has removed."""

    def page_text(document_id: str, number: int | None) -> str:
        page = assistant.library.page(document_id, number)
        return page.text if page else ""

    return page_text


def build_table(topic: str, findings: Sequence[Finding], page_text: PageText) -> GapTable:
    """The gap table of findings, which come closest first.

    A table row of a document that holds two sides stays one line. Other statements are put together only with
    statements of the same document and perspective.
    """
    rows: list[tuple[str, str | None, tuple[_Part, ...]]] = []
    loose: list[_Part] = []
    for finding in findings:
        parts = _parts(finding)
        if _is_line(finding, parts):
            if len(rows) < _MAX_PAIRED_ROWS:
                rows.append((_perspective(parts), row_label(finding.statement), parts))
        else:
            loose.extend(_labelled(part) for part in parts)
    shown = {_joined(part.text) for _, _, parts in rows for part in parts}
    fresh = {(part.role, _joined(part.text)): part for part in reversed(loose) if _joined(part.text) not in shown}
    rows.extend(_loose_rows(part for part in loose if fresh.get((part.role, _joined(part.text))) is part))
    order = {perspective.ja: i for i, perspective in enumerate(load_perspectives())}
    ledger = CitationLedger(page_text)
    made = tuple(_row(*row, ledger) for row in sorted(rows, key=lambda row: order[row[0]]))
    return GapTable(topic, made, ledger.references())


def _parts(finding: Finding) -> tuple[_Part, ...]:
    """What a statement gives to the table: the cells of a row, or itself; nothing where no role can be told."""
    statement = finding.statement
    if statement.kind is BlockKind.ROW:
        return () if is_aside(finding.section) else _row_parts(finding)
    text = bare(statement.text)
    role = next((role for role in _BY_WEIGHT if role in statement.roles), None)
    if role is None or not _MIN_CHARS <= len(text) <= _MAX_CHARS or is_aside(finding.section) or is_report(text):
        return ()
    return (_Part(finding, role, text),)


def _row_parts(finding: Finding) -> tuple[_Part, ...]:
    """The cells of a table row that have a role; of a row whose other columns are years, what stands there as well."""
    statement = finding.statement
    cells = _cells_with_role(finding)
    if cells and sum(period_start(head) is not None for head in statement.head) > 1:
        columns = zip(statement.head, statement.cells, strict=True)
        when = [f"{head} {clean_cell(cell)}" for head, cell in columns if period_start(head) and clean_cell(cell)]
        role, text = cells[-1]
        cells = (*cells[:-1], (role, f"{text}：{'／'.join(when)}" if when else text))
    return tuple(_Part(finding, role, text) for role, text in cells)


def _cells_with_role(finding: Finding) -> tuple[tuple[Role, str], ...]:
    found: list[tuple[Role, str]] = []
    for roles, text in named_cells(finding.statement):
        role = next((role for role in _BY_WEIGHT if role in roles), None)
        if role is not None and text:
            found.append((role, text))
    return tuple(found)


def _is_line(finding: Finding, parts: Sequence[_Part]) -> bool:
    """True where a table row makes a line of its own: it holds a side, and a second part or a label of its own."""
    roles = {part.role for part in parts}
    if finding.statement.kind is not BlockKind.ROW or not roles & {Role.TO_BE, Role.AS_IS}:
        return False
    return len(roles) > 1 or row_label(finding.statement) is not None


def _labelled(part: _Part) -> _Part:
    """A cell that stands without its row takes the row's label along."""
    label = row_label(part.finding.statement) if part.finding.statement.kind is BlockKind.ROW else None
    return replace(part, text=f"{label}：{part.text}") if label and label not in part.text else part


def _loose_rows(parts: Iterable[_Part]) -> list[tuple[str, str | None, tuple[_Part, ...]]]:
    """Lines of single statements: one per perspective and document while both sides are there, the rest in one."""
    by_place: dict[tuple[str, str], list[_Part]] = defaultdict(list)
    for part in parts:
        by_place[_perspective((part,)), part.finding.evidence.document.id].append(part)
    rows: list[tuple[str, str | None, tuple[_Part, ...]]] = []
    rest: dict[str, list[_Part]] = defaultdict(list)
    n_rows: dict[str, int] = defaultdict(int)
    for (perspective, _), placed in by_place.items():
        for role in (Role.TO_BE, Role.AS_IS):  # a line holds one of each
            extra = [p for p in placed if p.role is role][1 : 1 + _MAX_EXTRA_SIDES]
            rows.extend((perspective, None, (p,)) for p in extra)
        if len({p.role for p in placed}) > 1 and n_rows[perspective] < _MAX_LOOSE_DOCUMENTS:
            rows.append((perspective, None, tuple(placed)))
            n_rows[perspective] += 1
        else:
            rest[perspective].extend(placed)
    rows.extend((perspective, None, tuple(placed)) for perspective, placed in rest.items())
    return rows


def _row(perspective: str, item: str | None, parts: Sequence[_Part], ledger: CitationLedger) -> GapRow:
    def filled(role: Role, limit: int) -> list[tuple[_Part, Cell]]:
        chosen = [part for part in parts if part.role is role][:limit]
        return [(p, Cell(p.text, (ledger.cite(p.finding.evidence, p.finding.statement),))) for p in chosen]

    def first(role: Role) -> Cell | None:
        return next((cell for _, cell in filled(role, 1)), None)

    to_be, as_is = first(Role.TO_BE), first(Role.AS_IS)
    return GapRow(
        perspective=perspective,
        item=item,
        to_be=to_be,
        as_is=as_is,
        gap=first(Role.GAP) or _stated_in(as_is) or _computed(to_be, as_is),
        challenges=tuple(
            c for p, cell in filled(Role.CHALLENGE, _MAX_CELLS) for c in _challenges(cell, _context(p.finding))
        ),
        actions=tuple(cell for _, cell in filled(Role.ACTION, _MAX_CELLS)),
    )


def _stated_in(as_is: Cell | None) -> Cell | None:
    """The present where it is itself told as a gap: 「望ましい循環との差がある」."""
    return as_is if as_is and re.search(r"ギャップ|乖離|隔たり|との差|後れを取", as_is.text) else None


def _computed(to_be: Cell | None, as_is: Cell | None) -> Cell | None:
    if to_be is None or as_is is None:
        return None
    text = difference(to_be.text, as_is.text)
    citations = tuple(dict.fromkeys((*to_be.citations, *as_is.citations)))
    return Cell(text, citations) if text else None


def _challenges(cell: Cell, context: str) -> tuple[ChallengeCell, ...]:
    """A challenge cell, taken apart where it lists several: 品質基準の整備、循環配慮設計の促進.

    Where its own words speak for none of the six, the title and headings it stands under may.
    """
    issues = ((text, issue_of(text) or issue_of(context)) for text in split_list(cell.text))
    return tuple(ChallengeCell(text, cell.citations, issue.ja if issue else None) for text, issue in issues)


def split_list(text: str) -> tuple[str, ...]:
    """The members of a list of nouns joined by 「、」 or 「／」; the text itself where it is no such list."""
    pieces = [piece.strip() for piece in text.replace("／", "、").split("、")]
    if "。" in text or "：" in text or not all(map(_is_noun_phrase, pieces)):
        return (text,)
    return tuple(pieces)


def _is_noun_phrase(text: str) -> bool:
    found = morphemes(text)
    return 4 <= len(text) <= 40 and bool(found) and found[-1].pos in {"名詞", "接尾辞"}


def _perspective(parts: Sequence[_Part]) -> str:
    finding = parts[0].finding
    label = row_label(finding.statement) if finding.statement.kind is BlockKind.ROW else None
    headings = (finding.evidence.document.title, *finding.section)
    return perspective_of(" ".join(p.text for p in parts), label, headings).ja


def _context(finding: Finding) -> str:
    return " ".join((finding.evidence.document.title, *finding.section))


def _joined(text: str) -> str:
    return "".join(text.split())
