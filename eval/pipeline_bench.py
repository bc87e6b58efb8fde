"""What ingestion costs beside embedding, what it costs again, and how much memory it takes; part of `make bench`.

The documents are made here: the text of the bundled samples, set as plain PDFs. Memory and the second ingestion are
those of the real command as a process of its own, its workers included.
"""

import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from corpus.samples import load_samples
from ingest.embedding import load_embedder
from ingest.morphology import JapaneseAnalyzer
from ingest.pipeline import FileFinished, IngestOptions, ingest

Measurement = tuple[str, float, str]

_LINES_A_PAGE, _CHARS_A_LINE = 34, 40
_N_LONG, _N_FILES, _PAGES_A_FILE = 500, 10, 100


def measure() -> Iterator[Measurement]:
    """The figures: name, value, unit with the bound that was set."""
    with tempfile.TemporaryDirectory(prefix="junkan-bench-") as name:
        folder = Path(name)
        pages = _pages()
        yield from _shares(folder)
        long = folder / "long" / "500.pdf"
        long.parent.mkdir()
        _write_pdf(long, [pages[n % len(pages)] for n in range(_N_LONG)])
        seconds, peak_mb = _command([str(long.parent)], folder / "home")
        yield f"ingest of {_N_LONG} pages in one PDF", seconds, "s (pages repeat, so few are embedded)"
        yield "its peak memory, all processes", peak_mb, "MB (bound 1500)"
        many = folder / "many"
        many.mkdir()
        for k in range(_N_FILES):
            ordered = [pages[(n + k) % len(pages)] for n in range(_PAGES_A_FILE - 1)]
            _write_pdf(many / f"{k}.pdf", [[f"報告その{k}"], *ordered])
        first, _ = _command([str(many)], folder / "home")
        second, _ = _command([str(many)], folder / "home")
        yield f"ingest of {_N_FILES * _PAGES_A_FILE} pages in {_N_FILES} PDFs", first, "s"
        yield "the same again, unchanged", second, "s (bound: seconds)"


class _TimedEmbedder:
    """An embedder that adds up the seconds it takes."""

    def __init__(self) -> None:
        self._inner = load_embedder()
        self.seconds = 0.0
        self._inner.embed_passages(["循環経済"])

    @property
    def model(self) -> str:
        return self._inner.model

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        started = time.perf_counter()
        vectors = self._inner.embed_passages(texts)
        self.seconds += time.perf_counter() - started
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self._inner.embed_query(text)


def _shares(folder: Path) -> Iterator[Measurement]:
    """How much of the time of ingesting the samples is not embedding, read here and read by a worker."""
    files, embedder = [sample.file for sample in load_samples()], _TimedEmbedder()
    JapaneseAnalyzer().terms("循環経済")  # the dictionary is mapped once
    for n_workers in (0, 1):
        embedder.seconds = 0.0
        home = folder / f"samples-{n_workers}"
        with Library.open(home, analyzer=JapaneseAnalyzer(), embedder=embedder, create=True) as library:
            started = time.perf_counter()
            events = ingest(files, library, IngestOptions(n_workers=n_workers))
            n_pages = sum(event.report.n_pages for event in events if isinstance(event, FileFinished))
            seconds = time.perf_counter() - started
        share = 100 * (1 - embedder.seconds / seconds)
        where = "here" if n_workers == 0 else "in a worker"
        yield f"ingest without embedding, read {where}", share, f"% of {seconds:.1f} s, {n_pages} pages (bound 20)"


def _command(arguments: Sequence[str], home: Path) -> tuple[float, float]:
    """Seconds that `junkan ingest` takes, and the peak of its memory in MB of 10^6 bytes, its children included.

    The memory is the sum of the resident sets, looked at twenty times a second: pages that processes share count twice.
    """
    code = "from assistant.cli import main; main()"
    command = [sys.executable, "-c", code, "ingest", *arguments, "--home", str(home)]
    started, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603  # our own command
        while process.poll() is None:
            peak = max(peak, sum(_resident(pid) for pid in _tree(process.pid)) / 1e6)
            time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"junkan ingest ended with {process.returncode}")
    return time.perf_counter() - started, peak


def _tree(pid: int) -> Iterator[int]:
    """A process and all that it has started; only where /proc tells."""
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:  # it has ended
            continue
        for child in children:
            yield from _tree(int(child))


def _resident(pid: int) -> int:
    """Bytes of a process that are in memory; 0 where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in fields.splitlines() if line.startswith("VmRSS:")), 0)


def _pages() -> list[list[str]]:
    """The text of the samples as pages of lines."""
    pages = []
    for sample in load_samples():
        text = sample.markdown.read_text(encoding="utf-8")
        lines = [part for line in text.splitlines() for part in textwrap.wrap(line, _CHARS_A_LINE) or [""]]
        pages += [lines[start : start + _LINES_A_PAGE] for start in range(0, len(lines), _LINES_A_PAGE)]
    return pages


def _write_pdf(path: Path, pages: Sequence[Sequence[str]]) -> None:
    """A PDF of A4 pages with lines of 12 points, in a Japanese font that is not embedded."""
    kids = " ".join(f"{5 + 2 * k} 0 R" for k in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
    ]
    for k, lines in enumerate(pages):
        shown = [f"BT /F1 12 Tf 50 {790 - 22 * n} Td <{_hex(line)}> Tj ET" for n, line in enumerate(lines) if line]
        stream = "\n".join(shown).encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * k} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    data, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    data += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    path.write_bytes(bytes(data))


def _hex(line: str) -> str:
    return line.encode("utf-16-be").hex()


if __name__ == "__main__":
    for name, value, unit in measure():
        sys.stdout.write(f"{name}\t{value:.2f} {unit}\n")
        sys.stdout.flush()
