"""PDF → pages, read in a process of its own that is ended where a page takes too long or breaks the reader."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import ingest
from corpus.errors import CorruptFile, EncryptedFile, NoReadableText, UnreadableFile
from ingest.loaders.base import LoadedFile, LoadLimits, source_name
from ingest.pdf.properties import PdfProperties
from ingest.pdf.wire import is_draft, load_opening, load_page
from ingest.typeset import OutlineEntry, TypesetPage

_BROKEN_LINE = (ValueError, TypeError, LookupError)


class PdfLoader:
    """Reads PDF page by page with `ingest.pdf`."""

    suffixes: tuple[str, ...] = (".pdf",)

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The PDF's pages, or those that the limits name; one without readable text carries its problem.

        A page that takes longer than `max_page_seconds` is marked "time_limit", one that brings the reader down
        "crashed"; the pages behind it are read on.

        Raises:
            EncryptedFile: it asks for a password.
            CorruptFile: it cannot be opened or has no pages.
            NoReadableText: all pages were read and none has readable text.
            UnreadableFile: it has too many pages, or opening it takes too long.
        """
        source = source_name(path)
        deadline = time.monotonic() + limits.max_seconds
        with _Reader(path, source, limits) as reader:
            n_pages, properties = reader.open()
            if n_pages > limits.max_pages:
                detail = f"ページ数が多すぎます（{n_pages}ページ、上限{limits.max_pages}ページ）。分割してください。"
                raise UnreadableFile(source=source, detail=detail)
            pages = _with_outline(list(reader.pages(n_pages, deadline)), properties.outline)
        if len(pages) == n_pages and all(page.problem for page in pages):
            raise NoReadableText(source=source, n_pages=n_pages)
        return LoadedFile(
            source=source,
            pages=pages,
            title=properties.title,
            author=properties.author,
            created=properties.created,
            outline=properties.outline,
            n_total=None if len(pages) == n_pages else n_pages,
        )


class _Reader:
    """The process that reads one PDF; as a context it is ended on the way out."""

    def __init__(self, path: Path, source: str, limits: LoadLimits) -> None:
        self._path = path
        self._source = source
        self._limits = limits
        self._wanted = limits.pages or range(1, limits.max_pages + 1)
        self._child: subprocess.Popen[bytes] | None = None
        self._lines: queue.Queue[bytes] = queue.Queue()

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def open(self) -> tuple[int, PdfProperties]:
        """How many pages the PDF has and what it says of itself.

        Raises:
            EncryptedFile, CorruptFile, UnreadableFile: it cannot be opened.
        """
        return self._start(first=self._wanted.start)

    def pages(self, n_pages: int, deadline: float) -> Iterator[TypesetPage]:
        """The wanted ones of n_pages in order; after the deadline (of time.monotonic) those left are marked."""
        stop = min(self._wanted.stop, n_pages + 1)
        for number in range(self._wanted.start, stop):
            left = min(self._limits.max_page_seconds, deadline - time.monotonic())
            if left <= 0:
                yield TypesetPage(number, "", "time_limit")
                continue
            page, is_over = self._page(number, left)
            yield page
            if is_over and number + 1 < stop and time.monotonic() < deadline:
                try:
                    self._start(first=number + 1)
                except (CorruptFile, EncryptedFile, UnreadableFile):
                    deadline = 0.0

    def _page(self, number: int, seconds: float) -> tuple[TypesetPage, bool]:
        """The page, and whether the process gave up over it; over its pictures it keeps the rest."""
        deadline = time.monotonic() + seconds
        draft: TypesetPage | None = None
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
                page = load_page(line)
            except queue.Empty:
                return draft or TypesetPage(number, "", "time_limit"), True
            except _BROKEN_LINE:
                return draft or TypesetPage(number, "", "crashed"), True
            if page.number != number:
                return draft or TypesetPage(number, "", "crashed"), True
            if not is_draft(line):
                return page, False
            draft = page

    def _start(self, *, first: int) -> tuple[int, PdfProperties]:
        self._end()
        limits = self._limits
        numbers = (first, self._wanted.stop - 1, limits.max_page_seconds, limits.max_memory_mb)
        # -P: a module in the working folder must not take the place of ours.
        command = [sys.executable, "-P", "-m", "ingest.pdf.child", str(self._path.absolute()), *map(str, numbers)]
        home = str(Path(ingest.__path__[0]).parent)
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        try:
            self._child = subprocess.Popen(  # noqa: S603  # our own module; the path is one argument
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path, "OMP_THREAD_LIMIT": "1"},
                start_new_session=True,
            )
        except OSError as error:
            raise UnreadableFile(source=self._source, detail=error.strerror or str(error)) from error
        self._lines = queue.Queue()
        threading.Thread(target=_forward, args=(self._child.stdout, self._lines), daemon=True).start()
        try:
            opening = load_opening(self._lines.get(timeout=limits.max_page_seconds))
        except queue.Empty as error:
            detail = f"開くのに{limits.max_page_seconds:g}秒以上かかるため、読むのをやめました。"
            raise UnreadableFile(source=self._source, detail=detail) from error
        except _BROKEN_LINE as error:
            raise CorruptFile(source=self._source) from error
        if opening == "encrypted":
            raise EncryptedFile(source=self._source)
        if isinstance(opening, str):
            raise CorruptFile(source=self._source)
        return opening

    def _end(self) -> None:
        """Ends the process and what it has started."""
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(child.pid, signal.SIGKILL)
            else:
                child.kill()
        child.wait()


def _forward(lines: IO[bytes] | None, into: queue.Queue[bytes]) -> None:
    """Puts each line into the queue, and an empty one where they end."""
    if lines is not None:
        with lines, contextlib.suppress(OSError, ValueError):
            for line in lines:
                into.put(line)
    into.put(b"")


def _with_outline(pages: Sequence[TypesetPage], outline: Sequence[OutlineEntry]) -> tuple[TypesetPage, ...]:
    bookmarks: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for entry in outline:
        if entry.page is not None:
            bookmarks[entry.page].append((entry.level, entry.title))
    return tuple(replace(page, outline=tuple(bookmarks[page.number or 0])) for page in pages)
