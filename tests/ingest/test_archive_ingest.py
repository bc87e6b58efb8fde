"""Archives on their way into a library."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.library import Library
from ingest.pipeline import FileFinished, IngestOptions, IngestReport, ingest
from tests.corpus.store_samples import open_library
from tests.ingest.office import write_docx, write_zip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "文庫") as made:
        yield made


def _run(paths: list[Path], library: Library, n_workers: int = 1) -> list[IngestReport]:
    events = ingest(paths, library, IngestOptions(n_workers=n_workers))
    return [event.report for event in events if isinstance(event, FileFinished)]


def _archive(path: Path, text: str) -> Path:
    word = write_docx(path.with_suffix(".docx"), [("Heading 1", "計画"), ("Normal", text)])
    return write_zip(
        path,
        {"資料/計画.docx": word.read_bytes(), "壊れた.docx": b"PK", "メモ.md": "# メモ\n\n回収を進める。".encode()},
    )


@pytest.mark.parametrize("n_workers", [1, 2])
def test_each_document_of_an_archive_is_one_of_its_own(library: Library, tmp_path: Path, n_workers: int) -> None:
    reports = _run([_archive(tmp_path / "束.zip", "再生材の利用率は30％である。")], library, n_workers)
    assert [(report.source, report.outcome) for report in reports] == [
        ("束.zip/メモ.md", "added"),
        ("束.zip/壊れた.docx", "failed"),
        ("束.zip/資料/計画.docx", "added"),
    ]
    assert [document.source for document in library.documents()] == ["束.zip/メモ.md", "束.zip/資料/計画.docx"]
    assert "束.zip/壊れた.docx" in str(reports[1].error)


def test_a_new_archive_replaces_only_what_changed(library: Library, tmp_path: Path) -> None:
    _run([_archive(tmp_path / "束.zip", "再生材の利用率は30％である。")], library)
    reports = _run([_archive(tmp_path / "束.zip", "再生材の利用率は35％である。")], library)
    assert [report.outcome for report in reports] == ["unchanged", "failed", "replaced"]
    assert len(library.documents()) == 2


def test_an_archive_that_cannot_be_opened_stops_nothing(library: Library, tmp_path: Path) -> None:
    broken = tmp_path / "a.zip"
    broken.write_bytes(b"PK\x03\x04")
    after = tmp_path / "b.md"
    after.write_text("# 後の文書\n\n本文である。", encoding="utf-8")
    assert [report.outcome for report in _run([broken, after], library)] == ["failed", "added"]


@pytest.mark.parametrize("n_workers", [0, 1])
def test_no_entry_of_an_archive_goes_without_a_line(library: Library, tmp_path: Path, n_workers: int) -> None:
    text = "循環経済への移行を進める。".encode()
    path = write_zip(tmp_path / "束.zip", {"a.txt": text, "写し.txt": text, "絵.png": b"x", "古い.xls": b"x"})
    reports = {report.source: report for report in _run([path], library, n_workers)}
    assert {source: report.outcome for source, report in reports.items()} == {
        "束.zip/a.txt": "added",
        "束.zip/写し.txt": "unchanged",
        "束.zip/古い.xls": "skipped",
        "束.zip/絵.png": "skipped",
    }
    assert reports["束.zip/写し.txt"].versions == ("a（束.zip/a.txt）",)
    assert not reports["束.zip/a.txt"].versions
