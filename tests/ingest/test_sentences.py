import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import split_sentences


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("回収する。再生する。", ["回収する。", "再生する。"], id="two"),
        pytest.param("回収する", ["回収する"], id="no end"),
        pytest.param(
            "「回収する。再生する。」と述べた。次に進む。",
            ["「回収する。再生する。」と述べた。", "次に進む。"],
            id="quoted",
        ),
        pytest.param("進めた（詳細は後述する。）。次。", ["進めた（詳細は後述する。）。", "次。"], id="in brackets"),
        pytest.param("なぜか？」次へ。", ["なぜか？」", "次へ。"], id="closer behind"),
        pytest.param("本当か？と問う声もある。", ["本当か？と問う声もある。"], id="question goes on"),
        pytest.param("始めよう！次は回収だ。", ["始めよう！", "次は回収だ。"], id="exclamation"),
        pytest.param("3.5倍になり、2-4に示す。", ["3.5倍になり、2-4に示す。"], id="decimal and number"),
        pytest.param("4-3. WG の実施", ["4-3. WG の実施"], id="numbering"),
        pytest.param("1. 目的", ["1. 目的"], id="item number"),
        pytest.param("See No. 3 of ABC Ltd. Tokyo.", ["See No. 3 of ABC Ltd. Tokyo."], id="abbreviations"),
        pytest.param("It ends here. The next begins.", ["It ends here.", "The next begins."], id="Latin"),
        pytest.param("説明する．次に示す．", ["説明する．", "次に示す．"], id="full-width stops"),
        pytest.param("説明する. 「例」を示す.", ["説明する.", "「例」を示す."], id="stops of TeX"),
        pytest.param("目的\n背景を示す。", ["目的", "背景を示す。"], id="line break"),
        pytest.param("「閉じない括弧。次の文。", ["「閉じない括弧。", "次の文。"], id="bracket never closed"),
        pytest.param(" \n ", [], id="blank"),
        pytest.param("", [], id="empty"),
    ],
)
def test_split_sentences(text: str, sentences: list[str]) -> None:
    assert _sentences(text) == sentences


@given(st.text(alphabet="回収するa1。！？.．「」（）() \n、-", max_size=80))
def test_sentences_hold_every_visible_character_once_and_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
