"""How often the metadata rules are right; part of `make bench`.

    python -m eval.metadata_bench [FOLDER]

Without a folder: the bundled samples against their index, and the titles of the catalogue. A folder holds documents and
a `sources.csv` with the columns file, title, publisher and, where known, date, doc_type, sector, fiscal_year, status;
an empty cell is not measured, "none" means that there is none.
"""

import csv
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.catalogue import load_catalogue
from corpus.edits import EDITABLE
from corpus.samples import load_samples
from ingest.kind import find_type
from ingest.layout import build_blocks
from ingest.loaders import load_file
from ingest.metadata import Metadata, describe

# What the documents of the catalogue are, by hand.
_CATALOGUE_TYPES = {
    "cps_report_2025": "wg_report",
    "meti_ce_partnership_2023": "policy",
    "aluminium_wg_2025": "wg_report",
    "cps_wg_guidelines_2025": "other",
    "meti_resource_autonomy_2023": "policy",
    "env_basic_plan_5th_2024": "policy",
    "regional_decarbonisation_2021": "action_plan",
    "meti_textiles_2022": "policy",
    "env_car_reuse_parts": "other",
    "meti_monozukuri_2024": "policy",
}
Expected = dict[str, str]


def measure(folder: Path | None = None) -> Iterator[tuple[str, float, str]]:
    """The figures: name, value, unit with how many it rests on."""
    if folder is not None:
        with (folder / "sources.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        yield from _rates(folder.name, [(folder / row["file"], row) for row in rows])
        return
    samples = [
        (s.file, {"title": s.title, "date": s.date, "doc_type": s.doc_type.value, "sector": s.sector or "none"})
        for s in load_samples()
    ]
    yield from _rates("samples", samples)
    known = [(d, _CATALOGUE_TYPES[d.id]) for d in load_catalogue() if d.id in _CATALOGUE_TYPES]
    n_right = sum(find_type(document.title, []).value == kind for document, kind in known)
    yield "metadata of the catalogue's titles, doc_type", 100 * n_right / len(known), f"% (n={len(known)})"


def _rates(name: str, documents: Iterable[tuple[Path, Expected]]) -> Iterator[tuple[str, float, str]]:
    """The share of documents whose field is right, for each field that is known of some; the wrong ones on stderr."""
    right: dict[str, list[bool]] = {field: [] for field in EDITABLE}
    for path, expected in documents:
        loaded = load_file(path)
        found = describe(loaded, build_blocks(loaded.pages), path)
        for field in EDITABLE:
            if expected.get(field):
                right[field].append(_is_right(field, found, expected[field]))
                if not right[field][-1]:
                    sys.stderr.write(f"{path.name}: {field} {getattr(found, field)!r}, not {expected[field]!r}\n")
    for field, hits in right.items():
        if hits:
            yield f"metadata of {name}, {field}", 100 * sum(hits) / len(hits), f"% (n={len(hits)})"


def _is_right(field: str, found: Metadata, expected: str) -> bool:
    """Equal; a title also where it is more than half of the other, a date as far as both go."""
    value = getattr(found, field)
    actual = "none" if value is None else str(value)
    if field == "date" and "none" not in (actual, expected):
        return actual.startswith(expected) or expected.startswith(actual)
    if field == "title":
        a, b = sorted((_letters(actual), _letters(expected)), key=len)
        return bool(a) and a in b and 2 * len(a) >= len(b)
    return actual == expected


def _letters(text: str) -> str:
    """The letters and digits of a text, folded."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


if __name__ == "__main__":
    for label, figure, unit in measure(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        sys.stdout.write(f"{label}\t{figure:.0f} {unit}\n")
