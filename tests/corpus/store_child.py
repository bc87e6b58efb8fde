"""What the tests run in a second process: python -m tests.corpus.store_child (ingest|hold) HOME."""

import sys
from pathlib import Path

from tests.corpus.store_samples import numbered, open_library


def main() -> None:
    command, home = sys.argv[1], Path(sys.argv[2])
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


if __name__ == "__main__":
    main()
