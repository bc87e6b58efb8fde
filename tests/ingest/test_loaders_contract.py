"""What every loader promises, checked on a file of each format that says the same."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from ingest.layout import build_blocks
from ingest.loaders import DOCUMENT_SUFFIXES, LoadedFile, Loader, LoadLimits, load_file
from ingest.loaders.delimited import DelimitedLoader
from ingest.loaders.docx import DocxLoader
from ingest.loaders.html import HtmlLoader
from ingest.loaders.marked import MarkedPage
from ingest.loaders.pdf import PdfLoader
from ingest.loaders.pptx import PptxLoader
from ingest.loaders.text import TextLoader
from ingest.loaders.xlsx import XlsxLoader
from tests.ingest.office import write_docx, write_pptx, write_xlsx
from tests.ingest.paper import column, write_pdf

TITLE = "資源循環の現状"
SENTENCE = "再生材の利用率は、令和６年度に30％であった。"


class LoaderContract:
    """The tests; a subclass names its loader and writes a file that holds TITLE and SENTENCE."""

    loader: Loader
    is_paged: bool = False

    def write(self, path: Path) -> None:
        raise NotImplementedError

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / f"資料{self.loader.suffixes[0]}"
        self.write(path)
        return path

    @pytest.fixture
    def loaded(self, path: Path) -> LoadedFile:
        return self.loader.load(path, LoadLimits())

    def test_suffixes_are_known_to_all(self) -> None:
        assert self.loader.suffixes
        assert set(self.loader.suffixes) <= set(DOCUMENT_SUFFIXES)
        assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in self.loader.suffixes)

    def test_the_format_finds_its_loader(self, path: Path, loaded: LoadedFile) -> None:
        assert load_file(path).pages == loaded.pages
        assert load_file(path).source == path.name

    def test_the_text_is_verbatim(self, loaded: LoadedFile) -> None:
        text = "\n".join(page.text for page in loaded.pages)
        assert TITLE in text
        assert SENTENCE in text

    def test_pages_are_numbered_or_one_is_not(self, loaded: LoadedFile) -> None:
        numbers = [page.number for page in loaded.pages]
        assert numbers == (list(range(1, len(numbers) + 1)) if self.is_paged else [None])

    def test_marks_cover_what_can_be_seen(self, loaded: LoadedFile) -> None:
        for page in loaded.pages:
            if isinstance(page, MarkedPage):
                assert all(one.end <= other.start for one, other in pairwise(page.marks))
                bare = set(range(len(page.text))) - {k for m in page.marks for k in range(m.start, m.end)}
                assert not "".join(page.text[k] for k in bare).strip()

    def test_blocks_cover_what_can_be_seen(self, loaded: LoadedFile) -> None:
        spans = [block.span for block in build_blocks(loaded.pages)]
        for page in loaded.pages:
            own = sorted((span.start, span.end) for span in spans if span.page == page.number)
            assert all(one[1] <= other[0] for one, other in pairwise(own))
            bare = set(range(len(page.text))) - {k for start, end in own for k in range(start, end)}
            assert not "".join(page.text[k] for k in bare).strip()

    def test_the_sentence_is_a_block_under_the_title(self, loaded: LoadedFile) -> None:
        blocks = build_blocks(loaded.pages)
        block = next(block for block in blocks if SENTENCE in block.text)
        page = next(page for page in loaded.pages if page.number == block.span.page)
        assert SENTENCE in page.text[block.span.start : block.span.end]
        assert TITLE in block.section or any(TITLE in other.text for other in blocks)

    def test_another_name_is_shown(self, path: Path) -> None:
        assert load_file(path, source="束.zip/資料").source == "束.zip/資料"

    def test_half_a_file_is_read_or_named(self, path: Path) -> None:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        self._reads_or_says(path)

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b" \n ", id="blank"),
            pytest.param(b"PK\x03\x04" + bytes(60), id="zip head"),
            pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), id="old Office"),
            pytest.param(bytes(range(256)) * 20, id="noise"),
            pytest.param(b"%PDF-1.7\n", id="PDF head"),
        ],
    )
    def test_what_is_no_file_of_the_format_is_named(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)
        self._reads_or_says(path)

    def test_every_byte_may_be_wrong(self, path: Path) -> None:
        data = path.read_bytes()
        for at in range(7, len(data), max(1, len(data) // 25)):
            path.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
            self._reads_or_says(path)

    def _reads_or_says(self, path: Path) -> None:
        """The file gives pages, or an error of one line that names it."""
        try:
            assert load_file(path).pages
        except DocumentError as error:
            sentence = error.sentence()
            assert path.name in sentence
            assert "\n" not in sentence


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsm", ".pdf"])
def test_what_a_file_holds_decides_where_its_suffix_is_wrong(tmp_path: Path, suffix: str) -> None:
    slides = write_pptx(tmp_path / "a.pptx", [(TITLE, [SENTENCE], "")])
    path = slides.rename(tmp_path / f"資料{suffix}")
    if suffix == ".pdf":
        with pytest.raises(DocumentError):
            load_file(path)
    else:
        assert [page.number for page in load_file(path).pages] == [1]


def test_every_suffix_has_its_loader() -> None:
    for loader in (PdfLoader, DocxLoader, PptxLoader, XlsxLoader, DelimitedLoader, HtmlLoader, TextLoader):
        assert set(loader.suffixes) <= set(DOCUMENT_SUFFIXES)
    assert len(set(DOCUMENT_SUFFIXES)) == len(DOCUMENT_SUFFIXES) == 16


def test_no_reader_is_imported_before_its_format_comes() -> None:
    code = "import sys, ingest.pipeline; print({'pptx', 'docx', 'openpyxl', 'lxml', 'pypdfium2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


class TestPdf(LoaderContract):
    loader = PdfLoader()
    is_paged = True

    def write(self, path: Path) -> None:
        write_pdf(path, [[*column(TITLE, size=20), *column(SENTENCE, top=700)]])


class TestDocx(LoaderContract):
    loader = DocxLoader()

    def write(self, path: Path) -> None:
        write_docx(path, [("Heading 1", TITLE), ("Normal", SENTENCE)])


class TestPptx(LoaderContract):
    loader = PptxLoader()
    is_paged = True

    def write(self, path: Path) -> None:
        write_pptx(path, [(TITLE, [SENTENCE], ""), ("次のスライド", ["何もない。"], "")])


class TestXlsx(LoaderContract):
    loader = XlsxLoader()
    is_paged = True

    def write(self, path: Path) -> None:
        write_xlsx(path, {TITLE: [["項目", "説明"], ["利用率", SENTENCE]]})


class TestDelimited(LoaderContract):
    loader = DelimitedLoader()

    def write(self, path: Path) -> None:
        path.write_text(f"{TITLE}\n項目,説明\n利用率,{SENTENCE}\n", encoding="cp932")


class TestHtml(LoaderContract):
    loader = HtmlLoader()

    def write(self, path: Path) -> None:
        path.write_text(f"<html><body><h1>{TITLE}</h1><p>{SENTENCE}</p></body></html>", encoding="utf-8")


class TestText(LoaderContract):
    loader = TextLoader()

    def write(self, path: Path) -> None:
        path.write_text(f"{TITLE}\n\n{SENTENCE}\n", encoding="euc_jp")


class TestMarkdown(LoaderContract):
    loader = TextLoader()

    def write(self, path: Path) -> None:
        path.write_text(f"# {TITLE}\n\n{SENTENCE}\n", encoding="utf-8")
