import pytest

from corpus.values import Block, BlockKind, Page, Span
from eval.layout import read_transcriptions, score_page

TEXT = """# remarks are left out

== a.pdf 2
heading | 1. 目的
text | 再生材の…定める。
columns | 指標 | 目標
row | 利用率 | 三割
row | 回収量 |
maybe | 経済産業省
"""


def _block(kind: BlockKind, text: str, columns: tuple[str, ...] = (), cells: tuple[str, ...] = ()) -> Block:
    return Block(kind, text, Span(2, 0, 1), (), columns, cells)


HEADING = _block(BlockKind.HEADING, "１．目的")
TEXT_BLOCK = _block(BlockKind.PARAGRAPH, "再生材の 品質の規格を定める。")
HEAD = _block(BlockKind.ROW, "指標／目標", (), ("指標", "目標"))
ROW = _block(BlockKind.ROW, "指標：利用率／目標：三割", ("指標", "目標"), ("利用率", "三割"))
EMPTY = _block(BlockKind.ROW, "指標：回収量", ("指標", "目標"), ("回収量", ""))
NAME = _block(BlockKind.PARAGRAPH, "経済産業省")


@pytest.mark.parametrize(
    ("blocks", "f1", "rows_f1", "order"),
    [
        pytest.param((HEADING, TEXT_BLOCK, HEAD, ROW, EMPTY, NAME), 1.0, 1.0, 1.0, id="all right"),
        pytest.param((TEXT_BLOCK, HEADING, ROW, EMPTY), 1.0, 1.0, 2 / 3, id="two in the wrong order"),
        pytest.param((HEADING, TEXT_BLOCK, ROW), 2 * 3 / 7, 2 * 1 / 3, 1.0, id="a row is missing"),
        pytest.param(
            (HEADING, TEXT_BLOCK, _block(BlockKind.ROW, "", ("目標", "指標"), ("利用率", "三割")), EMPTY),
            2 * 3 / 8,
            2 * 1 / 4,
            1.0,
            id="a row under the wrong names",
        ),
        pytest.param(
            (_block(BlockKind.PARAGRAPH, "1.目的"), TEXT_BLOCK, ROW, EMPTY), 2 * 3 / 8, 1.0, 1.0, id="no heading"
        ),
        pytest.param((), 0.0, 0.0, 1.0, id="nothing"),
    ],
)
def test_score(blocks: tuple[Block, ...], f1: float, rows_f1: float, order: float) -> None:
    (expected,) = read_transcriptions(TEXT)
    score = score_page(expected, blocks, Page(2, ""))
    assert [score.f1, score.rows_f1, score.order] == pytest.approx([f1, rows_f1, order])


def test_a_line_of_no_known_form_is_refused() -> None:
    with pytest.raises(ValueError, match="satz"):
        read_transcriptions("\n== a.pdf 1\nsatz | x\n")
