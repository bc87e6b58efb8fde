"""Options that several commands share, and how results reach the screen and the disk."""

import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.settings import Settings, load_settings
from assistant.wording import Wording, load_wording
from corpus.errors import OutputError

_PIPED_COLUMNS = 10_000  # a table that is not shown on a screen is as wide as it needs to be

Home = Annotated[Path | None, typer.Option("--home", help="option.home", show_default=False)]


def settings_and_wording(home: Path | None, **overrides: object) -> tuple[Settings, Wording]:
    """Settings in force for one command, and the sentences of their language.

    Raises:
        InvalidSetting: a setting cannot be used.
    """
    settings = load_settings(home=home, **overrides)
    return settings, load_wording(settings.lang)


def write_line(text: str) -> None:
    """Write one line of data to stdout."""
    sys.stdout.write(printable(text) + "\n")


def printable(text: str) -> str:
    """The text without characters that move the cursor or change the screen; tabs and line breaks stay."""
    if text.isprintable():
        return text
    return "".join(char if char in "\t\n" or unicodedata.category(char) != "Cc" else "�" for char in text)


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, keep_first_whole: bool = False) -> None:
    """Write a table to stdout, every cell in full: what is too long for the screen goes on in the next line.

    Args:
        columns: Their headings.
        rows: As many cells each as there are columns. They are shown as they are, never read as markup.
        keep_first_whole: The first column holds ids, which are copied and so stay on one line.
    """
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    first, *others = columns
    table = Table(
        Column(first, overflow="fold", no_wrap=keep_first_whole), *(Column(name, overflow="fold") for name in others)
    )
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else _PIPED_COLUMNS).print(table)


def write_note(text: str) -> None:
    """Write one line about the work to stderr."""
    sys.stderr.write(printable(text) + "\n")


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines to a file as UTF-8: beside it first, then into place, so that it is whole or not there.

    Raises:
        OutputError: the folder does not exist, or the file cannot be written.
    """
    part: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            file.writelines(f"{line}\n" for line in lines)
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except OSError as error:
        raise OutputError(path=path, detail=error.strerror or str(error)) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
