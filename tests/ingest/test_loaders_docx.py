from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import TooManyParts
from ingest.layout import build_blocks
from ingest.loaders import LoadLimits, load_file
from ingest.loaders.docx import DocxLoader
from ingest.loaders.docx_numbering import Level, ListCounter, numeral
from tests.ingest.office import write_docx

_NAMES = nsdecls("w") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def _blocks(path: Path) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in build_blocks(load_file(path).pages)]


def _with_xml(path: Path, inner: str) -> Path:
    """A document whose only paragraph holds the XML."""
    document = docx.Document()
    paragraph = parse_xml(f"<w:p {_NAMES}>{inner}</w:p>")
    document.element.body.insert(0, paragraph)
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        pytest.param("<w:r><w:t>再生</w:t></w:r><w:r><w:t>材</w:t></w:r>", "再生材", id="runs"),
        pytest.param("<w:r><w:t>一行目</w:t><w:br/><w:t>二行目</w:t></w:r>", "一行目\n二行目", id="line break"),
        pytest.param(
            "<w:ins><w:r><w:t>加えた</w:t></w:r></w:ins><w:del><w:r><w:delText>消した</w:delText></w:r></w:del>",
            "加えた",
            id="tracked changes",
        ),
        pytest.param("<w:hyperlink><w:r><w:t>リンク先</w:t></w:r></w:hyperlink>", "リンク先", id="link"),
        pytest.param(
            "<w:r><w:ruby><w:rt><w:r><w:t>じゅんかん</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>循環</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "循環",
            id="ruby",
        ),
        pytest.param(
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隠し</w:t></w:r><w:r><w:t>見える</w:t></w:r>", "見える", id="hidden"
        ),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>済み</w:t></w:r>', "☑済み", id="symbol"),
        pytest.param(
            "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='1'/></w:checkBox></w:ffData>"
            "</w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:t>導入</w:t></w:r>",
            "☑導入",
            id="form field",
        ),
        pytest.param(
            "<w:sdt><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>はい</w:t></w:r>",
            "☒はい",
            id="content control",
        ),
        pytest.param("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>", "a=b", id="formula"),
        pytest.param(
            "<w:r><w:t>本文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
            "<w:txbxContent><w:p><w:r><w:t>囲み</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
            "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>囲み</w:t></w:r></w:p></w:txbxContent></w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r>",
            "本文\n囲み",
            id="text box, once",
        ),
    ],
)
def test_what_a_paragraph_holds(tmp_path: Path, inner: str, text: str) -> None:
    assert load_file(_with_xml(tmp_path / "a.docx", inner)).pages[0].text.strip() == text


def test_headings_make_the_section_path(tmp_path: Path) -> None:
    paragraphs = [
        ("Title", "循環計画"),
        ("Heading 1", "総論"),
        ("Heading 2", "現状"),
        ("Normal", "回収率は41％である。"),
        ("Heading 1", "各論"),
        ("Normal", "１　推進体制"),
        ("Normal", "市長を本部長とする推進本部を置く。"),
    ]
    loaded = load_file(write_docx(tmp_path / "a.docx", paragraphs))
    sections = {block.text: block.section for block in build_blocks(loaded.pages)}
    assert sections["回収率は41％である。"] == ("循環計画", "総論", "現状")
    assert sections["市長を本部長とする推進本部を置く。"] == ("循環計画", "各論", "１ 推進体制")
    assert loaded.title == "循環計画"


def test_bold_lines_are_headings_and_bold_sentences_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    for text, bold in (
        ("推進の考え方", True),
        ("関係者が連携する。", False),
        ("目標は必ず達成する。", True),
        ("以上。", False),
    ):
        document.add_paragraph().add_run(text).bold = bold
    document.save(str(tmp_path / "a.docx"))
    assert [kind for kind, _ in _blocks(tmp_path / "a.docx")] == ["heading", "paragraph", "paragraph", "paragraph"]


def test_where_all_is_bold_nothing_stands_out(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("推進の考え方", "関係者が連携する", "目標は必ず達成する。"):
        document.add_paragraph().add_run(text).bold = True
    document.save(str(tmp_path / "a.docx"))
    assert [kind for kind, _ in _blocks(tmp_path / "a.docx")] == ["paragraph"] * 3


def test_merged_cells_are_filled_and_quoted_once(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(4, 3)
    for i, row in enumerate([("品目", "2024年度", ""), ("", "実績", "目標"), ("缶", "10", "12"), ("", "11", "13")]):
        for k, text in enumerate(row):
            table.cell(i, k).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(2, 0).merge(table.cell(3, 0))
    document.save(str(tmp_path / "a.docx"))
    (page,) = load_file(tmp_path / "a.docx").pages
    *_, last = build_blocks([page])
    assert last.text == "品目：缶／2024年度 実績：11／2024年度 目標：13"
    assert page.text.count("缶") == 1
    assert page.text[last.span.start : last.span.end].split() == ["11", "13"]


def test_a_form_of_labels_and_choices(tmp_path: Path) -> None:
    rows = [["担当部署", "環境局資源循環課"], ["対象", "■家庭系　□事業系"]]
    blocks = _blocks(write_docx(tmp_path / "a.docx", [("Normal", "回収方法：☑拠点回収　☐戸別回収")], [rows]))
    assert blocks == [
        ("field", "回収方法：拠点回収"),
        ("field", "担当部署：環境局資源循環課"),
        ("field", "対象：家庭系"),
    ]


def test_a_table_of_one_cell_is_a_box_around_text(tmp_path: Path) -> None:
    assert _blocks(write_docx(tmp_path / "a.docx", [], [[["枠の中の文である。"]]])) == [
        ("paragraph", "枠の中の文である。")
    ]


def test_lists_are_counted(tmp_path: Path) -> None:
    styles = ["List Number", "List Number", "Normal", "List Bullet"]
    texts = ["説明会を開く", "施設を増やす", "次のとおり進める。", "分別を広める"]
    page = load_file(write_docx(tmp_path / "a.docx", list(zip(styles, texts, strict=True)))).pages[0]
    assert page.text.split("\n") == ["1. 説明会を開く", "2. 施設を増やす", "次のとおり進める。", "・分別を広める", ""]


def test_footnotes_stand_behind_their_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    note = "<w:footnote w:id='2'><w:p><w:r><w:t>推計値。</w:t></w:r></w:p></w:footnote>"
    notes = f"<w:footnotes {_NAMES}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    inner = (
        "<w:r><w:t>排出量は73万トン</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t>である。</w:t></w:r>"
    )
    document.element.body.insert(0, parse_xml(f"<w:p {_NAMES}>{inner}</w:p>"))
    document.save(str(tmp_path / "a.docx"))
    assert _blocks(tmp_path / "a.docx") == [
        ("paragraph", "排出量は73万トン(注1)である。"),
        ("note", "(注1) 推計値。"),
    ]


def test_headers_and_tables_of_contents_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "機密性2"
    document.styles.add_style("TOC 1", 1)
    document.add_paragraph("総論\t1", style="TOC 1")
    document.add_paragraph("本文である。")
    document.save(str(tmp_path / "a.docx"))
    assert load_file(tmp_path / "a.docx").pages[0].text == "本文である。\n"


def test_macros_do_not_matter(tmp_path: Path) -> None:
    plain = write_docx(tmp_path / "a.docx", [("Normal", "本文である。")])
    document = docx.Document(str(plain))
    document.part._content_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
    document.save(str(tmp_path / "b.docm"))
    assert load_file(tmp_path / "b.docm").pages[0].text == "本文である。\n"


@pytest.mark.parametrize(
    ("number", "form", "label"),
    [
        (3, "decimal", "3"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalEnclosedCircle", "③"),
        (30, "decimalEnclosedCircle", "30"),
        (2, "decimalEnclosedParen", "⑵"),
        (1, "aiueoFullWidth", "ア"),
        (2, "aiueo", "ｲ"),
        (3, "irohaFullWidth", "ハ"),
        (21, "japaneseCounting", "二十一"),
        (110, "japaneseCounting", "百十"),
        (10, "ideographDigital", "一〇"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (5, "decimalZero", "05"),
        (7, "unheardOf", "7"),
    ],
)
def test_numerals(number: int, form: str, label: str) -> None:
    assert numeral(number, form) == label


def test_levels_restart_under_the_next_number() -> None:
    levels = {0: Level(1, "decimal", "第%1章"), 1: Level(1, "decimal", "%1-%2"), 2: Level(1, "bullet", "")}
    counter = ListCounter({"1": "a", "2": "a"}, {"a": levels}, {("2", 0): 7})
    asked = [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 1), ("2", 0), ("2", 0), ("9", 0)]
    labels = [counter.label(*one) for one in asked]
    assert labels == ["第1章", "1-1", "1-2", "・", "第2章", "2-1", "第7章", "第8章", ""]


def test_a_table_that_spans_more_than_can_be_held(tmp_path: Path) -> None:
    cell = "<w:tc><w:tcPr><w:gridSpan w:val='200'/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
    document = docx.Document()
    row = f"<w:tr>{cell * 20}</w:tr>"
    document.element.body.insert(0, parse_xml(f"<w:tbl {_NAMES}>{row * 20}</w:tbl>"))
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(TooManyParts):
        DocxLoader().load(tmp_path / "a.docx", LoadLimits(max_cells=50_000))
