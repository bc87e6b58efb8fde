"""Whether a statement can be read without its page, and how much of it a quote shows."""

import re

from assistant.findings import Finding
from assistant.roles import bare, clean_cell
from corpus.values import BlockKind
from ingest.morphology import morphemes

# What stands in front of a sentence only to tie it to the one before: a quote begins behind it.
_CONNECTIVE = re.compile(
    r"^(?:また|さらに|更に|しかし|しかしながら|一方で?|他方で?|特に|とりわけ|加えて|なお|例えば|たとえば|具体的には|"
    r"あわせて|併せて|したがって|従って|よって|そして|このほか|そのほか|このため|そのため|そこで|このように|"
    r"このような中|こうした中|その際|その上で|そのうえで|同時に|まず|次に|第[一二三]に|ただし|但し|すなわち|つまり|実際に|他に)、\s*"
)
_LABEL = re.compile(
    r"^【?(?:関連する|主な|今後の)?(?:目標|現状|課題|問題|取組|施策|あるべき姿|何が問題か|目的|背景)[:：】]\s*"
)
_ROMAN = re.compile(r"^[(（]?(?:[ivxIVX]{1,4}[.)）．]|[ⅰ-ⅻⅠ-Ⅻ][.)）．]?)\s*")
# What points at a sentence that a reader of the draft does not see.
_POINTS_BACK = re.compile(
    r"^(?:これ|この(?!たび)|こう|それ|その|そう|同(?!時|様|様の)|上記|前述|当該|後述|以下|下記|次の|右の|左の|各々|両者)"
)
_POINTS_WITHIN = re.compile(r"こうした|このような|これら|本年[^度]|昨年[^度]|前述|上記")
# A noun that never begins a sentence: what it belongs to stands on the page before.
_BOUND = re.compile(r"^(?:間|後|等|者|化|的|性|率|量|型|別|分|個|内|類|費|料|群|側)(?:[をがはにのでと、]|して)")
_SPACED = re.compile(r"(?:[ぁ-んァ-ヶ一-龥] ){4}")  # letters set apart on the page: no reader joins them safely
_REFERS = re.compile(
    r"[（(](?:※|注)\d*[）)]|参照[。）)]?$|(?:以下|次|別紙)のとおり|[次前]頁|[次前]ページ|下表|上表|下図|上図"
)
_OF_ITSELF = re.compile(
    r"^(?:本編の?|本書の?)?第[0-9０-９一二三四五六七八九十]+[章節]|^本(?:報告書|編|書|章|節|項|稿)(?:は|で|の)|"
    r"(?:詳述|後述|再掲)(?:する|している)?。?$"
)
# What is said to the reader: greetings, thanks, requests, questions, the items of an agenda, who wrote or sells it.
_TO_THE_READER = re.compile(
    r"お願い(?:を?(?:申し上げ|いた|致|し)|。?$)|ありがとう|感謝(?:を?申し|いたし|致し|します)|お礼を?申し|挨拶|お待ち(?:して|申し)|"
    r"(?:ください|下さい|くださいませ)。?$|(?:る|た|い|う|の|す|せん|しょう)か[。？?]?$|[？?]$|"
    r"^(?:第[0-9０-９一二三四五六七八九十]+回|(?:[0-9０-９]+[.．、]\s*)?(?:開会|閉会|休憩|議題|議事|質疑|報告事項|審議事項))|"
    r"^(?:著者?|執筆|文責|編集|発行|監修|作成|出典|資料|お?問い?合わ?せ先?)[:：]|©|copyright",
    re.IGNORECASE,
)
# What a polite sentence adds to what it says: 「…を進めて参りますので、ご支援のほど、よろしくお願い申し上げます」.
_POLITE_TAIL = re.compile(
    r"(?:と(?:存じ|考え|思い)(?:ており)?ます|(?:ており|いたし|致し|参り|まいり)?ます)(?:ので|が|から)、"
    r"[^。]{0,20}?(?:ご|御)(?:支援|協力|理解|指導|鞭撻|参加|活用|覧|確認|意見|検討)[^。]*(?:お願い|賜|いただ|頂|ください)[^。]*。?$"
)
# A sentence that names a time in the place of what it speaks of: 「2020年以降は、落ち込んでいる」.
_WITHOUT_THEME = re.compile(
    r"^(?:[12][0-9]{3}|(?:令和|平成)?[0-9元]{1,2})年[^、はが]{0,6}(?:は|には|も)?、[^はがも]*。?$"
)
_TWICE = re.compile(r"(.{14}).*\1")  # a heading that the page's layout ran into its text
_FORM = re.compile(r"XX|ＸＸ|[○〇△]{2}")  # an example with blanks to fill in
_UNREADABLE_ALONE = (_FORM, _WITHOUT_THEME, _TWICE, _REFERS, _SPACED, _OF_ITSELF, _TO_THE_READER)
_PREDICATE = frozenset({"動詞", "形容詞", "助動詞", "形状詞"})
_NOUNS = frozenset({"名詞", "接尾辞", "代名詞"})
_PARTICLE = re.compile(r"[をがにはでと]|から|まで|による|の")
_WITHIN = re.compile(r"^(?:から|まで|より(?!よ)|を|は[、一-鿿])")  # 「①から⑤までの」 without its number
_CASE = re.compile(r"[をがに]|により|による|ための")  # ties a noun to what is done with it
_GLUED_FIGURE = re.compile(r"[一-鿿ァ-ヺー][0-9０-９][0-9０-９,，.．]*\s*[一-鿿%％ァ-ヺa-zA-Z]{1,6}$")
# What a title of a figure or a table ends in.
_CAPTION = re.compile(r"(?:推移|一覧|イメージ|概要|内訳|全体像|体系|構造|比較|事例|例|図|表|フロー|スケジュール)$")
_BRACKETS = (("（", "）"), ("(", ")"), ("「", "」"), ("『", "』"), ("【", "】"), ("〔", "〕"))
_MIN_CHARS, _MAX_CHARS = 12, 240
_MAX_FIGURES = 0.35  # share of digits and letters above which it is a line of a table rather than a sentence


def opening_cut(text: str) -> str:
    """A statement as a quote shows it: without a bullet and without a word that ties it to what stood before.

    Of a sentence that ends in a polite request only what it says is left, with … where it is cut.
    """
    plain = _LABEL.sub("", _ROMAN.sub("", bare(text)))
    tail = _POLITE_TAIL.search(plain)
    if tail and tail.start() > _MIN_CHARS:
        plain = f"{plain[: tail.start()]}…"
    return _CONNECTIVE.sub("", plain) if len(plain) > _MIN_CHARS else plain


def stands_alone(finding: Finding) -> bool:
    """Whether a reader understands the statement without its page: a row by its column names, a sentence by itself."""
    statement = finding.statement
    if statement.kind is BlockKind.ROW:
        filled = [cell for cell in statement.cells if clean_cell(cell)]
        return len(filled) > 1 and any(re.search(r"[ぁ-ん一-鿿ァ-ヺ]{4}", cell) for cell in filled)
    if statement.kind in {BlockKind.HEADING, BlockKind.CAPTION, BlockKind.NOTE} or _is_torn(finding):
        return False
    text = opening_cut(statement.text)
    if not _MIN_CHARS <= len(text) <= _MAX_CHARS or any(text.count(a) != text.count(b) for a, b in _BRACKETS):
        return False
    if statement.kind is BlockKind.FIELD:
        return True
    n_figures = sum(c.isascii() and c.isalnum() for c in text)
    if n_figures > _MAX_FIGURES * len(text) or any(pattern.search(text) for pattern in _UNREADABLE_ALONE):
        return False
    in_list = statement.kind is BlockKind.ITEM or text != bare(statement.text)
    return _is_sentence(text) and (in_list or text.endswith(("。", "…")) or bool(_CASE.search(text)))


def _is_torn(finding: Finding) -> bool:
    """Whether it is the rest of a sentence that the page before breaks off: its head is no whole sentence."""
    statement = finding.statement
    plain = statement.kind is BlockKind.PARAGRAPH and statement.head
    if statement.kind is BlockKind.PARAGRAPH and _BOUND.match(opening_cut(statement.text)):
        return True
    return bool(plain) and not statement.head[-1].rstrip().endswith(("。", "：", ":", "）", ")", "】", "＞"))


def _is_sentence(text: str) -> bool:
    """Whether it ends in a predicate, or in a noun that sums up what particles tie to it."""
    found = [m for m in morphemes(text.rstrip("。．.…！!？? 」』）)")) if m.pos != "空白"]
    if not found or found[0].pos in {"助詞", "助動詞", "接尾辞"} or _WITHIN.match(text):
        return False
    last = found[-1]
    if last.pos in _PREDICATE:
        return len(found) > 4
    if last.pos == "助詞" or text.endswith("。"):
        return text.endswith("。")
    if _CAPTION.search(text):
        return False
    noun = last.pos in _NOUNS and len(found) > 5
    return noun and bool(_PARTICLE.search(text)) and not _GLUED_FIGURE.search(text)


def points_back(text: str) -> bool:
    """Whether a text begins by pointing at the sentence in front of it: その, これ, 上記."""
    return bool(_POINTS_BACK.match(text))


def points_within(text: str) -> bool:
    """Whether a text points inside itself at what a reader of the draft does not see: こうした, 本年."""
    return bool(_POINTS_WITHIN.search(text))


def points_elsewhere(text: str) -> bool:
    """Whether a text points at what a reader of the draft does not see: これ, こうした, 上記."""
    return points_back(text) or points_within(text)
