from collections.abc import Sequence

import pytest

from assistant.follow_up import noun_phrases, stand_alone
from assistant.values import Question, Turn


def shared_characters(word: str, others: Sequence[str]) -> list[float]:
    return [len(set(word) & set(other)) / len(set(word) | set(other)) for other in others]


def standing(text: str, earlier: str) -> str:
    return stand_alone(Question(text, history=(Turn(earlier, "答え"),)), shared_characters)[0]


MEMBERS, FIELDS, SCOPE = "会員の企業は何社ですか。", "横断分野は何ですか。", "目標1の範囲はどこですか。"


@pytest.mark.parametrize(
    ("earlier", "text", "expected"),
    [
        pytest.param(MEMBERS, "では企業団体は？", f"{MEMBERS} では企業団体は？", id="contains-it"),
        pytest.param(FIELDS, "では戦略分野のほうは？", "戦略分野は何ですか。", id="other-field"),
        pytest.param(SCOPE, "目標2では？", "目標2の範囲はどこですか。", id="numbered"),
        pytest.param(
            "業種別WGの委員長は誰ですか。", "地域別WGだと？", "地域別wgの委員長は誰ですか。", id="that-resembles-it"
        ),
        pytest.param(FIELDS, "では課題は？", f"{FIELDS} では課題は？", id="another-side-of-it"),
        pytest.param(SCOPE, "では2030年は？", f"{SCOPE} では2030年は？", id="a-year"),
        pytest.param(SCOPE, "それを誰が決めますか", f"{SCOPE} それを誰が決めますか", id="a-sentence"),
        pytest.param(SCOPE, "では目標2はどう変わりますか", f"{SCOPE} では目標2はどう変わりますか", id="a-clause"),
    ],
)
def test_what_a_follow_up_names_takes_the_place_of_what_it_resembles(earlier: str, text: str, expected: str) -> None:
    assert standing(text, earlier) == expected


def test_nothing_is_replaced_where_two_phrases_resemble_it_alike() -> None:
    earlier = "鉄鋼業と繊維業の割合を比べた表の鉄鋼品と繊維品の件数は？"
    assert standing("では工業品は？", earlier).endswith("では工業品は？")


def test_without_similarities_it_stands_behind_the_earlier_question() -> None:
    question = Question("では戦略分野は？", history=(Turn("横断分野は何ですか。", "答え"),))
    assert stand_alone(question) == ("横断分野は何ですか。 では戦略分野は？", True)


def test_without_a_history_it_stays_as_it_is() -> None:
    assert stand_alone(Question("  では 戦略分野は？ "), shared_characters) == ("では 戦略分野は？", False)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        pytest.param("大学・研究機関はいくつですか。", ("大学・研究機関",), id="joined"),
        pytest.param("2030年に基盤を議論するのは誰ですか。", ("基盤",), id="no-verbal-nouns"),
        pytest.param("うちの件はいつ頃ですか", (), id="frame-only"),
        pytest.param("", (), id="empty"),
    ],
)
def test_noun_phrases(text: str, phrases: tuple[str, ...]) -> None:
    assert noun_phrases(text) == phrases
