"""Both sides of a comparison are cited, each on its own."""

import pytest

from assistant.answering.comparing import find_both_sides
from tests.assistant.answering.statements import Book, answer, parse

RULES = (("略称", "主な内容"), ("ESPR", "製品の要件"), ("PPWR", "包装の制度"), ("ELV", "廃車の規則"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("ESPRとPPWRの違いは何ですか", ["ESPR", "PPWR"], id="difference"),
        pytest.param("ELVとESPRはどう違うのか", ["ELV", "ESPR"], id="how they differ"),
        pytest.param("ESPRとは何ですか", [], id="no comparison"),
        pytest.param("ESPRとCSRDの違いは", [], id="one side is missing"),
        pytest.param("ESPRとPPWRとELVの違いは", [], id="three sides"),
    ],
)
def test_sides(question: str, expected: list[str]) -> None:
    added = find_both_sides(parse(question), Book().rows(*RULES).candidates(question))
    assert [c.statement.cells[0] for c in (added.cited if added else ())] == expected


def test_each_side_is_a_quote_of_its_own() -> None:
    text, quotes = answer("ESPRとPPWRの違いは何ですか", Book("欧州の規則の違い").rows(*RULES))
    assert quotes == ["略称：ESPR／主な内容：製品の要件", "略称：PPWR／主な内容：包装の制度"]
    assert text == "\n".join(f"{quote}[{n}]" for n, quote in enumerate(quotes, 1))
