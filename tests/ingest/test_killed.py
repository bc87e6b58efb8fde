"""kill -9 at any moment, then run again: the same library as an undisturbed run, nothing twice, nothing missing.

A real process does the work and is really killed, 210 times: two times in three at a random call in our code (between a
commit of the registry and the index work, within the index work, in a migration, while a document is superseded), else
at a random time (within SQLite, tantivy and Chroma). Each library is killed again and again until a run comes through.
"""

import dataclasses
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.values import Filters
from tests.corpus.store_samples import Bigrams, HashedTrigrams
from tests.corpus.test_migrations import write_first_version
from tests.ingest.zygote import DEADLY, Task

ROOT = Path(__file__).parents[2]
EVERY = Filters(versions="all")
N_KILLS = 70  # of each of the three scenarios
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")


@dataclass
class Zygote:
    """The process that starts runs."""

    process: "subprocess.Popen[str]"

    def do(self, task: Task) -> int:
        """The exit code of the task, -9 where it was killed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(task.line())
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    command = [sys.executable, "-m", "tests.ingest.zygote"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Zygote(process)
        assert process.stdin is not None
        process.stdin.close()


def write(path: Path, subject: str, value: int, mark: str = "") -> None:
    """A report of three sections, on {subject}."""
    sections = [f"## {n}. {subject}の{n}\n\n{subject}の利用率は{value + n}％である。\n" for n in range(3)]
    head = f"# {subject}の利用に関する計画{mark}\n\n環境省\n\n令和7年3月\n\n"
    path.write_text(head + "\n".join(sections), encoding="utf-8")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of documents, and the same folder some time later, under one path each."""
    before, after = tmp_path_factory.mktemp("前"), tmp_path_factory.mktemp("後")
    for k, subject in enumerate(("再生材", "繊維", "蓄電池", "ガラス")):
        write(before / f"{k}.md", subject, 10 * k, "（案）" if k == 2 else "")
        shutil.copy2(before / f"{k}.md", after)
    write(after / "2決定.md", "蓄電池", 25)  # decides what was a draft
    write(after / "4.md", "家具", 40)
    (after / "5.md").write_bytes((after / "0.md").read_bytes())  # a copy
    return before, after


def content(home: Path) -> tuple[object, ...]:
    """All that a library holds but the time of adding, indexes and cached vectors included."""
    with Library.open(home, analyzer=Bigrams("2"), embedder=HashedTrigrams(dimension=32)) as library:
        assert library.check() == ()
        documents = library.documents(superseded=True)
        held = (
            tuple(dataclasses.replace(document, added_at="") for document in documents),
            tuple(library.pages(document.id) for document in documents),
            tuple(library.chunks(document.id) for document in documents),
            # Which are found, not how well: tantivy counts what was deleted until it merges.
            tuple({hit.chunk_id for hit in library.search_lexical(d.title, 99, EVERY)} for d in documents),
            tuple({hit.chunk_id for hit in library.search_vector(d.title, 5, EVERY)} for d in documents),
        )
    with sqlite3.connect(home / "library.sqlite3") as connection:
        tables = ("SELECT key, vector FROM embeddings ORDER BY key", "SELECT * FROM pending", "PRAGMA user_version")
        rows = tuple(tuple(connection.execute(query)) for query in tables)
    connection.close()
    return (*held, *rows)


def assert_kills_do_no_harm(zygote: Zygote, start: Path | None, task: Task, place: Path, n_kills: int) -> None:
    """Kills runs of a task over copies of a library n_kills times, and compares each in the end."""

    def copy_of_start(name: str) -> Path:
        return shutil.copytree(start, place / name) if start is not None else place / name

    home = copy_of_start("in Ruhe")
    counted = place / "count"
    started = time.monotonic()
    assert zygote.do(replace(task, home=str(home), count_into=str(counted))) == 0
    seconds, n_calls = time.monotonic() - started, int(counted.read_text())
    expected = content(home)
    rng = random.Random(20261124)  # noqa: S311  # no secret
    n_done = n_library = 0
    while n_done < n_kills:
        n_library += 1
        home = copy_of_start(f"gestört {n_library}")
        disturbed, codes = replace(task, home=str(home)), [-9]
        while codes[-1] == -9 and n_done < n_kills:
            if rng.random() < 2 / 3:
                codes.append(zygote.do(replace(disturbed, kill_at=rng.randint(1, n_calls))))
            else:
                codes.append(zygote.do(replace(disturbed, kill_after=rng.uniform(0.001, 0.8 * seconds))))
            n_done += codes[-1] == -9
        assert set(codes) <= {-9, 0}, codes
        assert zygote.do(disturbed) == 0
        assert content(home) == expected
        shutil.rmtree(home)


def test_new_documents(zygote: Zygote, folders: tuple[Path, Path], tmp_path: Path) -> None:
    assert_kills_do_no_harm(zygote, None, Task("", str(folders[0]), edits=("1.md",)), tmp_path, N_KILLS)


def test_later_versions_edits_and_removal(zygote: Zygote, folders: tuple[Path, Path], tmp_path: Path) -> None:
    before, after = folders
    live = tmp_path / "資料"
    shutil.copytree(before, live)
    assert zygote.do(Task(str(tmp_path / "start"), str(live), edits=("1.md", "3.md"))) == 0
    with Library.open(tmp_path / "start", analyzer=Bigrams("2"), embedder=HashedTrigrams(dimension=32)) as library:
        gone = next(document for document in library.documents() if document.source == "3.md")
    shutil.copytree(after, live, dirs_exist_ok=True)
    write(live / "1.md", "繊維", 15)  # a later version of an edited document
    (live / "0.md").rename(live / "6.md")
    (live / "3.md").unlink()
    task = Task("", str(live), edits=("4.md",), removes=(gone.id,))
    assert_kills_do_no_harm(zygote, tmp_path / "start", task, tmp_path, N_KILLS)


def test_a_library_of_the_first_version(zygote: Zygote, folders: tuple[Path, Path], tmp_path: Path) -> None:
    write_first_version(tmp_path / "start", n_documents=3, dimension=32)
    task = Task("", str(folders[0]))
    assert_kills_do_no_harm(zygote, tmp_path / "start", task, tmp_path, N_KILLS)


@pytest.mark.parametrize("deadly", ["embedding", "analysing"])
def test_a_document_that_kills_the_process_is_given_up(zygote: Zygote, tmp_path: Path, deadly: str) -> None:
    folder = tmp_path / "資料"
    folder.mkdir()
    write(folder / "0.md", "再生材", 10)
    write(folder / "1.md", f"{DEADLY}な繊維", 20)
    write(folder / "2.md", "蓄電池", 30)
    task = Task(str(tmp_path / "文庫"), str(folder), deadly=deadly, tell_into=str(tmp_path / "told"))
    assert [zygote.do(task) for _ in range(3)] == [-9, -9, 0]
    told = json.loads((tmp_path / "told").read_text(encoding="utf-8"))
    assert [(source, outcome) for source, outcome, _ in told] == [
        ("0.md", "unchanged"),
        ("1.md", "failed"),
        ("2.md", "added"),
    ]
    assert "「1.md」" in told[1][2]
    assert "強制終了" in told[1][2]
    assert zygote.do(replace(task, deadly="not any more")) == 0
    expected = "failed" if deadly == "analysing" else "added"
    assert [outcome for _, outcome, _ in json.loads((tmp_path / "told").read_text())] == [
        "unchanged",
        expected,
        "unchanged",
    ]
