"""The fold under an answer."""

from assistant.service import Assistant
from assistant.values import Question
from assistant.web.conversation import Conversation
from assistant.web.transcript import render_transcript
from assistant.wording import load_wording
from tests.assistant.web.values import HOSTILE, make_answer

JA = load_wording("ja")
FOLD = '<details class="explanation"><summary>'


def test_a_complete_answer_has_a_closed_fold(assistant: Assistant) -> None:
    answer, explanation = assistant.explain(Question("地域循環モデルにはどのような類型がありますか。"))
    said = Conversation().asked(answer.question.text).settled(answer=answer, explanation=explanation)
    html = render_transcript(said, JA)
    assert html.count(FOLD) == 1
    assert f"<li>種類：{JA.say(f'explain.kind_{explanation.reading.kind.value}')}</li>" in html
    assert "答えました。" in html
    assert FOLD not in render_transcript(said, JA, shown=answer.text)


def test_a_refusal_has_one_too(assistant: Assistant) -> None:
    answer, explanation = assistant.explain(Question("2071年の再生材の目標は何ですか。"))
    said = Conversation().asked(answer.question.text).settled(answer=answer, explanation=explanation)
    assert "断りました。質問の年（2071）" in render_transcript(said, JA)


def test_an_answer_without_an_explanation_has_none() -> None:
    said = Conversation().asked("問").settled(answer=make_answer("甲"))
    assert FOLD not in render_transcript(said, JA)


def test_what_a_visitor_types_is_text(assistant: Assistant) -> None:
    answer, explanation = assistant.explain(Question(HOSTILE))
    said = Conversation().asked("問").settled(answer=answer, explanation=explanation)
    html = render_transcript(said, JA)
    assert "&lt;script&gt;" in html
    assert not any(mark in html for mark in ("<script", "<img", "{", "$", "`"))
