"""Drafts read again from the JSON that Junkan writes, with what people changed in it."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.citing import Reference
from assistant.draft.values import (
    Actual,
    Draft,
    Issue,
    IssueKind,
    Kpi,
    Milestone,
    Paragraph,
    ParagraphStatus,
    Phase,
    Section,
    Share,
)
from corpus.errors import InputError
from corpus.values import Citation


class _Entry(BaseModel):
    """Keys that later versions add are no mistake."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)


class _Citation(_Entry):
    n: int = Field(ge=1)
    document_id: str
    source: str
    title: str
    page: int | None
    section: list[str] = []
    quote: str
    chunk_id: str = ""
    superseded: bool = False
    recognised: bool = False
    unreadable_nearby: list[int] = []


class _Paragraph(_Entry):
    text: str
    citations: list[_Citation] = []
    status: ParagraphStatus


class _Section(_Entry):
    key: str
    heading: str
    holds: str = ""
    paragraphs: list[_Paragraph] = Field(min_length=1)


class _Milestone(_Entry):
    year: int
    text: str
    phase: Phase | None = None
    end_year: int | None = None
    actor: str | None = None
    likely_phase: Phase | None = None
    citations: list[_Citation] = []


class _Actual(_Entry):
    year: int
    value: float
    citations: list[_Citation] = []


class _Kpi(_Entry):
    name: str
    base_year: int | None = None
    base: float | None = None
    target_year: int | None = None
    target: float
    unit: str
    actuals: list[_Actual] = []
    is_reduction: bool = False
    citations: list[_Citation] = []


class _Share(_Entry):
    name: str
    value: float
    unit: str
    citations: list[_Citation] = []


class _Issue(_Entry):
    kind: IssueKind
    text: str
    section: str = ""
    citations: list[_Citation] = []


class _Reference(_Entry):
    citation: _Citation
    publisher: str | None = None
    date: str | None = None


class _Draft(_Entry):
    template: str
    topic: str
    title: str = ""
    as_of: int | None = None
    contents: bool = True
    pictures: bool = True
    sections: list[_Section] = Field(min_length=1)
    milestones: list[_Milestone] = []
    kpis: list[_Kpi] = []
    shares: list[_Share] = []
    issues: list[_Issue] = []
    references: list[_Reference] = []


def draft_from_json(text: str, source: str) -> Draft:
    """The draft that JSON text of Junkan describes.

    Args:
        text: The JSON.
        source: Where it comes from, for the error.

    Raises:
        InputError: it is no draft.
    """
    try:
        read = _Draft.model_validate_json(text)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        detail = f"Junkanの起案ではないか、書き方が崩れています（{place or 'JSON'}）"
        raise InputError(source=source, detail=detail) from error
    if [r.citation.n for r in read.references] != list(range(1, len(read.references) + 1)):
        raise InputError(source=source, detail="出典の番号（references）が1から続いていません")
    return Draft(
        template=read.template,
        topic=read.topic,
        title=read.title or read.topic,
        sections=tuple(
            Section(
                s.key,
                s.heading,
                tuple(Paragraph(p.text, _cited(p.citations), p.status) for p in s.paragraphs),
                s.holds,
            )
            for s in read.sections
        ),
        milestones=tuple(
            Milestone(m.year, m.text, m.phase, _cited(m.citations), m.end_year, m.actor, m.likely_phase)
            for m in read.milestones
        ),
        kpis=tuple(_kpi(kpi) for kpi in read.kpis),
        references=tuple(Reference(_citation(r.citation), r.publisher, r.date) for r in read.references),
        issues=tuple(Issue(i.kind, i.text, i.section, _cited(i.citations)) for i in read.issues),
        shares=tuple(Share(s.name, s.value, s.unit, _cited(s.citations)) for s in read.shares),
        as_of=read.as_of,
        contents=read.contents,
        pictures=read.pictures,
    )


def _kpi(kpi: _Kpi) -> Kpi:
    return Kpi(
        kpi.name,
        kpi.base_year,
        kpi.base,
        kpi.target_year,
        kpi.target,
        kpi.unit,
        _cited(kpi.citations),
        tuple(Actual(a.year, a.value, _cited(a.citations)) for a in kpi.actuals),
        kpi.is_reduction,
    )


def _cited(citations: list[_Citation]) -> tuple[Citation, ...]:
    return tuple(map(_citation, citations))


def _citation(read: _Citation) -> Citation:
    return Citation(
        read.n,
        read.document_id,
        read.source,
        read.title,
        read.page,
        tuple(read.section),
        read.quote,
        read.chunk_id,
        read.superseded,
        read.recognised,
        tuple(read.unreadable_nearby),
    )
