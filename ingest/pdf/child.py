"""The process that reads one PDF: `python -m ingest.pdf.child PATH FIRST LAST MAX_PAGE_SECONDS MAX_MEMORY_MB`.

It writes what it opened and then one line for every page from FIRST to LAST (see wire), before it that of a draft where
the pictures of the page have to be read first, and ends when nobody reads on.
It is ended from outside where a page takes too long: a native reader cannot be interrupted otherwise.
"""

import contextlib
import os
import sys
from pathlib import Path

from corpus.errors import CorruptFile, EncryptedFile
from ingest.lifeline import end_with_parent
from ingest.pdf.pages import opened
from ingest.pdf.pictures import PictureReader
from ingest.pdf.properties import read_properties
from ingest.pdf.reading import read_page
from ingest.pdf.wire import dump_draft, dump_failure, dump_opening, dump_page


def main(arguments: list[str]) -> None:
    """Read the PDF that the arguments name."""
    end_with_parent()
    path, first, last = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    max_page_seconds, max_memory_mb = float(arguments[3]), int(arguments[4])
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not get between the lines
    _limit_memory(max_memory_mb)
    with contextlib.suppress(BrokenPipeError):
        try:
            with opened(path, path.name) as pages:
                out.write(dump_opening(len(pages), read_properties(path)))
                pictures = PictureReader()
                for number in range(first, min(len(pages), last) + 1):
                    page = read_page(
                        pages, path, number, max_page_seconds, pictures, lambda draft: out.write(dump_draft(draft))
                    )
                    out.write(dump_page(page))
        except EncryptedFile:
            out.write(dump_failure("encrypted"))
        except CorruptFile:
            out.write(dump_failure("corrupt"))


def _limit_memory(max_memory_mb: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    size = max_memory_mb * 10**6
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main(sys.argv[1:])
