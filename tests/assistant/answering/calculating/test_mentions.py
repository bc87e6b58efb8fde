"""Which labels a question names, and where it could mean two."""

import pytest

from assistant.answering.calculating.mentions import find_mentions

LABELS = (
    "情報通信業",
    "輸送機械器具製造業",
    "化学工業",
    "大学",
    "電気機械器具製造業",
    "情報通信機械器具、電子部品製造業",
    "自治体",
    "金属製品製造業",
    "非鉄金属製造業",
    "サービス業",
    "複合サービス業",
    "企業",
    "01北海道",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("輸送機械の会社と情報通信の会社", ["輸送機械器具製造業", "情報通信業"], id="beginnings"),
        pytest.param("化学メーカーと電機メーカーの差", ["化学工業", "電気機械器具製造業"], id="endings, abbreviation"),
        pytest.param("大学院と自治体", ["自治体"], id="another word begins with the name"),
        pytest.param("中小企業と自治体", ["自治体"], id="another word ends with the name"),
        pytest.param("非鉄金属と金属製品", ["非鉄金属製造業", "金属製品製造業"], id="one within the other"),
        pytest.param("複合サービス業と大学", ["複合サービス業", "大学"], id="the longer one"),
        pytest.param("企業数と自治体数", ["企業", "自治体"], id="counted"),
        pytest.param("ﾀﾞｲｶﾞｸと自治体", ["自治体"], id="half-width kana are read as they are"),
        pytest.param("北海道の宿泊者", ["01北海道"], id="a number in front"),
        pytest.param("鉄鋼の値は", [], id="none"),
    ],
)
def test_mentions(question: str, expected: list[str]) -> None:
    assert [LABELS[m.index] for m in find_mentions(question, LABELS)] == expected


def test_two_rows_of_one_name_are_none() -> None:
    assert find_mentions("大学と自治体", ("大学", "自治体", "大学")) == ()


def test_all_parts_of_a_name_must_be_said() -> None:
    labels = ("大企業／製造業", "大企業／非製造業")
    assert [m.index for m in find_mentions("大企業の非製造業", labels)] == [1]
    assert find_mentions("大企業の景況", labels) == ()
