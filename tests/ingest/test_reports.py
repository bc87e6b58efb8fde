"""Real reports of ministries and PDFs that break readers, where they lie beside the repository."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from corpus.values import Page
from eval.layout import Score
from eval.layout_bench import REPORTS, TRANSCRIPTIONS, transcribed_scores
from ingest.chunking import build_chunks
from ingest.layout import build_blocks
from ingest.layout.furniture import find_furniture
from ingest.layout.lines import split_lines
from ingest.loaders import load_file

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason=f"the reports are not at {REPORTS}")

_FILES = sorted(REPORTS.glob("*.pdf"))
_ODD = sorted((REPORTS / "odd").glob("*.pdf"))


def _covered(pages: tuple[Page, ...]) -> Iterator[tuple[int, str]]:
    """For each page what neither a block nor furniture holds."""
    blocks = build_blocks(pages)
    laid_out = [split_lines(page) for page in pages]
    for page, lines, hidden in zip(pages, laid_out, find_furniture(laid_out), strict=True):
        held = [(block.span.start, block.span.end) for block in blocks if block.span.page == page.number]
        held += [(line.start, line.end) for line in lines.lines if line.index in hidden]
        text = list(page.text)
        for start, end in held:
            text[start:end] = " " * (end - start)
        lost = "".join(char for char in text if char.isprintable() and not char.isspace())
        if lost and page.problem is None:
            yield page.number or 0, lost


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem[:3]) for path in _FILES])
def test_nothing_of_a_report_is_lost_and_all_is_in_order(path: Path) -> None:
    pages = load_file(path).pages
    assert list(_covered(pages)) == []
    statements = [s for chunk in build_chunks("d", build_blocks(pages)) for s in chunk.statements]
    places = [(s.span.page or 0, s.span.start, s.span.end) for s in statements]
    assert places == sorted(set(places))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in _ODD])
def test_an_odd_file_gives_text_or_a_named_reason(path: Path) -> None:
    reason = ""
    pages: tuple[Page, ...] = ()
    try:
        pages = load_file(path).pages
    except DocumentError as error:
        reason = error.sentence()
    assert path.name in reason or any(page.problem is None and page.text.strip() for page in pages)
    assert bool(reason) != bool(build_blocks(pages))


def test_upright_verse_is_read_from_the_right() -> None:
    path = REPORTS / "odd" / "pm_jo_vertical.pdf"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    text = "".join(load_file(path).pages[0].text.split())
    first, second, last = (text.index(words) for words in ("わたくしといふ現象は", "ひとつの青い照明です", "宮澤賢治"))
    assert first < second < last


def test_transcribed_pages_are_laid_out_as_people_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no tesseract: the transcriptions leave out what stands in pictures
    assert TRANSCRIPTIONS.exists()
    total = Score()
    for _, score in transcribed_scores():
        total += score
    assert total.n_expected > 500
    assert (total.f1, total.rows_f1, total.order) > (0.9, 0.85, 0.9), (total.missed, total.extra)
    assert total.rows_f1 >= 0.85
    assert total.order >= 0.9
