"""Stretches of documents made fit to stand in a sentence: what a line is about, and what is quoted of it."""

import re

from ingest.morphology import morphemes
from ingest.normalization import compact

# A heading that says where something stands rather than what it is about.
_PLACE = re.compile(
    r"(?:について|まで|目的|概要|概況|背景|課題|取り?組み?|現状|現況|特徴|動き|動向|環境変化|方向性|考え方|位置付け|政策|施策|メカニズム|基準|要件|"
    r"まとめ|はじめに|おわりに|その他|ほか|イメージ|参考|事例|例|目標|絵姿|一覧|内容|ポイント)等?$"
)
_NUMBERED = re.compile(
    r"^(?:[（(]?[0-9０-９]{1,2}[）).．\-－]|[0-9０-９①-⑳]|第[0-9０-９一二三四五六七八九十]|[A-Za-zＡ-Ｚａ-ｚア-ン][)）.．])"
)
_NUMBER_IN_FRONT = re.compile(r"^\S{0,6}?[①-⑳Ⅰ-Ⅻⅰ-ⅻ][).．）]?\s*(?=\S)")
_NUMBER_BEHIND = re.compile(r"\s*[①-⑳Ⅰ-Ⅻⅰ-ⅻ]$")
_BROKEN = re.compile(r"[…～〜~。、？?！!＜＞<>※]")
_NOUNS = frozenset({"名詞", "接尾辞", "記号", "補助記号"})
_PAIRS = ("「」", "（）", "()", "『』", "【】")
_MIN_CHARS, _MAX_CHARS = 2, 26
_MIN_PIECE_CHARS = 8
_UNDER_YEAR = re.compile(
    r"^[^：]{1,60}（[^（）：]*年度?[^（）：]*）：(?=.)"
)  # what stands in front of a cell under a year
_CUT_END = re.compile(r"(?:において|で)は…$")


def subject_of(name: str | None) -> str:
    """What a row's label or a heading names as the thing spoken of, or "" where it is no name of a thing."""
    plain = _NUMBER_BEHIND.sub("", _NUMBER_IN_FRONT.sub("", (name or "").strip()))
    if not _MIN_CHARS <= len(plain) <= _MAX_CHARS or _PLACE.search(plain) or _NUMBERED.search(plain):
        return ""
    if _BROKEN.search(plain) or not is_balanced(plain):
        return ""
    found = [m for m in morphemes(plain) if m.pos != "空白"]
    return plain if found and found[-1].pos in _NOUNS else ""


def quotable(text: str) -> str:
    """Text without the full stop at its end, which stands badly in front of a closing bracket."""
    return text.strip().removesuffix("。")


def as_quotes(text: str, max_pieces: int = 2) -> str:
    """What stands between 「 and 」 for a text: of a cell that lists several things the first, each in brackets."""
    pieces = [quotable(piece) for piece in text.split("／")]
    whole = [piece for piece in pieces if len(piece) >= _MIN_PIECE_CHARS and is_balanced(piece)]
    return (
        "」「".join(whole[:max_pieces])
        if len(pieces) > 1 and whole
        else _without_cuts(without_stray_brackets(quotable(text)))
    )


def _without_cuts(text: str) -> str:
    """A clause without the … at its ends where it is whole without: 「…輸入に依存している我が国においては…」."""
    return _CUT_END.sub("", text).removeprefix("…")


def shortened(text: str, max_chars: int) -> str:
    """The beginning of a text, with … where it is cut; no bracket stays open."""
    plain = quotable(text)
    labelled = _UNDER_YEAR.match(plain)
    plain = plain[labelled.end() :] if labelled else plain
    if len(plain) <= max_chars and is_balanced(plain):
        return plain
    cut = plain[:max_chars]
    while not is_balanced(cut):
        cut = cut[: max(cut.rfind(pair[0]) for pair in _PAIRS if cut.count(pair[0]) != cut.count(pair[1]))]
    if 2 * len(cut) < max_chars and is_balanced(plain) and len(plain) <= 3 * max_chars:
        return plain
    return f"{cut}…" if cut else ""


def is_balanced(text: str) -> bool:
    """True where every bracket that opens also closes."""
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


def without_stray_brackets(text: str) -> str:
    """The text without brackets at its ends that have no partner; "" where others are left."""
    plain = text if is_balanced(text) else text.strip("「」【】『』 ")
    return plain if is_balanced(plain) else ""


def share_word(one: str, other: str) -> bool:
    """True where two texts have a noun or a verb that says something in common."""
    words, others = ({m.lemma for m in morphemes(text) if m.is_content and len(m.lemma) > 1} for text in (one, other))
    return bool(words & others)


def says_no_more(text: str, name: str) -> bool:
    """True where a text, white space and width aside, is a name or a part of it."""
    return compact(text) in compact(name)
