import ast
import re
import string
from pathlib import Path

import pytest

from assistant.wording import LANGUAGES, load_wording

JA, EN = (load_wording(lang) for lang in LANGUAGES)
ROOT = Path(__file__).parents[2]
PACKAGES = [ROOT / name for name in ("assistant", "eval")]
TABLES = {key.partition(".")[0] for key in JA.sentences}
KEY = re.compile(rf"(?:{'|'.join(sorted(TABLES))})\.[A-Za-z0-9_]+")


def slots(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(JA.sentences) == list(EN.sentences)


@pytest.mark.parametrize("key", JA.sentences)
def test_both_languages_have_the_same_slots(key: str) -> None:
    assert slots(JA.sentences[key]) == slots(EN.sentences[key])


@pytest.mark.parametrize("key", JA.sentences)
def test_no_sentence_is_empty_or_padded(key: str) -> None:
    for wording in (JA, EN):
        assert wording.sentences[key]
        assert wording.sentences[key] == wording.sentences[key].strip() or key == "cli.default"


def test_japanese_sentences_are_japanese() -> None:
    same = [key for key, text in JA.sentences.items() if text == EN.sentences[key]]
    assert set(same) <= {"web.name", "web.none", "usage.other", "doctor.python"} | {
        f"web.example_{n}" for n in range(1, 7)
    }


def keys_in_code() -> set[str]:
    """Every string constant of the code that has the form of a key and is no package; one in "_" gets an ending."""
    files = [file for package in PACKAGES for file in package.rglob("*.py")]
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if KEY.fullmatch(text) and not (ROOT / text.replace(".", "/")).exists()}


def test_every_key_in_the_code_exists() -> None:
    used = keys_in_code()
    assert len(used) > 50
    beginnings = {key for key in used if key.endswith("_")}
    assert used - beginnings <= set(JA.sentences)
    assert all(any(key.startswith(beginning) for key in JA.sentences) for beginning in beginnings)


def test_every_option_is_described_by_a_key_that_is_used() -> None:
    described = {key for key in JA.sentences if key.startswith("option.")}
    assert described <= keys_in_code()


def test_every_command_has_a_help_text_in_each_language() -> None:
    from assistant.cli.main import _application

    for wording in (JA, EN):
        application = _application(wording)
        pages = {key for key in wording.sentences if key.startswith("help.")}
        names = {"help.junkan"}
        for name, command in application.commands.items():
            names.add(f"help.{name}")
            names |= {f"help.{name}_{sub}" for sub in getattr(command, "commands", {})}
        assert pages == names


def test_an_unknown_language_is_japanese_and_an_unknown_key_a_fault() -> None:
    assert load_wording("fr") == JA
    with pytest.raises(KeyError):
        JA.say("usage.nothing")
