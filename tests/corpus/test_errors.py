import pickle
import re
from collections.abc import Iterator

import pytest

from corpus import errors
from corpus.errors import DocumentError, JunkanError, LibraryError, UsageError


def every_class(root: type[JunkanError] = JunkanError) -> Iterator[type[JunkanError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from every_class(child)


# Roots of branches take the facts of their subclasses; raised as they are, they say the root's sentence.
ABSTRACT = (JunkanError, DocumentError, LibraryError)
CONCRETE = [pytest.param(kind, id=kind.__name__) for kind in every_class() if kind not in ABSTRACT]
FACTS = re.compile(r"Facts?: ([a-z_, ]+)\.|No facts\.")


def documented_facts(kind: type[JunkanError]) -> dict[str, object]:
    """A value for each fact that the docstring names."""
    found = FACTS.search(kind.__doc__ or "")
    assert found, f"{kind.__name__} does not name its facts"
    names = found[1].split(",") if found[1] else []
    return {name.strip(): f"＜{name.strip()}＞" for name in names}


@pytest.mark.parametrize("kind", CONCRETE)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_sentence_holds_the_facts_on_one_line(kind: type[JunkanError], lang: str) -> None:
    facts = documented_facts(kind)
    sentence = kind(**facts).sentence(lang)
    used = getattr(kind, lang)
    assert all((str(value) in sentence) == (f"{{{name}}}" in used) for name, value in facts.items())
    assert "\n" not in sentence
    assert not re.search(r"[{}]", sentence)


@pytest.mark.parametrize("kind", CONCRETE)
def test_every_fact_but_the_tree_is_said_in_japanese(kind: type[JunkanError]) -> None:
    sentence = str(kind(**documented_facts(kind)))
    assert re.search(r"[ぁ-ん]", sentence)
    assert all(str(value) in sentence for value in documented_facts(kind).values())


@pytest.mark.parametrize("kind", CONCRETE)
def test_each_class_has_its_own_words(kind: type[JunkanError]) -> None:
    assert "ja" in vars(kind)
    assert "en" in vars(kind)


@pytest.mark.parametrize("kind", CONCRETE)
def test_an_error_survives_a_process_border(kind: type[JunkanError]) -> None:
    error = kind(**documented_facts(kind))
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert type(copy) is kind
    assert (copy.facts, copy.sentence("en")) == (error.facts, error.sentence("en"))


@pytest.mark.parametrize("kind", CONCRETE)
def test_wrong_usage_alone_exits_with_2(kind: type[JunkanError]) -> None:
    assert kind.exit_code == (2 if issubclass(kind, UsageError) else 1)


@pytest.mark.parametrize("kind", [kind.values[0] for kind in CONCRETE])
def test_the_tree_at_the_top_names_every_class(kind: type[JunkanError]) -> None:
    assert re.search(rf"── {kind.__name__}\b", errors.__doc__ or "")


def test_a_fact_with_line_breaks_stays_on_one_line() -> None:
    assert str(errors.PathNotFound(path="一\n二\r\n三")).count("\n") == 0


def test_braces_in_a_fact_are_text() -> None:
    assert "{0.__class__}" in str(errors.PathNotFound(path="{0.__class__}"))


def test_a_fact_neither_moves_the_cursor_nor_fills_the_screen() -> None:
    sentence = str(errors.PathNotFound(path="\x1b[2J" + "長" * 100_000))
    assert sentence.isprintable()
    assert len(sentence) < 400


def test_a_fact_with_a_name_in_each_language() -> None:
    error = errors.UnknownFilter(name="色", known=errors.Named("種類", "type"))
    assert "種類" in error.sentence()
    assert "type" in error.sentence("en")
