import json
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.spreadsheets.tables import write_table_sheets
from assistant.values import Answer, Question, RefusalReason, Turn
from assistant.web.conversation import Conversation
from assistant.web.feedback import take_feedback
from assistant.wording import load_wording
from corpus.errors import InputError, PathNotFound
from corpus.feedback import load_feedback
from eval.references import Gold, Group, load_references, parse_references
from eval.references.importing import from_feedback, from_sheet
from tests.assistant.web.values import HOSTILE
from tests.eval.askers import SOURCE, make_citation

ASKED = "企業は何社ですか。"
HEADS = ("番号", "質問", "履歴", "種類", "区分", "文書", "ページ", "引用", "必要な事実", "誤った事実", "正解")
ROWS = (
    (
        "s1",
        "企業は何社ですか。",
        "",
        "numeric",
        "回答できる",
        SOURCE,
        "1",
        "企業は449社",
        "449社|449の企業",
        "646社",
        "449社です。",
    ),
    ("", "", "", "", "", SOURCE, "2", "2030年の目標は30%", "", "", ""),
    (
        "s2",
        "では目標は？",
        "Q: 企業は何社ですか。\nA: 449社です。",
        "numeric",
        "",
        SOURCE,
        "2",
        "目標は30%",
        "30%\n2030年",
        "",
        "",
    ),
    ("s3", "天気は？", "", "unanswerable", "対象外", "", "", "", "", "", ""),
    ("s4", "引用のない質問", "", "numeric", "回答できる", "", "", "", "多い", "", ""),
)
WORDING = load_wording("ja")


def sheet(folder: Path, suffix: str, rows: tuple[tuple[str, ...], ...] = ROWS, heads: tuple[str, ...] = HEADS) -> Path:
    path = folder / f"質問{suffix}"
    if suffix == ".xlsx":
        path.write_bytes(write_table_sheets([("質問", heads, rows)]))
    else:
        quoted = [",".join(f'"{cell}"' for cell in row) for row in (heads, *rows)]
        path.write_text("\n".join(quoted), encoding="cp932")
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sheet_becomes_references(suffix: str, tmp_path: Path) -> None:
    found = from_sheet(sheet(tmp_path, suffix))
    first, second, third = parse_references("\n".join(found.lines), source="x")
    assert first.gold == (Gold(SOURCE, 1, "企業は449社"), Gold(SOURCE, 2, "2030年の目標は30%"))
    assert first.must_include == (("449社", "449の企業"),)
    assert second.history == (Turn("企業は何社ですか。", "449社です。"),)
    assert second.must_include == (("30%",), ("2030年",))
    assert third.group is Group.OUT_OF_SCOPE
    assert [(p.row, "gold" in p.reason) for p in found.problems] == [(6, True)]


def test_a_sheet_that_is_none_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(PathNotFound):
        from_sheet(tmp_path / "none.xlsx")
    with pytest.raises(InputError, match="質問"):
        from_sheet(sheet(tmp_path, ".csv", heads=("番号", "問い")))
    (tmp_path / "leer.csv").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="空"):
        from_sheet(tmp_path / "leer.csv")
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError):
        from_sheet(tmp_path / "x.xlsx")


def answered(text: str, question: str, *, refused: bool = False) -> Conversation:
    citations = () if refused else (make_citation(1, 1, "このうち企業は449社である"),)
    reason = RefusalReason.NOT_STATED if refused else None
    asked = Question(question, history=(Turn("会員は何者ですか。", "646者です。"),))
    answer = Answer(asked, "extractive", not refused, text, citations, (), reason, 1.0)
    return Conversation().asked(question).settled(answer=answer)


def test_what_readers_said_becomes_references_and_drafts(tmp_path: Path) -> None:
    said = (
        (answered("449社です[1]。", "企業は何社ですか。"), True),
        (answered("記載がありません。", "会費はいくらですか。", refused=True), True),
        (answered("446社です[1]。", f"団体はいくつ？{HOSTILE}"), False),
    )
    for conversation, is_good in said:
        sentence, kept = take_feedback(tmp_path, conversation, " メモ ", WORDING, is_good=is_good)
        assert kept
        assert "評価を残しました" in sentence
    assert [f.comment for f in load_feedback(tmp_path)] == ["メモ"] * 3
    found = from_feedback(tmp_path)
    good, refused, bad = (json.loads(line) for line in found.lines)
    assert found.n_drafts == 1
    assert bad["question"].endswith(HOSTILE)
    assert "group" not in bad
    first, second = parse_references("\n".join(found.lines[:2]), source="x")
    assert (first.gold, first.must_include) == ((Gold(SOURCE, 1, "このうち企業は449社である"),), (("449社",),))
    assert second.group is Group.NOT_STATED
    assert good["history"] == [{"q": "会員は何者ですか。", "a": "646者です。"}]
    assert refused["comment"] == "メモ"


def test_the_last_verdict_of_a_question_counts(tmp_path: Path) -> None:
    conversation = answered("449社です[1]。", "企業は何社ですか。")
    for is_good in (False, True):
        take_feedback(tmp_path, conversation, "", WORDING, is_good=is_good)
    assert len(from_feedback(tmp_path).lines) == 1
    assert from_feedback(tmp_path).n_drafts == 0


def test_without_an_answer_there_is_nothing_to_judge(tmp_path: Path) -> None:
    sentence, kept = take_feedback(tmp_path, Conversation(), "", WORDING, is_good=True)
    assert not kept
    assert "まだありません" in sentence
    assert list(tmp_path.iterdir()) == []
    assert from_feedback(tmp_path).lines == ()


def test_feedback_that_cannot_be_kept_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    sentence, kept = take_feedback(tmp_path / "home", answered("a", "b"), "", WORDING, is_good=True)
    assert not kept
    assert "problem" in sentence


def test_feedback_is_kept_beside_an_open_library(tmp_path: Path, assistant: Assistant) -> None:
    del assistant  # another library of this process is open meanwhile
    take_feedback(tmp_path, answered("449社です[1]。", "企業は何社ですか。"), "", WORDING, is_good=True)
    path = tmp_path / "refs.jsonl"
    path.write_text("\n".join(from_feedback(tmp_path).lines), encoding="utf-8")
    assert len(load_references(path)) == 1
