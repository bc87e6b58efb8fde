import pytest

from assistant.answering.rows import row_text
from assistant.question import parse_question
from assistant.values import Question
from corpus.values import BlockKind, Span, Statement

HEADS = ("業種", "取組の説明", "提出者", "提出割合")
CELLS = ("繊維業", "使い終わった衣類を集め、再び糸にする技術を複数の会社が共同で確かめている", "6", "67%")
ROW = Statement(
    BlockKind.ROW,
    "／".join(f"{head}：{cell}" for head, cell in zip(HEADS, CELLS, strict=True)),
    Span(1, 0, 10),
    HEADS,
    CELLS,
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(
            "繊維業の提出者は何者で、提出割合はいくつですか。", "業種：繊維業／提出者：6者／提出割合：67%", id="count"
        ),
        pytest.param("繊維業の提出割合は？", "業種：繊維業／提出者：6／提出割合：67%", id="column"),
        pytest.param("繊維業の取組は何ですか。", ROW.text, id="the-long-one-asked-for"),
        pytest.param("繊維業はどうですか。", ROW.text, id="no-column-named"),
        pytest.param("提出割合の現状とあるべき姿のギャップは？", ROW.text, id="gap"),
    ],
)
def test_long_cells_of_other_columns_are_left_out(question: str, expected: str) -> None:
    assert row_text(ROW, parse_question(Question(question))) == expected


def test_what_is_no_row_stays_as_it_is() -> None:
    sentence = Statement(BlockKind.PARAGRAPH, "提出者は6者である。", Span(1, 0, 10))
    assert row_text(sentence, parse_question(Question("提出者は何者ですか"))) == "提出者は6者である。"


def test_a_row_that_is_shown_otherwise_stays_so() -> None:
    form = Statement(BlockKind.ROW, "提出者　6", Span(1, 0, 10), ("項目", "値"), ("提出者", "6"))
    assert row_text(form, parse_question(Question("提出者は何者ですか"))) == "提出者　6"
