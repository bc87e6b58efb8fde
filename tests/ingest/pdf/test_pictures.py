"""Words in pictures on pages that have text of their own."""

import os
import time
from pathlib import Path

import pytest
from PIL import Image

from ingest.loaders import LoadedFile, LoadLimits, TypesetPage
from ingest.loaders.pdf import PdfLoader
from ingest.pdf.recognition import tesseract
from tests.ingest.paper import Words, column, write_pdf
from tests.ingest.pictures import FONT, Stamp, noise, place, written

needs_tesseract = pytest.mark.skipif(tesseract() is None, reason="tesseract with Japanese data is not installed")
needs_font = pytest.mark.skipif(not FONT.exists(), reason="no Japanese font to draw pictures with")
ABOVE = "循環経済への移行に向けた考え方を示す。"
BELOW = "次のページに指標の一覧を載せる。"
DRAWN = ("再生材の利用率を三割に高める", "回収の仕組みを全国に整備する")


def _text_page(*more: Words) -> list[Words]:
    return [*column(ABOVE, top=780), *column(BELOW, top=120), *more]


def _load(path: Path, limits: LoadLimits | None = None) -> tuple[TypesetPage, ...]:
    loaded: LoadedFile = PdfLoader().load(path, limits or LoadLimits())
    return tuple(page for page in loaded.pages if isinstance(page, TypesetPage))


def _read(page: TypesetPage) -> str:
    return "".join("".join(page.text[start:end].split()) for start, end in page.recognised_parts)


@needs_tesseract
@needs_font
@pytest.mark.parametrize("turned", [0, 90], ids=["upright", "shown on its side"])
def test_words_of_a_picture_stand_in_its_place(tmp_path: Path, turned: int) -> None:
    path = write_pdf(tmp_path / "a.pdf", [_text_page()])
    (page,) = _load(place(path, [Stamp(1, written(*DRAWN), 60, 400, 450)], turned=turned))
    ((start, end),) = page.recognised_parts
    assert (page.recognised, page.problem, page.n_unread_pictures) == (False, None, 0)
    assert page.text[start:end].split() == list(DRAWN)
    assert page.text.index(ABOVE) < start < end <= page.text.index(BELOW)
    first, *_ = (line for line in page.lines if start <= line.start < end)
    assert first.left == pytest.approx(0.13, abs=0.02)
    assert first.top == pytest.approx(0.43, abs=0.03)
    assert page.is_recognised(DRAWN[0])
    assert not page.is_recognised(ABOVE)


@needs_tesseract
@needs_font
def test_figures_stand_behind_the_words_to_their_left(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [_text_page()])
    table = written("鉄くずの回収量\t1,234", "古紙の回収量\t5,678", "\t90,123")
    (page,) = _load(place(path, [Stamp(1, table, 60, 400, 450)]))
    ((start, end),) = page.recognised_parts
    assert page.text[start:end].splitlines() == ["鉄くずの回収量 1,234", "古紙の回収量 5,678"]


@needs_tesseract
@needs_font
def test_what_is_no_writing_adds_nothing(tmp_path: Path) -> None:
    under = [Words(ABOVE, 70, 690 - 18 * k, 14) for k in range(15)]
    path = write_pdf(tmp_path / "a.pdf", [_text_page(), _text_page(*under), _text_page()])
    photo = Stamp(1, noise(), 60, 300, 400)
    ground = Stamp(2, written(*DRAWN, "地の絵の言葉が続く"), 60, 430, 450)
    crumb = Stamp(3, written(*DRAWN), 60, 400, 60)
    pages = _load(place(path, [photo, ground, crumb]))
    assert [(page.recognised_parts, page.n_unread_pictures) for page in pages] == [((), 0)] * 3
    assert [page.text for page in pages] == [
        page.text for page in _load(write_pdf(path, [_text_page(), [*_text_page(*under)], _text_page()]))
    ]


@needs_tesseract
@needs_font
def test_a_scan_under_a_stamped_number_is_read(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [[Words("資料１", 500, 800)]])
    scan = Image.new("L", (1190, 1684), 255)
    scan.paste(written(*DRAWN, width=1100), (40, 300))
    (page,) = _load(place(path, [Stamp(1, scan, 0, 0, 595)]))
    assert (_read(page), page.recognised) == ("".join(DRAWN), False)
    assert page.text.startswith("資料１")


@needs_tesseract
@needs_font
def test_a_picture_on_every_page_is_read_once(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [_text_page()] * 3)
    logo = written(*DRAWN)
    pages = _load(place(path, [Stamp(k, logo, 60, 650 - 120 * k, 450) for k in (1, 2, 3)]))
    assert [_read(page) for page in pages] == ["".join(DRAWN), "", ""]


@needs_tesseract
def test_too_many_pictures_are_left_and_said(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [_text_page(), _text_page()])
    large = [
        Stamp(1, Image.new("L", (200 + k, 200), 250 - k), 20 + 140 * (k % 4), 180 + 180 * (k // 4), 130)
        for k in range(11)
    ]
    small = [Stamp(2, Image.new("L", (60, 60), k), 60 + 20 * (k % 20), 160 + 50 * (k // 20), 18) for k in range(200)]
    started = time.monotonic()
    pages = _load(place(path, [*large, *small]))
    assert [page.n_unread_pictures for page in pages] == [3, 0]
    assert time.monotonic() - started < 30


def _put_in_place_of_tesseract(folder: Path, does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program named tesseract that has Japanese data and then does this instead of reading."""
    program = folder / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nif [ "$1" = --list-langs ]; then echo jpn; exit; fi\n{does}\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


@pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")
@pytest.mark.parametrize(
    ("does", "n_unread"),
    [
        pytest.param("sleep 60", 1, id="takes too long"),
        pytest.param("kill -9 $PPID", 1, id="brings the reader down"),
        pytest.param("exit 1", 0, id="fails"),
    ],
)
def test_pictures_do_not_cost_the_text_of_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, n_unread: int
) -> None:
    path = write_pdf(tmp_path / "a.pdf", [_text_page(), _text_page()])
    place(path, [Stamp(1, noise(), 60, 300, 400)])
    _put_in_place_of_tesseract(tmp_path, does, monkeypatch)
    first, second = _load(path, LoadLimits(max_page_seconds=4.0))
    assert (first.problem, first.n_unread_pictures, second.problem) == (None, n_unread, None)
    assert first.text == second.text


def test_without_tesseract_pages_are_read_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place(write_pdf(tmp_path / "a.pdf", [_text_page()]), [Stamp(1, noise(), 60, 300, 400)])
    monkeypatch.setenv("PATH", str(tmp_path))
    (page,) = _load(path)
    assert page.text.split() == [ABOVE, BELOW]
    assert (page.recognised_parts, page.n_unread_pictures) == ((), 0)
