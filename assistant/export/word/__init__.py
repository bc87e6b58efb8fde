"""Drafts as word documents: the one door to python-docx."""

from assistant.export.word.document import draft_as_document
from assistant.export.word.reading import Footnote, read_footnotes, read_paragraphs, stored_draft
from assistant.export.word.revising import with_section

__all__ = ["Footnote", "draft_as_document", "read_footnotes", "read_paragraphs", "stored_draft", "with_section"]
