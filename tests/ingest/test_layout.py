import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.values import BlockKind, Page
from ingest.layout import TracedBlock, build_blocks
from ingest.layout.furniture import find_furniture
from ingest.layout.lines import split_lines
from ingest.loaders import load_file
from tests.ingest.paper import SLIDE, Words, column, write_pdf


def _blocks(text: str) -> tuple[TracedBlock, ...]:
    return build_blocks((Page(None, text),))


def _read(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in _blocks(text)]


def _headings(blocks: Sequence[TracedBlock]) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in blocks if block.kind is BlockKind.HEADING]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param(
            "再生材の利用を広げるため、品質の基準を定め、回収の仕組み\nを整える必要がある。",
            [("paragraph", "再生材の利用を広げるため、品質の基準を定め、回収の仕組みを整える必要がある。")],
            id="broken Japanese line joins without a space",
        ),
        pytest.param(
            "The partnership collects targets from its members and\npublishes them every year.",
            [("paragraph", "The partnership collects targets from its members and publishes them every year.")],
            id="broken Latin line joins with one space",
        ),
        pytest.param(
            "目標の年を先に延ばすことなく、各社の計画を束ねて、203\n0年までに達成する。",
            [("paragraph", "目標の年を先に延ばすことなく、各社の計画を束ねて、2030年までに達成する。")],
            id="broken year joins",
        ),
        pytest.param(
            "1トン当たりのCO<sub>2</sub>は**低い**&amp;少ない。",
            [("paragraph", "1トン当たりのCO2は低い&少ない。")],
            id="tags, bold and entities go",
        ),
        pytest.param("⽇本の⾼い⺠度。", [("paragraph", "日本の高い民度。")], id="radicals become ideographs"),
        pytest.param("平成２７年度、①と㈱。", [("paragraph", "平成２７年度、①と㈱。")], id="other characters stay"),
        pytest.param("企業\n\n: 231社", [("paragraph", "企業: 231社")], id="value under its label"),
        pytest.param(
            "- 回収を増やす。\n- 再生材を使う。",
            [("item", "回収を増やす。"), ("item", "再生材を使う。")],
            id="items without their dashes",
        ),
        pytest.param(
            "（1）回収を増やし、\n（2）再生材を使う。",
            [("item", "（1）回収を増やし、"), ("item", "（2）再生材を使う。")],
            id="numbered items",
        ),
        pytest.param("※ 数値は速報値である。", [("note", "※ 数値は速報値である。")], id="note"),
        pytest.param("出典：事務局の調べ", [("note", "出典：事務局の調べ")], id="source"),
        pytest.param("図3 会員数の推移", [("caption", "図3 会員数の推移")], id="caption"),
        pytest.param(
            "図3に示すとおり、会員は増えた。", [("paragraph", "図3に示すとおり、会員は増えた。")], id="no caption"
        ),
        pytest.param(
            "環境配慮設計：□未着手 ■検討中 □実施済", [("field", "環境配慮設計：検討中")], id="form on one line"
        ),
        pytest.param(
            "環境配慮設計の状況\n□ 未着手\n☑ 検討中",
            [("paragraph", "環境配慮設計の状況"), ("field", "環境配慮設計の状況：検討中")],
            id="form below its question",
        ),
        pytest.param("取組：□ある □ない", [("field", "取組：選択なし（選択肢：ある、ない）")], id="form left open"),
        pytest.param("■ 回収の拡大を進める。", [("item", "回収の拡大を進める。")], id="a lone black box is a bullet"),
    ],
)
def test_reading(text: str, blocks: list[tuple[str, str]]) -> None:
    assert _read(text) == blocks


def test_a_sentence_that_a_page_break_cut_in_plain_text_is_whole() -> None:
    halves = (
        "本年度は、会員に対して情報基盤の全体像を示し、運用にかかる費用の分担を論じたうえで、利用者の要望を広く共有",
        "することを企図し、意見を募った。",
    )
    assert [block.text for block in _blocks("\n\n".join(halves))] == ["".join(halves)]


def test_spans_slice_the_page_as_it_was() -> None:
    text = "前文である。\n\n- **再生材**の\n利用"
    blocks = _blocks(text)
    assert [text[block.span.start : block.span.end] for block in blocks] == ["前文である。", "- **再生材**の\n利用"]
    assert all(len(block.trace) == len(block.text) for block in blocks)


REPORT = """調査の概要

1. 目的

循環の現状を調べた。

2. 方法

2-1. 文献

文献を読んだ。

2-2. 聞き取り

（1） 企業

十社に聞いた。

（2） 自治体

五市に聞いた。

3. 結果

以下に示す。
"""


def test_the_path_of_headings_follows_the_numbering() -> None:
    sections = {block.text: block.section for block in _blocks(REPORT) if block.kind is BlockKind.PARAGRAPH}
    assert sections == {
        "循環の現状を調べた。": ("1. 目的",),
        "文献を読んだ。": ("2. 方法", "2-1. 文献"),
        "十社に聞いた。": ("2. 方法", "2-2. 聞き取り", "（1） 企業"),
        "五市に聞いた。": ("2. 方法", "2-2. 聞き取り", "（2） 自治体"),
        "以下に示す。": ("3. 結果",),
    }


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        pytest.param("# 総論\n\n## 背景\n\n本文。\n\n# 各論", [(1, "総論"), (2, "背景"), (1, "各論")], id="Markdown"),
        pytest.param("第1章 総論\n第2節 背景\n本文である。", [(1, "第1章 総論"), (2, "第2節 背景")], id="chapters"),
        pytest.param("【取組の方向性】\n\n本文である。", [(1, "【取組の方向性】")], id="brackets"),
        pytest.param("(1)、(2)及び(3)を併せて行う。", [], id="numbers inside a sentence"),
        pytest.param("2.6％の増加となった", [], id="decimal"),
        pytest.param("3 年間の計画とする", [], id="span of time"),
        pytest.param("1. 回収する\n2. 選別する\n3. 再生する", [], id="a list"),
        pytest.param("1. 概要……… 3\n2. 方法……… 5\n3. 結果……… 9", [], id="table of contents with dots"),
        pytest.param("1. 概要\t3\n2. 方法\t5\n3. 結果\t9", [], id="table of contents with tabs"),
        pytest.param("概 要\n\n本文である。", [(1, "概要")], id="letters spaced out"),
        pytest.param("令和7年3月\n\n本文である。", [], id="date"),
    ],
)
def test_headings(text: str, headings: list[tuple[int, str]]) -> None:
    assert _headings(_blocks(text)) == headings


def test_entries_of_a_table_of_contents_lose_their_dots() -> None:
    text = "1. 概要........ 3\n2. 方法と、対象とした地域\nの一覧........ 5\n3. 結果........ 9"
    assert _read(text) == [("note", "1. 概要 3"), ("note", "2. 方法と、対象とした地域の一覧 5"), ("note", "3. 結果 9")]


def test_of_short_lines_in_a_row_the_first_and_the_last_are_headings() -> None:
    text = "定量目標の提出状況\n\n前回の振り返り\n\n次年度の方針\n\n提出は会員の半数にとどまる。"
    assert _headings(_blocks(text)) == [(1, "定量目標の提出状況"), (2, "次年度の方針")]


# Tables


def _rows(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(block.text, block.cells) for block in _blocks(text) if block.kind is BlockKind.ROW and block.columns]


def test_rows_carry_the_names_of_their_columns() -> None:
    rows = _rows("代表指標\t目標数\t比率\nCE市場規模\t22件\t6%\n最終処分量\t42件\t12%")
    assert rows[0] == ("代表指標：CE市場規模／目標数：22件／比率：6%", ("CE市場規模", "22件", "6%"))
    assert len(rows) == 2


def test_a_merged_cell_holds_for_the_rows_below() -> None:
    rows = _rows("課題\t施策\t時期\n需要の拡大\t表示制度\t2026年度\n\t公共調達\t2027年度\n\t\t2028年度")
    assert [cells[0] for _, cells in rows] == ["需要の拡大", "需要の拡大", ""]


def test_the_row_of_sums_is_not_filled_from_above() -> None:
    rows = _rows("業種\t会員数\t提出\n建設業\t17\t5\n鉄鋼業\t3\t2\n\t20\t7")
    assert rows[-1] == ("会員数：20／提出：7", ("", "20", "7"))


def test_ragged_rows_and_marks_in_cells() -> None:
    rows = _rows('観点\t内容\n回収\t<ul style="x"><li>広げる<li>増やす\n利用\t使う\t備考あり')
    assert [cells for _, cells in rows[:1]] == [("回収", "広げる 増やす", "")]
    assert _blocks("観点\t内容\n利用\t使う\t備考あり")[1].text == "観点：利用／内容：使う／備考あり"


def test_markdown_tables() -> None:
    rows = _rows("| 指標 | 値 |\n|---|--:|\n| 入口側循環利用率 | 15% |")
    assert rows == [("指標：入口側循環利用率／値：15%", ("入口側循環利用率", "15%"))]


def test_rows_of_figures_stay_apart() -> None:
    text = "鉄鋼業 12 34 56\n建設業 98 76 54"
    assert _read(text) == [("row", "鉄鋼業 12 34 56"), ("row", "建設業 98 76 54")]


# Furniture


def test_running_lines_page_numbers_and_copyright_are_left_out() -> None:
    pages = [
        Page(n, f"循環経済調査報告書\n第{n}の話題について述べる。\n\n続きの文が{n}つある。\n©2025 事務局\n- {n + 2} -")
        for n in range(1, 6)
    ]
    texts = [block.text for block in build_blocks(pages)]
    assert len(texts) == 10
    assert not [text for text in texts if "報告書" in text or "©" in text or "-" in text]


def test_a_number_that_names_a_part_of_the_text_is_no_page_number() -> None:
    pages = [Page(n, f"事例 {n}\n取組を紹介する。\n成果もある。\n課題もある。\n次に続く。") for n in range(1, 6)]
    assert [block.text for block in build_blocks(pages)].count("事例 3") == 1


def test_the_slug_of_a_printer_is_left_out() -> None:
    pages = [
        Page(n, f"話題{n}について。\n本文である。\n概要_01.indd {n} 2023/08/03 21:35:{n + 28}") for n in range(1, 6)
    ]
    assert not [block.text for block in build_blocks(pages) if "indd" in block.text]


def test_a_number_that_does_not_run_with_the_pages_stays() -> None:
    pages = [Page(1, "会員数は次のとおり。\n\n646"), Page(2, "目標は次のとおり。\n\n449")]
    assert "646" in [block.text for block in build_blocks(pages)]


def test_a_page_number_between_blank_lines_of_a_text_is_left_out() -> None:
    assert _read("本文である。\n\n4\n\n次の文である。") == [
        ("paragraph", "本文である。"),
        ("paragraph", "次の文である。"),
    ]


def test_a_page_that_could_not_be_read_gives_no_blocks() -> None:
    assert build_blocks((Page(1, "ã‚µãƒ¼", "garbled"), Page(2, "", "no_text"))) == ()


# Paper


def test_the_title_of_a_slide_is_the_section_of_all_that_stands_on_it(tmp_path: Path) -> None:
    body = [
        Words("・回収拠点を増やし、市民が持ち込みやすい仕組みをつくる。", 40, 300, 14),
        Words("・再生材の品質を揃え、需要家が使いやすい形で届ける。", 40, 270, 14),
    ]
    slide = [*body, Words("12", 740, 20, 14), Words("地域循環モデルの考え方", 40, 490, 24)]
    path = write_pdf(tmp_path / "a.pdf", [slide, slide, slide], paper=SLIDE)
    blocks = build_blocks(load_file(path).pages)
    items = [block for block in blocks if block.kind is BlockKind.ITEM]
    assert len(items) == 6
    assert {block.section for block in items} == {("地域循環モデルの考え方",)}


def test_subheads_that_come_last_in_the_text_head_what_stands_below_them(tmp_path: Path) -> None:
    slide = [
        Words("市民が持ち込みやすい仕組みを地域ごとにつくる。", 40, 330, 14),
        Words("需要家が使いやすい形と価格で再生材を届ける。", 40, 180, 14),
        Words("課題への対応", 40, 490, 26),
        Words("回収の拡大", 40, 370, 18),
        Words("品質の確保", 40, 220, 18),
    ]
    path = write_pdf(tmp_path / "a.pdf", [slide], paper=SLIDE)
    sections = [b.section for b in build_blocks(load_file(path).pages) if b.kind is BlockKind.PARAGRAPH]
    assert sections == [("課題への対応", "回収の拡大"), ("課題への対応", "品質の確保")]


def test_bigger_letters_are_a_heading_and_broken_lines_are_joined_by_the_margin(tmp_path: Path) -> None:
    lines = (
        "再生材の利用は年ごとに増えており、特に容器包装の分野で著",
        "しい。今後は自動車の分野でも利用が進む見込みである。",
    )
    page = [Words("再生材の現状", 60, 780, 16), *column(*lines, top=740), *column("短い行", "別の行", top=600)]
    blocks = build_blocks(load_file(write_pdf(tmp_path / "a.pdf", [page])).pages)
    assert [block.text for block in blocks] == ["再生材の現状", "".join(lines), "短い行", "別の行"]
    assert blocks[1].section == ("再生材の現状",)


# Strange texts


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("." * 50_000 + " 3\n本文", id="dots"),
        pytest.param("-" * 50_000 + "あ", id="dashes"),
        pytest.param("- " * 50_000 + "あ", id="bullets"),
        pytest.param("…" * 50_000 + "あ", id="ellipses"),
        pytest.param("1." * 50_000, id="numbering"),
        pytest.param("\t" * 20_000 + "値\n" + "名\t値\n" * 1_000, id="columns"),
        pytest.param("「" * 50_000 + "。" * 100, id="brackets never closed"),
        pytest.param("<ul " * 30_000, id="tags never closed"),
        pytest.param("&#" * 50_000, id="entities never closed"),
        pytest.param("再生材の利用、" * 30_000, id="one sentence"),
        pytest.param("| " * 30_000 + "\n|---|", id="pipes"),
        pytest.param("□" * 20_000 + "■はい", id="boxes"),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    started = time.monotonic()
    build_blocks((Page(None, text), Page(2, text)))
    assert time.monotonic() - started < 5


# Laws

_LINES = st.lists(
    st.sampled_from(
        [
            "1. 目的",
            "再生材の利用を広げるため、品質の基準を定める。",
            "回収の仕組みを整える必要があり",
            "- 回収",
            "・再生する。",
            "（1）企業",
            "指標\t値",
            "回収率\t30%\t",
            "\t40%",
            "| a | b |",
            "|---|---|",
            "□はい ■いいえ",
            "■ 実施",
            "□ 未定",
            "※ 注意",
            "図1 推移",
            "目次",
            "1. 概要..... 3",
            "<ul><li>&lt;x&gt;</ul>",
            "12",
            "年",
            "",
            "---",
            "\x00\x07",
            "：値",
        ]
    ),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=4))
def test_every_character_that_is_no_furniture_stands_in_exactly_one_block(pages_of_lines: list[list[str]]) -> None:
    pages = [Page(number, "\n".join(lines)) for number, lines in enumerate(pages_of_lines, start=1)]
    laid_out = [split_lines(page) for page in pages]
    covered = {page.number: [0] * len(page.text) for page in pages}
    for block in build_blocks(pages):
        for at in range(block.span.start, block.span.end):
            covered[block.span.page][at] += 1
    for page, hidden in zip(laid_out, find_furniture(laid_out), strict=True):
        for line in page.lines:
            expected = 0 if line.index in hidden or not line.text.strip("\x00\x07|-: \t") else 1
            for at in range(line.start, line.end):
                if expected and line.text[at - line.start].isprintable() and not line.text[at - line.start].isspace():
                    assert covered[page.page.number][at] == 1 or "---" in line.text or "<" in line.text
    assert all(count <= 1 for counts in covered.values() for count in counts)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "所属\t氏名\n架空大学 教授\t循環 太郎\n\n架空県資源循環協会 専務理事\t再生 花子\n架空市 部長\t資源 次郎",
            ["所属：架空県資源循環協会 専務理事／氏名：再生 花子", "所属：架空市 部長／氏名：資源 次郎"],
            id="a table that goes on behind a page break",
        ),
        pytest.param(
            "A\tB\tC\n番号\t企業\t事業\n1\t架空社\t回収\n2\t仮称社\t再生",
            ["番号：1／企業：架空社／事業：回収", "番号：2／企業：仮称社／事業：再生"],
            id="letters of a sheet over the names",
        ),
        pytest.param(
            "\t取組\t内容\n攻め\t価値化\t循環させる\n\tサービス化\t貸し出す",
            ["攻め／取組：価値化／内容：循環させる", "攻め／取組：サービス化／内容：貸し出す"],
            id="a merged label without a name",
        ),
    ],
)
def test_flattened_tables(text: str, rows: list[str]) -> None:
    assert [block.text for block in _blocks(text) if block.columns][-2:] == rows


@pytest.mark.parametrize(
    ("text", "field"),
    [
        pytest.param("公表の可否　●可　○不可", "公表の可否：可", id="filled circle"),
        pytest.param("規模：☑大企業 ☐中小企業", "規模：大企業", id="ticked box"),
    ],
)
def test_choices_on_one_line(text: str, field: str) -> None:
    assert _read(text) == [("field", field)]


def test_the_third_item_of_a_list_is_no_copyright_line() -> None:
    text = "（Ａ）寄り添う支援\n（Ｂ）つながる支援\n（Ｃ）相談の支援"
    assert [block for _, block in _read(text)] == text.split("\n")
