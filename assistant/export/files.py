"""How an exported file gets to its place, and text that every format can hold."""

import os
import re
import tempfile
from pathlib import Path

from corpus.errors import OutputError
from ingest.normalization import strip_unsafe

# Characters that XML 1.0 (§2.2) excludes and that survive `strip_unsafe`.
_NOT_XML = re.compile(r"[\ufffe\uffff]")


def printable(text: str) -> str:
    """Text without control characters and what no XML file can hold."""
    return _NOT_XML.sub("", strip_unsafe(text))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file: beside it first, then into place, so that it is whole or not there.

    Raises:
        OutputError: the folder does not exist, or the file cannot be written.
    """
    part: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            file.write(content)
        part.chmod(_mode(path))
        part.replace(path)
    except OSError as error:
        raise OutputError(path=path, detail=error.strerror or str(error)) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """Permissions of the file that is replaced, else what the umask allows."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
