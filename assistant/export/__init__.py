"""Gap tables and drafts as files: Markdown, JSON, a spreadsheet, a word document."""

import os
from collections.abc import Callable
from pathlib import Path

from assistant.draft.values import Draft
from assistant.export.files import write_whole
from assistant.export.gaptext import gap_table_as_text
from assistant.export.jsonfile import draft_as_json, gap_table_as_json
from assistant.export.markdown import draft_as_markdown, gap_table_as_markdown
from assistant.gaps import GapTable
from corpus.errors import InputError, OutputError, UsageError

__all__ = [
    "DRAFT_FORMATS",
    "check_output",
    "draft_as_json",
    "draft_as_markdown",
    "gap_table_as_json",
    "gap_table_as_markdown",
    "gap_table_as_text",
    "write_draft",
    "write_gap_table",
]

DRAFT_FORMATS = (".docx", ".xlsx", ".pptx", ".md", ".json")
_WITH_BASE = (".docx", ".pptx")


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


def write_draft(draft: Draft, path: Path, base: Path | None = None) -> None:
    """Write a draft in the format that the file's name asks for: .docx, .xlsx, .pptx, .md or .json.

    Args:
        draft: What to write.
        path: Where to.
        base: A house's template of the same format (.docx or .pptx), or None.

    Raises:
        UsageError: the name ends otherwise, or this format takes no template.
        InputError: the template cannot be used.
        OutputError: the folder does not exist, or the file cannot be written.
    """
    writers: dict[str, Callable[[], bytes]] = {
        ".docx": lambda: _document(draft, base),
        ".xlsx": lambda: _draft_workbook(draft),
        ".pptx": lambda: _slides(draft, base),
        ".md": lambda: (draft_as_markdown(draft) + "\n").encode(),
        ".json": lambda: draft_as_json(draft).encode(),
    }
    check_output(path, base)
    write_whole(path, _writer(path, writers)())


def check_output(path: Path, base: Path | None = None) -> None:
    """Refuses a path that a draft cannot be written to, before the work is done.

    Args:
        path: Where to.
        base: A house's template, or None.

    Raises:
        UsageError: its name ends otherwise than a draft's, or this format takes no template or not this one.
        InputError: the template is not there.
        OutputError: its folder does not exist or cannot be written, or the path is a folder.
    """
    suffix = path.suffix.lower()
    _writer(path, dict.fromkeys(DRAFT_FORMATS, bytes))
    if base is not None and suffix not in _WITH_BASE:
        raise UsageError(detail=f"--base は {'、'.join(_WITH_BASE)} に書き出すときに使えます。")
    if base is not None and base.suffix.lower() != suffix:
        raise UsageError(detail=f"--base には書き出す形式と同じ {suffix} のひな形を指定してください。")
    if base is not None and not base.is_file():
        raise InputError(source=base.name, detail="ファイルがありません")
    if path.is_dir():
        raise OutputError(path=path, detail="同じ名前のフォルダーがあります")
    if not path.parent.is_dir():
        raise OutputError(path=path, detail="フォルダーがありません")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(path=path, detail="書き込む権限がありません")


def _writer(path: Path, writers: dict[str, Callable[[], bytes]]) -> Callable[[], bytes]:
    suffix = path.suffix.lower()
    if suffix not in writers:
        known = "、".join(writers)
        raise UsageError(detail=f"「{path.name}」の拡張子には書き出せません。使えるのは {known} です。")
    return writers[suffix]


def _workbook(table: GapTable) -> bytes:
    from assistant.spreadsheets.gaps import gap_table_as_workbook  # openpyxl is slow to import

    return gap_table_as_workbook(table)


def _document(draft: Draft, base: Path | None) -> bytes:
    from assistant.export.word import draft_as_document  # docx is slow to import

    return draft_as_document(draft, base)


def _draft_workbook(draft: Draft) -> bytes:
    from assistant.spreadsheets.drafts import draft_as_workbook  # openpyxl is slow to import

    return draft_as_workbook(draft)


def _slides(draft: Draft, base: Path | None) -> bytes:
    from assistant.export.slides import draft_as_slides  # pptx is slow to import

    return draft_as_slides(draft, base)
