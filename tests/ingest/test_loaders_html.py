from pathlib import Path

import pytest

from corpus.errors import EmptyFile, TooManyParts, UnsafeFile
from ingest.layout import build_blocks
from ingest.loaders import LoadLimits, load_file
from ingest.loaders.html import HtmlLoader


def _blocks(tmp_path: Path, body: str) -> list[tuple[str, str]]:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    return [(block.kind.value, block.text) for block in build_blocks(load_file(path).pages)]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        pytest.param("<p>再生材を\n  使う。</p>", [("paragraph", "再生材を使う。")], id="line breaks of the source"),
        pytest.param("<p>a b\n c</p>", [("paragraph", "a b c")], id="words of Latin letters"),
        pytest.param("<p>一つ<br>二つ</p>", [("paragraph", "一つ二つ")], id="br"),
        pytest.param(
            "<div>前<p>段落である。</p>後</div>", [("paragraph", t) for t in ("前", "段落である。", "後")], id="loose"
        ),
        pytest.param("<p>炭<b>素</b>循<a href='x'>環</a></p>", [("paragraph", "炭素循環")], id="inline elements"),
        pytest.param("<p><ruby>循環<rt>じゅんかん</rt></ruby>型</p>", [("paragraph", "循環型")], id="ruby"),
        pytest.param(
            "<ul><li>回収<ul><li>拠点</li></ul></li><li>選別</li></ul>",
            [("item", "回収"), ("item", "拠点"), ("item", "選別")],
            id="nested lists",
        ),
        pytest.param("<ol start=3><li>申請</li></ol>", [("item", "3. 申請")], id="numbered list"),
        pytest.param("<dl><dt>締切</dt><dd>5月30日</dd></dl>", [("field", "締切：5月30日")], id="definitions"),
        pytest.param(
            "<script>x</script><style>y</style><p>本文</p><noscript>z</noscript>", [("paragraph", "本文")], id="scripts"
        ),
        pytest.param("<nav>ナビ</nav><p>本文</p><footer>下</footer>", [("paragraph", "本文")], id="navigation"),
        pytest.param("<div class='breadcrumb'>ホーム</div><p>本文</p>", [("paragraph", "本文")], id="named chrome"),
        pytest.param("<p style='display:none'>隠</p><p hidden>隠</p><p>本文</p>", [("paragraph", "本文")], id="hidden"),
        pytest.param("<p>&lt;b&gt;ではない &amp; 記号</p>", [("paragraph", "ではない & 記号")], id="entities"),
        pytest.param(
            "<table><tr><td><table><tr><td>中</td><td>表</td></tr></table></td><td>脇の文。</td></tr></table>",
            [("field", "中：表"), ("paragraph", "脇の文。")],
            id="table that only places things",
        ),
        pytest.param(
            "<table><tr><th>会社名</th><td>架空社</td></tr><tr><th>電話</th><td>00-00</td></tr></table>",
            [("field", "会社名：架空社"), ("field", "電話：00-00")],
            id="heads at the left",
        ),
    ],
)
def test_what_is_read(tmp_path: Path, body: str, blocks: list[tuple[str, str]]) -> None:
    assert _blocks(tmp_path, body) == blocks


def test_spans_of_tables(tmp_path: Path) -> None:
    body = (
        "<table><caption>補助率</caption><thead><tr><th rowspan=2>区分</th><th colspan=2>2025年度</th></tr>"
        "<tr><th>率</th><th>上限</th></tr></thead><tbody><tr><td>中小</td><td>2/3</td><td rowspan=2>2,000万円</td></tr>"
        "<tr><td>大</td><td>1/2</td></tr></tbody></table>"
    )
    blocks = _blocks(tmp_path, body)
    assert blocks[0] == ("caption", "補助率")
    assert blocks[-1] == ("row", "区分：大／2025年度 率：1/2／2025年度 上限：2,000万円")


def test_the_main_text_is_told_from_the_rest(tmp_path: Path) -> None:
    body = (
        f"<div>{'案内 ' * 9}</div><div id='contents'><h1>公募</h1><p>{'実証に取り組む事業者を支援する。' * 3}</p></div>"
    )
    assert [kind for kind, _ in _blocks(tmp_path, body)] == ["heading", "paragraph"]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        pytest.param(
            "cp932", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', id="Shift_JIS"
        ),
        pytest.param("euc_jp", '<meta charset="euc-jp">', id="EUC-JP"),
        pytest.param("iso2022_jp", '<meta charset="iso-2022-jp">', id="ISO-2022-JP"),
        pytest.param("cp932", '<meta charset="utf-8">', id="wrongly declared"),
        pytest.param("euc_jp", "", id="not declared"),
        pytest.param("utf-16", "", id="byte order mark"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, head: str) -> None:
    path = tmp_path / "a.htm"
    path.write_bytes(f"<html><head>{head}</head><body><p>再生材の利用を進める。</p></body></html>".encode(encoding))
    assert load_file(path).pages[0].text == "再生材の利用を進める。\n"


def test_an_xml_head_and_what_the_page_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.xhtml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>公募のお知らせ | 架空省</title>'
        '<meta property="og:site_name" content="架空省"/><meta name="date" content="2025-02-03T10:00"/></head>'
        "<body><p>本文&b;である。</p></body></html>",
        encoding="utf-8",
    )
    loaded = load_file(path)
    assert (loaded.title, loaded.author, loaded.created) == ("公募のお知らせ", "架空省", "2025-02-03")
    assert len(loaded.pages[0].text) < 40


@pytest.mark.parametrize(
    "opening", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<dl><dd>"], ids=["div", "b", "list", "table", "terms"]
)
def test_nesting_deeper_than_any_page_needs(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(opening * 100 + "底の文である。", encoding="utf-8")
    if opening == "<div>":
        assert "底の文である。" in load_file(path).pages[0].text
    path.write_text(opening * 5000 + "底の文である。", encoding="utf-8")
    with pytest.raises(UnsafeFile):
        load_file(path)


def test_a_table_of_spans_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    row = "<tr>" + "<td colspan=200 rowspan=100>x</td>" * 20 + "</tr>"
    path.write_text(f"<table>{row * 100}</table>", encoding="utf-8")
    with pytest.raises(TooManyParts):
        HtmlLoader().load(path, LoadLimits(max_cells=100_000))


def test_a_page_of_scripts_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body><script>x</script></body></html>", encoding="utf-8")
    with pytest.raises(EmptyFile):
        load_file(tmp_path / "a.html")


def test_a_paragraph_longer_than_the_parser_takes_unasked_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<p>{'循環経済へ移行する。' * 500_000}</p><p>その後。</p>", encoding="utf-8")
    text = load_file(path).pages[0].text
    assert len(text) > 5_000_000
    assert text.rstrip().endswith("その後。")


def test_a_long_text_does_not_hide_elements_nested_too_deep(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<p>{'あ' * 5_000_000}</p>{'<div>' * 3000}深い{'</div>' * 3000}", encoding="utf-8")
    with pytest.raises(UnsafeFile):
        load_file(path)
