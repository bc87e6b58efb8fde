"""Suggestions on wording, one case a rule; quotes are left alone."""

import pytest

from assistant.draft.style import Passage, Rule, suggest


def found(*texts: str, aliases: tuple[tuple[str, ...], ...] = ()) -> list[tuple[Rule, str, str]]:
    passages = [Passage(str(number), text) for number, text in enumerate(texts, 1)]
    return [(s.rule, s.found, s.better) for s in suggest(passages, aliases)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("国および自治体が進める。", (Rule.KANJI, "および", "及び"), id="conjunction in kanji"),
        pytest.param("次の通りとする。", (Rule.KANA, "通り", "とおり"), id="formal noun in kana"),
        pytest.param("使用することが出来る。", (Rule.KANA, "出来", "でき"), id="auxiliary in kana"),
        pytest.param("今後の取り組みを示す。", (Rule.OKURIGANA, "取り組み", "取組"), id="compound noun"),
        pytest.param("手続きを定める。", (Rule.OKURIGANA, "手続き", "手続"), id="procedure"),
        pytest.param("調査を行なう。", (Rule.OKURIGANA, "行な", "行"), id="verb"),
        pytest.param("影響がないわけではない。", (Rule.NEGATIVE, "ないわけではない", "肯定の形"), id="double negative"),
        pytest.param("検討を行う。", (Rule.WORDY, "を行", "する"), id="wordy"),
        pytest.param("ﾘｻｲｸﾙを進める。", (Rule.WIDTH, "ﾘｻｲｸﾙ", "全角の片仮名"), id="half-width kana"),
        pytest.param("廃棄物(一般)を減らす。", (Rule.WIDTH, "(", "（"), id="half-width bracket"),
    ],
)
def test_one_rule_each(text: str, expected: tuple[Rule, str, str]) -> None:
    assert expected in found(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("「取り組みおよび手続き」とされている。[1]", id="quote"),
        pytest.param("地域で取り組み、成果を広げた。", id="verb"),
        pytest.param("国及び自治体の取組を進める。", id="as it should be"),
        pytest.param("JIS Z 8101(1999)による。", id="brackets behind letters"),
    ],
)
def test_nothing_to_say(text: str) -> None:
    assert found(text) == []


def test_long_sentences_count_their_own_words_only() -> None:
    assert found("「" + "あ" * 300 + "」とされている。") == []
    ((rule, shown, _),) = found("あ" * 121 + "。")
    assert (rule, shown) == (Rule.LONG, "あ" * 20 + "…（122字）")


def test_terms_widths_commas_and_tones_are_looked_at_as_a_whole() -> None:
    aliases = (("循環経済", "サーキュラーエコノミー", "CE"), ("アルミ", "アルミニウム"))
    texts = (
        "循環経済は２０３０年に向けた目標である。",
        "CEと循環経済の市場は、2030年に80兆円となる。",
        "アルミニウムは，アルミともいいます。",
    )
    rules = {(rule, words) for rule, words, _ in found(*texts, aliases=aliases)}
    assert (Rule.TERM, "CE") in rules
    assert not any(words.startswith("アルミ") for rule, words in rules if rule is Rule.TERM)
    assert {Rule.WIDTH, Rule.COMMA, Rule.TONE} <= {rule for rule, _ in rules}
