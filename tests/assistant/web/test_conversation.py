from assistant.values import Turn
from assistant.web.conversation import Conversation
from tests.assistant.web.values import make_answer


def test_turns_are_the_answered_questions_oldest_first() -> None:
    said = Conversation().asked("一").settled(answer=make_answer("甲"))
    said = said.asked("二").settled(problem="だめ").asked("三").settled(answer=make_answer("丙"))
    assert said.asked("四").turns == (Turn("一", "甲"), Turn("三", "丙"))


def test_a_long_conversation_forgets_its_beginning_and_keeps_its_numbers() -> None:
    said = Conversation()
    for number in range(1, 101):
        said = said.asked(f"問{number}")
    assert said.exchanges[-1].number == 100
    assert [e.number for e in said.exchanges] == list(range(61, 101))


def test_asking_leaves_the_earlier_conversation_as_it_was() -> None:
    before = Conversation().asked("一")
    before.asked("二")
    assert [e.question for e in before.exchanges] == ["一"]
