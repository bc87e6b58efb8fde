"""The handlers over a real library of two small files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from assistant.web.chat import ask, new_conversation
from assistant.web.conversation import Conversation
from assistant.web.upload import ingest_uploads, render_upload
from assistant.wording import load_wording
from tests.assistant.web.values import HOSTILE

JA = load_wording("ja")
TEXT = "# 容器の回収\n\n青葉市の使用済み容器の回収率は2024年度に43%であった。\n\n目標は2030年度に60%とする。\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("web")
    (folder / "容器.md").write_text(TEXT, encoding="utf-8")
    with Assistant.open(Settings(home=folder / "home", max_question_chars=60), create=True) as opened:
        for _ in opened.ingest([folder / "容器.md"]):
            pass
        yield opened


def test_answer_comes_after_the_question_is_shown(assistant: Assistant) -> None:
    views = list(ask(assistant, " 青葉市の容器の回収率は何%ですか。 ", Conversation(), JA))
    assert JA.say("web.searching") in views[0].transcript
    assert all("青葉市の容器の回収率は何%ですか。" in view.transcript for view in views)
    assert "43%" in views[-1].transcript
    assert "<mark>" in views[-1].evidence
    assert len(views[-1].conversation.turns) == 1


def test_follow_up_knows_the_conversation(assistant: Assistant) -> None:
    *_, first = ask(assistant, "青葉市の容器の回収率は何%ですか。", Conversation(), JA)
    *_, second = ask(assistant, "では目標は？", first.conversation, JA)
    answer = second.conversation.exchanges[-1].answer
    assert answer is not None
    assert [turn.question for turn in answer.question.history] == ["青葉市の容器の回収率は何%ですか。"]
    assert "60%" in answer.text


def test_blank_question_changes_nothing(assistant: Assistant) -> None:
    assert [view.conversation for view in ask(assistant, " \n　", Conversation(), JA)] == [Conversation()]


def test_too_long_question_ends_in_one_line(assistant: Assistant) -> None:
    *_, last = ask(assistant, "長い" * 40, Conversation(), JA)
    assert "質問が長すぎます（80文字）" in last.transcript
    assert last.conversation.turns == ()


def test_library_that_is_gone_ends_in_one_line(tmp_path: Path) -> None:
    with Assistant.open(Settings(home=tmp_path / "home"), create=True) as opened:
        opened.close()
        *_, last = ask(opened, "回収率は？", Conversation(), JA)
    problem = last.conversation.exchanges[-1].problem
    assert problem
    assert "\n" not in problem


def test_hostile_question_stays_words(assistant: Assistant) -> None:
    *_, last = ask(assistant, HOSTILE[:60], Conversation(), JA)
    assert "<script" not in last.transcript
    assert "&lt;script&gt;" in last.transcript


def test_new_conversation_is_empty() -> None:
    view = new_conversation(JA)
    assert view.conversation == Conversation()
    assert JA.say("web.welcome") in view.transcript


def test_uploads_are_taken_in_replaced_and_reported(assistant: Assistant, tmp_path: Path) -> None:
    good, bad, same = tmp_path / "計画.md", tmp_path / "空.txt", tmp_path / "same" / "写し.md"
    same.parent.mkdir()
    good.write_text("# 計画\n\n桜町は2027年に分別拠点を三つ設ける。\n", encoding="utf-8")
    bad.write_bytes(b"")
    same.write_text(TEXT, encoding="utf-8")
    steps = list(ingest_uploads(assistant, [good, bad, same], JA))
    assert [r.report.outcome for r in steps[-1].results] == ["added", "failed", "unchanged"]
    assert steps[-1].results[1].problem == "「空.txt」は中身が空です。"
    assert steps[-1].source == ""
    assert any(step.n_total and step.n_done == step.n_total for step in steps)
    assert not good.exists()
    assert not bad.exists()
    assert "中身が空です" in render_upload(steps[-1], JA)

    good.write_text("# 計画\n\n桜町は2028年に分別拠点を五つ設ける。\n", encoding="utf-8")
    *_, last = ingest_uploads(assistant, [good], JA)
    assert [r.report.outcome for r in last.results] == ["replaced"]
    found = [d for d in assistant.library.documents() if d.origin == "upload:計画.md"]
    assert len(found) == 1


def test_upload_whose_copy_is_gone_is_reported(assistant: Assistant, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    *_, last = ingest_uploads(assistant, [tmp_path / "消えた.pdf"], JA)
    assert [r.report.outcome for r in last.results] == ["failed"]
    assert "見つかりません" in last.results[0].problem
