"""Rows with column names from tables that are drawn on paper, read from real PDFs."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.values import BlockKind
from ingest.chunking import build_chunks
from ingest.layout import TracedBlock, build_blocks
from ingest.loaders import load_file
from tests.ingest.paper import Arrow, Ground, Mark, Words, column, ruled_table, write_pdf


def _blocks(tmp_path: Path, *pages: Sequence[Mark]) -> tuple[TracedBlock, ...]:
    return build_blocks(load_file(write_pdf(tmp_path / "表.pdf", list(pages))).pages)


def _rows(blocks: Sequence[TracedBlock]) -> list[str]:
    return [block.text for block in blocks if block.kind is BlockKind.ROW]


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        pytest.param(
            [["指標", "現状", "目標"], ["再生材の利用率", "一割", "三割"], ["回収量", "五万トン", "十万トン"]],
            [
                "指標／現状／目標",
                "指標：再生材の利用率／現状：一割／目標：三割",
                "指標：回収量／現状：五万トン／目標：十万トン",
            ],
            id="names of columns",
        ),
        pytest.param(
            [["区分", "課題", "取組"], ["動脈", "品質", "規格を定める"], [None, "費用", "共同で買う"]],
            [
                "区分／課題／取組",
                "区分：動脈／課題：品質／取組：規格を定める",
                "区分：動脈／課題：費用／取組：共同で買う",
            ],
            id="a merged cell goes down",
        ),
        pytest.param(
            [["取組", "2025年度", "2026年度"], ["実証", "設備の試験", "<"], ["展開", "", "各地で始める"]],
            [
                "取組／2025年度／2026年度",
                "取組：実証／2025年度～2026年度：設備の試験",
                "取組：展開／2026年度：各地で始める",
            ],
            id="a cell over several years names them",
        ),
        pytest.param(
            [["業種", "回収", "<"], [None, "件数", "割合"], ["製造業", "12", "34.5"], ["小売業", "7", "20.1"]],
            [
                "業種／回収",
                "件数／割合",
                "業種：製造業／回収 件数：12／回収 割合：34.5",
                "業種：小売業／回収 件数：7／回収 割合：20.1",
            ],
            id="two rows of names",
        ),
        pytest.param(
            [["区分", "数", "率"], ["全国の値", "<", "<"], ["製造業", "12", "3.4"], ["小売業", "7", "2.0"]],
            ["区分／数／率", "全国の値", "区分：製造業／数：12／率：3.4", "区分：小売業／数：7／率：2.0"],
            id="a line that heads a group of rows",
        ),
        pytest.param(
            [["会員名", "架空循環株式会社"], ["所在地", "架空県架空市一丁目"]],
            ["会員名：架空循環株式会社", "所在地：架空県架空市一丁目"],
            id="a form of labels and values",
        ),
        pytest.param(
            [["問い", "答え"], ["回収の予定", "■ある　□ない"], ["公表の可否", "□可　■否"]],
            ["問い／答え", "問い：回収の予定／答え：ある", "問い：公表の可否／答え：否"],
            id="choices of a form",
        ),
        pytest.param(
            [["区 分", "世 帯 数"], ["総　数", "54 452"], ["そ の 他", "1 105"]],
            ["区分／世帯数", "区分：総数／世帯数：54452", "区分：その他／世帯数：1105"],
            id="letters set wide and spaced thousands",
        ),
    ],
)
def test_rows_of_a_table(tmp_path: Path, table: list[list[str | None]], texts: list[str]) -> None:
    assert _rows(_blocks(tmp_path, ruled_table(table))) == texts


def test_shading_tells_names_of_columns_from_rows(tmp_path: Path) -> None:
    table = [["プラスチック", "アルミ"], ["容器包装", "建材や自動車部品"], ["家電", "缶"]]
    shaded = _rows(_blocks(tmp_path, ruled_table(table, shaded_rows=1)))
    assert shaded[1:] == ["プラスチック：容器包装／アルミ：建材や自動車部品", "プラスチック：家電／アルミ：缶"]


def test_a_row_is_quoted_as_it_stands_in_its_page(tmp_path: Path) -> None:
    table: list[list[str | None]] = [["区分", "課題"], ["動脈の\n側", "品質が\n揃わない"], [None, "費用が高い"]]
    (page,) = load_file(write_pdf(tmp_path / "表.pdf", [ruled_table(table)])).pages
    statements = [s for chunk in build_chunks("d", build_blocks((page,))) for s in chunk.statements]
    assert [page.text[s.span.start : s.span.end] for s in statements] == [
        "区分\t課題",
        "動脈の\n側\t品質が\n揃わない",
        "費用が高い",
    ]
    assert [(s.head, s.cells) for s in statements[1:]] == [
        (("区分", "課題"), ("動脈の側", "品質が揃わない")),
        (("区分", "課題"), ("動脈の側", "費用が高い")),
    ]


@pytest.mark.parametrize("again", [True, False], ids=["names repeated", "names on the first page only"])
def test_a_table_that_goes_on_is_one_table(tmp_path: Path, *, again: bool) -> None:
    names: list[list[str | None]] = [["指標", "現状", "目標"]]
    first = ruled_table([*names, ["利用率", "一割", "三割"]], top=160)
    second = ruled_table([*(names if again else []), ["回収量", "五万トン", "十万トン"], ["埋立量", "三割", "一割"]])
    blocks = _blocks(tmp_path, [*column("表１ 指標の一覧", top=200), *first], second)
    assert _rows(blocks)[-2:] == [
        "指標：回収量／現状：五万トン／目標：十万トン",
        "指標：埋立量／現状：三割／目標：一割",
    ]
    assert {block.section for block in blocks if block.columns} == {("表１ 指標の一覧",)}


def test_a_row_that_a_page_break_cuts_keeps_its_label(tmp_path: Path) -> None:
    first = ruled_table([["区分", "取組", "時期"], ["動脈", "規格を定める", "前期"]], top=140)
    second = ruled_table([["", "共同で買う", "後期"], ["静脈", "選別する", "後期"]])
    assert _rows(_blocks(tmp_path, first, second))[-2:] == [
        "区分：動脈／取組：共同で買う／時期：後期",
        "区分：静脈／取組：選別する／時期：後期",
    ]


def test_a_caption_stands_over_its_rows_only(tmp_path: Path) -> None:
    table = ruled_table([["指標", "目標"], ["利用率", "三割"], ["回収量", "十万"]], top=700)
    after = column("この表は試算の結果であり、今後の検討で見直す。", top=500)
    blocks = _blocks(tmp_path, [*column("表２ 目標の案", top=730), *table, *after])
    assert [block.section for block in blocks if block.kind is BlockKind.ROW] == [("表２ 目標の案",)] * 3
    assert blocks[-1].section == ()


def test_a_long_row_is_quoted_cell_by_cell_under_its_label(tmp_path: Path) -> None:
    long = "\n".join(["再生材の品質が揃わないため利用が進まない。"] * 30)
    table = ruled_table([["領域", "課題"], ["プラスチック", long]], widths=(100, 300), height=330, top=780, size=8)
    blocks = [block for block in _blocks(tmp_path, table) if block.columns]
    assert len(blocks) > 1
    assert blocks[0].text == "領域：プラスチック"
    assert all(block.columns == ("領域", "課題") and block.cells[0] == "プラスチック" for block in blocks[1:])
    assert all(len(block.text) < 500 for block in blocks)
    assert "".join(block.cells[1] for block in blocks[1:]) == long.replace("\n", "")


def test_nothing_of_a_table_is_lost_or_doubled(tmp_path: Path) -> None:
    table: list[list[str | None]] = [
        ["区分", "課題", "<"],
        ["動脈", "品質", "数量"],
        [None, "費用", "<"],
        ["静脈", "", "人手"],
    ]
    (page,) = load_file(write_pdf(tmp_path / "表.pdf", [[*column("前文である。"), *ruled_table(table)]])).pages
    spans = sorted((block.span.start, block.span.end) for block in build_blocks((page,)))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "".join("".join(page.text[start:end].split()) for start, end in spans) == "".join(page.text.split())


def test_bars_keep_the_years_they_stand_under(tmp_path: Path) -> None:
    table = ruled_table(
        [["取組", "2025年度", "2026年度", "2027年度"], ["標準化", "", "", ""], ["実証", "", "", ""]],
        widths=(100, 100, 100, 100),
        height=50,
    )
    drawn: list[Mark] = [
        Arrow(170, 625, 180, 15),  # under 2025 and 2026
        Words("規格の案を作り試す", 200, 628, 10),
        Arrow(270, 603, 180, 15),  # under 2026 and 2027, below the first
        Words("改める", 300, 606, 10),
        Ground(365, 565, 90, 10, 0.4),  # under 2027, without words
    ]
    blocks = _blocks(tmp_path, [*table[:12], *drawn, *table[12:]])
    assert _rows(blocks)[1:] == [
        "取組：標準化／2025年度～2026年度：規格の案を作り試す",
        "取組：標準化／2026年度～2027年度：改める",
        "取組：実証／2027年度：▬",
    ]
