"""The three tables of the partnership's survey report of March 2025, cell by cell, against a transcription by hand.

The transcription is kept as digests: the report itself is no part of the repository.
"""

import hashlib
import json
import re
import unicodedata
from pathlib import Path
from typing import Final

from assistant.gaps import GapRow, GapTable

TOPIC: Final = "サーキュラーエコノミー"
_DIGESTS: Final = Path(__file__).parent / "references" / "report_tables.json"
N_COLUMNS: Final = 4
"""Perspective, あるべき姿, 現状, 課題."""


def load_rows() -> tuple[tuple[str, str, str, str], ...]:
    """The rows of figures 8 to 10 of the report, in its order.

    Each is the perspective, then the first ten digits of the SHA-256 of each cell folded as `digest` does; "" for a
    cell that is empty in the report.
    """
    rows = json.loads(_DIGESTS.read_text(encoding="utf-8"))
    return tuple((str(a), str(b), str(c), str(d)) for a, b, c, d in rows)


def n_cells_right(table: GapTable) -> int:
    """How many of the report's cells a gap table holds as they are, of `N_COLUMNS` a row."""
    found = {row[1]: row for row in map(_digests, table.rows)}
    nothing = ("-",) * N_COLUMNS
    return sum(
        wanted == got for row in load_rows() for wanted, got in zip(row, found.get(row[1], nothing), strict=True)
    )


def digest(text: str) -> str:
    """What a cell is told by: NFKC, without markup, bullets, white space, commas; "" for an empty one."""
    plain = re.sub(r"<[^>]*>", "", unicodedata.normalize("NFKC", text))
    folded = re.sub(r"[\s◆●■・／/、,]", "", plain)
    return hashlib.sha256(folded.encode()).hexdigest()[:10] if folded else ""


def _digests(row: GapRow) -> tuple[str, str, str, str]:
    to_be = row.to_be.text if row.to_be else ""
    as_is = row.as_is.text if row.as_is else ""
    return row.perspective, digest(to_be), digest(as_is), digest("".join(c.text for c in row.challenges))
