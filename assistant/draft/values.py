"""What a draft is made of."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.citing import Reference
from corpus.values import Citation


class ParagraphStatus(StrEnum):
    """Whether a paragraph rests on a quote or waits for a person."""

    SUPPORTED = "supported"
    NEEDS_CHECK = "needs_check"


class Phase(StrEnum):
    """The stage of a milestone, as the partnership's roadmap names it."""

    CONCEPT = "構想"
    INTRODUCTION = "導入"
    EXPANSION = "拡大"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    Attributes:
        text: With [n] behind every sentence where it is supported; else beginning with 【要確認】 and saying what
            is missing.
        citations: What it rests on; never empty where it is supported. One that needs a check may cite a document that
            says itself that something is not stated.
        status: Supported or in need of a check.
    """

    text: str
    citations: tuple[Citation, ...]
    status: ParagraphStatus


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs; `key` is the template's name for it. `paragraphs` is never empty."""

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to happen when.

    Attributes:
        year: Western year; of a stretch of years, the first.
        text: As the document words it, with what it is about in front where that stands in another cell.
        phase: The stage, or None where the document names none.
        citations: Never empty.
    """

    year: int
    text: str
    phase: Phase | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure to be reached.

    Attributes:
        name: What is measured, in the document's words.
        base_year: Western year it is compared with, or None.
        base: Value in that year in `unit`, or None.
        target_year: Western year it is due, or None.
        target: Value to be reached in `unit`.
        unit: Normalised unit.
        citations: Never empty.
    """

    name: str
    base_year: int | None
    base: float | None
    target_year: int | None
    target: float
    unit: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of a roadmap section.

    Attributes:
        template: Name of the template.
        topic: As it was asked for.
        title: The template's title with the topic.
        sections: In the order of the template; never empty.
        milestones: By year; empty where the documents name none or the template has no such section.
        kpis: By year; empty likewise.
        references: Every citation once, in the order of n, from 1.
    """

    template: str
    topic: str
    title: str
    sections: tuple[Section, ...]
    milestones: tuple[Milestone, ...]
    kpis: tuple[Kpi, ...]
    references: tuple[Reference, ...]

    @property
    def n_needs_check(self) -> int:
        """How many paragraphs wait for a person."""
        return sum(p.status is ParagraphStatus.NEEDS_CHECK for s in self.sections for p in s.paragraphs)
