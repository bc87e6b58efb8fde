"""What was read in a picture joins the blocks of its page and leaves the others as they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.values import BlockKind
from ingest.layout import TracedBlock, build_blocks
from ingest.pdf.glyphs import Glyph
from ingest.pdf.pages import opened
from ingest.pdf.text import compose
from ingest.typeset import TypesetPage
from tests.ingest.paper import A4, SLIDE, Words, write_pdf

TITLE = Words("資源循環の現状と課題", 40, 490, 28)
LEFT = [Words("再生材の利用率は三割である。", 40, 400), Words("回収量は前年を上回った。", 40, 380)]
RIGHT = [Words("品質の基準はまだない。", 420, 400), Words("費用の負担が重い。", 420, 380)]


def _line(text: str, left: float, top: float, size: float) -> list[Glyph]:
    letters = [Glyph(c, (left + size * k, top, left + size * (k + 1), top + size)) for k, c in enumerate(text)]
    return [*letters, Glyph("\n", (0, 0, 0, 0))]


def _page(path: Path, marks: list[Words], picture: list[Glyph], paper: tuple[int, int]) -> TypesetPage:
    """The page with what was read in the picture."""
    with opened(write_pdf(path, [marks], paper=paper), path.name) as pages, pages.page(1) as page:
        text = compose(page.glyphs(), (), {}, page.size, [picture] if picture else [])
        width, height = page.size
    page_facts = TypesetPage(1, text.text, width=width, height=height, lines=text.lines)
    return replace(page_facts, recognised_parts=text.recognised_parts)


def _without_picture(
    page: TypesetPage, blocks: tuple[TracedBlock, ...]
) -> list[tuple[BlockKind, str, tuple[str, ...]]]:
    ((start, end),) = page.recognised_parts
    return [(b.kind, b.text, b.section) for b in blocks if not start <= b.span.start < end]


@pytest.mark.parametrize(
    ("paper", "left", "top", "size"),
    [
        pytest.param(SLIDE, 60, 220, 12, id="under a column of a slide"),
        pytest.param(SLIDE, 300, 100, 12, id="across the columns of a slide"),
        pytest.param(SLIDE, 40, 4, 60, id="over the title, in larger letters"),
        pytest.param(A4, 60, 500, 40, id="on a sheet, in larger letters"),
    ],
)
def test_the_rest_of_the_page_stays_as_it_is(
    tmp_path: Path, paper: tuple[int, int], left: float, top: float, size: float
) -> None:
    marks = [TITLE, *LEFT, *RIGHT]
    drawn = [*_line("第１章 図の題名", left, top, size), *_line("図の中の言葉", left, top + 1.5 * size, size)]
    plain = _page(tmp_path / "a.pdf", marks, [], paper)
    page = _page(tmp_path / "b.pdf", marks, drawn, paper)
    blocks = build_blocks([page])
    expected = [(block.kind, block.text, block.section) for block in build_blocks([plain])]
    assert _without_picture(page, blocks) == expected
    ((start, end),) = page.recognised_parts
    assert page.text[start:end].split() == ["第１章", "図の題名", "図の中の言葉"]
    read = [block for block in blocks if start <= block.span.start < end]
    assert "".join("".join(block.text.split()) for block in read) == "第１章図の題名図の中の言葉"
    assert all(block.kind is not BlockKind.HEADING for block in read)


def test_a_picture_comes_behind_the_whole_paragraph_over_it(tmp_path: Path) -> None:
    paragraph = [Words("再生材の利用を広げるために品質の基準を定め、", 60, 700), Words("費用を下げる。", 60, 684)]
    below = Words("続きは次のページに示す。", 60, 200)
    page = _page(tmp_path / "a.pdf", [*paragraph, below], _line("図の中の言葉", 200, 200, 10), A4)
    assert page.text.split() == [*(words.text for words in paragraph), "図の中の言葉", below.text]
