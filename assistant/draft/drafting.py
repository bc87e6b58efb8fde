"""The one way to a draft, for the command line and the page alike: written anew, or one section of it."""

from dataclasses import dataclass, replace

from assistant.draft.compose import compose_draft
from assistant.draft.style import Suggestion, passages_of, suggest
from assistant.draft.template import Content, Template, load_template
from assistant.draft.values import Draft
from assistant.service import Assistant
from corpus.errors import EmptyTopic, UsageError


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, and what could be written otherwise in it."""

    draft: Draft
    suggestions: tuple[Suggestion, ...]

    @property
    def found_nothing(self) -> bool:
        """True where the documents say nothing at all on the topic."""
        return not self.draft.references


def make_draft(template: str, topic: str, assistant: Assistant) -> Drafted:
    """The draft on a topic.

    Args:
        template: Name of a template, or the path of a TOML file.
        topic: What on.
        assistant: Whose library and templates to use.

    Raises:
        UsageError: there is no such template, or the topic holds no word (EmptyTopic) or is too long.
        InputError: the template cannot be used.
        LibraryError, EngineError: see `compose_draft`.
    """
    if not any(map(str.isalpha, topic)):
        raise EmptyTopic
    return _read_through(compose_draft(load_template(template, assistant.settings.home), topic, assistant), assistant)


def renew_section(draft: Draft, key: str, assistant: Assistant, template: str | None = None) -> Drafted:
    """The draft with one section written anew; every other stays as it is, and its sources keep their numbers.

    Args:
        draft: As it was written or as people have changed it.
        key: The section.
        assistant: Whose library and templates to use.
        template: Where it is not the one that the draft names.

    Raises:
        UsageError: the draft or the template has no such section.
        InputError, LibraryError, EngineError: see `make_draft`.
    """
    chosen = load_template(template or draft.template, assistant.settings.home)
    check_section(draft, chosen, key)
    fresh = compose_draft(chosen, draft.topic, assistant, only=key, given=draft)
    content = next(s.content for s in chosen.sections if s.key == key)
    merged = replace(
        draft,
        sections=tuple(fresh.sections[0] if section.key == key else section for section in draft.sections),
        references=fresh.references,
        matrix=fresh.matrix,
        milestones=fresh.milestones if content is Content.MILESTONES else draft.milestones,
        kpis=fresh.kpis if content is Content.KPIS else draft.kpis,
        shares=fresh.shares if content is Content.SHARES else draft.shares,
        issues=fresh.issues if content is Content.AGENDA else draft.issues,
    )
    return _read_through(merged, assistant)


def check_section(draft: Draft, template: Template, key: str) -> None:
    """Refuses a section that is not both in the draft and in its template.

    Raises:
        UsageError: it is not there.
    """
    known = [s.key for s in template.sections if s.key in {section.key for section in draft.sections}]
    if key not in known:
        raise UsageError(detail=f"節「{key}」はありません。使えるのは {'、'.join(known)} です。")


def _read_through(draft: Draft, assistant: Assistant) -> Drafted:
    return Drafted(draft, suggest(passages_of(draft), assistant.aliases))
