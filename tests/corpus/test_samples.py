import re
import unicodedata
from pathlib import Path

import pypdfium2
import pytest

from corpus.catalogue import load_catalogue
from corpus.samples import Sample, load_samples
from corpus.taxonomy import load_sectors
from corpus.values import DocumentType

SAMPLES = load_samples()
PRINTED = [sample for sample in SAMPLES if sample.file.suffix == ".pdf"]


def _name(sample: Sample) -> str:
    return sample.markdown.stem


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _pdf_pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def _sentences(markdown: str) -> list[str]:
    """Lines and cells of the Markdown without its marks, those that are long enough to be telling."""
    lines = (re.sub(r"^(#+|-|\d+\.)\s+", "", line) for line in markdown.splitlines())
    parts = (part.strip() for line in lines for part in line.split("|"))
    return [part for part in parts if len(part) >= 12 and not part.startswith("---")]


def test_the_set_is_as_large_and_as_mixed_as_promised() -> None:
    assert len(SAMPLES) >= 13
    assert len(PRINTED) >= 6
    assert len({sample.file.name for sample in SAMPLES}) == len(SAMPLES)
    assert {sample.doc_type for sample in SAMPLES} == set(DocumentType) - {DocumentType.OTHER}


def test_no_document_is_left_out_of_the_index() -> None:
    folder = SAMPLES[0].markdown.parent

    assert {sample.markdown for sample in SAMPLES} == set(folder.glob("*.md"))
    assert {sample.file for sample in PRINTED} == set(folder.with_name("pdf").iterdir())


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
def test_index_agrees_with_the_document(sample: Sample) -> None:
    lines = sample.markdown.read_text(encoding="utf-8").splitlines()

    assert sample.file.is_file()
    assert lines[0] == f"# {sample.title}"
    year, month = sample.date.split("-")
    assert lines[2].startswith("発行: ジュンカン編集（出典にもとづく要約）")
    assert lines[2].endswith(f"作成: {year}年{int(month)}月")


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
def test_document_is_of_a_documents_length_with_headings_and_tables(sample: Sample) -> None:
    text = sample.markdown.read_text(encoding="utf-8")

    assert 1200 <= len(_squeeze(text)) <= 4000
    assert len(re.findall(r"^## (?:\d+\. |第\d+章 )", text, re.MULTILINE)) >= 3
    assert re.search(r"^\|(---\|)+$", text, re.MULTILINE)


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
def test_last_section_names_its_public_sources(sample: Sample) -> None:
    text = sample.markdown.read_text(encoding="utf-8")
    heading, _, last_section = text.rpartition("\n## ")
    by_id = {document.id: document for document in load_catalogue()}

    assert heading
    assert last_section.startswith("出典\n")
    assert sample.sources
    for source in sample.sources:
        address = by_id[source].address
        assert address is None or address in last_section


def test_sectors_are_of_the_taxonomy() -> None:
    known = {sector.key for sector in load_sectors()}

    used = {sample.sector for sample in SAMPLES if sample.sector is not None}
    assert used
    assert used <= known


@pytest.mark.parametrize("sample", PRINTED, ids=_name)
def test_pdf_says_what_the_markdown_says(sample: Sample) -> None:
    sentences = _sentences(sample.markdown.read_text(encoding="utf-8"))
    # A paragraph may go on in the next column or page, behind a page's header and footer: a few sentences are torn.
    printed = _squeeze("".join(_pdf_pages(sample.file)))
    missing = [sentence for sentence in sentences if _squeeze(sentence) not in printed]

    assert len(sentences) >= 15
    assert len(missing) <= 0.05 * len(sentences), missing


@pytest.mark.parametrize("sample", PRINTED, ids=_name)
def test_pdf_has_header_and_page_number_on_every_page(sample: Sample) -> None:
    pages = _pdf_pages(sample.file)

    assert len(pages) >= 2
    assert sample.file.stat().st_size < 400_000
    for number, page in enumerate(pages, start=1):
        assert _squeeze(sample.title) in _squeeze(page)
        assert f"{number} / {len(pages)}" in page


@pytest.mark.parametrize(
    ("name", "header"),
    [
        pytest.param("02_members_and_targets.pdf", "番号 業種 会員数 提出者 提出割合", id="industries"),
        pytest.param("05_gap_business.pdf", "項目 2030年のあるべき姿 日本の現状 課題", id="gaps"),
    ],
)
def test_a_table_over_pages_repeats_its_header(name: str, header: str) -> None:
    path = next(sample.file for sample in PRINTED if sample.file.name == name)

    with_header = [number for number, page in enumerate(_pdf_pages(path), 1) if _squeeze(header) in _squeeze(page)]
    assert len(with_header) >= 2
    assert with_header == list(range(with_header[0], with_header[-1] + 1))


def test_the_form_keeps_checked_and_unchecked_boxes_and_says_it_is_invented() -> None:
    path = next(sample.file for sample in PRINTED if sample.file.name == "16_target_form_example.pdf")
    text = _squeeze("".join(_pdf_pages(path)))

    assert "■入口側の循環利用率" in text
    assert "□出口側の循環利用率" in text
    assert "(記入例・架空)" in text
