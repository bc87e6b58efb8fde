"""Exercises for the cross-encoder: whole, and told apart rightly."""

import html
import json
import re
import shutil
from pathlib import Path

import pytest

from ingest.normalization import normalize
from scripts.reading_groups import EXERCISES, answers, read_exercises

_ROW = "缶 | 2023年度 | 12.5万トン"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("品目：缶／年度：2023年度／回収量：12.5万トン", True, id="a row with its column names"),
        pytest.param("缶 2023年度 12.5万トン", True, id="a flattened row"),
        pytest.param("缶 2022年度 12.5万トン", False, id="the row beside it"),
        pytest.param("回収した缶は、すべて国内で缶に戻す。", True, id="the other quote"),
        pytest.param("回収した缶は、すべて国内で", True, id="most of it"),
        pytest.param("回収した缶は", None, id="a piece of it"),
        pytest.param("瓶は色ごとに分ける。", False, id="something else"),
        pytest.param("工場は年に30万本の缶を集めていた。", False, id="the same sentence with another figure"),
        pytest.param("この工場では、年に40万本の缶を集めている。", True, id="the same sentence in other words"),
        pytest.param("、", False, id="nothing"),
    ],
)
def test_what_answers(text: str, expected: bool | None) -> None:
    quotes = [_ROW, "回収した缶は、すべて国内で缶に戻す。", "工場では、年に40万本の缶を集めている。"]
    assert answers(text, quotes) is expected


def test_every_statement_that_answers_stands_in_its_document() -> None:
    documents = {path.name: path.read_text("utf-8") for path in EXERCISES.glob("*.html")}
    texts = {name: _folded(re.sub("<[^>]+>", " ", body)) for name, body in documents.items()}
    lines = (EXERCISES / "questions.jsonl").read_text("utf-8").splitlines()
    references = [json.loads(line) for line in lines]
    assert len({reference["id"] for reference in references}) == len(references)
    for reference in references:
        assert bool(reference["gold"]) == (reference["group"] == "answerable"), reference["id"]
        name = reference["id"].partition("-")[0] + ".html"
        for quote in (*(gold["quote"] for gold in reference["gold"]), *reference["elsewhere"]):
            assert _folded(quote.replace("|", " ")) in texts[name], (reference["id"], quote)


def test_an_exercise_lists_what_was_found_likeliest_first(tmp_path: Path) -> None:
    shutil.copy(EXERCISES / "a1.html", tmp_path)
    lines = (EXERCISES / "questions.jsonl").read_text("utf-8").splitlines()
    own = [line for line in lines if json.loads(line)["id"].startswith("a1-")]
    (tmp_path / "questions.jsonl").write_text("\n".join(own), "utf-8")
    exercises = list(read_exercises("html", folder=tmp_path))
    assert len(exercises) == len(own)
    answerable = [exercise for exercise in exercises if exercise.answerable]
    assert sum(any(read.right for read in e.found) for e in answerable) > len(answerable) / 2
    assert not any(read.right for e in exercises if not e.answerable for read in e.found)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", normalize(html.unescape(text)))
