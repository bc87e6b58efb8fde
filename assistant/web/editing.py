"""The form for what the library says of a document, from values to values."""

import logging
from collections.abc import Sequence

from assistant.editing import changed_texts, field_text, read_edit
from assistant.service import Assistant
from assistant.web.markup import as_html
from assistant.wording import Wording
from corpus.edits import EDITABLE
from corpus.errors import JunkanError
from corpus.taxonomy import load_sectors
from corpus.values import Document, DocumentStatus, DocumentType

_log = logging.getLogger(__name__)
Choices = list[tuple[str, str]]


def document_choices(documents: Sequence[Document]) -> Choices:
    """(title and file, id) of each document, in the given order."""
    return [(f"{document.cited_title}（{document.source}）", document.id) for document in documents]


def field_choices(field: str, wording: Wording) -> Choices:
    """(name, value) of what a field can be, the empty value of those that may be empty first; empty for free text."""
    nothing = [(wording.say("web.none"), "")]
    match field:
        case "doc_type":
            return [(wording.say(f"web.type_{kind.value}"), kind.value) for kind in DocumentType]
        case "status":
            return nothing + [(wording.say(f"library.status_{s.value}"), s.value) for s in DocumentStatus]
        case "sector":
            return nothing + [
                (sector.en if wording.lang == "en" else sector.ja, sector.key) for sector in load_sectors()
            ]
        case _:
            return []


def fill_form(assistant: Assistant, document_id: str | None) -> tuple[str, ...]:
    """The texts of the fields of `EDITABLE` for a document; empty ones where there is none."""
    document = assistant.library.document(document_id) if document_id else None
    return tuple("" if document is None else field_text(document, field) for field in EDITABLE)


def save_form(assistant: Assistant, document_id: str | None, texts: Sequence[str | None], wording: Wording) -> str:
    """Saves what was changed, and says as HTML what became of it.

    Args:
        assistant: Over the library.
        document_id: The document that was chosen, or None.
        texts: Of the fields of `EDITABLE`, in their order.
        wording: The page's language.
    """
    try:
        document = assistant.library.document(document_id) if document_id else None
        if document is None:
            return _problem(wording.say("web.edit_none"))
        changes = changed_texts(document, dict(zip(EDITABLE, (text or "" for text in texts), strict=True)))
        if not changes:
            return f'<p class="lead" role="status">{as_html(wording.say("web.edit_unchanged"))}</p>'
        assistant.library.edit(document.id, read_edit(changes))
        saved = wording.say("web.edit_saved", n=len(changes))
        return f'<p class="lead" role="status">{as_html(saved)}</p>'
    except JunkanError as error:
        return _problem(error.sentence(wording.lang))
    except Exception:  # noqa: BLE001  # a last door, as in chat.py
        _log.exception("an edit failed")
        return _problem(wording.say("web.unexpected"))


def _problem(sentence: str) -> str:
    return f'<p class="problem" role="alert">{as_html(sentence)}</p>'
