import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.edits import Edit
from corpus.errors import (
    CorruptFile,
    EmptyFile,
    EmptyFolder,
    FileTooLarge,
    LibraryInUse,
    PathNotFound,
    ReaderDied,
    ReaderTooSlow,
    UnsupportedFormat,
)
from corpus.library import Library
from corpus.locking import write_lock
from corpus.values import DocumentStatus, DocumentType
from ingest.pipeline import (
    FileFinished,
    FilesFound,
    IngestOptions,
    IngestReport,
    KnownFacts,
    PassagesEmbedded,
    find_files,
    ingest,
)
from ingest.preparing import PAGES_AT_ONCE
from tests.corpus.store_samples import open_library
from tests.ingest.paper import column, write_pdf

ROOT = Path(__file__).parents[2]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "文庫") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "資料"
    made.mkdir()
    return made


def write_report(path: Path, subject: str = "再生材", n_sections: int = 3) -> Path:
    """A Markdown file with a title and as many sections of two sentences each."""
    sections = [
        f"## {n}. {subject}の利用その{n}\n\n{subject}の利用率は{10 * n}％である。{2030 + n}年に{20 * n}％を目指す。\n"
        for n in range(1, n_sections + 1)
    ]
    path.write_text(f"# {subject}の報告\n\n" + "\n".join(sections), encoding="utf-8")
    return path


def run(paths: list[Path], library: Library, options: IngestOptions | None = None) -> list[IngestReport]:
    return [event.report for event in ingest(paths, library, options) if isinstance(event, FileFinished)]


def children() -> set[int]:
    """Ids of the processes that this one has started."""
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(number) for path in found for number in path.read_text().split()}


def content(library: Library) -> tuple[object, ...]:
    """All that a library holds but the time of adding; an empty last part says that the indexes are whole."""
    documents = library.documents()
    return (
        tuple(dataclasses.replace(d, added_at="") for d in documents),
        tuple(library.pages(d.id) for d in documents),
        tuple(library.chunks(d.id) for d in documents),
        library.check(),
    )


def test_one_run_adds_replaces_leaves_and_fails(folder: Path, library: Library) -> None:
    kept, changed = write_report(folder / "a.md", "再生材"), write_report(folder / "b.md", "繊維")
    run([folder], library)
    write_report(changed, "衣類")
    write_report(folder / "c.md", "蓄電池")
    (folder / "d.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    (folder / "e.txt").touch()
    reports = run([folder], library)
    assert [(r.source, r.outcome) for r in reports] == [
        ("a.md", "unchanged"),
        ("b.md", "replaced"),
        ("c.md", "added"),
        ("d.pdf", "failed"),
        ("e.txt", "failed"),
    ]
    assert [type(r.error) for r in reports[3:]] == [CorruptFile, EmptyFile]
    assert [d.title for d in library.documents()] == ["再生材の報告", "衣類の報告", "蓄電池の報告"]
    assert library.documents()[0].origin == str(kept.resolve())
    assert library.check() == ()


def test_events_come_in_order(folder: Path, library: Library) -> None:
    for name in ("a.md", "b.md"):
        write_report(folder / name, name, n_sections=20)
    events = list(ingest([folder], library))
    assert events[0] == FilesFound(2, sum(path.stat().st_size for path in folder.iterdir()))
    kinds = [type(event) for event in events[1:]]
    assert kinds[-1] is FileFinished
    assert kinds.count(FileFinished) == 2
    at = kinds.index(FileFinished) + 2  # events of the first file, the first event of all included
    for name, part in (("a.md", events[1:at]), ("b.md", events[at:])):
        progress = [event for event in part if isinstance(event, PassagesEmbedded)]
        assert {event.source for event in progress} == {name}
        done = [event.n_done for event in progress]
        assert done == sorted(done)
        assert done[-1] == progress[-1].n_total
        assert len(part) == len(progress) + 1


def test_two_workers_equal_one(folder: Path, library: Library, tmp_path: Path) -> None:
    for n in range(5):
        write_report(folder / f"{n}.md", f"素材{n}")
    (folder / "3.txt").touch()
    (folder / "9.md").write_bytes((folder / "0.md").read_bytes())
    with open_library(tmp_path / "二人") as other:
        reports = run([folder], library), run([folder], other, IngestOptions(n_workers=2))
        assert [(r.source, r.outcome, r.n_chunks, str(r.error)) for r in reports[0]] == [
            (r.source, r.outcome, r.n_chunks, str(r.error)) for r in reports[1]
        ]
        assert content(library) == content(other)


def test_a_long_file_in_parts_equals_one_in_a_piece(folder: Path, library: Library, tmp_path: Path) -> None:
    n_pages = 3 * PAGES_AT_ONCE + 1
    pages = [column(f"{n}ページ目", f"再生材の利用率は{n}％である。", "次の文。") for n in range(1, n_pages + 1)]
    write_pdf(folder / "長い報告.pdf", pages)
    with open_library(tmp_path / "二人") as other:
        events = list(ingest([folder], other, IngestOptions(n_workers=2)))
        (report,) = run([folder], library)
        assert isinstance(events[-1], FileFinished)
        assert events[-1].report == report
        assert report.n_pages == n_pages
        assert [page.number for page in other.pages(report.document_id or "")] == list(range(1, n_pages + 1))
        assert content(library) == content(other)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes cannot be looked at on this system")
def test_a_worker_that_is_killed_fails_one_file(folder: Path, library: Library) -> None:
    for n in range(4):
        write_report(folder / f"{n}.md", f"素材{n}")
    before = children()

    def kill_first() -> None:
        while not (workers := children() - before):
            time.sleep(0.01)
        os.kill(workers.pop(), signal.SIGKILL)

    killer = threading.Thread(target=kill_first)
    killer.start()
    reports = run([folder], library, IngestOptions(n_workers=1))
    killer.join()
    assert [report.outcome for report in reports] == ["failed", "added", "added", "added"]
    assert isinstance(reports[0].error, ReaderDied)
    assert children() == before
    assert [report.outcome for report in run([folder], library)] == ["added", "unchanged", "unchanged", "unchanged"]


def test_a_file_that_takes_too_long_is_given_up(folder: Path, library: Library) -> None:
    write_report(folder / "a.md")
    (report,) = run([folder], library, IngestOptions(n_workers=1, max_seconds=0.01))
    assert isinstance(report.error, ReaderTooSlow)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes cannot be looked at on this system")
def test_a_run_that_is_left_ends_its_workers(folder: Path, library: Library) -> None:
    for n in range(3):
        write_report(folder / f"{n}.md", f"素材{n}")
    before = children()
    events = ingest([folder], library, IngestOptions(n_workers=2))
    while not isinstance(next(events), FileFinished):
        pass
    events.close()  # type: ignore[attr-defined]  # it is a generator
    assert children() == before


class TestVersions:
    def test_a_new_file_names_the_version_it_supersedes(self, folder: Path, library: Library) -> None:
        path = write_report(folder / "a.md", "再生材")
        run([folder], library)
        write_report(path, "繊維")
        (report,) = run([folder], library)
        assert (report.outcome, report.versions) == ("replaced", ("再生材の報告（a.md）",))
        assert [document.title for document in library.documents()] == ["繊維の報告"]
        held = library.documents(superseded=True)
        assert {document.title for document in held} == {"再生材の報告", "繊維の報告"}

    def test_a_file_that_is_put_back_is_current_again(self, folder: Path, library: Library) -> None:
        path = write_report(folder / "a.md", "再生材")
        run([folder], library)
        write_report(path, "繊維")
        run([folder], library)
        write_report(path, "再生材")
        assert [report.outcome for report in run([folder], library)] == ["replaced"]
        assert [document.title for document in library.documents()] == ["再生材の報告"]
        assert [report.outcome for report in run([folder], library)] == ["unchanged"]

    @pytest.mark.parametrize("names", [("1案.md", "2決定.md"), ("2案.md", "1決定.md")], ids=["in order", "draft last"])
    @pytest.mark.parametrize("n_workers", [0, 2])
    def test_a_draft_and_its_decision_in_one_folder(
        self, folder: Path, library: Library, names: tuple[str, str], n_workers: int
    ) -> None:
        draft, final = folder / names[0], folder / names[1]
        body = "\n\n環境省\n\n## 目標\n\n再生材の利用率は{}％を目指す。\n"
        draft.write_text("# 再生材の利用に関する計画（案）" + body.format(20), encoding="utf-8")
        final.write_text("# 再生材の利用に関する計画" + body.format(30), encoding="utf-8")
        for _ in range(2):
            run([folder], library, IngestOptions(n_workers=n_workers))
            assert [document.source for document in library.documents()] == [final.name]
            (old,) = library.earlier_versions(library.documents()[0].id)
            assert (old.source, old.status) == (draft.name, DocumentStatus.DRAFT)

    def test_a_renamed_file_keeps_its_document(self, folder: Path, library: Library) -> None:
        path = write_report(folder / "a.md")
        run([folder], library)
        library.edit(library.documents()[0].id, Edit((("title", "編集した題名"),)))
        path.rename(folder / "b.md")
        assert [report.outcome for report in run([folder], library)] == ["unchanged"]
        (document,) = library.documents()
        assert (document.source, document.origin) == ("b.md", str((folder / "b.md").resolve()))
        write_report(folder / "b.md", "繊維")
        assert [report.outcome for report in run([folder], library)] == ["replaced"]
        assert [document.title for document in library.documents()] == ["編集した題名"]


def test_the_same_bytes_under_another_name_are_there_already(folder: Path, library: Library) -> None:
    first = write_report(folder / "a.md")
    copy = folder / "写し.md"
    copy.write_bytes(first.read_bytes())
    added, unchanged = run([folder], library)
    assert (added.outcome, unchanged.outcome) == ("added", "unchanged")
    assert unchanged.source == "写し.md"
    assert unchanged.versions == (f"{library.documents()[0].title}（a.md）",)
    assert dataclasses.replace(unchanged, source="a.md", outcome="added", versions=()) == added
    assert len(library.documents()) == 1


def test_what_the_run_says_overrules_what_the_document_says(folder: Path, library: Library) -> None:
    write_report(folder / "a.md")
    run([folder], library, IngestOptions(KnownFacts(doc_type=DocumentType.MINUTES, sector="textile")))
    (document,) = library.documents()
    assert (document.doc_type, document.sector) == (DocumentType.MINUTES, "textile")


def test_what_is_known_of_one_file_overrules_what_holds_for_all(folder: Path, library: Library) -> None:
    a, b = write_report(folder / "a.md"), write_report(folder / "b.md", "繊維")
    options = IngestOptions(KnownFacts(sector="textile"))
    list(ingest([a, b], library, options, known={a: KnownFacts(title="別の題名", date="2026-11")}))
    first, second = library.documents()
    assert (first.title, first.date) == ("別の題名", "2026-11")
    assert (second.title, second.sector) == ("繊維の報告", "textile")


def test_an_upload_replaces_the_upload_of_the_same_name(folder: Path, library: Library) -> None:
    path = write_report(folder / "tmp1.md")
    for subject in ("再生材", "繊維"):
        write_report(path, subject)
        list(ingest([path], library, origin="upload:報告.md"))
    (document,) = library.documents()
    assert (document.origin, document.title) == ("upload:報告.md", "繊維の報告")


def test_a_file_over_the_limit_is_refused(folder: Path, library: Library) -> None:
    (folder / "大.txt").write_text("循" * 400_000, encoding="utf-8")
    (report,) = run([folder], library, IngestOptions(max_file_mb=1))
    assert isinstance(report.error, FileTooLarge)
    assert report.error.facts == {"source": "大.txt", "size_mb": 2, "max_mb": 1}


def test_a_named_file_of_another_format_is_refused(folder: Path, library: Library) -> None:
    (folder / "図.exe").write_bytes(b"MZ")
    (report,) = run([folder / "図.exe"], library)
    assert isinstance(report.error, UnsupportedFormat)


def test_another_writer_is_noticed_before_anything_is_read(folder: Path, library: Library) -> None:
    write_report(folder / "a.md")
    with write_lock(library.home), pytest.raises(LibraryInUse):
        next(ingest([folder], library))
    assert library.counts().n_documents == 0


class TestFolders:
    def test_what_is_taken_and_what_is_left(self, folder: Path) -> None:
        (folder / "下").mkdir()
        (folder / ".git").mkdir()
        taken = [folder / "B.PDF", folder / "a.md", folder / "下" / "c.txt"]
        left = [folder / ".hidden.md", folder / "~$a.md", folder / ".git" / "d.md", folder / "e.exe"]
        for path in (*taken, *left):
            path.write_text("循環", encoding="utf-8")
        assert sorted(find_files([folder])) == sorted(taken)

    @pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links on this system")
    def test_links_stay_in_the_folder(self, folder: Path, tmp_path: Path) -> None:
        outside = write_report(tmp_path / "外.md")
        inside = write_report(folder / "内.md")
        (folder / "外への道.md").symlink_to(outside)
        (folder / "内への道.md").symlink_to(inside)
        (folder / "切れた道.md").symlink_to(tmp_path / "なし.md")
        (folder / "輪").symlink_to(folder, target_is_directory=True)
        assert sorted(path.name for path in find_files([folder])) == ["内.md", "内への道.md"]

    def test_order_is_that_of_the_arguments_and_each_file_comes_once(self, folder: Path) -> None:
        b, a = write_report(folder / "b.md"), write_report(folder / "a.md")
        assert find_files([b, folder]) == (b, a)

    def test_a_path_that_is_not_there_stops_before_anything(self, folder: Path, library: Library) -> None:
        write_report(folder / "a.md")
        with pytest.raises(PathNotFound):
            list(ingest([folder, folder / "なし"], library))
        assert library.counts().n_documents == 0

    def test_an_empty_folder_is_said(self, folder: Path) -> None:
        with pytest.raises(EmptyFolder, match="資料"):
            find_files([folder])


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL on this system")
@pytest.mark.parametrize("n_events", [2, 5])
def test_a_killed_run_is_completed_by_the_next(folder: Path, library: Library, tmp_path: Path, n_events: int) -> None:
    for n in range(12):
        write_report(folder / f"{n}.md", f"素材{n}", n_sections=20)
    home = tmp_path / "中断"
    command = [sys.executable, "-m", "tests.ingest.pipeline_child", str(home), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(n_events):
            assert child.stdout.readline()
        child.kill()
    assert child.returncode == -9
    run([folder], library)
    with open_library(home) as resumed:
        assert resumed.counts().n_documents < 12
        assert resumed.check() == ()
        run([folder], resumed)
        assert content(resumed) == content(library)


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_name_that_is_no_utf8_stops_nothing(folder: Path, library: Library) -> None:
    (folder / os.fsdecode(b"bad\xff.md")).write_text("# 題名\n\n再生材の回収は進む。", encoding="utf-8")
    write_report(folder / "z.md")
    assert [report.outcome for report in run([folder], library)] == ["added", "added"]
