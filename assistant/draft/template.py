"""Templates of drafts: TOML files with Japanese wording and named slots.

The bundled ones lie in `prompts/drafts`, a user's own in the folder `templates` of the library's home or anywhere else.
What a template may hold is told in `prompts/drafts/README.md`.
"""

import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from assistant.draft.template_file import Content, Need, SectionEntry, TemplateFile, Tone, problem_of
from corpus.errors import InputError, UsageError

__all__ = ["Content", "Need", "SectionTemplate", "Template", "Tone"]

USER_FOLDER = "templates"
_QUOTED = {"quote", "title", "topic", "perspective", "about"}
# Slots that each wording may hold, and those of them that it must hold.
_ITEM_SLOTS: dict[Content, tuple[set[str], set[str]]] = {
    Content.BACKGROUND: ({"quote", "title", "topic"}, {"quote"}),
    Content.TO_BE: (_QUOTED | {"year"}, {"quote"}),
    Content.AS_IS: (_QUOTED, {"quote"}),
    Content.GAP: ({"to_be", "as_is", "topic", "perspective", "about"}, {"to_be", "as_is"}),
    Content.CHALLENGE: (_QUOTED | {"issue"}, {"quote"}),
    Content.ACTION: (_QUOTED, {"quote"}),
    Content.STATEMENTS: (_QUOTED, {"quote"}),
    Content.MILESTONES: ({"n", "topic", "first_year", "first", "last_year", "last"}, set()),
    Content.KPIS: ({"n", "topic", "name", "target", "target_year"}, set()),
    Content.SHARES: ({"n", "topic", "name", "value"}, set()),
    Content.AGENDA: ({"n", "topic"}, set()),
    Content.OPEN: ({"n", "topic"}, {"n"}),
}
_TO_THE_DRAFTER = {Content.AGENDA, Content.OPEN}  # these speak to whoever drafts, not in the draft's own tone
_MISSING_SLOTS = {"topic", "perspective", "issue", "n_pages"}


@dataclass(frozen=True, slots=True)
class SectionTemplate:
    """One section of a template.

    Attributes:
        key: Its name in the draft.
        heading: With the slot {topic}, or without.
        content: What fills it.
        item: Wording of one sentence; which slots it may hold depends on the content.
        following: Wordings of the sentences behind the first of a perspective, a challenge or the section, in turn;
            never empty.
        missing: Wording of the paragraph that stands where the documents say nothing.
        each: Whether every perspective (or every one of the six challenges) has its own paragraph, also where nothing
            is said on it.
        max_items: Sentences at most, per perspective or challenge where `each` is set.
        max_chars: Characters of all its sentences at most; one sentence always stands.
        join: Whether the sentences of one perspective or challenge make one paragraph.
        evidence: What may stand in it.
    """

    key: str
    heading: str
    content: Content
    item: str
    following: tuple[str, ...]
    missing: str
    each: bool
    max_items: int
    max_chars: int
    join: bool
    evidence: Need


@dataclass(frozen=True, slots=True)
class Template:
    """A template of a draft.

    Attributes:
        name: As it was asked for.
        title: With the slot {topic}, or without.
        sections: Never empty.
        description: What it is for, in one sentence, or "".
        tone: How its sentences end.
        contents: Whether a document begins with a table of contents.
        pictures: Whether pictures stand behind its tables.
        guide: Markdown for whoever drafts with it, or "".
    """

    name: str
    title: str
    sections: tuple[SectionTemplate, ...]
    description: str = ""
    tone: Tone = Tone.PLAIN
    contents: bool = True
    pictures: bool = True
    guide: str = ""


def template_names(home: Path | None = None) -> tuple[str, ...]:
    """Names of the bundled templates and of those in the folder `templates` of `home`, in alphabetical order."""
    own = [path.stem for path in _own_folder(home).glob("*.toml")] if home else []
    bundled = (entry.name for entry in (files("prompts") / "drafts").iterdir())
    names = (name.removesuffix(".toml") for name in bundled if name.endswith(".toml"))
    return tuple(sorted({*names, *own}))


def load_template(name_or_path: str, home: Path | None = None) -> Template:
    """The template of this name (a user's own before the bundled one), or the one in this TOML file.

    Raises:
        UsageError: there is none.
        InputError: the template cannot be used: broken TOML, a missing key, a slot that is unknown or missing.
    """
    name, text, guide = _read(name_or_path, home)
    return parse_template(name, text, guide)


def template_problems(name_or_path: str, home: Path | None = None) -> tuple[str, ...]:
    """Everything that keeps a template from being used, a sentence each; empty for a good one.

    Raises:
        UsageError: there is no such template.
        InputError: its file cannot be read.
    """
    _, text, _ = _read(name_or_path, home)
    read, problems = _checked(text)
    return problems if read is None else tuple(_problems(read))


def parse_template(name: str, text: str, guide: str = "") -> Template:
    """The template that TOML text describes.

    Raises:
        InputError: it cannot be used; the first of its problems is named.
    """
    read, problems = _checked(text)
    if read is not None:
        problems = tuple(_problems(read))
    if read is None or problems:
        raise InputError(source=name, detail=problems[0])
    sections = tuple(map(_section, read.section))
    return Template(name, read.title, sections, read.description, read.tone, read.contents, read.pictures, guide)


def _section(entry: SectionEntry) -> SectionTemplate:
    return SectionTemplate(
        entry.key,
        entry.heading,
        entry.content,
        entry.item,
        _followings(entry) or (entry.item,),
        entry.missing,
        entry.each,
        entry.max_items,
        entry.max_chars,
        entry.join,
        entry.evidence,
    )


def _followings(entry: SectionEntry) -> tuple[str, ...]:
    """The wordings of the sentences behind the first, in their turn."""
    given = entry.following
    return given if isinstance(given, tuple) else (given,) if given else ()


def _read(name_or_path: str, home: Path | None) -> tuple[str, str, str]:
    """Name, TOML text and Markdown guide of a template."""
    path = Path(name_or_path)
    named = _own_folder(home) / f"{name_or_path}.toml"
    own = named if home and path.name == name_or_path and named.is_file() else path
    if not own.is_file() and name_or_path in template_names():
        bundled = files("prompts") / "drafts"
        guide = bundled / f"{name_or_path}.md"
        text = (bundled / f"{name_or_path}.toml").read_text(encoding="utf-8")
        return name_or_path, text, guide.read_text(encoding="utf-8") if guide.is_file() else ""
    if own.suffix.lower() != ".toml" or not own.is_file():
        known = "、".join(template_names(home))
        raise UsageError(
            detail=f"ひな形「{name_or_path}」はありません。使えるのは {known}、または .toml ファイルです。"
        )
    guide_file = own.with_suffix(".md")
    try:
        guide_text = guide_file.read_text(encoding="utf-8-sig") if guide_file.is_file() else ""
        return own.stem, own.read_text(encoding="utf-8-sig"), guide_text
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(source=own.name, detail=getattr(error, "strerror", None) or "UTF-8") from error


def _own_folder(home: Path | None) -> Path:
    return (home or Path()) / USER_FOLDER


def _checked(text: str) -> tuple[TemplateFile | None, tuple[str, ...]]:
    """The file, or what keeps it from being read as a template at all."""
    try:
        return TemplateFile.model_validate(tomllib.loads(text)), ()
    except tomllib.TOMLDecodeError as error:
        return None, (f"ひな形のTOMLが正しくありません（{error}）",)
    except ValidationError as error:
        return None, tuple(problem_of(dict(e)) for e in error.errors())


def _problems(read: TemplateFile) -> Iterator[str]:
    yield from _slot_problems("title", read.title, {"topic"}, set())
    keys = [section.key for section in read.section]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f'ひな形の節 key = "{key}" が二つ以上あります。節の名前は一つずつにしてください'
    for section in read.section:
        allowed, required = _ITEM_SLOTS[section.content]
        yield from _slot_problems(f"{section.key}.heading", section.heading, {"topic"}, set())
        yield from _slot_problems(f"{section.key}.item", section.item, allowed, required)
        for following in _followings(section):
            yield from _slot_problems(f"{section.key}.following", following, allowed, required)
        yield from _slot_problems(f"{section.key}.missing", section.missing, _MISSING_SLOTS, set())
        worded = (("item", section.item), *(("following", following) for following in _followings(section)))
        for field, wording in worded:
            if section.content not in _TO_THE_DRAFTER and not read.tone.suits(wording):
                yield f"ひな形の {section.key}.{field} の文末が、tone の「{read.tone.value}」に合いません"


def _slot_problems(place: str, wording: str, allowed: set[str], required: set[str]) -> Iterator[str]:
    try:
        parts = [part for part in string.Formatter().parse(wording) if part[1] is not None]
    except ValueError:
        yield f"ひな形の {place} の波かっこが閉じていません"
        return
    held = {str(slot) for _, slot, _, _ in parts}
    if any(spec or conversion for _, _, spec, conversion in parts):
        yield f"ひな形の {place} の差し込み口に書式は付けられません"
        return
    for slot in sorted(required - held):
        yield f"ひな形の {place} に差し込み口 {{{slot}}} がありません"
    for slot in sorted(held - allowed):
        known = "、".join(f"{{{known}}}" for known in sorted(allowed)) or "なし"
        yield f"ひな形の {place} に {{{slot}}} は使えません（使えるのは {known}）"
