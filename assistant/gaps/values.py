"""The values of a gap table."""

from dataclasses import dataclass

from assistant.citing import Reference
from assistant.figures import Comparison
from assistant.findings import Scope
from corpus.values import Citation


@dataclass(frozen=True, slots=True)
class Cell:
    """What the documents say in one place of the table.

    Attributes:
        text: As a person reads it; for a computed difference, the sentence that says so.
        citations: What it rests on; never empty.
        year: Of a state to be reached, the Western year by which, or None where none is named.
    """

    text: str
    citations: tuple[Citation, ...]
    year: int | None = None


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
        item: What the line is about, as the document's table or headings call it, or None.
        to_be: The state to be reached.
        as_is: The present.
        gap: What the documents call the gap, what the present is said to lack, or the difference of two figures.
        challenges: In the order of the document.
        actions: In the order of the document.
        actors: Who does it and when, of the actions and the targets.
        comparison: The figures of both sides compared, or None.
        scope: How close it is to the topic.
        is_of_table: Whether it is a row of a table that a document itself has.
    """

    perspective: str
    item: str | None
    to_be: Cell | None
    as_is: Cell | None
    gap: Cell | None
    challenges: tuple[ChallengeCell, ...]
    actions: tuple[Cell, ...]
    actors: tuple[Cell, ...] = ()
    comparison: Comparison | None = None
    scope: Scope = Scope.TOPIC
    is_of_table: bool = False


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """A figure that one document gives.

    Attributes:
        figure: As a person writes it: 80兆円.
        title: Of the document, as a citation shows it.
        date: Of the document, ISO 8601, or None.
        citation: Where it stands.
    """

    figure: str
    title: str
    date: str | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conflict:
    """One measure of one year for which documents give different figures.

    Attributes:
        measure: What is measured, as the documents call it.
        year: The Western year of the figures.
        sides: One for each figure and document, older documents first; at least two.
    """

    measure: str
    year: int
    sides: tuple[ConflictSide, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What a table was looked for in: what it calls not stated, none of these says as far as the search can tell.

    Attributes:
        n_documents: Documents that the filters admit.
        n_pages: Their pages; a document without pages counts as one.
    """

    n_documents: int
    n_pages: int


@dataclass(frozen=True, slots=True)
class GapTable:
    """The table of a topic.

    Attributes:
        topic: As it was asked for.
        rows: Grouped by perspective in the order of the taxonomy; empty where the library holds nothing on it.
        references: Every citation of the table once, in the order of n, from 1.
        conflicts: Figures that contradict each other.
        searched: What was looked through, or None where the table was made of findings alone.
    """

    topic: str
    rows: tuple[GapRow, ...]
    references: tuple[Reference, ...]
    conflicts: tuple[Conflict, ...] = ()
    searched: Searched | None = None
