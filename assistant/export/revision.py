"""A draft in a file that people have changed: read again, and one of its sections written anew in its place."""

from pathlib import Path

from assistant.draft.drafting import Drafted, check_section, renew_section
from assistant.draft.stored import draft_from_json
from assistant.draft.template import load_template
from assistant.draft.values import Draft
from assistant.export.files import write_whole
from assistant.export.jsonfile import draft_as_json
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.errors import InputError, UsageError

REVISABLE = (".docx", ".json")


def read_draft(path: Path) -> Draft:
    """The draft that a .docx or .json of Junkan holds.

    Raises:
        UsageError: it is another kind of file.
        InputError: it holds no draft, or cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix == ".docx":
        from assistant.export.word import stored_draft  # docx is slow to import

        return stored_draft(path)
    if suffix != ".json":
        raise UsageError(detail=f"節の作り直しは {'、'.join(REVISABLE)} の起案に使えます。")
    return draft_from_json(read_text(path), path.name)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(source=path.name, detail=getattr(error, "strerror", None) or "UTF-8") from error


def check_renewal(path: Path, key: str, settings: Settings, template: str | None = None) -> None:
    """Refuses a section that cannot be written anew, before a library is opened.

    Raises:
        UsageError, InputError: see `renew_in_file`.
    """
    draft = read_draft(path)
    check_section(draft, load_template(template or draft.template, settings.home), key)


def renew_in_file(
    path: Path, key: str, assistant: Assistant, template: str | None = None, out: Path | None = None
) -> Drafted:
    """Writes one section of a draft anew in its file; what people have changed elsewhere stays.

    Args:
        path: A .docx or .json of Junkan.
        key: The section.
        assistant: Whose library and templates to use.
        template: Where it is not the one that the draft names.
        out: Where the result goes; over the file without it.

    Raises:
        UsageError: the file is no draft of these kinds, or has no such section.
        InputError: it cannot be read.
        OutputError: it cannot be written.
        LibraryError, EngineError: see `renew_section`.
    """
    old = read_draft(path)
    renewed = renew_section(old, key, assistant, template)
    if path.suffix.lower() == ".docx":
        from assistant.export.word import with_section

        content = with_section(path, renewed.draft, key, known=len(old.references))
    else:
        content = draft_as_json(renewed.draft).encode()
    write_whole(out or path, content)
    return renewed
