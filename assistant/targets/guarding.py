"""Text in CSV that no spreadsheet runs as a formula, and back."""

from typing import Final

from assistant.export.files import printable

_RUNNABLE: Final = ("=", "+", "-", "@", "\t", "\r")
# CSV has no cells of text: the first character decides. An apostrophe would be shown, a blank be trimmed by some
# programs; this one is neither a blank nor seen. Source: docs/decisions/0038-text-in-csv.md.
GUARD: Final = "\u200b"
_GUARDS: Final = (GUARD, "'")  # the apostrophe of sheets that were written before, and by others


def guarded(text: str) -> str:
    """The text, with a character that nobody sees in front where it would start a formula."""
    shown = printable(text)
    return f"{GUARD}{shown}" if shown.startswith(_RUNNABLE) or text.startswith(_RUNNABLE) else shown


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith(_GUARDS) and text[1:].startswith(_RUNNABLE) else text
