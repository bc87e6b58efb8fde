"""`junkan draft`: drafts from templates, templates checked, and how a draft is worded."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_note, write_table
from assistant.settings import Settings
from assistant.wording import Wording
from corpus.errors import InputError, OutputExists, UsageError

if TYPE_CHECKING:
    from assistant.draft import Drafted
    from assistant.draft.style import Passage


def draft(
    context: typer.Context,
    template: Annotated[str | None, typer.Option("--template", help="option.template", show_default=False)] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="option.topic", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", help="option.out_draft", show_default=False)] = None,
    section: Annotated[str | None, typer.Option("--section", help="option.section", show_default=False)] = None,
    base: Annotated[Path | None, typer.Option("--base", help="option.base", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="option.force")] = False,  # noqa: FBT002
    home: Home = None,
) -> int:
    """Write a draft whose every paragraph is cited or marked for checking."""
    if context.invoked_subcommand:
        return 0
    from assistant.draft import load_template, make_draft
    from assistant.export import check_output, write_draft

    settings, wording = settings_and_wording(home)
    if out is None:
        raise UsageError(detail=wording.say("usage.MissingParameter", hint="--out"))
    if section is not None:
        return _renew(out, section, template, settings, wording)
    for name, value in (("--template", template), ("--topic", topic)):
        if value is None:
            raise UsageError(detail=wording.say("usage.MissingParameter", hint=name))
    check_output(out, base)
    load_template(template or "", settings.home)  # a mistake in it is said before a model is loaded
    _ask_before_replacing(out, wording, force=force)
    with open_assistant(settings, wording) as assistant:
        drafted = make_draft(template or "", topic or "", assistant)
    write_draft(drafted.draft, out, base)
    _tell(drafted, out, wording)
    return 0


def list_templates(home: Home = None) -> int:
    """Print the templates, bundled ones and one's own."""
    from assistant.draft import load_template, template_names

    settings, wording = settings_and_wording(home)
    rows = []
    for name in template_names(settings.home):
        try:
            template = load_template(name, settings.home)
            rows.append((name, template.description, "、".join(section.key for section in template.sections)))
        except InputError as error:
            rows.append((name, error.sentence(wording.lang), ""))
    heads = ("draft.head_name", "draft.head_description", "draft.head_sections")
    write_table([wording.say(head) for head in heads], rows, keep_first_whole=True)
    return 0


def check(
    template: Annotated[str, typer.Argument(help="option.template_checked", show_default=False)],
    home: Home = None,
) -> int:
    """Say everything that keeps a template from being used; 1 where there is anything."""
    from assistant.draft import load_template
    from assistant.draft.template import template_problems

    settings, wording = settings_and_wording(home)
    problems = template_problems(template, settings.home)
    for problem in problems:
        write_note(InputError(source=Path(template).name, detail=problem).sentence(wording.lang))
    if problems:
        return 1
    sections = load_template(template, settings.home).sections
    write_note(wording.say("draft.template_good", name=template, n=len(sections)))
    return 0


def check_wording(
    source: Annotated[Path, typer.Argument(help="option.worded", show_default=False)],
    home: Home = None,
) -> int:
    """Print suggestions on how a draft is worded, after the manner of official documents."""
    from assistant.draft.style import suggest
    from assistant.expansion import load_all_aliases

    settings, wording = settings_and_wording(home)
    suggestions = suggest(_passages(source), load_all_aliases(settings.home))
    if suggestions:
        heads = ("place", "rule", "found", "better", "reason")
        rows = [(s.place, s.rule, s.found, s.better, s.reason) for s in suggestions]
        write_table([wording.say(f"draft.head_{head}") for head in heads], rows)
    write_note(wording.say("draft.suggestions", n=len(suggestions)))
    return 0


COMMANDS: dict[str, Callable[..., int]] = {"list": list_templates, "check": check, "wording": check_wording}


def _renew(path: Path, key: str, template: str | None, settings: Settings, wording: Wording) -> int:
    """One section of an existing draft anew; what people changed in the others stays."""
    from assistant.export import check_output
    from assistant.export.revision import check_renewal, renew_in_file

    check_renewal(path, key, settings, template)
    check_output(path)
    with open_assistant(settings, wording) as assistant:
        renew_in_file(path, key, assistant, template)
    write_note(wording.say("draft.renewed", section=key, path=path))
    return 0


def _passages(path: Path) -> "tuple[Passage, ...]":
    """The paragraphs of a draft or of any text, with where they stand."""
    from assistant.draft.style import Passage, passages_of
    from assistant.draft.values import CHECK_MARK
    from assistant.export.revision import read_draft, read_text

    suffix = path.suffix.lower()
    if suffix == ".json":
        return passages_of(read_draft(path))
    if suffix == ".docx":
        from assistant.export.word import read_paragraphs

        texts = enumerate(read_paragraphs(path), 1)
        return tuple(Passage(str(number), text) for number, text in texts if not text.startswith(CHECK_MARK))
    if suffix not in {".md", ".txt"}:
        raise UsageError(detail=f"「{path.name}」は読めません。使えるのは .docx .json .md .txt です。")
    lines = read_text(path).splitlines()
    return tuple(Passage(str(number), line) for number, line in enumerate(lines, 1) if line.strip())


def _ask_before_replacing(path: Path, wording: Wording, *, force: bool) -> None:
    """Asks on a terminal before a file is replaced; elsewhere that has to be said by --force.

    Raises:
        OutputExists: the file is there and may not be replaced.
    """
    if force or not path.exists():
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise OutputExists(path=path)
    if not typer.confirm(wording.say("draft.replace", path=path), err=True):
        raise OutputExists(path=path)


def _tell(drafted: "Drafted", path: Path, wording: Wording) -> None:
    draft = drafted.draft
    write_note(wording.say("draft.written", n=draft.n_paragraphs, n_open=draft.n_needs_check, path=path))
    if drafted.found_nothing:
        write_note(wording.say("draft.nothing_found", topic=draft.topic))
    if drafted.suggestions:
        write_note(wording.say("draft.suggestions", n=len(drafted.suggestions)))
