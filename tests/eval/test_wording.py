import string
import tomllib
from pathlib import Path

import pytest

from eval.measures import MEASURES
from eval.scoring import Problem
from eval.wording import label, load_words

HERE = Path(__file__).parents[2] / "eval" / "wording"


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    japanese, english = (
        {key: text for key, text in load_words(lang).sentences.items() if not key.startswith("measure.")}
        for lang in ("ja", "en")
    )
    assert list(japanese) == list(english)
    assert {key: slots(text) for key, text in japanese.items()} == {key: slots(text) for key, text in english.items()}


def test_every_measure_has_a_japanese_name() -> None:
    names = tomllib.loads((HERE / "ja.toml").read_text(encoding="utf-8"))["measure"]
    assert {name for name, _, _ in MEASURES} | {key for _, key, _ in MEASURES} <= set(names)


@pytest.mark.parametrize("problem", list(Problem))
def test_every_problem_has_a_name(problem: Problem) -> None:
    assert label(load_words("ja"), "problem", problem) != problem
    assert label(load_words("en"), "measure", "wrong_fact") == "wrong fact"
