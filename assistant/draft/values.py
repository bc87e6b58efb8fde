"""What a draft is made of."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.citing import Reference
from assistant.gaps import GapTable
from corpus.values import Citation

CHECK_MARK = "【要確認】"
COMMON_MARK = "（領域共通）"  # in front of what holds for every sector, not for the topic alone


class ParagraphStatus(StrEnum):
    """Whether a paragraph rests on a quote or waits for a person."""

    SUPPORTED = "supported"
    NEEDS_CHECK = "needs_check"


class Phase(StrEnum):
    """The stage of a milestone, as the partnership's roadmap names it."""

    CONCEPT = "構想"
    INTRODUCTION = "導入"
    EXPANSION = "拡大"


class IssueKind(StrEnum):
    """Why something is to be talked about before the draft can stand."""

    CONFLICT = "食い違い"
    MISSING = "記載なし"
    UNSETTLED = "確定前の資料"
    OLD = "旧版の資料"


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
    """A heading with its paragraphs.

    Attributes:
        key: The template's name for it.
        heading: As a person reads it.
        paragraphs: Never empty.
        holds: What stands behind the paragraphs: "milestones", "kpis", "issues", "shares", or "" for nothing.
    """

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to happen when.

    Attributes:
        year: Western year; of a stretch of years, the first.
        text: As the document words it, with what it is about in front where that stands in another cell; behind
            `COMMON_MARK` where it holds for every sector.
        phase: The stage, or None where the document names none.
        citations: Never empty.
        end_year: The last year of a stretch, or None where it is one year.
        actor: Who does it, in the document's words, or None where the document does not say.
        likely_phase: The stage that its verbs speak for where the document names none, or None.
    """

    year: int
    text: str
    phase: Phase | None
    citations: tuple[Citation, ...]
    end_year: int | None = None
    actor: str | None = None
    likely_phase: Phase | None = None


@dataclass(frozen=True, slots=True)
class Actual:
    """A figure that was reached in a year; `citations` is never empty."""

    year: int
    value: float
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure to be reached.

    Attributes:
        name: What is measured, in the document's words; behind `COMMON_MARK` where it holds for every sector.
        base_year: Western year it is compared with, or None.
        base: Value in that year in `unit`, or None.
        target_year: Western year it is due, or None.
        target: Value to be reached in `unit`.
        unit: Normalised unit.
        citations: What the target rests on; never empty.
        actuals: Figures of the same measure and unit that were reached, by year.
        is_reduction: Whether the target is by how much it is to fall, not what it is to be.
    """

    name: str
    base_year: int | None
    base: float | None
    target_year: int | None
    target: float
    unit: str
    citations: tuple[Citation, ...]
    actuals: tuple[Actual, ...] = ()
    is_reduction: bool = False

    @property
    def latest(self) -> Actual | None:
        """The newest figure reached, or None."""
        return self.actuals[-1] if self.actuals else None

    @property
    def progress(self) -> float | None:
        """How much of the way from the base to the target the latest figure has gone, 1 for all; None if unknown.

        Below 0 where the latest figure lies farther off than the base.
        """
        latest = self.latest
        if latest is None or self.base is None or self.base == self.target or latest.year == self.base_year:
            return None
        return (latest.value - self.base) / (self.target - self.base)

    def years_left(self, as_of: int) -> int | None:
        """Years from `as_of` to the target year, negative where it has passed, or None where none is set."""
        return None if self.target_year is None else self.target_year - as_of


@dataclass(frozen=True, slots=True)
class Issue:
    """Something for the next meeting of the WG.

    Attributes:
        kind: Why.
        text: What is to be settled, in one sentence.
        section: Key of the section it belongs to, or "" where it concerns the whole draft.
        citations: What it rests on; empty where the documents say nothing.
    """

    kind: IssueKind
    text: str
    section: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many targets measure one indicator.

    Attributes:
        name: The indicator.
        value: The count, or the share in percent.
        unit: "件" or "%", as the document has it.
        citations: Never empty.
    """

    name: str
    value: float
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
        issues: What the next meeting has to settle; empty likewise.
        shares: Targets by indicator; empty likewise.
        as_of: The fiscal year from which years that are left are counted, or None where nothing is counted.
        contents: Whether a document begins with a table of contents.
        pictures: Whether pictures stand behind its tables.
        matrix: The gap table behind the draft with a numbering of its own, or None.
    """

    template: str
    topic: str
    title: str
    sections: tuple[Section, ...]
    milestones: tuple[Milestone, ...]
    kpis: tuple[Kpi, ...]
    references: tuple[Reference, ...]
    issues: tuple[Issue, ...] = ()
    shares: tuple[Share, ...] = ()
    as_of: int | None = None
    contents: bool = True
    pictures: bool = True
    matrix: GapTable | None = None

    @property
    def n_needs_check(self) -> int:
        """How many paragraphs wait for a person."""
        return sum(p.status is ParagraphStatus.NEEDS_CHECK for s in self.sections for p in s.paragraphs)

    @property
    def n_paragraphs(self) -> int:
        """How many paragraphs there are."""
        return sum(len(section.paragraphs) for section in self.sections)
