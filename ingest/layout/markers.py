"""What a line opens with: the numbering of a heading, the bullet of a list, the word of a caption or a note."""

import re
from dataclasses import dataclass

_UNIT = r"(?:[年月日円億兆万千百％%倍人件社者トン個回度歳台割点か所ヶカ～~kmgtKMGT]|ポイント|時間|分の)"
_BULLET = "●○・■□◆◇◎▪▫▶▷►➢➤➡⇒→✓✔☑☐⚫⚪★☆▼▽▲△◦‣⁃•∙･｡❖◼◾"
# Family, rank and pattern, the first that matches counts. A lower rank stands higher in the document; families of rank
# 0 have no fixed place.
_FAMILIES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (family, rank, re.compile(pattern))
    for family, rank, pattern in (
        ("markdown", 1, r"(#{1,6})\s+(?=\S)"),
        ("part", 10, r"第\s*[\d一二三四五六七八九十]+\s*[部編](?=[\s:.・])"),
        ("chapter", 11, r"第\s*[\d一二三四五六七八九十]+\s*章(?![のにをはで])"),
        ("section", 12, r"第\s*[\d一二三四五六七八九十]+\s*節(?![のにをはで])"),
        ("subsection", 13, r"第\s*[\d一二三四五六七八九十]+\s*[款項](?=\s)"),
        ("article", 14, r"第\s*[\d一二三四五六七八九十百]+\s*条(?:の[\d一二三四五六七八九十]+)*(?=\s)"),
        ("question", 41, r"(?:問|質問|Q)\s*\d+\s*[.．:：、]\s*"),
        ("roman", 15, r"(?:[Ⅰ-Ⅻ]+|[IVX]{1,4})\s*[.、)]?\s+(?=\S)|[Ⅰ-Ⅻ]+[.、]?(?=[^\s\d.])|[IVX]{1,4}\.\s*(?=\S)"),
        (
            "multi",
            21,
            rf"\d{{1,2}}(?:[-.–ー―]\d{{1,2}}){{1,4}}\.?(?:\s+|(?=[^\s\d.,\-/%:～~a-zA-Z]))(?!{_UNIT}|\(\d)",
        ),
        ("single", 21, rf"\d{{1,2}}[.．](?:\s+|(?=[^\s\d]))(?!{_UNIT})"),
        ("spaced", 21, rf"\d{{1,2}}[ \u3000]+(?=[^\s\d(（.,%:：|])(?!{_UNIT})"),
        ("paren", 30, r"[(（]\d{1,2}[)）]\s*(?=\S)|[⑴-⒇]\s*(?=\S)"),
        ("halfparen", 31, r"\d{1,2}[)）]\s*(?=\S)"),
        ("circle", 40, r"[①-⑳❶-❿⓪㉑-㉟]\s*(?=\S)"),
        ("kana", 45, r"[ア-ン][.)、]\s*(?=\S)|\([ア-ンｱ-ﾝa-zA-Z]\)\s*(?=\S)|[a-zA-Z][.)]\s+(?=\S)|[ア-ン]\s+(?=\S)"),
        ("bracket", 0, r"(?=【[^】]{1,40}】\s*$)"),
        ("angle", 0, r"(?=[<〈《≪][^<>]{1,40}[>〉》≫]\s*$)"),
        ("dash", 0, r"[-*+–—]\s+(?=\S)|[－‐][\s]*(?=[^\s\d-])"),
        ("symbol", 0, r"[\ue000-\uf8ff]\s*(?=\S)"),
        ("kanji", 46, r"[一二三四五六七八九十]{1,3}(?:\s+|[、.．])(?=\S)"),
        ("bullet:○", 0, r"〇\s*(?=[^\s\d〇一二三四五六七八九十年月日])"),
        *((f"bullet:{char}", 0, rf"{char}\s*(?=\S)") for char in _BULLET),
    )
)
# What may follow a marker inside a sentence, as in "(2)、(3)及び(4)における": then it opens nothing.
_RUNS_ON = re.compile(r"[、，,)）及並又のをはがとでもやか～~〜\-–]|に[おつよ関対]|から|まで|より|に(?=[ぁ-ん一-龥])")
_DECORATION = re.compile(
    rf"^(?:#{{1,6}}\s+|〇(?=[^\d〇一二三四五六七八九十年月日])\s*|[{_BULLET}\ue000-\uf8ff]\s*|[-*+–—]\s+|[－‐]\s*(?=[^\s\d]))+"
)

_CAPTION = re.compile(
    r"^[(【\[<]?(?:図表|図|表|写真|グラフ|別図|別表|Figure|Fig\.|Table)\s*[-–A-Z]?\d{0,2}(?:[-.–ー]\d{1,2})*"
)
_NOTE = re.compile(r"^(?:※|\*\d|[(\[]?(?:注|備考|注記|脚注)\s*\d*[)\]:.\s]|\(注\s*\d*\)|\*(?=[^\s*]))")
_SOURCE = re.compile(r"^[(（【\[]?\s*(?:出典|出所|資料|データ出所|引用|Source)\s*(?:元)?\s*[)）】\]]?\s*[:：)）】\s]")


@dataclass(frozen=True, slots=True)
class Marker:
    """What opens a line.

    Attributes:
        family: Its kind: lines of one list or one level of headings share it.
        rank: Its place among headings, lower is higher; 0 where it has none of its own.
        length: How many characters of the line it takes.
    """

    family: str
    rank: float
    length: int


def find_marker(folded: str) -> Marker | None:
    """The marker that opens the (folded) line, or None."""
    for family, rank, pattern in _FAMILIES:
        match = pattern.match(folded)
        if match is None:
            continue
        if family == "markdown":
            depth = len(match[1])
            return Marker(f"markdown{depth}", depth, match.end())
        if family == "multi":
            rank += match.group().count("-") + len(re.findall(r"[.．–－ー―‐](?=\d)", match.group()))
            return Marker(f"multi{rank:g}", rank, match.end())
        if rank and family != "kanji" and _RUNS_ON.match(folded, match.end()) and match.end() > 0:
            return None
        return Marker(family, rank, match.end())
    return None


def is_caption(folded: str) -> bool:
    """True for the caption of a figure or a table, false for a sentence that begins with one's number."""
    match = _CAPTION.match(folded)
    if match is None or not match.group() or len(folded) > 100:
        return False
    rest = folded[match.end() :]
    numbered = any(char.isdigit() for char in match.group())
    if numbered:
        return not re.match(r"\s*(?:[、,及並又〜～~]|[にではをがのと]|参照)", rest) and "。" not in rest
    return bool(re.match(r"\s*[:：)）】>＞]", rest))


def is_note(folded: str) -> bool:
    """True for a remark (※, 注) and for the source of a figure (出典, 資料)."""
    return bool(_NOTE.match(folded) or _SOURCE.match(folded))


def without_decoration(text: str) -> str:
    """The text without bullets and Markdown marks at its front; numbering stays, it is part of what is cited."""
    return _DECORATION.sub("", text, count=1)
