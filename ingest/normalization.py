"""Text folded for search and for engines; what is shown and quoted stays as the document wrote it."""

import re
import unicodedata

# CJK radicals that stand in PDFs for the character they look like and that NFKC leaves alone.
# Source: Unicode Character Database, EquivalentUnifiedIdeograph.txt, U+2E80..U+2EFF (the forms seen in Japanese PDFs).
RADICALS = str.maketrans(
    "⺀⺃⺅⺉⺌⺍⺎⺐⺒⺓⺖⺘⺙⺛⺝⺟⺠⺡⺢⺣⺤⺥⺨⺩⺫⺬⺭⺮⺯⺱⺲⺵⺷⺸⺹⺺⺻⺼⺽⺾⺿⻁⻂⻃⻄⻇⻈⻉⻋⻌⻍⻎⻐⻑⻒⻓⻔⻗⻘⻙⻝⻞⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "冫乚亻刂小小兀尣巳幺忄扌攵旡月母民氵氺灬爫爫犭王罒示礻竹糹罓罒羋羊芈耂肀聿月臼艹艹虎衤覀西见讠贝车辶辶辶钅長镸长门雨青韦食食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def strip_unsafe(text: str) -> str:
    """Text without control and invisible formatting characters; a lone surrogate becomes U+FFFD."""
    return _CONTROL.sub("", _SURROGATE.sub("�", text))


def normalize(text: str) -> str:
    """Text folded for search: NFKC, radicals as ideographs, no control characters, lower case.

    Applying it twice gives the same as applying it once. Length may change; offsets do not carry over.
    """
    folded = unicodedata.normalize("NFKC", strip_unsafe(text)).translate(RADICALS)
    return unicodedata.normalize("NFKC", folded.lower())


def compact(text: str) -> str:
    """Text normalised, without any white space: for cues and comparisons that a broken line must not hide."""
    return "".join(normalize(text).split())
