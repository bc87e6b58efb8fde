import pytest

from assistant.expansion import expand, stands_in, used_aliases
from ingest.normalization import normalize


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("循環経済の市場規模", "サーキュラーエコノミー", id="kanji-to-katakana"),
        pytest.param("GHGの削減", "温室効果ガス", id="latin-to-kanji"),
        pytest.param("ＧＨＧの削減", "温室効果ガス", id="full-width"),
        pytest.param("ﾘｻｲｸﾙ材の利用", "再生材", id="half-width-kana"),
        pytest.param("CE", "循環経済", id="the-whole-question"),
    ],
)
def test_another_name_joins_the_search(text: str, other: str) -> None:
    assert normalize(other) in expand(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("spaceとvoiceの規則", id="ce-inside-a-word"),
        pytest.param("総会の会場", id="no-alias"),
        pytest.param("", id="empty"),
    ],
)
def test_nothing_is_added_without_an_alias(text: str) -> None:
    assert used_aliases(text) == ()
    assert set(expand(text).split()) == set(text.split())


def test_a_name_that_the_question_uses_itself_is_not_added_again() -> None:
    both = "サーキュラーエコノミー（循環経済）とは"
    assert expand(both).count(normalize("循環経済")) == expand("とは循環経済").count(normalize("循環経済"))


def test_the_longest_name_is_the_one_that_is_used() -> None:
    used = dict(used_aliases("動脈産業の役割"))
    assert "動脈産業" in used
    assert "動脈" in used["動脈産業"]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        pytest.param("ce", "ceの目標", True, id="before-kana"),
        pytest.param("ce", "space ce", True, id="second-place"),
        pytest.param("ce", "ce2030", False, id="before-a-digit"),
        pytest.param("再生材", "再生材料", True, id="japanese-has-no-word-borders"),
    ],
)
def test_latin_names_stand_as_whole_words(name: str, text: str, found: bool) -> None:
    assert stands_in(name, text) is found
