from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.exchange import answer_to_json
from assistant.rendering import answer_as_text
from assistant.repeats import merge_repeats, same_words
from assistant.retrieval import search
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.values import Question
from assistant.web.conversation import Conversation
from assistant.web.evidence import render_evidence
from assistant.wording import load_wording
from corpus.values import Evidence
from tests.assistant.passages import Passages

LONG = "使用済みの容器を回収する拠点を各市町村に設け、集めた樹脂を選別して再び容器の原料とする取組を段階的に広げる。"
OTHER = (
    "あわせて、集まった量と再生した量の集計を年に一度、自治体ごとに行い、学識者の会議で達成の見込みを点検して公表する。"
)
ROWS = "| 品目 | 2022年の回収率 | 2030年の目標 |\n|---|---|---|\n| {name} | 41% | {target} |\n| 陶磁器片 | 8% | 20% |\n"
SAID = "漁網の回収拠点は全国の主要な漁港に三十か所を設け、集めた網は洗浄したうえで再生繊維の原料とする。"
FILES = {
    "report.md": "# 漁具の循環に関する調査報告\n\n## 回収の見通し\n\n"
    f"{ROWS.format(name='廃漁網', target='60%')}\n{SAID}\n",
    "news.html": "<html><head><title>報道発表資料</title></head><body><h1>報道発表資料</h1>"
    f"<p>本日、報告を公表しました。</p><p>{SAID.translate(str.maketrans('、。', '，．'))}</p>"
    "<table><tr><th>品目</th><th>２０２２年の回収率</th><th>２０３０年の目標</th></tr>"
    "<tr><td>廃漁網</td><td>４１％</td><td>６０％</td></tr></table></body></html>",
    "earlier.md": f"# 漁具に関する前年の調査\n\n## 回収の見通し\n\n{ROWS.format(name='廃漁網', target='55%')}\n",
    "other.md": "# 水質の検査手順\n\n検査は毎月第一月曜日に行い、結果は翌週に掲示する。\n",
}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("再生材の利用率は30%とする。", "再生材の利用率は３０％とする．", id="widths-and-punctuation"),
        pytest.param("回収 拠点 を 設ける", "回収拠点を設ける。", id="white-space"),
        pytest.param("（２）回収拠点を設ける", "②回収拠点を設ける", id="numbering"),
        pytest.param("・回収拠点を設ける", "回収拠点を設ける", id="bullet"),
        pytest.param("1,200トンを集める", "1200トンを集める", id="thousands"),
        pytest.param(LONG + OTHER, (LONG + OTHER).replace("集まった", "集った"), id="kana"),
    ],
)
def test_says_the_same(a: str, b: str) -> None:
    assert same_words(a, b)
    assert same_words(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(f"2030年までに、{LONG}", f"2035年までに、{LONG}", id="year"),
        pytest.param(f"{LONG}回収率は3.5%である。", f"{LONG}回収率は35%である。", id="decimal-point"),
        pytest.param(f"{LONG}前年比は5%である。", f"{LONG}前年比は-5%である。", id="sign"),
        pytest.param(f"{LONG}三割を使う。", f"{LONG}四割を使う。", id="kanji-figure"),
        pytest.param(f"{LONG}国は支援する。", f"{LONG}国は支援しない。", id="negation"),
        pytest.param(f"{LONG}費用を助成する。", f"{LONG}費用を助成した。", id="plan-and-fact"),
        pytest.param(LONG, LONG.replace("樹脂", "金属"), id="another-thing"),
        pytest.param("△3%の変化", "3%の変化", id="a-sign-is-no-bullet"),
        pytest.param("1兆円を投じる", "兆円を投じる", id="a-figure-is-no-numbering"),
    ],
)
def test_says_something_else(a: str, b: str) -> None:
    assert not same_words(a, b)
    assert not same_words(b, a)


@given(st.text(max_size=60), st.integers(0, 9), st.integers(0, 9))
def test_another_digit_is_never_the_same(text: str, digit: int, other: int) -> None:
    assert same_words(f"値{digit}と{text}", f"値{other}と{text}") == (digit == other)


def one(text: str, *, ident: str, title: str = "", superseded: bool = False) -> Evidence:
    made = Passages(title or ident, ident=ident)
    found = made.add((), made.sentence(text)).evidence[0]
    return replace(found, document=replace(found.document, superseded_by="f" * 12 if superseded else None))


class TestMerging:
    def test_the_earlier_in_the_ranking_comes_first(self) -> None:
        first, second = one(LONG, ident="a" * 12), one(LONG, ident="b" * 12)
        (merged,) = merge_repeats([first, second], 10)
        assert merged.document.id == first.document.id
        assert [twin.document_id for twin in merged.also_in] == [second.document.id]

    def test_the_current_version_comes_before_the_superseded_one(self) -> None:
        old, new = one(LONG, ident="a" * 12, superseded=True), one(LONG, ident="b" * 12)
        (merged,) = merge_repeats([old, new], 10)
        assert (merged.document.id, merged.score) == (new.document.id, old.score)
        assert [(twin.document_id, twin.superseded) for twin in merged.also_in] == [(old.document.id, True)]

    def test_versions_that_differ_by_a_year_stay_two(self) -> None:
        pair = [one(f"{year}年までに、{LONG}", ident=letter * 12) for year, letter in ((2030, "a"), (2035, "b"))]
        assert [e.document.id for e in merge_repeats(pair, 10)] == [e.document.id for e in pair]

    def test_one_document_keeps_its_own_pages(self) -> None:
        made = Passages()
        made.add((), made.sentence(LONG)).add((), made.sentence(LONG))
        assert len(merge_repeats(made.evidence, 10)) == 2

    def test_a_short_item_is_the_same_only_under_the_same_heading(self) -> None:
        pair = []
        for letter, heading in (("a", "アルミ"), ("b", "鉄鋼")):
            made = Passages(ident=letter * 12)
            pair.append(made.add([heading], made.item("利用率を30%とする")).evidence[0])
        assert len(merge_repeats(pair, 10)) == 2

    def test_a_repetition_leaves_room_for_the_next(self) -> None:
        texts = (LONG, LONG, "別のことを述べる文である。", "さらに別の事柄に関する文。")
        found = [one(text, ident=letter * 12) for text, letter in zip(texts, "abcd", strict=True)]
        assert [e.document.id[0] for e in merge_repeats(iter(found), 2)] == ["a", "c"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("漁具")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.open(Settings(home=folder / "home"), create=True) as opened:
        assert sum(1 for _ in opened.ingest([folder / name for name in FILES])) > len(FILES)
        yield opened


class TestRealFiles:
    def test_a_sentence_in_two_documents_is_cited_once_with_both(self, library: Assistant) -> None:
        answer = library.ask(Question("漁網の回収拠点はどこに設けますか"))
        quoting = [c for c in answer.citations if "三十か所" in c.quote]
        assert [{c.source, *(twin.source for twin in c.also_in)} for c in quoting] == [{"report.md", "news.html"}]
        written = answer_to_json(answer)["citations"][quoting[0].n - 1]["also_in"]
        assert [twin["source"] for twin in written] == [twin.source for twin in quoting[0].also_in]
        line = f"同じ記載：{quoting[0].also_in[0].title}"
        assert line in answer_as_text(answer, load_wording("ja"))
        assert line in render_evidence(Conversation().asked("漁網").settled(answer=answer), load_wording("ja"))

    def test_a_row_in_two_documents_has_both_and_not_the_one_with_another_target(self, library: Assistant) -> None:
        answer = library.ask(Question("廃漁網の2030年の回収率の目標は何%ですか"))
        (cited,) = (c for c in answer.citations if "60" in c.quote or "６０" in c.quote)
        assert {cited.source, *(twin.source for twin in cited.also_in)} == {"report.md", "news.html"}

    def test_what_stands_in_one_document_has_no_other(self, library: Assistant) -> None:
        found = search(library.library, "検査は毎月いつ行いますか")
        (own,) = (e for e in found if e.document.source == "other.md")
        assert (own.also_in, own.twins) == ((), ())
        assert (
            "also_in" not in answer_to_json(library.ask(Question("水質の検査はどのように行いますか")))["citations"][0]
        )
