"""What the answer to a kind of question must hold."""

import pytest

from assistant.answering.selection import required_shape
from assistant.question import parse_question
from assistant.values import Question
from ingest.normalization import normalize


@pytest.mark.parametrize(
    ("asked", "stated", "holds"),
    [
        pytest.param("回収拠点は何か所ありますか", "三十か所の拠点を置いた。", True, id="kanji before a counter"),
        pytest.param("回収拠点は何か所ありますか", "拠点は１２ヵ所である。", True, id="full-width digits"),
        pytest.param("回収拠点は何か所ありますか", "拠点を一層広げる。", False, id="kanji that count nothing"),
        pytest.param("会費は何円ですか", "会費は三十か所で払える。", False, id="another unit"),
    ],
)
def test_a_number_may_be_written_in_kanji(asked: str, stated: str, *, holds: bool) -> None:
    shape = required_shape(parse_question(Question(asked)))
    assert shape is not None
    assert (shape.search(normalize(stated)) is not None) is holds
