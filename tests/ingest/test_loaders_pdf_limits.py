"""What a PDF may cost: time of a page, memory, and a reader that breaks down."""

import shutil
import time
import zlib
from pathlib import Path

import pytest

from corpus.errors import CorruptFile, DocumentError, NoReadableText, UnreadableFile
from ingest.loaders import LoadLimits
from ingest.loaders.pdf import PdfLoader
from ingest.pdf.pages import opened
from ingest.pdf.recognition import tesseract
from tests.ingest.paper import column, write_content_pdf, write_pdf

_FONTS = [Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")]


def _stream(data: bytes, facts: str = "") -> bytes:
    packed = zlib.compress(data)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {facts} >>\nstream\n".encode() + packed + b"\nendstream"


def _form(uses: int, times: int) -> bytes:
    """A form that draws another one several times."""
    facts = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X{uses} {uses} 0 R >> >>"
    return _stream(f"/X{uses} Do\n".encode() * times, facts)


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A PDF of nested forms that draw each other 40 times each: 40 to the tenth drawings."""
    leaf = _stream(b"0 0 1 1 re f\n", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    forms = [leaf, *(_form(4 + k, 40) for k in range(10))]
    return write_content_pdf(tmp_path / "endless.pdf", [*forms, _stream(b"/X14 Do\n")], contents=15)


def test_a_page_that_takes_too_long_is_given_up(endless: Path) -> None:
    started = time.monotonic()
    with pytest.raises(DocumentError):
        PdfLoader().load(endless, LoadLimits(max_page_seconds=3.0))
    assert time.monotonic() - started < 30


def test_what_unpacks_to_more_than_memory_ends_in_a_named_reason(tmp_path: Path) -> None:
    bomb = _stream(b"q Q " * 100_000_000)
    path = write_content_pdf(tmp_path / "bomb.pdf", [bomb], contents=4)
    assert path.stat().st_size < 10**6
    with pytest.raises(DocumentError) as caught:
        PdfLoader().load(path, LoadLimits(max_page_seconds=20.0, max_memory_mb=600))
    assert isinstance(caught.value, CorruptFile | NoReadableText | UnreadableFile)


def test_the_working_folder_cannot_take_the_place_of_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(1)", encoding="utf-8")
    (tmp_path / "ingest").mkdir()
    (tmp_path / "ingest" / "__init__.py").write_text("raise SystemExit(1)", encoding="utf-8")
    path = write_pdf(tmp_path / "a.pdf", [column("再生材の利用率は三割である。")])
    monkeypatch.chdir(tmp_path)
    assert PdfLoader().load(Path("a.pdf"), LoadLimits()).pages[0].text.strip() == "再生材の利用率は三割である。"
    assert path.exists()


@pytest.mark.skipif(tesseract() is None, reason="tesseract with Japanese data is not installed")
@pytest.mark.skipif(not any(font.exists() for font in _FONTS), reason="no Japanese font to draw a scan with")
def test_a_scanned_page_is_recognised_and_says_so(tmp_path: Path) -> None:
    lines = ["循環経済への移行を進めるため、", "再生材の利用率を三割に高める。", "回収の仕組みも整備する。"]
    written = write_pdf(tmp_path / "text.pdf", [column(*lines, size=18)])
    with opened(written, "text.pdf") as pages, pages.page(1) as drawn:
        width, height, grey = drawn.picture(200, 10**7)
    if min(grey) == max(grey):
        pytest.skip("PDFium finds no Japanese font to draw a scan with")
    facts = (
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    scan = write_content_pdf(
        tmp_path / "scan.pdf", [_stream(grey, facts), _stream(b"595 0 0 842 0 0 cm /X4 Do")], contents=5
    )
    (page,) = PdfLoader().load(scan, LoadLimits()).pages
    assert page.recognised
    assert page.problem is None
    read = "".join(page.text.split())
    right = sum(char in read for char in "".join(lines))
    assert right > 0.9 * len("".join(lines))
    assert shutil.which("tesseract")
