"""Templates of drafts: TOML files with Japanese wording and named slots, under `prompts/drafts` or of one's own."""

import string
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import InputError, UsageError


class Content(StrEnum):
    """What a section is filled with."""

    BACKGROUND = "background"
    TO_BE = "to_be"
    AS_IS = "as_is"
    GAP = "gap"
    CHALLENGE = "challenge"
    ACTION = "action"
    MILESTONES = "milestones"
    KPIS = "kpis"
    OPEN = "open"


# Slots that each wording may hold, and those of them that it must hold.
_ITEM_SLOTS = {
    Content.BACKGROUND: ({"quote", "title", "topic"}, {"quote"}),
    Content.TO_BE: ({"quote", "title", "topic", "perspective", "about"}, {"quote"}),
    Content.AS_IS: ({"quote", "title", "topic", "perspective", "about"}, {"quote"}),
    Content.GAP: ({"to_be", "as_is", "topic", "perspective", "about"}, {"to_be", "as_is"}),
    Content.CHALLENGE: ({"quote", "title", "topic", "perspective", "issue", "about"}, {"quote"}),
    Content.ACTION: ({"quote", "title", "topic", "perspective", "about"}, {"quote"}),
    Content.MILESTONES: ({"n", "topic"}, {"n"}),
    Content.KPIS: ({"n", "topic"}, {"n"}),
    Content.OPEN: ({"n", "topic"}, {"n"}),
}
_MISSING_SLOTS = {"topic", "perspective", "issue"}


@dataclass(frozen=True, slots=True)
class SectionTemplate:
    """One section of a template.

    Attributes:
        key: Its name in the draft.
        heading: With the slot {topic}, or without.
        content: What fills it.
        item: Wording of one paragraph; which slots it may hold depends on the content.
        following: Wording of the paragraphs behind the first of a perspective, a challenge or the section.
        missing: Wording of the paragraph that stands where the documents say nothing.
        each: Whether every perspective (or every one of the six challenges) has its own paragraph, also where nothing
            is said on it.
        max_items: Paragraphs at most, per perspective or challenge where `each` is set.
    """

    key: str
    heading: str
    content: Content
    item: str
    following: str
    missing: str
    each: bool
    max_items: int


@dataclass(frozen=True, slots=True)
class Template:
    """A template of a draft; `name` as it was asked for, `sections` never empty."""

    name: str
    title: str
    sections: tuple[SectionTemplate, ...]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str = Field(min_length=1)
    heading: str = Field(min_length=1)
    content: Content
    item: str = Field(min_length=1)
    following: str = ""
    missing: str = Field(min_length=1)
    each: bool = False
    max_items: int = Field(default=4, ge=1, le=50)


class _Template(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=1)
    title: str = Field(min_length=1)
    section: list[_Section] = Field(min_length=1)


def template_names() -> tuple[str, ...]:
    """Names of the bundled templates, in alphabetical order."""
    names = (entry.name for entry in (files("prompts") / "drafts").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_template(name_or_path: str) -> Template:
    """The bundled template of this name, or the one in this TOML file.

    Raises:
        UsageError: there is neither.
        InputError: the template cannot be used: broken TOML, a missing key, a slot that is unknown or missing.
    """
    if name_or_path in template_names():
        text = (files("prompts") / "drafts" / f"{name_or_path}.toml").read_text(encoding="utf-8")
        return parse_template(name_or_path, text)
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml" or not path.is_file():
        known = "、".join(template_names())
        raise UsageError(
            detail=f"ひな形「{name_or_path}」はありません。使えるのは {known}、または .toml ファイルです。"
        )
    try:
        return parse_template(path.stem, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(source=path.name, detail=getattr(error, "strerror", None) or "UTF-8") from error


def parse_template(name: str, text: str) -> Template:
    """The template that TOML text describes.

    Raises:
        InputError: it cannot be used.
    """
    try:
        read = _Template.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(source=name, detail=f"ひな形のTOMLが正しくありません（{error}）") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        raise InputError(source=name, detail=f"ひな形の項目 {place} がないか、正しくありません") from error
    sections = tuple(
        SectionTemplate(s.key, s.heading, s.content, s.item, s.following or s.item, s.missing, s.each, s.max_items)
        for s in read.section
    )
    _check_slots(name, "title", read.title, {"topic"}, set())
    for section in sections:
        allowed, required = _ITEM_SLOTS[section.content]
        _check_slots(name, f"{section.key}.heading", section.heading, {"topic"}, set())
        _check_slots(name, f"{section.key}.item", section.item, allowed, required)
        _check_slots(name, f"{section.key}.following", section.following, allowed, required)
        _check_slots(name, f"{section.key}.missing", section.missing, _MISSING_SLOTS, set())
    return Template(name, read.title, sections)


def _check_slots(name: str, place: str, wording: str, allowed: set[str], required: set[str]) -> None:
    try:
        parts = [part for part in string.Formatter().parse(wording) if part[1] is not None]
    except ValueError as error:
        raise InputError(source=name, detail=f"ひな形の {place} の波かっこが閉じていません") from error
    held = {str(slot) for _, slot, _, _ in parts}
    if any(spec or conversion for _, _, spec, conversion in parts):
        raise InputError(source=name, detail=f"ひな形の {place} の差し込み口に書式は付けられません")
    for slot in sorted(required - held):
        raise InputError(source=name, detail=f"ひな形の {place} に差し込み口 {{{slot}}} がありません")
    for slot in sorted(held - allowed):
        known = "、".join(f"{{{known}}}" for known in sorted(allowed))
        raise InputError(source=name, detail=f"ひな形の {place} に {{{slot}}} は使えません（使えるのは {known}）")
