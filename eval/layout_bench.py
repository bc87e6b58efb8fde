"""Layout: how right, and how fast beside its bound. Uses the reports beside the repository where they are there.

The bound of reading is what PDFium alone needs to open every page and give its characters; figures of one run compare
with each other only. CPU seconds, for others may use the machine too; a file in a process of its own by the clock.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from eval.layout import Score, Transcription, read_transcriptions, score_page
from ingest.chunking import build_chunks
from ingest.layout import build_blocks
from ingest.loaders import LoadLimits
from ingest.loaders.pdf import PdfLoader
from ingest.pdf.pages import PdfPages, opened
from ingest.pdf.tables import fill_grids
from ingest.pdf.text import compose

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT.parent / "shared" / "pdf"
TRANSCRIPTIONS = ROOT / "tests" / "ingest" / "pages" / "transcribed.txt"

_TEXT_GOAL = 60  # pages a second without tables
_TABLE_GOAL = 8  # pages a second with tables


def measure() -> Iterator[tuple[str, float, str]]:
    """Name, value and unit of each figure; none but a remark where the reports are not there."""
    files = sorted(REPORTS.glob("*.pdf"))
    if not files:
        yield "layout", 0.0, f"pages measured: {REPORTS} is not there"
        return
    yield from _speed(files)
    if TRANSCRIPTIONS.exists():
        score = transcribed_score()
        yield "layout, blocks of transcribed pages", score.f1, f"F1 ({score.n_expected} blocks, goal 0.90)"
        yield "layout, rows of tables", score.rows_f1, f"F1 ({score.n_rows_expected} rows, goal 0.85)"
        yield "layout, reading order", score.order, f"of {score.n_neighbours} neighbouring blocks"


def transcribed_score() -> Score:
    """The score over all transcribed pages."""
    total = Score()
    for _, score in transcribed_scores():
        total += score
    return total


def transcribed_scores() -> Iterator[tuple[Transcription, Score]]:
    """Each transcription with its score; those of files that are not there are left out."""
    by_file: dict[str, list[Transcription]] = defaultdict(list)
    for transcription in read_transcriptions(TRANSCRIPTIONS.read_text(encoding="utf-8")):
        by_file[transcription.source].append(transcription)
    for source, transcriptions in by_file.items():
        if not (REPORTS / source).exists():
            continue
        pages = PdfLoader().load(REPORTS / source, LoadLimits()).pages
        blocks = build_blocks(pages)
        for transcription in transcriptions:
            own = [block for block in blocks if block.span.page == transcription.number]
            yield transcription, score_page(transcription, own, pages[transcription.number - 1])


def _speed(files: list[Path]) -> Iterator[tuple[str, float, str]]:
    n_pages, bound, text, tables = 0, 0.0, 0.0, 0.0
    for path in files:
        with opened(path, path.name) as pages:
            n_pages += len(pages)
            bound += _seconds(pages, with_text=False, with_tables=False)
        with opened(path, path.name) as pages:
            text += _seconds(pages, with_text=True, with_tables=False)
        with opened(path, path.name) as pages:
            tables += _seconds(pages, with_text=True, with_tables=True)
    yield "pages opened, characters read", n_pages / bound, f"pages per CPU second ({n_pages} pages; the bound)"
    yield (
        "text of pages",
        n_pages / text,
        f"pages per CPU second (goal {_TEXT_GOAL}; {text / bound:.2f} times the bound)",
    )
    yield "text with tables", n_pages / tables, f"pages per CPU second (goal {_TABLE_GOAL}; {tables / bound:.2f} times)"
    started = time.perf_counter()
    loaded = [PdfLoader().load(path, LoadLimits()) for path in files]
    read = time.perf_counter() - started
    yield "whole files in processes of their own", n_pages / read, "pages per second on the clock"
    started = time.process_time()
    chunks = [build_chunks("d", build_blocks(file.pages)) for file in loaded]
    laid = time.process_time() - started
    n_chunks = len(list(chain.from_iterable(chunks)))
    yield "blocks and chunks", n_pages / laid, f"pages per CPU second ({n_chunks} passages; {laid / bound:.2f} times)"


def _seconds(pages: PdfPages, *, with_text: bool, with_tables: bool) -> float:
    started = time.process_time()
    for number in range(1, len(pages) + 1):
        with pages.page(number) as page:
            glyphs = page.glyphs()
            if with_text:
                filled, owner = fill_grids(page.rulings(), glyphs) if with_tables else ((), {})
                compose(glyphs, filled, owner, page.size)
    return time.process_time() - started


def main() -> None:
    """Print the figures, one a line."""
    import sys

    for name, value, unit in measure():
        sys.stdout.write(f"{name}\t{value:.3f} {unit}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
