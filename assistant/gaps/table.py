"""The gap table of a topic from the documents of the library."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from assistant.answering.quoting import PageText
from assistant.citing import CitationLedger
from assistant.figures import Comparison, compare
from assistant.findings import Finding, Scope, gather_all
from assistant.gaps.challenges import challenge_cells
from assistant.gaps.conflicts import find_conflicts
from assistant.gaps.lines import Line, lines_of
from assistant.gaps.parts import Part, parts_of
from assistant.gaps.values import Cell, GapRow, GapTable, Searched
from assistant.service import Assistant
from corpus.taxonomy import load_perspectives
from corpus.values import Filters, Role

_MAX_CELLS = 4
# What is said to be a gap, and what a present is said to lack.
_STATED_GAP = re.compile(
    r"ギャップ|乖離|隔たり|との差(?:が|は)|(?:後れ|遅れ)(?:を取|て)|(?:と|に)比べ.{0,20}(?:低|少な|遅)|見劣り|届か(?:ない|ず)"
)
_LACKS = re.compile(
    r"(?:必要(?:が?ある|である)?|求められ(?:る|ている)|(?:いな|でな|少な|足りな|乏し|弱)い|未(?:整備|整理|確立)|不足(?:している)?|道半ば|"
    r"にくい|難しい|限られ(?:る|ている))(?:[(（][^)）]*[)）])?。?$"
)
_TURN = re.compile(r"(?:が|ものの|一方で?|しかし)、\s*")


def find_gaps(topic: str, assistant: Assistant, filters: Filters | None = None) -> GapTable:
    """The gap table of a topic from the documents of the library that the filters admit.

    Raises:
        EmptyQuestion: the topic is blank.
        QuestionTooLong: it exceeds `max_question_chars`.
        UnknownFilterValue: no document has a value that is filtered for.
        LibraryError: the library cannot be read.
        EngineError: the topic could not be embedded.
    """
    findings = gather_all(topic, assistant, filters)
    return build_table(
        topic, findings, page_text_of(assistant), searched=searched_in(assistant, filters), this_year=_this_year()
    )


def searched_in(assistant: Assistant, filters: Filters | None = None) -> Searched:
    """The documents and pages of the library that the filters admit."""
    chosen = filters or Filters()
    admitted = [d for d in assistant.library.documents(superseded=True) if chosen.admits(d)]
    return Searched(len(admitted), sum(document.n_pages for document in admitted))


def page_text_of(assistant: Assistant) -> PageText:
    """The extracted text of the library's pages; empty for a page that another process has removed."""

    def page_text(document_id: str, number: int | None) -> str:
        page = assistant.library.page(document_id, number)
        return page.text if page else ""

    return page_text


def build_table(
    topic: str,
    findings: Sequence[Finding],
    page_text: PageText,
    *,
    searched: Searched | None = None,
    this_year: int | None = None,
) -> GapTable:
    """The gap table of findings, which come closest first.

    Args:
        topic: As it was asked for.
        findings: Of `gather`.
        page_text: Where quotes are cut from.
        searched: What the findings were looked for in.
        this_year: From where the years left count; None leaves them out.
    """
    lines = lines_of([(finding, parts_of(finding)) for finding in findings])
    order = {perspective.ja: i for i, perspective in enumerate(load_perspectives())}
    ledger = CitationLedger(page_text)
    in_order = sorted(lines, key=lambda line: (order[line.perspective], line.scope is not Scope.TOPIC))
    rows = tuple(_row(line, topic, ledger, this_year) for line in in_order)
    conflicts = find_conflicts(findings, ledger)
    return GapTable(topic, rows, ledger.references(), conflicts, searched)


def _row(line: Line, topic: str, ledger: CitationLedger, this_year: int | None) -> GapRow:
    def cell(part: Part) -> Cell:
        return Cell(part.text, (ledger.cite(part.finding.evidence, part.finding.statement),), part.year)

    def first(role: Role) -> Cell | None:
        return next((cell(part) for part in line.parts if part.role is role), None)

    def all_of(role: Role) -> list[Part]:
        return [part for part in line.parts if part.role is role][:_MAX_CELLS]

    to_be, as_is = first(Role.TO_BE), first(Role.AS_IS)
    compared = _compared(to_be, as_is, this_year)
    gap = first(Role.GAP) or (_stated_in(as_is) if to_be else None)
    return GapRow(
        perspective=line.perspective,
        item=line.item,
        to_be=to_be,
        as_is=as_is,
        gap=gap or _computed(compared, to_be, as_is),
        challenges=tuple(
            c for part in all_of(Role.CHALLENGE) for c in challenge_cells(cell(part), part.finding.section, topic)
        ),
        actions=tuple(cell(part) for part in all_of(Role.ACTION)),
        actors=_acting(line.parts, cell),
        comparison=compared,
        scope=line.scope,
        is_of_table=line.is_of_table,
    )


def _stated_in(as_is: Cell | None) -> Cell | None:
    """What the present says of a gap, in its own words: its pieces, or ends of them, that tell of one or of a lack."""
    if as_is is None:
        return None
    pieces = as_is.text.split("／")
    told = [piece for piece in pieces if _STATED_GAP.search(piece)]
    told = told or [_after_turn(piece) for piece in pieces if _LACKS.search(piece)]
    text = "／".join(told)
    return Cell(text, as_is.citations) if text else None


def _after_turn(piece: str) -> str:
    """The end of a sentence that turns: 「基準は設けられているものの、品質の基準は未整備」."""
    turns = list(_TURN.finditer(piece))
    return piece[turns[-1].end() :] if turns and _LACKS.search(piece[turns[-1].end() :]) else piece


def _compared(to_be: Cell | None, as_is: Cell | None, this_year: int | None) -> Comparison | None:
    if to_be is None or as_is is None:
        return None
    return compare(to_be.text, as_is.text, to_be.year, this_year)


def _computed(compared: Comparison | None, to_be: Cell | None, as_is: Cell | None) -> Cell | None:
    if compared is None or to_be is None or as_is is None:
        return None
    return Cell(compared.sentence, tuple(dict.fromkeys((*to_be.citations, *as_is.citations))))


def _acting(parts: Sequence[Part], cell: Callable[[Part], Cell]) -> tuple[Cell, ...]:
    """Who acts and when, each once, of what is shown of a line."""
    told: dict[str, Cell] = {}
    for part in parts:
        if part.acting and part.acting not in told:
            told[part.acting] = Cell(part.acting, cell(part).citations)
    return tuple(told.values())[:_MAX_CELLS]


def _this_year() -> int:
    return datetime.now(tz=UTC).year
