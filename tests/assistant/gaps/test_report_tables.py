"""The three tables of the partnership's survey report, cell by cell, against a transcription kept as digests."""

from pathlib import Path

import pytest

from assistant.gaps import find_gaps
from assistant.service import Assistant
from assistant.settings import Settings
from eval.report_tables import N_COLUMNS, TOPIC, digest, load_rows, n_cells_right

_REPORT = Path("../shared/corpus/003_cps_research_report_2025-03.txt")


@pytest.mark.skipif(not _REPORT.is_file(), reason="the survey report lies in ../shared, which is not there")
def test_nine_tenths_of_the_cells_of_the_report_are_reproduced(tmp_path: Path) -> None:
    with Assistant.open(Settings(home=tmp_path / "home"), create=True) as assistant:
        for _ in assistant.ingest([_REPORT]):
            pass
        table = find_gaps(TOPIC, assistant)
    rows = load_rows()
    assert n_cells_right(table) / (N_COLUMNS * len(rows)) >= 0.90
    years = {row.to_be.year for row in table.rows if row.to_be and digest(row.to_be.text) in {r[1] for r in rows}}
    assert years == {2030}
