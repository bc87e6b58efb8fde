"""No passage is without bounds, whatever a file holds in one row."""

from pathlib import Path

import pytest

from ingest.files import SourceFile
from ingest.preparing import ReadOptions, prepare


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.csv", "品目,値\n缶,1\nびん," + "再生材を使う。" * 18_000, id="a long cell"),
        pytest.param("a.csv", ",".join(f"列{k}" for k in range(9_000)) + "\n" + "1," * 9_000, id="a wide row"),
        pytest.param("a.txt", "品目\t値\n" + "缶\t" + "1\t" * 60_000, id="a wide row of plain text"),
        pytest.param("a.html", "<table><tr><td>缶</td><td>" + "回収率" * 60_000 + "</td></tr></table>", id="a field"),
    ],
)
def test_passages_are_bounded(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    prepared = prepare(SourceFile(path, name, str(path)), ReadOptions())
    assert max(len(chunk.text) for chunk in prepared.chunks) <= 3_200
    page = prepared.pages[0].text
    held = "".join(page[s.span.start : s.span.end] for chunk in prepared.chunks for s in chunk.statements)
    assert len("".join(held.split())) == len("".join(page.split()))
