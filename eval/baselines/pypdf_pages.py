"""The pages of PDFs as LangChain's PyPDFLoader gives them, for the systems that are not Junkan."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from pypdf import PdfReader

from eval.baselines.task import PLACES_NAME, Place, read_task


def main(folder: Path) -> None:
    """Write the places of the task's files into its folder; a page that cannot be read is empty."""
    places = []
    for file in map(Path, read_task(folder).files):
        for number, page in enumerate(PdfReader(file).pages, 1):
            try:
                text = page.extract_text()
            except Exception as error:  # noqa: BLE001  # pypdf raises anything on a broken page
                sys.stderr.write(f"{file.name}, page {number}: {type(error).__name__}\n")
                text = ""
            places.append(Place(f"{file.name}#{number}", file.stem, text))
    (folder / PLACES_NAME).write_text(json.dumps([asdict(place) for place in places]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
