from dataclasses import replace

import pytest

from assistant.values import Turn
from eval.references import Gold, Group, Reference, Split
from eval.references.checking import check_references, joined_pairs
from tests.eval.askers import SOURCE, make_reference, page_text

GOOD = make_reference("good")


def asked(id_: str, question: str, page: int, quote: str, split: Split | None = None, **fields: object) -> Reference:
    reference = make_reference(id_, gold=(Gold(SOURCE, page, quote),), facts=((quote[:4],),), wrong=())
    return replace(reference, question=question, reference_answer=quote, split=split, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reference", "rule", "detail"),
    [
        pytest.param(replace(GOOD, gold=(Gold(SOURCE, 9, "x"),)), "no_page", "x", id="no-page"),
        pytest.param(replace(GOOD, gold=(Gold(SOURCE, 1, "企業は450社"),)), "no_quote", "企業は450社", id="no-quote"),
        pytest.param(
            replace(GOOD, must_include=(("450社",),), reference_answer="450社です。"),
            "fact_not_on_page",
            "450社",
            id="fact",
        ),
        pytest.param(replace(GOOD, reference_answer="多いです。"), "answer_lacks_fact", "449社", id="answer-lacks"),
        pytest.param(
            replace(GOOD, reference_answer="449社か646社です。"),
            "answer_states_wrong",
            "449社か646社です。",
            id="wrong",
        ),
    ],
)
def test_every_rule(reference: Reference, rule: str, detail: str) -> None:
    found = check_references([reference], page_text)
    assert (reference.id, rule, detail) in [(f.reference_id, f.rule, f.detail) for f in found]
    assert check_references([GOOD, make_reference("none", group=Group.NOT_STATED)], page_text)[:-1] == ()


def test_what_is_asked_twice_is_named() -> None:
    twice = check_references([GOOD, replace(GOOD, id="again")], page_text)
    assert [(f.reference_id, f.rule, f.detail) for f in twice] == [("again", "same_question", "good")]
    follow_up = replace(GOOD, id="later", history=(Turn("会員は何者ですか。", "646者です。"),))
    assert check_references([GOOD, follow_up], page_text) == ()


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        pytest.param(
            asked("a", "再生材の利用率は現状で何%ですか。", 2, "再生材の利用率は現状で12.5%", Split.DEV),
            asked("b", "再生材の利用率は現状では何%？", 2, "2030年の目標は30%", Split.TEST),
            True,
            id="reworded",
        ),
        pytest.param(
            asked("a", "利用率の今は", 2, "再生材の利用率は現状で12.5%にとどまり", Split.DEV),
            asked("b", "現在どのくらい使われている？", 2, "再生材の利用率は現状で12.5%", Split.TEST),
            True,
            id="same-quote",
        ),
        pytest.param(
            asked("a", "再生材の利用率の目標は何%ですか。", 2, "2030年の目標は30%", Split.DEV),
            asked(
                "b",
                "では現状は",
                3,
                "課題は、品質の情報",
                Split.TEST,
                history=(Turn("再生材の利用率の目標は何%ですか。", "30%"),),
            ),
            True,
            id="answered-in-the-history",
        ),
        pytest.param(
            asked("a", "回収拠点は全国にいくつありますか。", 4, "回収拠点は全国に1,200か所", Split.DEV),
            asked("b", "品質の課題は何ですか", 3, "課題は、品質の情報", Split.TEST),
            False,
            id="other-questions",
        ),
    ],
)
def test_leaks_between_the_splits(first: Reference, second: Reference, *, joined: bool) -> None:
    assert list(joined_pairs([first, second])) == ([("a", "b")] if joined else [])
    leaks = [f for f in check_references([first, second], page_text) if f.rule == "leak"]
    assert [(f.reference_id, f.detail) for f in leaks] == ([("b", "a")] if joined else [])
    same = replace(second, split=Split.DEV)
    assert not [f for f in check_references([first, same], page_text) if f.rule == "leak"]
