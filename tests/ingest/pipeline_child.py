"""A run of ingestion that a test kills: python -m tests.ingest.pipeline_child HOME FOLDER; a line for each event."""

import sys
from pathlib import Path

from ingest.pipeline import ingest
from tests.corpus.store_samples import open_library


def main() -> None:
    with open_library(Path(sys.argv[1])) as library:
        for event in ingest([Path(sys.argv[2])], library):
            print(type(event).__name__, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
