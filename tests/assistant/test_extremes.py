"""The most and the least of a table, told by its figures."""

from dataclasses import replace

import pytest

from assistant.answering.extremes import extreme_rows, rows_within
from assistant.answering.selection import Candidate
from assistant.question import parse_question
from assistant.values import Question
from corpus.values import BlockKind, Chunk, Document, DocumentType, Evidence, Span, Statement

HEAD = ("番号", "業種", "会員数", "提出割合")
ROWS = (
    ("1", "化学工業", "33", "48%"),
    ("2", "その他", "41", "9%"),
    ("3", "食料品製造業", "1,313", "85%"),
    ("4", "農業、林業", "5", "0%"),
    ("5", "合計", "1,392", "46%"),
)


def candidates(
    rows: tuple[tuple[str, ...], ...] = ROWS, kind: BlockKind = BlockKind.ROW, rank: int = 0, section: str = "表"
) -> tuple[Candidate, ...]:
    statements = tuple(Statement(kind, "／".join(cells), Span(1, 0, 1), HEAD, cells) for cells in rows)
    facts = ("a.pdf", "/a.pdf", "0" * 64, "報告", None, None, DocumentType.OTHER, None)
    document = Document("d", *facts, 1, (), "2026-01-01T00:00:00+00:00")
    evidence = Evidence(Chunk("d-0000", "d", 0, (section,), "", statements), document, 1.0, "")
    return tuple(Candidate(evidence, rank, i, s, frozenset(), frozenset(), 0.2) for i, s in enumerate(statements))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("会員数が最も多い業種はどこですか", (2,), id="most"),
        pytest.param("提出割合が最も低い業種はどこですか", (3,), id="least"),
        pytest.param("いちばん会員が多いのは？", (2,), id="column not named: the first with figures"),
        pytest.param("会員数が2番目に多い業種は？", (0,), id="second"),
        pytest.param("提出割合が2番目に低いのは？", (0,), id="second from below, the rest left out"),
        pytest.param("会員数が9番目に多い業種は？", (), id="no such rank"),
        pytest.param("化学工業の会員数は？", (), id="no extreme asked for"),
    ],
)
def test_the_row_with_the_extreme_figure(question: str, expected: tuple[int, ...]) -> None:
    assert extreme_rows(parse_question(Question(question)), candidates()) == expected


def test_a_rest_that_goes_beyond_follows_the_named_row() -> None:
    rows = (ROWS[0], ROWS[1], ROWS[3])
    assert extreme_rows(parse_question(Question("会員数が最多の業種は？")), candidates(rows)) == (0, 1)


def test_ties_are_all_named() -> None:
    rows = (ROWS[0], ROWS[3], ("6", "鉱業", "33", "1%"))
    assert set(extreme_rows(parse_question(Question("会員数が最も多いのは？")), candidates(rows))) == {0, 2}


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(candidates(ROWS[:2]), id="too few rows to compare"),
        pytest.param(candidates(kind=BlockKind.PARAGRAPH), id="no rows"),
        pytest.param(candidates(tuple(("1", "甲", "多い", "－") for _ in range(4))), id="no figures"),
        pytest.param((), id="nothing found"),
    ],
)
def test_what_cannot_be_compared(given: tuple[Candidate, ...]) -> None:
    assert extreme_rows(parse_question(Question("会員数が最も多いのは？")), given) == ()


def test_a_table_that_goes_on_in_another_passage_is_compared_whole() -> None:
    both = (*candidates(ROWS[:2]), *candidates(ROWS[2:4], rank=1))
    assert extreme_rows(parse_question(Question("会員数が最も多い業種はどこですか")), both) == (2,)


def test_rows_of_another_table_are_not_compared() -> None:
    both = (*candidates((ROWS[0], ROWS[3], ROWS[4], ROWS[1])), *candidates(ROWS[2:3], rank=1, section="別の表"))
    assert extreme_rows(parse_question(Question("会員数が最も多い業種はどこですか")), both) == (0, 3)


def test_a_sum_without_a_name_is_left_out() -> None:
    rows = (ROWS[0], ROWS[3], ROWS[2], ("", "", "1,351", ""))
    assert extreme_rows(parse_question(Question("会員数が最も多い業種はどこですか")), candidates(rows)) == (2,)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("まだ1社も出していない業種は？", (3,), id="none"),
        pytest.param("提出割合がゼロの業種は？", (3,), id="zero"),
        pytest.param("提出割合が48％以上の業種はどこですか", (0, 2), id="at least"),
        pytest.param("提出割合が48%を超える業種はどこですか", (2,), id="more than"),
        pytest.param("会員数が40以下の業種を挙げてください", (0, 3), id="at most"),
        pytest.param("会員数が33未満の業種を教えて", (3,), id="less than"),
        pytest.param("提出割合が90%以上の業種はどこですか", (), id="none of them"),
        pytest.param("提出割合が30社以上の業種はどこですか", (), id="another unit"),
        pytest.param("売上が40以上の業種はどこですか", (), id="another column"),
        pytest.param(
            "80％以上の業種が提出割合を上げた取組は何ですか", (), id="a limit on no column, the column named after it"
        ),
        pytest.param("提出割合を48%以上にする目標はいつまでですか", (), id="rows are not asked for"),
        pytest.param("会員数が最も多い業種はどこですか", (), id="no limit"),
        pytest.param("21社も出していない業種は？", (), id="not one but 21"),
        pytest.param("1社もの会員が出した業種は？", (), id="one, and nothing denied"),
    ],
)
def test_rows_within_a_limit(question: str, expected: tuple[int, ...]) -> None:
    assert rows_within(parse_question(Question(question)), candidates()) == expected


def test_the_table_whose_columns_are_named_has_the_rows_with_none() -> None:
    other = (("3", "指標", "0", "0%"), ("4", "予算", "1", "2%"), ("5", "場所", "2", "3%"))
    facts = ("番号", "事項", "金額", "比率")
    named = candidates(rank=1)
    better = tuple(
        replace(c, score=0.9, statement=replace(c.statement, head=facts)) for c in candidates(other, section="別の表")
    )
    assert rows_within(parse_question(Question("まだ1社も提出していない業種は？")), (*better, *named)) == (6,)
