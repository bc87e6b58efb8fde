from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from corpus.errors import CorruptFile, EncryptedFile, NoReadableText, UnreadableFile
from ingest.loaders import LoadLimits, TypesetPage, load_file
from ingest.loaders.pdf import PdfLoader
from ingest.pdf.legibility import page_problem
from ingest.pdf.properties import PdfProperties, read_properties
from tests.ingest.paper import Words, column, write_pdf

SENTENCES = ("再生材の利用率は三割である。", "回収量は前年を上回った。")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "報告.pdf", [column(SENTENCES[0]), column(SENTENCES[1])])


def _encrypted(source: Path, target: Path, *, user: str, owner: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(source))
    writer.encrypt(user, owner, algorithm="RC4-128")
    writer.write(target)
    return target


def test_pages_count_from_one_and_hold_their_text(report: Path) -> None:
    loaded = load_file(report)
    assert loaded.source == "報告.pdf"
    assert [(page.number, page.text.strip(), page.problem) for page in loaded.pages] == [
        (1, SENTENCES[0], None),
        (2, SENTENCES[1], None),
    ]


def test_lines_know_where_they_stand(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [[Words("大きな題", 60, 780, 24), *column(*SENTENCES, top=600)]])
    (page,) = load_file(path).pages
    assert isinstance(page, TypesetPage)
    assert [page.text[line.start :].splitlines()[0].strip() for line in page.lines] == ["大きな題", *SENTENCES]
    title, *others = (line.size for line in page.lines)
    assert others == [pytest.approx(title / 2, rel=0.02)] * 2
    assert page.lines[0].top < 0.1 < page.lines[1].top < page.lines[2].top
    assert page.lines[0].left == pytest.approx(60 / 595, abs=0.01)


def test_a_page_without_text_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    pages = load_file(write_pdf(tmp_path / "a.pdf", [column(SENTENCES[0]), [], column("12")])).pages
    assert [page.problem for page in pages] == [None, "no_text", None]


def test_a_document_without_any_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoReadableText) as caught:
        load_file(write_pdf(tmp_path / "a.pdf", [[], []]))
    assert caught.value.facts == {"source": "a.pdf", "n_pages": 2}


def test_a_password_is_asked_for_by_name(report: Path, tmp_path: Path) -> None:
    with pytest.raises(EncryptedFile):
        load_file(_encrypted(report, tmp_path / "locked.pdf", user="himitsu", owner="nushi"))


def test_an_owner_password_alone_opens(report: Path, tmp_path: Path) -> None:
    loaded = load_file(_encrypted(report, tmp_path / "owned.pdf", user="", owner="nushi"))
    assert loaded.pages[0].text.strip() == SENTENCES[0]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"%PDF-1.7\n", id="header only"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 40, id="noise behind the header"),
        pytest.param("ただの文章です。".encode(), id="text under a PDF's name"),
    ],
)
def test_what_is_no_pdf_is_corrupt(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(CorruptFile):
        load_file(path)


def test_a_pdf_that_lost_its_end_gives_text_or_a_named_error(report: Path, tmp_path: Path) -> None:
    data = report.read_bytes()
    path = tmp_path / "half.pdf"
    path.write_bytes(data[: len(data) * 2 // 3])
    try:
        text = load_file(path).pages[0].text
    except (CorruptFile, NoReadableText) as error:
        text = error.sentence()
    assert SENTENCES[0] in text or "half.pdf" in text


def test_a_pdf_under_another_name_is_read_as_pdf(report: Path, tmp_path: Path) -> None:
    path = tmp_path / "報告.txt"
    path.write_bytes(report.read_bytes())
    assert load_file(path).pages[1].text.strip() == SENTENCES[1]


def test_too_many_pages_are_refused_with_both_numbers(report: Path) -> None:
    with pytest.raises(UnreadableFile, match="2ページ、上限1ページ"):
        PdfLoader().load(report, LoadLimits(max_pages=1))


def test_pages_behind_the_time_limit_are_marked(report: Path) -> None:
    with pytest.raises(NoReadableText):
        PdfLoader().load(report, LoadLimits(max_seconds=-1))


@pytest.mark.parametrize(
    ("info", "title", "author", "created"),
    [
        pytest.param("/Title (Roadmap) /Author (METI)", "Roadmap", "METI", None, id="plain"),
        pytest.param("/Title <FEFF5FAA74B07D4C6E08>", "循環経済", None, None, id="UTF-16"),
        pytest.param(
            f"/Title <{'循環経済の手引き'.encode('cp932').hex()}>", "循環経済の手引き", None, None, id="Shift_JIS bytes"
        ),
        pytest.param("/CreationDate (D:20250331120000+09'00')", None, None, "2025-03-31", id="date"),
        pytest.param("/Title ( )", None, None, None, id="blank"),
    ],
)
def test_properties(tmp_path: Path, info: str, title: str | None, author: str | None, created: str | None) -> None:
    loaded = load_file(write_pdf(tmp_path / "a.pdf", [column(SENTENCES[0])], info=info))
    assert (loaded.title, loaded.author, loaded.created) == (title, author, created)


def test_properties_under_a_cipher_that_is_not_installed_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "aes.pdf"
    secret = f"/O <{'ab' * 48}> /U <{'cd' * 48}> /OE <{'ef' * 32}> /UE <{'01' * 32}> /Perms <{'23' * 16}>"
    cipher = "/CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF"
    write_pdf(path, [column(SENTENCES[0])], info="/Title (Roadmap)")
    locked = f"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 {secret} {cipher} >> /ID [<00> <00>]"
    path.write_bytes(path.read_bytes().replace(b"/Info 5 0 R", f"/Info 5 0 R {locked}".encode()))
    assert read_properties(path) == PdfProperties()


def test_bookmarks_reach_their_pages(report: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(report))
    parent = writer.add_outline_item(title="第1章 総論", page_number=0)
    writer.add_outline_item(title="1-1 背景", page_number=1, parent=parent)
    writer.write(tmp_path / "b.pdf")
    loaded = load_file(tmp_path / "b.pdf")
    assert [(e.level, e.title, e.page) for e in loaded.outline] == [(1, "第1章 総論", 1), (2, "1-1 背景", 2)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("循環経済の実現に向けた課題は三つある。", None, id="Japanese"),
        pytest.param("Circular economy in Europe, e.g. Müller & Söhne", None, id="Latin with umlauts"),
        pytest.param("１．概要\n\uf06c 再生材の利用を広げる\n\uf06c 回収を増やす", None, id="bullets of a symbol font"),
        pytest.param(" \n\t ", "no_text", id="white space"),
        pytest.param("・・・", "no_text", id="marks only"),
        pytest.param("։ൃऀ" * 12, "garbled", id="a font without a character map"),
        pytest.param("(cid:101)(cid:2)(cid:7731)(cid:18)", "garbled", id="cid codes"),
        pytest.param("���再生����材����", "garbled", id="replacement characters"),
        pytest.param("サーキュラー".encode().decode("latin-1") * 3, "garbled", id="UTF-8 read as Latin-1"),
    ],
)
def test_page_problem(text: str, problem: str | None) -> None:
    assert page_problem(text) == problem
