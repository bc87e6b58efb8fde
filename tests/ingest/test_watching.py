"""A real folder, really watched."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from corpus.errors import PathNotFound
from corpus.library import Library
from corpus.locking import write_lock
from ingest.events import FileFinished
from ingest.pipeline import IngestOptions
from ingest.watching import FileDeleted, LibraryBusy, WatchEvent, watch
from tests.corpus.store_samples import open_library
from tests.ingest.test_pipeline import write_report

SETTLE = 0.5


@dataclass
class Watched:
    """A folder that a thread watches, and what it has told."""

    folder: Path
    library: Library
    events: list[WatchEvent] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, remove_deleted: bool) -> None:
        try:
            happening = watch(
                [self.folder],
                self.library,
                IngestOptions(),
                self.stop,
                remove_deleted=remove_deleted,
                settle_seconds=SETTLE,
            )
            for event in happening:
                self.events.append(event)
        except BaseException as error:  # noqa: BLE001  # a thread hands its error over
            self.errors.append(error)

    def outcomes(self) -> list[tuple[str, str]]:
        reports = [event.report for event in self.events if isinstance(event, FileFinished)]
        return [(report.source, report.outcome) for report in reports if report.outcome != "unchanged"]

    def deleted(self) -> list[tuple[str, bool]]:
        return [(event.source, event.removed) for event in self.events if isinstance(event, FileDeleted)]

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not condition():
            assert not self.errors, self.errors
            assert time.monotonic() < deadline, (self.outcomes(), self.deleted())
            time.sleep(0.02)


@pytest.fixture
def watched(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Watched]:
    folder = tmp_path / "資料"
    folder.mkdir()
    write_report(folder / "初めから.md", "再生材")
    with open_library(tmp_path / "文庫") as library:
        found = Watched(folder, library)
        thread = threading.Thread(target=found.run, args=(getattr(request, "param", False),))
        thread.start()
        found.until(lambda: found.outcomes() == [("初めから.md", "added")])
        yield found
        found.stop.set()
        thread.join(10)
        assert not thread.is_alive()
        assert found.errors == []
        assert library.check() == ()


def test_what_comes_and_changes_is_taken_in(watched: Watched) -> None:
    write_report(watched.folder / "新しい.md", "繊維")
    (watched.folder / "下").mkdir()
    write_report(watched.folder / "下" / "奥.md", "家具")
    (watched.folder / "絵.png").write_bytes(b"\x89PNG")
    (watched.folder / ".隠し.md").write_text("循環", encoding="utf-8")
    watched.until(lambda: len(watched.outcomes()) == 3)
    write_report(watched.folder / "新しい.md", "衣類")
    watched.until(lambda: ("新しい.md", "replaced") in watched.outcomes())
    assert {document.source for document in watched.library.documents()} == {"初めから.md", "新しい.md", "奥.md"}


def test_a_file_that_is_still_copied_is_left_until_it_is_whole(watched: Watched) -> None:
    whole = ("# 大きな報告\n\n" + "再生材の利用は進む。\n\n" * 40).encode()
    with (watched.folder / "大きい.md").open("wb") as file:
        for start in range(0, len(whole), len(whole) // 8):
            file.write(whole[start : start + len(whole) // 8])
            file.flush()
            time.sleep(SETTLE / 2)
            assert len(watched.outcomes()) == 1
    watched.until(lambda: len(watched.outcomes()) == 2)
    document = next(d for d in watched.library.documents() if d.source == "大きい.md")
    assert watched.library.pages(document.id)[0].text.encode() == whole


def test_a_deleted_file_is_told_and_its_document_kept(watched: Watched) -> None:
    (watched.folder / "初めから.md").unlink()
    watched.until(lambda: watched.deleted() == [("初めから.md", False)])
    assert watched.library.counts().n_documents == 1


@pytest.mark.parametrize("watched", [True], indirect=True)
def test_a_deleted_file_takes_its_document_along_where_that_is_asked_for(watched: Watched) -> None:
    (watched.folder / "下").mkdir()
    write_report(watched.folder / "下" / "奥.md", "家具")
    watched.until(lambda: len(watched.outcomes()) == 2)
    shutil.rmtree(watched.folder / "下")
    watched.until(lambda: watched.deleted() == [("奥.md", True)])
    assert [document.source for document in watched.library.documents()] == ["初めから.md"]


@pytest.mark.parametrize("watched", [True], indirect=True)
def test_a_moved_file_keeps_its_document(watched: Watched) -> None:
    (document,) = watched.library.documents()
    (watched.folder / "初めから.md").rename(watched.folder / "別名.md")
    watched.until(lambda: [d.source for d in watched.library.documents()] == ["別名.md"])
    time.sleep(3 * SETTLE)
    assert [d.id for d in watched.library.documents()] == [document.id]
    assert watched.deleted() == []


def test_another_writer_is_waited_for(watched: Watched) -> None:
    with write_lock(watched.library.home):
        write_report(watched.folder / "新しい.md", "繊維")
        watched.until(lambda: LibraryBusy() in watched.events)
        time.sleep(SETTLE)
        assert watched.events.count(LibraryBusy()) == 1
    watched.until(lambda: ("新しい.md", "added") in watched.outcomes())


def test_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "資料").mkdir()
    monkeypatch.chdir(tmp_path)
    with open_library(tmp_path / "文庫") as library:
        found = Watched(Path("資料"), library)
        thread = threading.Thread(target=found.run, args=(False,))
        thread.start()
        time.sleep(3 * SETTLE)
        write_report(tmp_path / "資料" / "新しい.md", "繊維")
        found.until(lambda: found.outcomes() == [("新しい.md", "added")])
        found.stop.set()
        thread.join(10)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with open_library(tmp_path / "文庫") as library, pytest.raises(PathNotFound):
        next(watch([tmp_path / "なし"], library, IngestOptions(), threading.Event()))


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_name_that_is_no_utf8_stops_nothing(watched: Watched) -> None:
    (watched.folder / os.fsdecode(b"bad\xff.md")).write_text("# 題名\n\n再生材の回収は進む。", encoding="utf-8")
    write_report(watched.folder / "z.md", "繊維")
    watched.until(lambda: len(watched.outcomes()) == 3)
    assert ("z.md", "added") in watched.outcomes()


@pytest.mark.parametrize("watched", [True], indirect=True)
def test_an_earlier_version_of_a_deleted_file_does_not_come_back(watched: Watched) -> None:
    write_report(watched.folder / "初めから.md", "蓄電池")
    watched.until(lambda: ("初めから.md", "replaced") in watched.outcomes())
    (watched.folder / "初めから.md").unlink()
    watched.until(lambda: watched.deleted() == [("初めから.md", True)])
    assert watched.library.documents(superseded=True) == ()


@pytest.mark.parametrize("watched", [True], indirect=True)
def test_an_earlier_version_whose_file_is_there_is_current_again(watched: Watched) -> None:
    text = "# 再生材の利用に関する計画{}\n\n環境省\n\n令和7年3月\n\n再生材の利用率は{}％である。\n"
    (watched.folder / "案.md").write_text(text.format("（案）", 20), encoding="utf-8")
    watched.until(lambda: ("案.md", "added") in watched.outcomes())
    (watched.folder / "決定.md").write_text(text.format("", 30), encoding="utf-8")
    watched.until(lambda: ("決定.md", "replaced") in watched.outcomes())
    (watched.folder / "決定.md").unlink()
    watched.until(lambda: watched.deleted() == [("決定.md", True)])
    (told,) = [event for event in watched.events if isinstance(event, FileDeleted)]
    assert [title for _, title in told.restored] == ["再生材の利用に関する計画（案）（案.md）"]
    assert "案.md" in {document.source for document in watched.library.documents()}


@pytest.mark.parametrize("watched", [True], indirect=True)
def test_a_document_stays_where_a_copy_of_its_file_is_there(watched: Watched) -> None:
    (document,) = watched.library.documents()
    shutil.copy(watched.folder / "初めから.md", watched.folder / "写し.md")
    watched.until(lambda: any(isinstance(e, FileFinished) and e.report.source == "写し.md" for e in watched.events))
    (watched.folder / "初めから.md").unlink()
    watched.until(lambda: [(d.id, d.source) for d in watched.library.documents()] == [(document.id, "写し.md")])
    assert watched.deleted() == []
