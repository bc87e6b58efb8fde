"""Templates of one's own: found by name in the library's folder or by path, every mistake told at once."""

from pathlib import Path

import pytest

from assistant.draft import load_template, template_names
from assistant.draft.template import template_problems
from assistant.draft.template_file import Tone
from corpus.errors import InputError, UsageError

GOOD = """
version = 1
title = "{topic}の要点"
description = "要点だけ"
[[section]]
key = "to_be"
heading = "1. 姿"
content = "to_be"
item = "「{quote}」とされている。"
missing = "{topic}の記載がありません（{n_pages}ページ）。"
evidence = { roles = ["to_be"], years = [2030, 2050], types = ["wg_report"], search = ["将来像"] }
"""


def put(home: Path, text: str, name: str = "youten") -> None:
    (home / "templates").mkdir(parents=True, exist_ok=True)
    (home / "templates" / f"{name}.toml").write_text(text, encoding="utf-8")


def test_a_template_in_the_library_is_found_by_its_name(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    (tmp_path / "templates" / "youten.md").write_text("# 使い方\n", encoding="utf-8")
    template = load_template("youten", tmp_path)
    assert (template.title, template.guide) == ("{topic}の要点", "# 使い方\n")
    assert template.sections[0].evidence.years == (2030, 2050)
    assert "youten" in template_names(tmp_path)
    assert "youten" not in template_names()
    assert template_problems("youten", tmp_path) == ()


def test_a_users_own_goes_before_the_bundled_one(tmp_path: Path) -> None:
    put(tmp_path, GOOD, "sector_roadmap")
    assert load_template("sector_roadmap", tmp_path).title == "{topic}の要点"
    assert load_template("sector_roadmap").title != "{topic}の要点"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    second = (
        GOOD[GOOD.index("[[section]]") :]
        .replace("とされている", "とされています")
        .replace("{topic}の記載", "{quote}の記載")
    )
    put(tmp_path, GOOD.replace("「{quote}」", "「姿」") + second)
    problems = template_problems("youten", tmp_path)
    assert [
        words
        for words in ("二つ以上", "{quote} がありません", "tone", "{quote} は使えません")
        if words in "".join(problems)
    ] == [
        "二つ以上",
        "{quote} がありません",
        "tone",
        "{quote} は使えません",
    ]
    with pytest.raises(InputError):
        load_template("youten", tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param(
            'roles = ["to_be"]', 'roles = ["dream"]', "evidence.roles.1 が正しくありません（使えるのは", id="role"
        ),
        pytest.param("[2030, 2050]", "[30, 2050]", "下限1900", id="year"),
        pytest.param('search = ["将来像"]', 'look = "将来像"', "evidence.look は使えません", id="unknown key"),
        pytest.param('key = "to_be"', 'key = "姿"', "英数字", id="key"),
        pytest.param('missing = "', 'missing_ = "', "section.1.missing がありません", id="missing key"),
        pytest.param('content = "to_be"', "content = ", "TOML", id="no TOML"),
    ],
)
def test_a_mistake_says_where_and_what(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in GOOD
    put(tmp_path, GOOD.replace(old, new))
    assert words in "／".join(template_problems("youten", tmp_path))


def test_a_name_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "home").mkdir()
    with pytest.raises(UsageError):
        load_template("../outside", tmp_path / "home")


def test_tones() -> None:
    assert Tone.PLAIN.suits("「{quote}です」とされている。")
    assert not Tone.PLAIN.suits("「{quote}」とされています。")
    assert not Tone.POLITE.suits("「{quote}」が目標である。")
