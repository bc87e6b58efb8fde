"""Compares PDF readers on a folder of PDFs: speed, Japanese characters, rows of tables on transcribed pages.

    .venv/bin/python scripts/compare_pdf_engines.py [FOLDER]

Prints one line a figure; docs/decisions/0011 and 0012 quote them. pdfplumber is installed with the extra "dev".
"""

import logging
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pdfplumber
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from corpus.values import Block, BlockKind
from eval.layout import Expected, read_transcriptions, rows_read
from eval.layout_bench import REPORTS, TRANSCRIPTIONS
from ingest.layout import build_blocks
from ingest.loaders import load_file
from ingest.pdf.pages import opened

_JAPANESE = re.compile(r"[ぁ-ヿ㐀-鿿]")


def main(folder: Path) -> None:
    """Print the figures for the PDFs of the folder."""
    logging.disable(logging.WARNING)
    files = sorted(folder.glob("*.pdf"))
    readers: dict[str, Callable[[Path], list[str]]] = {
        "pdfium": _by_pdfium,
        "pypdf": _by_pypdf,
        "pdfplumber": _by_pdfplumber,
    }
    for name, read in readers.items():
        started = time.process_time()
        pages = [text for path in files for text in read(path)]
        seconds = time.process_time() - started
        n_japanese = sum(len(_JAPANESE.findall(text)) for text in pages)
        _print(f"{name}: {len(pages)} pages, {len(pages) / seconds:.1f} pages per CPU second, {n_japanese} characters")
    _compare_tables(folder)


def _compare_tables(folder: Path) -> None:
    transcriptions = read_transcriptions(TRANSCRIPTIONS.read_text(encoding="utf-8"))
    ours = theirs = n_ours = n_theirs = n_expected = 0
    seconds = 0.0
    for page in transcriptions:
        wanted = [block for block in page.blocks if block.kind == "row"]
        path = folder / page.source
        if not wanted or not path.exists():
            continue
        found = [b for b in _blocks(path) if b.span.page == page.number and len(b.cells) > 1 and b.columns]
        if not any(block.columns for block in wanted):
            found = [b for b in _blocks(path) if b.span.page == page.number and len(b.cells) > 1]
        started = time.process_time()
        rows = _rows_by_pdfplumber(path, page.number)
        seconds += time.process_time() - started
        n_expected += len(wanted)
        n_ours += len(found)
        n_theirs += len(rows)
        ours += rows_read(wanted, [b.cells for b in found])
        theirs += rows_read(_without_columns(wanted), rows)
    _print(f"rows of tables: {n_expected} expected")
    _print(f"ours: {ours} right of {n_ours} found")
    _print(f"pdfplumber: {theirs} right of {n_theirs} found, header rows included; {seconds:.1f} CPU seconds")


def _without_columns(rows: Iterable[Expected]) -> list[Expected]:
    return [Expected(row.kind, row.cells) for row in rows]


def _blocks(path: Path) -> list[Block]:
    return [block for block in build_blocks(load_file(path).pages) if block.kind is BlockKind.ROW]


def _rows_by_pdfplumber(path: Path, number: int) -> list[tuple[str, ...]]:
    """Rows of all tables of the page, merged cells (None) filled from the left and then from above."""
    filled: list[tuple[str, ...]] = []
    with pdfplumber.open(path) as document:
        for table in document.pages[number - 1].extract_tables():
            above: list[str] = []
            for row in table:
                cells = [
                    cell if cell is not None else (above[k] if k < len(above) else "") for k, cell in enumerate(row)
                ]
                above = cells
                filled.append(tuple(cells))
    return filled


def _by_pdfium(path: Path) -> list[str]:
    texts = []
    with opened(path, path.name) as pages:
        for number in range(1, len(pages) + 1):
            with pages.page(number) as page:
                texts.append("".join(glyph.char for glyph in page.glyphs()))
    return texts


def _by_pypdf(path: Path) -> list[str]:
    texts = []
    for page in PdfReader(path).pages:
        try:
            texts.append(page.extract_text())
        except (PyPdfError, ValueError, LookupError, TypeError):
            texts.append("")
    return texts


def _by_pdfplumber(path: Path) -> list[str]:
    texts = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            texts.append("".join(char["text"] for char in page.chars))
            page.close()
    return texts


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
