"""The wording of answers, from `prompts/answers.toml`."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def answer_template(table: str, key: str) -> str:
    """The template under [table] key, a format string with named slots."""
    return str(_templates()[table][key])


@cache
def _templates() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("prompts") / "answers.toml").read_text(encoding="utf-8"))
