"""What a template's TOML may hold, and what is said where it holds something else."""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.roles import Role
from corpus.values import DocumentType

_MAX_YEAR = 2199


class Content(StrEnum):
    """What a section is filled with."""

    BACKGROUND = "background"
    TO_BE = "to_be"
    AS_IS = "as_is"
    GAP = "gap"
    CHALLENGE = "challenge"
    ACTION = "action"
    STATEMENTS = "statements"
    MILESTONES = "milestones"
    KPIS = "kpis"
    SHARES = "shares"
    AGENDA = "agenda"
    OPEN = "open"


class Tone(StrEnum):
    """How the sentences of a template end: である or です・ます."""

    PLAIN = "である"
    POLITE = "です・ます"

    def suits(self, wording: str) -> bool:
        """True where no sentence of the wording ends in the other tone."""
        other = (
            r"(?:です|ます|ました|ません|でした|ましょう)" if self is Tone.PLAIN else r"(?:である|であった|だ|だった)"
        )
        return not re.search(rf"{other}(?:。|$)", re.sub(r"「[^」]*」", "", wording))


class Need(BaseModel):
    """What may stand in a section; what is left out admits everything.

    Attributes:
        roles: Parts that its statements play.
        cues: Words one of which a statement or the headings above it hold.
        types: Kinds of documents.
        years: A stretch of years (first, last) one of which a statement names.
        indicators: Words for what is measured, one of which a statement holds.
        perspectives: Names of perspectives.
        topic: What it is about where that is not the draft's topic.
        search: What is looked for besides.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: tuple[Role, ...] = ()
    cues: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    types: tuple[DocumentType, ...] = ()
    years: tuple[Annotated[int, Field(ge=1900, le=_MAX_YEAR)], Annotated[int, Field(ge=1900, le=_MAX_YEAR)]] | None = (
        None
    )
    indicators: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    perspectives: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    topic: str = ""
    search: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = ()


class SectionEntry(BaseModel):
    """A [[section]] as the file has it; see `SectionTemplate`."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(pattern=r"^[A-Za-z0-9_-]{1,30}$")
    heading: str = Field(min_length=1)
    content: Content
    item: str = Field(min_length=1)
    following: str | tuple[Annotated[str, Field(min_length=1)], ...] = ()
    missing: str = Field(min_length=1)
    each: bool = False
    max_items: int = Field(default=4, ge=1, le=50)
    max_chars: int = Field(default=4000, ge=50, le=100_000)
    join: bool = False
    evidence: Need = Need()


class TemplateFile(BaseModel):
    """A template as the file has it; see `Template`."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=1)
    title: str = Field(min_length=1)
    description: str = ""
    tone: Tone = Tone.PLAIN
    contents: bool = True
    pictures: bool = True
    section: list[SectionEntry] = Field(min_length=1)


def problem_of(error: dict[str, Any]) -> str:
    """One Japanese sentence, without its full stop, for an error of pydantic: where, and what may stand there."""
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"])
    kind, facts = str(error["type"]), error.get("ctx") or {}
    if kind == "missing":
        return f"ひな形の項目 {place} がありません"
    if kind == "extra_forbidden":
        return f"ひな形の項目 {place} は使えません。綴りを確かめてください"
    if kind == "enum":
        known = str(facts.get("expected", "")).replace("'", "").replace(" or ", ", ").replace(", ", "、")
        return f"ひな形の項目 {place} が正しくありません（使えるのは {known}）"
    if kind == "string_pattern_mismatch":
        return f"ひな形の項目 {place} が正しくありません（使えるのは英数字と _ - の30字まで）"
    bounds = [f"{name}{facts[key]}" for key, name in (("ge", "下限"), ("le", "上限")) if key in facts]
    if bounds:
        return f"ひな形の項目 {place} が正しくありません（{'、'.join(bounds)}）"
    return f"ひな形の項目 {place} が正しくありません"
