from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.morphology import JapaneseAnalyzer, bigrams, compounds, morphemes


def test_lemmas_of_content_words_come_first_in_order() -> None:
    terms = JapaneseAnalyzer().terms("再生材の利用を進めた")
    assert terms[:4] == ["再生", "材", "利用", "進める"]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        pytest.param("ｻｰｷｭﾗｰｴｺﾉﾐｰ", "サーキュラーエコノミー", id="half-width kana"),
        pytest.param("再商品化", "プラスチックの再商品化義務", id="compound the dictionary splits"),
        pytest.param("2030年", "２０３０年度までに", id="full-width year"),
        pytest.param("引上げ", "引き上げる", id="okurigana"),
    ],
)
def test_question_and_document_share_terms(asked: str, written: str) -> None:
    analyzer = JapaneseAnalyzer()
    assert set(analyzer.terms(asked)) & set(analyzer.terms(written))


def test_foreign_origin_is_not_part_of_the_lemma() -> None:
    assert [m.lemma for m in morphemes("エコノミー")] == ["エコノミー"]


def test_bigrams_leave_out_pairs_of_hiragana() -> None:
    assert bigrams("循環のための会") == ["循環", "環の", "の会"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("循環経済への移行", ["循環経済"], id="two nouns"),
        pytest.param("再商品化の義務", ["再商品化"], id="prefix and suffix"),
        pytest.param("ｻｰｷｭﾗｰｴｺﾉﾐｰと動静脈連携", ["サーキュラーエコノミー", "動静脈連携"], id="half-width kana"),
        pytest.param("循環型社会形成推進基本計画", ["循環型社会形成推進基本計画"], id="the longest"),
        pytest.param("経済の循環", [], id="the words apart"),
    ],
)
def test_compounds_of_the_field_are_whole(text: str, found: list[str]) -> None:
    assert compounds(text) == found
    assert set(found) <= set(JapaneseAnalyzer().terms(text))


def test_the_version_is_the_same_for_the_same_rules() -> None:
    assert JapaneseAnalyzer().version == JapaneseAnalyzer().version
    assert JapaneseAnalyzer().version.startswith("2-")


def test_blank_text_has_no_terms() -> None:
    assert JapaneseAnalyzer().terms(" \n\t　") == []


def test_threads_share_one_tagger() -> None:
    texts = [f"再生材{i}の利用率を{i}％に引き上げる" for i in range(200)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(JapaneseAnalyzer().terms, texts))
    assert together == [JapaneseAnalyzer().terms(text) for text in texts]


@given(st.text())
def test_no_term_holds_white_space(text: str) -> None:
    assert all(term and not any(c.isspace() for c in term) for term in JapaneseAnalyzer().terms(text))


def test_a_line_of_half_a_million_characters_is_cut_not_fatal() -> None:
    # MeCab crashes on such a line; a sheet with 60,000 columns makes one.
    terms = JapaneseAnalyzer().terms("再生材の利用率" * 80_000)
    assert terms.count("再生材") > 70_000 or terms.count("材") > 70_000
