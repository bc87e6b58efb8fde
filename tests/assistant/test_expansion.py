from pathlib import Path

import pytest

from assistant.expansion import expand, load_all_aliases, stands_in, used_aliases
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.errors import InvalidSetting
from corpus.taxonomy import load_aliases
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
        pytest.param("プラ", "情報流通プラットフォーム", False, id="short katakana inside a word"),
        pytest.param("プラ", "廃プラの回収", True, id="short katakana of its own"),
        pytest.param("アルミ", "アルミサッシ", True, id="longer katakana within a compound"),
        pytest.param("ce", "ce2030", False, id="before-a-digit"),
        pytest.param("再生材", "再生材料", True, id="japanese-has-no-word-borders"),
    ],
)
def test_latin_names_stand_as_whole_words(name: str, text: str, found: bool) -> None:
    assert stands_in(name, text) is found


def test_the_user_adds_names_of_the_own_house(tmp_path: Path) -> None:
    (tmp_path / "aliases.toml").write_text('groups = [["資源循環推進室", "循環室", "RC室"]]', encoding="utf-8")
    aliases = load_all_aliases(tmp_path)
    assert aliases[:-1] == load_aliases()
    assert normalize("資源循環推進室") in expand("ＲＣ室の予定", aliases)
    assert normalize("資源循環推進室") not in expand("ＲＣ室の予定")


def test_without_a_file_there_are_those_of_the_taxonomy(tmp_path: Path) -> None:
    assert load_all_aliases(tmp_path) == load_aliases()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("groups = [", id="no TOML"),
        pytest.param('gruppen = [["a", "b"]]', id="another key"),
        pytest.param('groups = "a"', id="no list"),
        pytest.param('groups = [["一人だけ"]]', id="a group of one"),
        pytest.param('groups = [["a", 3]]', id="a number"),
        pytest.param('groups = [["a", " "]]', id="a blank name"),
        pytest.param(f'groups = [["a", "{"b" * 101}"]]', id="a long name"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "aliases.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidSetting) as caught:
        Assistant.open(Settings(home=tmp_path), create=True)
    assert "aliases.toml" in caught.value.sentence()
    assert "\n" not in caught.value.sentence()
    assert not (tmp_path / "library.sqlite3").exists()


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "aliases.toml").mkdir()
    with pytest.raises(InvalidSetting, match="フォルダーです"):
        load_all_aliases(tmp_path)


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "aliases.toml").write_bytes("groups = [['循環', '環']]".encode("cp932"))
    with pytest.raises(InvalidSetting):
        load_all_aliases(tmp_path)
