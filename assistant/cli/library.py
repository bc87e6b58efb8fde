"""`junkan library`: keeping house."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_line, write_lines, write_note, write_table
from corpus.errors import UsageError

if TYPE_CHECKING:
    from assistant.wording import Wording
    from corpus.library import Library
    from corpus.values import Document

DocumentId = Annotated[str, typer.Argument(help="option.document_id", show_default=False)]


def list_documents(
    home: Home = None,
    every: Annotated[bool, typer.Option("--all", help="option.all_versions")] = False,  # noqa: FBT002
) -> int:
    """Print the library's current documents, or all of them."""
    settings, wording = settings_and_wording(home)
    with open_assistant(settings, wording) as assistant:
        documents = assistant.library.documents(superseded=every)
    if not documents:
        write_note(wording.say("library.empty"))
        return 0
    names = ("id", "title", "publisher", "date", "type", "status", "pages", "file")
    rows = [
        (
            d.id,
            d.cited_title,
            d.publisher or "–",
            d.date or "–",
            wording.say(f"web.type_{d.doc_type.value}"),
            wording.say(f"library.status_{d.status.value}") if d.status else "–",
            str(d.n_pages),
            d.source,
        )
        for d in documents
    ]
    write_table([wording.say(f"library.column_{name}") for name in names], rows, keep_first_whole=True)
    return 0


def show_document(document_id: DocumentId, home: Home = None) -> int:
    """Print one document: its metadata, its versions, the pages that could not be read, its passages."""
    settings, wording = settings_and_wording(home)
    with open_assistant(settings, wording) as assistant:
        library = assistant.library
        document = _known(library, document_id, wording)
        write_line(f"{document.cited_title}（{document.source}）")
        for line in _metadata(document, wording):
            write_line(line)
        later = library.document(document.superseded_by) if document.superseded_by else None
        if later:
            write_line(wording.say("library.superseded_by", id=later.id, title=later.title))
        for earlier in library.earlier_versions(document.id):
            write_line(wording.say("library.supersedes", id=earlier.id, title=earlier.title))
        if document.unreadable_pages:
            write_line(wording.say("library.unreadable", pages=", ".join(map(str, document.unreadable_pages))))
        pages = library.pages(document.id)
        for key, numbers in (
            ("library.recognised", [page.number for page in pages if page.recognised]),
            ("library.recognised_pictures", [page.number for page in pages if page.recognised_parts]),
            ("library.unread_pictures", [page.number for page in pages if page.n_unread_pictures]),
        ):
            if numbers:
                write_line(wording.say(key, pages=", ".join(map(str, numbers))))
        for chunk in library.chunks(document.id):
            page = "" if chunk.page is None else wording.say("ask.page", page=chunk.page)
            write_line(f"\n[{chunk.id}] {page} {' > '.join(chunk.section)}\n{chunk.text}")
    return 0


def _metadata(document: "Document", wording: "Wording") -> "Iterator[str]":
    """A line for each field that can be edited: its value, and whether a person set it or how sure the rules are."""
    from assistant.editing import field_text
    from assistant.naming import name_of
    from corpus.edits import EDITABLE

    found = dict(document.confidences)
    for field in EDITABLE:
        text = field_text(document, field) or "–"
        if text != "–" and field in ("doc_type", "sector", "status"):
            text = name_of(field, text).in_language(wording.lang)
        note = ""
        if field in document.edited:
            note = wording.say("library.edited")
        elif field in found:
            note = wording.say("library.confidence", percent=round(100 * found[field]))
        write = f"{wording.say(f'library.field_{field}')}: {text}"
        yield f"{write} {note}".rstrip()


def edit_document(
    document_id: DocumentId,
    title: Annotated[str | None, typer.Option("--title", help="option.edit_title", show_default=False)] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", help="option.edit_publisher", show_default=False)
    ] = None,
    date: Annotated[str | None, typer.Option("--date", help="option.edit_date", show_default=False)] = None,
    doc_type: Annotated[str | None, typer.Option("--type", help="option.edit_type", show_default=False)] = None,
    sector: Annotated[str | None, typer.Option("--sector", help="option.edit_sector", show_default=False)] = None,
    fiscal_year: Annotated[
        str | None, typer.Option("--fiscal-year", help="option.edit_fiscal_year", show_default=False)
    ] = None,
    status: Annotated[str | None, typer.Option("--status", help="option.edit_status", show_default=False)] = None,
    superseded_by: Annotated[
        str | None, typer.Option("--superseded-by", help="option.superseded_by", show_default=False)
    ] = None,
    current: Annotated[bool, typer.Option("--current", help="option.current")] = False,  # noqa: FBT002
    home: Home = None,
) -> int:
    """Set what the library says of a document; no rule and no later version changes it again."""
    from assistant.editing import read_edit

    settings, wording = settings_and_wording(home)
    given = {
        "title": title,
        "publisher": publisher,
        "date": date,
        "doc_type": doc_type,
        "sector": sector,
        "fiscal_year": fiscal_year,
        "status": status,
    }
    edit = read_edit({field: text for field, text in given.items() if text is not None})
    if current and superseded_by is not None:
        raise UsageError(detail=wording.say("usage.current_or_superseded"))
    if not edit.values and superseded_by is None and not current:
        raise UsageError(detail=wording.say("usage.nothing_to_edit"))
    with open_assistant(settings, wording) as assistant:
        library = assistant.library
        document = _known(library, document_id, wording)
        if superseded_by is not None:
            _known(library, superseded_by, wording)
        wanted = current or superseded_by is not None
        if wanted and not library.set_version(document.id, superseded_by=superseded_by):
            raise UsageError(detail=wording.say("usage.version"))
        if edit.values:
            library.edit(document.id, edit)
        changed = _known(library, document.id, wording)
    write_note(wording.say("library.changed", title=changed.cited_title))
    return 0


def remove_document(document_id: DocumentId, home: Home = None) -> int:
    """Take one document out."""
    settings, wording = settings_and_wording(home)
    with open_assistant(settings, wording) as assistant:
        document = _known(assistant.library, document_id, wording)
        before = set(assistant.library.documents())
        assistant.library.remove(document.id)
        again = [d for d in assistant.library.documents() if d not in before]
    write_note(wording.say("library.removed", title=document.title))
    for d in again:
        write_note(wording.say("library.current_again", id=d.id, title=d.title))
    return 0


def check_library(home: Home = None) -> int:
    """Compare the indexes with the registry and mend them."""
    settings, wording = settings_and_wording(home)
    with open_assistant(settings, wording) as assistant:
        for repair in (*assistant.library.repairs, *assistant.library.repair()):
            write_note(wording.say("library.repaired", what=repair.sentence(wording.lang)))
        counts = assistant.library.counts()
        write_line(wording.say("library.check_ok", n_documents=counts.n_documents, n_chunks=counts.n_chunks))
    return 0


def export_library(
    out: Annotated[Path, typer.Option("--out", help="option.out_export", show_default=False)], home: Home = None
) -> int:
    """Write every document with the text of its pages, one JSON object a line."""
    settings, wording = settings_and_wording(home)
    if out.resolve().is_relative_to(settings.home.resolve()):
        raise UsageError(detail=wording.say("usage.out_in_home", path=out))
    with open_assistant(settings, wording) as assistant:
        documents = assistant.library.documents(superseded=True)

        def lines() -> Iterator[str]:
            for d in documents:
                pages = [
                    {
                        "page": p.number,
                        "text": p.text,
                        "problem": p.problem,
                        "recognised": p.recognised,
                        "recognised_parts": p.recognised_parts,
                    }
                    for p in assistant.library.pages(d.id)
                ]
                row = {
                    "id": d.id,
                    "source": d.source,
                    "title": d.title,
                    "publisher": d.publisher,
                    "date": d.date,
                    "doc_type": d.doc_type.value,
                    "sector": d.sector,
                    "fiscal_year": d.fiscal_year,
                    "status": d.status.value if d.status else None,
                    "superseded_by": d.superseded_by,
                    "pages": pages,
                }
                yield json.dumps(row, ensure_ascii=False)

        write_lines(out, lines())
    write_note(wording.say("library.exported", n=len(documents), path=out))
    return 0


def _known(library: "Library", document_id: str, wording: "Wording") -> "Document":
    document = library.document(document_id)
    if document is None:
        raise UsageError(detail=wording.say("usage.document_id", id=document_id))
    return document


COMMANDS: dict[str, Callable[..., int]] = {
    "list": list_documents,
    "show": show_document,
    "edit": edit_document,
    "remove": remove_document,
    "check": check_library,
    "export": export_library,
}
