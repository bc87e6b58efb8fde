"""Word documents: parts that Word reads, read back; a house's template; one section anew."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from assistant.draft import Paragraph, ParagraphStatus
from assistant.export import write_draft
from assistant.export.word import read_footnotes, read_paragraphs, stored_draft, with_section
from assistant.export.wording import excerpt
from corpus.errors import CorruptFile, InputError, UsageError
from tests.assistant.export.drafts import FIRST, NASTY, full_draft

# LibreOffice comes in parts; what reads each format is a library of its own.
PROGRAM = Path("/usr/lib/libreoffice/program")
OFFICE_PARTS = {"docx": "libswlo.so", "xlsx": "libsclo.so", "pptx": "libsdlo.so"}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "d.docx"
    write_draft(full_draft(), path)
    return path


def part(path: Path, name: str) -> bytes:
    return zipfile.ZipFile(path).read(name)


def test_footnotes_are_real_and_carry_their_source(written: Path) -> None:
    notes = read_footnotes(written)
    assert {(n.source, n.page, n.quote, n.n) for n in notes} == {
        ("環境省「検討のまとめ」（2024-03）", 3, "アルミは輸入が多い。", 1),
        ("「検討のまとめ」", 4, "利用率を2030年に30%とする。", 2),
    }
    body = parse_xml(part(written, "word/document.xml"))
    used = [r.get(qn("w:id")) for r in body.iter(qn("w:footnoteReference"))]
    known = [n.get(qn("w:id")) for n in parse_xml(part(written, "word/footnotes.xml"))]
    assert used == [i for i in known if int(i) > 0]
    assert "[1]" not in "".join(read_paragraphs(written))
    assert b"footnotes+xml" in part(written, "[Content_Types].xml")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param(("利用率は足りない",), "…利用率は足りない…", id="the cell that is said"),
        pytest.param(("どこにもない", "まだ低い"), "…まだ低い", id="the first that stands there"),
        pytest.param(("どこにもない",), "再生材の品質利用率は足りない…", id="the beginning"),
    ],
)
def test_a_footnote_shows_what_is_said_of_a_long_quote(said: tuple[str, ...], shown: str) -> None:
    quote = "再生材の品質\t利用率は\n足りない\tまだ低い"
    assert "".join(excerpt(quote, said, 16).split()) == shown
    assert excerpt(quote, said, 100) == quote
    assert excerpt(quote, ("どこにもない",), 6) == "再生材の品質…"


def test_notes_side_by_side_are_told_apart(tmp_path: Path) -> None:
    draft = full_draft()
    two = Paragraph(
        "「アルミは輸入が多い」とされる。[1][2]", tuple(r.citation for r in draft.references), ParagraphStatus.SUPPORTED
    )
    section = replace(draft.sections[0], paragraphs=(two,))
    path = tmp_path / "d.docx"
    write_draft(replace(draft, sections=(section,), milestones=(), kpis=(), shares=(), issues=()), path)
    assert "とされる。," in "".join(read_paragraphs(path))


def test_the_contents_show_without_being_updated(written: Path) -> None:
    body = parse_xml(part(written, "word/document.xml"))
    listed = [x for x in body.iter(qn("w:hyperlink")) if not x.get(qn("w:anchor")).startswith("junkan_source_")]
    links = ["".join(t.text for t in link.iter(qn("w:t"))) for link in listed]
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    marks = {start.get(qn("w:name")) for start in body.iter(qn("w:bookmarkStart"))}
    headings = [p.text for p in docx.Document(str(written)).paragraphs if p.style and p.style.name == "Heading 1"]
    assert links == headings
    assert anchors <= marks
    codes = [code.text for code in body.iter(qn("w:instrText"))]
    assert sum("TOC" in (code or "") for code in codes) == 1
    kinds = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_captions_pictures_and_their_words(written: Path) -> None:
    document = docx.Document(str(written))
    captions = [p.text for p in document.paragraphs if p.style and p.style.name == "Caption"]
    assert captions == [
        "表1　工程表",
        "図1　工程の時間軸",
        "表2　指標と目標値",
        "図2　利用率の推移と目標",
        "表3　代表指標ごとの目標の数",
        "図3　代表指標ごとの目標の数",
        "表4　次回WGで確認する事項",
    ]
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert "2026～2027年、段階構想、調べる" in described[0]
    assert "実績は2020年 10%、2024年 15%。目標は2030年 30%" in described[1]
    assert "出口側循環率 98件" in described[2]


def test_tables_hold_what_is_computed(written: Path) -> None:
    tables = [[[c.text for c in row.cells] for row in t.rows] for t in docx.Document(str(written)).tables]
    milestones, kpis, _, issues, sources = tables
    assert milestones[1] == ["2026～2027年", "構想", "調べる", "経済産業省", "[1]"]
    assert milestones[2][1] == "（拡大）"
    assert kpis[1][:6] == ["利用率", "10%（2020年）", "15%（2024年）", "30%（2030年）", "25%", "4年"]
    assert kpis[2][3] == "46%削減（2030年）"
    assert issues[1][:4] == ["1", "記載なし", "目標の記載がない。", "1. 現状"]
    assert sources[1][3] == "1. 現状\n2. 工程\n3. 指標\n4. 件数"


def test_strangers_words_break_nothing(tmp_path: Path) -> None:
    write_draft(full_draft(NASTY), tmp_path / "d.docx")
    for name in zipfile.ZipFile(tmp_path / "d.docx").namelist():
        if name.endswith(".xml"):
            parse_xml(part(tmp_path / "d.docx", name))
    assert stored_draft(tmp_path / "d.docx").topic == "アルミ"


def test_a_house_template_keeps_its_cover_and_styles(tmp_path: Path) -> None:
    house = docx.Document()
    house.add_paragraph("表紙")
    house.add_paragraph("{{本文}}")
    house.add_paragraph("奥付")
    house.styles["Heading 1"].font.name = "Meiryo"
    house.save(str(tmp_path / "house.docx"))
    write_draft(full_draft(), tmp_path / "d.docx", tmp_path / "house.docx")
    made = docx.Document(str(tmp_path / "d.docx"))
    texts = [p.text for p in made.paragraphs if p.text]
    assert (texts[0], texts[-1]) == ("表紙", "奥付")
    assert "{{本文}}" not in texts
    assert made.styles["Heading 1"].font.name == "Meiryo"
    assert len(read_footnotes(tmp_path / "d.docx")) > 5


def test_a_house_template_with_footnotes_of_its_own_keeps_them(tmp_path: Path, written: Path) -> None:
    n_before = len(read_footnotes(written))
    write_draft(full_draft(), tmp_path / "again.docx", written)
    assert len(read_footnotes(tmp_path / "again.docx")) == 2 * n_before


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        pytest.param("house.docx", b"no zip", CorruptFile, id="broken"),
        pytest.param("house.pptx", b"", UsageError, id="another format"),
        pytest.param("none.docx", None, InputError, id="not there"),
    ],
)
def test_a_bad_house_template_leaves_nothing(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error):
        write_draft(full_draft(), tmp_path / "d.docx", tmp_path / name)
    assert not (tmp_path / "d.docx").exists()


def test_one_section_anew_keeps_what_people_wrote_elsewhere(written: Path) -> None:
    edited = docx.Document(str(written))
    as_is = next(p for p in edited.paragraphs if p.text.startswith("「アルミは輸入が多い」"))
    as_is.add_run("ここは担当者が書き足した。")
    at = [p.text for p in edited.paragraphs].index("3. 指標")
    edited.paragraphs[at].insert_paragraph_before("工程の節に足した段落。")
    edited.save(str(written))

    old = stored_draft(written)
    paragraph = Paragraph("「アルミは輸入が多い」と新しく書いた。[1]", (FIRST,), ParagraphStatus.SUPPORTED)
    kpis = next(s for s in old.sections if s.key == "kpis")
    fresh = replace(kpis, paragraphs=(paragraph,))
    draft = replace(old, sections=tuple(fresh if s.key == "kpis" else s for s in old.sections))
    written.write_bytes(with_section(written, draft, "kpis", known=2))

    texts = read_paragraphs(written)
    assert any("ここは担当者が書き足した。" in text for text in texts)
    assert "工程の節に足した段落。" in texts
    assert texts.count("3. 指標") == 2  # in the contents and in its place
    assert any("と新しく書いた。" in text for text in texts)
    body = parse_xml(part(written, "word/document.xml"))
    known = {n.get(qn("w:id")) for n in parse_xml(part(written, "word/footnotes.xml"))}
    assert {r.get(qn("w:id")) for r in body.iter(qn("w:footnoteReference"))} <= known
    assert stored_draft(written).sections[2].paragraphs == (paragraph,)


def test_a_document_of_others_is_refused(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "other.docx"))
    with pytest.raises(InputError, match="Junkanが書き出した起案ではありません"):
        stored_draft(tmp_path / "other.docx")


@pytest.mark.skipif(
    shutil.which("soffice") is None or not (PROGRAM / "libswlo.so").exists(),
    reason="LibreOffice is missing: apt-get install libreoffice-writer-nogui",
)
def test_libreoffice_opens_every_format(tmp_path: Path) -> None:
    formats = [suffix for suffix, part in OFFICE_PARTS.items() if (PROGRAM / part).exists()]
    assert "docx" in formats
    files = [tmp_path / f"{suffix}.{suffix}" for suffix in formats]
    for file in files:
        write_draft(full_draft(), file)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, *files], check=True, capture_output=True, timeout=240)
    assert all(file.with_suffix(".pdf").stat().st_size > 10_000 for file in files)


def test_the_stored_draft_is_the_draft(written: Path) -> None:
    assert stored_draft(written) == replace(full_draft(), matrix=None)
    assert io.BytesIO(part(written, "word/footnotes.xml")).read(5) == b"<?xml"
