"""`junkan library`: keeping house."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Home, settings_and_wording, write_line, write_lines, write_note, write_table
from corpus.errors import UsageError

if TYPE_CHECKING:
    from assistant.wording import Wording
    from corpus.library import Library
    from corpus.values import Document

DocumentId = Annotated[str, typer.Argument(help="option.document_id", show_default=False)]


def list_documents(home: Home = None) -> int:
    """Print the library's documents."""
    from assistant.service import Assistant

    settings, wording = settings_and_wording(home)
    with Assistant.open(settings) as assistant:
        documents = assistant.library.documents()
    if not documents:
        write_note(wording.say("library.empty"))
        return 0
    names = ("id", "title", "publisher", "date", "type", "pages", "file")
    rows = [
        (d.id, d.title, d.publisher or "–", d.date or "–", d.doc_type.value, str(d.n_pages), d.source)
        for d in documents
    ]
    write_table([wording.say(f"library.column_{name}") for name in names], rows, keep_first_whole=True)
    return 0


def show_document(document_id: DocumentId, home: Home = None) -> int:
    """Print one document: its metadata, the pages that could not be read, its passages."""
    from assistant.service import Assistant

    settings, wording = settings_and_wording(home)
    with Assistant.open(settings) as assistant:
        document = _known(assistant.library, document_id, wording)
        write_line(f"{document.title}（{document.source}）")
        if document.unreadable_pages:
            write_line(wording.say("library.unreadable", pages=", ".join(map(str, document.unreadable_pages))))
        recognised = [page.number for page in assistant.library.pages(document.id) if page.recognised]
        if recognised:
            write_line(wording.say("library.recognised", pages=", ".join(map(str, recognised))))
        for chunk in assistant.library.chunks(document.id):
            page = "" if chunk.page is None else wording.say("ask.page", page=chunk.page)
            write_line(f"\n[{chunk.id}] {page} {' > '.join(chunk.section)}\n{chunk.text}")
    return 0


def remove_document(document_id: DocumentId, home: Home = None) -> int:
    """Take one document out."""
    from assistant.service import Assistant

    settings, wording = settings_and_wording(home)
    with Assistant.open(settings) as assistant:
        document = _known(assistant.library, document_id, wording)
        assistant.library.remove(document.id)
    write_note(wording.say("library.removed", title=document.title))
    return 0


def check_library(home: Home = None) -> int:
    """Compare the indexes with the registry and mend them."""
    from assistant.service import Assistant

    settings, wording = settings_and_wording(home)
    with Assistant.open(settings) as assistant:
        for repair in (*assistant.library.repairs, *assistant.library.repair()):
            write_note(wording.say("library.repaired", what=repair.sentence(wording.lang)))
        counts = assistant.library.counts()
        write_line(wording.say("library.check_ok", n_documents=counts.n_documents, n_chunks=counts.n_chunks))
    return 0


def export_library(
    out: Annotated[Path, typer.Option("--out", help="option.out_export", show_default=False)], home: Home = None
) -> int:
    """Write every document with the text of its pages, one JSON object a line."""
    from assistant.service import Assistant

    settings, wording = settings_and_wording(home)
    with Assistant.open(settings) as assistant:
        documents = assistant.library.documents()

        def lines() -> Iterator[str]:
            for d in documents:
                pages = [
                    {"page": p.number, "text": p.text, "problem": p.problem, "recognised": p.recognised}
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
                    "pages": pages,
                }
                yield json.dumps(row, ensure_ascii=False)

        write_lines(out, lines())
    write_note(wording.say("library.exported", n=len(documents), path=out))
    return 0


def _known(library: "Library", document_id: str, wording: "Wording") -> "Document":
    document = next((d for d in library.documents() if d.id == document_id), None)
    if document is None:
        raise UsageError(detail=wording.say("usage.document_id", id=document_id))
    return document


COMMANDS: dict[str, Callable[..., int]] = {
    "list": list_documents,
    "show": show_document,
    "remove": remove_document,
    "check": check_library,
    "export": export_library,
}
