"""Tables without lines, read from real PDFs: taken for tables only where nothing else can be meant."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.values import BlockKind
from ingest.layout import build_blocks
from ingest.loaders import load_file
from tests.ingest.paper import Words, column, write_pdf

XS = (60, 250, 350, 450)
HEADS = ("品目", "2021年度", "2022年度", "2023年度")
BODY = (
    ("鉄くず", "1,234", "1,240", "1,301"),
    ("アルミ缶", "98", "102", "110"),
    ("PETボトル", "560", "－", "▲580"),
    ("ガラスびん", "74.0%", "73.5%", "72.0%"),
)


def placed(rows: Sequence[Sequence[str]], xs: Sequence[float] = XS) -> list[Words]:
    return [
        Words(text, x, 750 - 18 * n, 10) for n, row in enumerate(rows) for x, text in zip(xs, row, strict=True) if text
    ]


def rows_of(tmp_path: Path, *marks: Words) -> list[str]:
    path = write_pdf(tmp_path / "a.pdf", [list(marks)])
    return [block.text for block in build_blocks(load_file(path).pages) if block.kind is BlockKind.ROW]


def test_aligned_columns_become_rows_with_names_and_unit(tmp_path: Path) -> None:
    around = (*column("表1 品目別の回収量（単位：千トン）", top=780), *column("回収量は増加が見込まれる。", top=600))
    assert rows_of(tmp_path, *around, *placed([HEADS, *BODY])) == [
        "品目／2021年度／2022年度／2023年度",
        "品目：鉄くず／2021年度：1,234／2022年度：1,240／2023年度：1,301（単位：千トン）",
        "品目：アルミ缶／2021年度：98／2022年度：102／2023年度：110（単位：千トン）",
        "品目：PETボトル／2021年度：560／2022年度：－／2023年度：▲580（単位：千トン）",
        "品目：ガラスびん／2021年度：74.0%／2022年度：73.5%／2023年度：72.0%",
    ]


PROSE = ("循環経済を", "回収の体制", "再生材の質", "各地で進む")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([PROSE] * 5, id="columns of prose"),
        pytest.param([HEADS, *BODY[:2]], id="too few rows"),
        pytest.param(BODY, id="no names of columns"),
        pytest.param([HEADS, *[("鉄くず", "1", "2", "3")] * 4], id="the same label again and again"),
        pytest.param([HEADS, *[(f"{n}", "1", "2", "3") for n in range(5)]], id="no labels: the axes of a chart"),
        pytest.param([HEADS, BODY[0], ("アルミ缶", "98", "", "110"), *BODY[2:]], id="a row with a gap"),
        pytest.param([HEADS, *[(r[0], r[1], "増加", "減少") for r in BODY]], id="hardly any figures"),
    ],
)
def test_what_may_be_something_else_stays_as_it_is(tmp_path: Path, rows: Sequence[Sequence[str]]) -> None:
    path = write_pdf(tmp_path / "a.pdf", [placed(rows)])
    assert "\t" not in load_file(path).pages[0].text
