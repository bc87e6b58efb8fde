import csv
from pathlib import Path

import pytest

from corpus.errors import CorruptFile, EmptyFile, TooManyParts
from ingest.layout import build_blocks
from ingest.loaders import LoadLimits, load_file
from ingest.loaders.delimited import DelimitedLoader


def _texts(tmp_path: Path, text: str, name: str = "a.csv", encoding: str = "utf-8") -> list[str]:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return [block.text for block in build_blocks(load_file(path).pages)]


@pytest.mark.parametrize(
    ("name", "encoding", "text"),
    [
        pytest.param("a.csv", "cp932", '品目,台数\n冷蔵庫,"3,301"\n', id="Windows"),
        pytest.param("a.csv", "utf-8-sig", '品目,台数\r\n冷蔵庫,"3,301"\r\n', id="Excel"),
        pytest.param("a.tsv", "utf-16", "品目\t台数\n冷蔵庫\t3,301\n", id="Unicode text of Excel"),
        pytest.param("a.csv", "euc_jp", "品目;台数\n冷蔵庫;3,301\n", id="semicolons"),
        pytest.param("a.csv", "utf-8", "品目\t台数\n冷蔵庫\t3,301\n", id="tabs under another suffix"),
    ],
)
def test_dialects_and_encodings(tmp_path: Path, name: str, encoding: str, text: str) -> None:
    assert _texts(tmp_path, text, name, encoding) == ["品目／台数", "品目：冷蔵庫／台数：3,301"]


def test_titles_groups_and_line_breaks_in_cells(tmp_path: Path) -> None:
    text = '表1 回収の実績\n地域,品目,"台数\n（千台）"\n北部,冷蔵庫,30\n,洗濯機,20\n'
    assert _texts(tmp_path, text) == [
        "表1 回収の実績",
        "地域／品目／台数（千台）",
        "地域：北部／品目：冷蔵庫／台数（千台）：30",
        "地域：北部／品目：洗濯機／台数（千台）：20",
    ]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b",,,\n,,\n", EmptyFile, id="nothing but delimiters"),
        pytest.param(b'"' + b"a" * 200_000, CorruptFile, id="a quote that never ends"),
    ],
)
def test_what_is_refused(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(error):
        load_file(tmp_path / "a.csv")


def test_too_many_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n" * 10, encoding="utf-8")
    with pytest.raises(TooManyParts):
        DelimitedLoader().load(tmp_path / "a.csv", LoadLimits(max_cells=19))


def test_a_limit_that_others_have_raised_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'"' + b"a" * 200_000)
    before = csv.field_size_limit(10**7)
    try:
        with pytest.raises(CorruptFile):
            load_file(tmp_path / "a.csv")
    finally:
        csv.field_size_limit(before)
