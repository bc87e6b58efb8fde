"""What the columns of figures and years add to the text of a target."""

from pathlib import Path

import pytest

from assistant.targets.review import _number, _year
from assistant.targets.sheets import read_sheet

HEAD = "会員名,目標内容,目標値,単位,基準年,目標年度\n"


@pytest.mark.parametrize(
    ("row", "context"),
    [
        pytest.param("A,再生材の使用率を30%にする,30,%,,令和12年度", "、令和12年度", id="era year, text has a figure"),
        pytest.param("A,再生材の使用率を30%にする,30,%,,2030", "、2030年度", id="bare year"),
        pytest.param("A,2030年度までに使用率を30%にする,30,%,,令和12年度", "", id="the text names the year"),
        pytest.param("A,廃棄物を50%減らす,50,%,2013,2030", "（2013年度比）、2030年度", id="base and target year"),
        pytest.param("A,再生材の使用率を高める,30,%,,2030", "：30%、2030年度", id="no figure in the text"),
        pytest.param("A,再生材の使用率を高める,未定,,,2030", "、2030年度", id="a value without a figure"),
        pytest.param("A,再生材の使用率を30%にする,30,%,,未定", "", id="a year without a figure"),
    ],
)
def test_columns_add_what_the_text_does_not_name(tmp_path: Path, row: str, context: str) -> None:
    path = tmp_path / "目標.csv"
    path.write_text(HEAD + row + "\n", encoding="utf-8")
    assert [target.context for target in read_sheet(path).targets] == [context]


@pytest.mark.parametrize("cell", ["nan", "inf", "1e999", "1_000", "三割"])
def test_a_figure_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="数字ではありません"):
        _number(cell, "値")


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        pytest.param("2030", 2030, id="number"),
        pytest.param("2030年度", 2030, id="fiscal year"),
        pytest.param("令和12年度", 2030, id="era"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_year_in_any_notation(cell: str, year: int | None) -> None:
    assert _year(cell, "目標年") == year


@pytest.mark.parametrize("cell", ["-5", "2030.7", "1e300", "inf", "nan", "いつか"])
def test_a_year_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="目標年"):
        _year(cell, "目標年")
