"""What the tests run in a second process: python -m tests.corpus.store_child (ingest|hold|forbidden) HOME."""

import os
import sys
import tempfile
from pathlib import Path

from corpus.errors import StorageFailed
from tests.corpus.store_samples import everything, numbered, open_library


def main() -> None:
    command, home = sys.argv[1], Path(sys.argv[2])
    if command == "forbidden":
        read_without_rights(home)
        return
    with open_library(home) as library:
        print("ready", flush=True)  # noqa: T201
        if command == "ingest":
            with library.writing():
                for k in range(int(sys.argv[3]), int(sys.argv[4])):
                    library.add(*numbered(k))
                    print(k, flush=True)  # noqa: T201
        else:
            with library.writing():
                print("held", flush=True)  # noqa: T201
                sys.stdin.readline()


def read_without_rights(home: Path) -> None:
    """Reads a library as a user who may not write it."""
    with tempfile.TemporaryDirectory() as folder, open_library(Path(folder) / "home") as library:
        everything(library)  # imports all that is imported late, while the interpreter's folder can still be read
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
    with open_library(home, create=False) as library:
        print(library.read_only, everything(library), flush=True)  # noqa: T201
        try:
            library.add(*numbered(2))
        except StorageFailed:
            print("refused", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
