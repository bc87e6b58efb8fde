import pytest

from assistant.service import Assistant
from assistant.values import Question
from eval.ablation import WHOLE, parts, switched_off

ASKED = Question("地域循環モデルの類型は何ですか")


@pytest.mark.parametrize("name", [name for name in parts() if name != WHOLE])
def test_a_part_is_off_only_while_it_is_switched_off(assistant: Assistant, name: str) -> None:
    offs = parts()[name](assistant)
    before = [_held(off.owner, off.name) for off in offs]
    with switched_off(offs):
        assert [_held(off.owner, off.name) for off in offs] == [off.neutral for off in offs]
        assert assistant.ask(ASKED).evidence
    assert [_held(off.owner, off.name) for off in offs] == before
    assert before != [off.neutral for off in offs]


def _held(owner: object, name: str) -> object:
    return owner[name] if isinstance(owner, dict) else getattr(owner, name)
