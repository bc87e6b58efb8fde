import pytest

from assistant.targets.scope import scope_of
from corpus.targets import load_statements
from ingest.numbers import fold


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("国内全事業所の産業廃棄物の再資源化率99%", "国内全事業所"),
        ("GHG（Scope1+2）を2030年に半減", "Scope1+2"),
        ("会員20社で回収量800t", "会員20社"),
        ("海外を含むグループ全体の埋立ゼロ", "海外、グループ全体"),
        ("国内１４拠点のごみを2割減", "国内14拠点"),
        ("Zero waste at all domestic sites", "all domestic sites"),
        ("埋立ゼロ", ""),
    ],
)
def test_the_part_a_target_speaks_of_is_named(text: str, scope: str) -> None:
    assert scope_of(text) == scope


# Statements of ours, read by hand: those that name a part, and some that only seem to.
_BY_HAND = {
    "c0060": "自社事務所", "c0084": "自社、Scope1・2", "c0138": "", "c0141": "国内工場", "c0216": "",
    "c0282": "国内連結", "c0309": "", "c0339": "", "c0365": "全工場", "c0422": "国内外の生産拠点", "c0440": "",
    "c0500": "国内連結", "c0512": "全店", "c0763": "国内連結", "c0808": "全作業所", "c0823": "全現場", "c0909": "",
    "c0912": "", "c0957": "業界全体", "c0960": "会員企業", "c0971": "会員店舗", "c0992": "会員工場", "c1015": "",
    "c1033": "自社", "c1087": "", "c1117": "国内製造拠点", "c1259": "", "c1341": "国内工場", "c1469": "Scope1+2",
    "c1505": "本社", "c1552": "", "c1575": "全12工場", "c1583": "", "c1585": "全拠点", "c1605": "", "c1607": "",
    "c1609": "", "c1611": "", "c1642": "", "c1716": "", "c1772": "Scope 1-3", "c1943": "", "c1952": "全拠点",
    "c1970": "全45店", "c2005": "", "c2181": "全店", "c2271": "スコープ1・2", "c2309": "Scope 1+2", "c2526": "",
    "c2535": "Scope3", "c2628": "",
}  # fmt: skip


def test_most_statements_of_ours_are_read_as_by_hand() -> None:
    texts = {statement.id: statement.text for statement in load_statements()}
    read = {ident: scope_of(texts[ident]) for ident in _BY_HAND}
    wrong = {ident: found for ident, found in read.items() if found.casefold() != fold(_BY_HAND[ident]).text.casefold()}
    assert len(wrong) <= 0.05 * len(_BY_HAND), wrong
