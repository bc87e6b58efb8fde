"""Locks between processes, on files of the library's folder.

Two locks, always taken in this order:

- `write.lock`: held for as long as a process writes (a whole ingestion run). A second writer is refused at once.
- `index.lock`: held exclusively while one document goes into the registry and both indexes, shared while a search
  reads them. A search waits for one document at most, never for the run. It is needed because an embedded Chroma
  that reads may write too: it replays its log and saves the graph, which two processes must not do at once.

The operating system frees both when a process ends, however it ends.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from corpus.errors import LibraryInUse, StorageFailed

if sys.platform == "win32":
    import msvcrt
    import time

    def _lock(descriptor: int, *, shared: bool, wait: bool) -> None:  # Windows locks bytes exclusively
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError as error:
                if not wait:
                    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
                time.sleep(0.01)
            else:
                return
else:
    import fcntl

    def _lock(descriptor: int, *, shared: bool, wait: bool) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))


@contextmanager
def _held(path: Path, *, shared: bool, wait: bool) -> Iterator[None]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)  # Python never lets a child inherit it
    except OSError as error:
        raise StorageFailed(home=path.parent, detail=os.strerror(error.errno or errno.EIO)) from error
    try:
        _lock(descriptor, shared=shared, wait=wait)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def waiting_lock(path: Path) -> Iterator[None]:
    """Holds the lock file at path alone; waits until it can.

    Raises:
        StorageFailed: the lock file cannot be made.
    """
    with _held(path, shared=False, wait=True):
        yield


@contextmanager
def write_lock(home: Path) -> Iterator[None]:
    """Holds the right to write into the library at home.

    Raises:
        LibraryInUse: another process, or another open library of this process, holds it.
        StorageFailed: the lock file cannot be made.
    """
    try:
        with _held(home / "write.lock", shared=False, wait=False):
            yield
    except BlockingIOError as error:
        raise LibraryInUse(home=home) from error


@contextmanager
def index_lock(home: Path, *, shared: bool) -> Iterator[None]:
    """Holds the indexes of the library at home still (shared) or alone; waits until it can.

    Raises:
        StorageFailed: the lock file cannot be made.
    """
    # Who waits stands in the gate, so that readers that come one after another cannot keep a writer out for ever.
    with ExitStack() as stack:
        with _held(home / "index.gate.lock", shared=False, wait=True):
            stack.enter_context(_held(home / "index.lock", shared=shared, wait=True))
        yield
