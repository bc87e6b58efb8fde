"""The folder of a library: its files, whether they can be written, and a copy to read where they cannot."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from corpus.errors import LibraryNotFound, ModelMismatch, StorageFailed
from corpus.locking import write_lock
from corpus.protocols import Embedder
from corpus.registry import Registry

REGISTRY = "library.sqlite3"
LEXICAL = "lexical"
CHROMA = "chroma"


def open_registry(folder: Path, home: Path, embedder: Embedder, *, create: bool) -> Registry:
    """The registry in folder, a copy of home or home itself, made by the embedder's model.

    Raises:
        LibraryNotFound: no library was made there and create is False.
        ModelMismatch: it was made with another model.
    """
    registry = Registry(folder / REGISTRY)
    try:
        if not registry.created():
            if not create:
                raise LibraryNotFound(home=home)
            with write_lock(folder):
                registry.create(model=embedder.model, dimension=embedder.dimension)
        require_model(registry, home, embedder)
    except BaseException:
        registry.close()
        raise
    return registry


def require_model(registry: Registry, home: Path, embedder: Embedder) -> None:
    """Does nothing where the library in home has vectors of the embedder's model.

    Raises:
        ModelMismatch: it has those of another.
    """
    info = registry.info()
    if (info.model, info.dimension) != (embedder.model, embedder.dimension):
        raise ModelMismatch(home=home, expected=embedder.model, found=info.model)


def read_model(home: Path) -> str | None:
    """Name of the embedding model of the library in home, or None where there is no library.

    Raises:
        StorageFailed: home is no folder, or may not be read.
        LibraryDamaged: the registry cannot be used.
    """
    if home.exists() and not home.is_dir():
        raise StorageFailed(home=home, detail=os.strerror(errno.ENOTDIR))
    if not (home / REGISTRY).is_file():
        return None
    with tempfile.TemporaryDirectory(prefix=f"junkan-{os.getpid()}-") as copy:
        folder = home
        if not writable(home):
            _copy_registry(home, folder := Path(copy))
        registry = Registry(folder / REGISTRY)
        try:
            return registry.info().model if registry.created() else None
        finally:
            registry.close()


def make_folder(home: Path) -> None:
    """Makes the folder home.

    Raises:
        StorageFailed: it cannot be made or not be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailed(home=home, detail=os.strerror(error.errno or errno.EIO)) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise StorageFailed(home=home, detail=os.strerror(errno.EACCES))


def writable(home: Path) -> bool:
    """True where the folder and every file of the library in it can be written."""
    stores = (home / LEXICAL, home / CHROMA)
    paths = (home, home / REGISTRY, *stores, *(path for store in stores for path in store.rglob("*")))
    return all(os.access(path, os.W_OK) for path in paths if path.exists())


def private_copy(home: Path) -> "tempfile.TemporaryDirectory[str]":
    """A copy of the library's files in a temporary folder, which the caller cleans up.

    An index that may not be read (tantivy lets only its owner) is left out: opening makes it again in the copy.

    Raises:
        StorageFailed: the registry may not be read, or there is no room for the copy.
    """
    copy = tempfile.TemporaryDirectory(prefix=f"junkan-{os.getpid()}-")
    target = Path(copy.name)
    try:
        _copy_registry(home, target)
        for name in (LEXICAL, CHROMA):
            try:
                _copy_folder(home / name, target / name)
            except PermissionError:
                shutil.rmtree(target / name)
    except OSError as error:
        copy.cleanup()
        raise StorageFailed(home=home, detail=os.strerror(error.errno or errno.EIO)) from error
    except StorageFailed:
        copy.cleanup()
        raise
    return copy


def _copy_registry(home: Path, target: Path) -> None:
    try:
        for path in home.glob(f"{REGISTRY}*"):
            shutil.copyfile(path, target / path.name)
    except OSError as error:
        raise StorageFailed(home=home, detail=os.strerror(error.errno or errno.EIO)) from error


def _copy_folder(source: Path, target: Path) -> None:
    """Copies files without their rights, which shutil.copytree would keep."""
    target.mkdir()
    for path in source.iterdir() if source.is_dir() else ():
        if path.is_dir():
            _copy_folder(path, target / path.name)
        elif path.suffix != ".lock":
            shutil.copyfile(path, target / path.name)
