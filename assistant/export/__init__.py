"""Gap tables and drafts as files: Markdown, JSON, a spreadsheet, a word document."""

from collections.abc import Callable
from pathlib import Path

from assistant.draft.values import Draft
from assistant.export.files import write_whole
from assistant.export.gaptext import gap_table_as_text
from assistant.export.jsonfile import draft_as_json, gap_table_as_json
from assistant.export.markdown import draft_as_markdown, gap_table_as_markdown
from assistant.gaps import GapTable
from corpus.errors import UsageError

__all__ = [
    "draft_as_json",
    "draft_as_markdown",
    "gap_table_as_json",
    "gap_table_as_markdown",
    "gap_table_as_text",
    "write_draft",
    "write_gap_table",
]


def write_gap_table(table: GapTable, path: Path) -> None:
    """Write a gap table in the format that the file's name asks for: .xlsx, .json or .md.

    Raises:
        UsageError: the name ends otherwise.
        OutputError: the folder does not exist, or the file cannot be written.
    """
    writers: dict[str, Callable[[], bytes]] = {
        ".xlsx": lambda: _workbook(table),
        ".json": lambda: gap_table_as_json(table).encode(),
        ".md": lambda: (gap_table_as_markdown(table) + "\n").encode(),
    }
    write_whole(path, _writer(path, writers)())


def write_draft(draft: Draft, path: Path) -> None:
    """Write a draft in the format that the file's name asks for: .docx, .md or .json.

    Raises:
        UsageError: the name ends otherwise.
        OutputError: the folder does not exist, or the file cannot be written.
    """
    writers: dict[str, Callable[[], bytes]] = {
        ".docx": lambda: _document(draft),
        ".md": lambda: (draft_as_markdown(draft) + "\n").encode(),
        ".json": lambda: draft_as_json(draft).encode(),
    }
    write_whole(path, _writer(path, writers)())


def _writer(path: Path, writers: dict[str, Callable[[], bytes]]) -> Callable[[], bytes]:
    suffix = path.suffix.lower()
    if suffix not in writers:
        known = "、".join(writers)
        raise UsageError(detail=f"「{path.name}」の拡張子には書き出せません。使えるのは {known} です。")
    return writers[suffix]


def _workbook(table: GapTable) -> bytes:
    from assistant.spreadsheets.gaps import gap_table_as_workbook  # openpyxl is slow to import

    return gap_table_as_workbook(table)


def _document(draft: Draft) -> bytes:
    from assistant.export.word import draft_as_document  # docx is slow to import

    return draft_as_document(draft)
