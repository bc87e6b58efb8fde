"""Which part of a member a target speaks of: 国内全事業所, グループ, 海外拠点, 単体."""

import re
from typing import Final

from assistant.targets.reading import read_text

_PLACE: Final = (
    r"(?:拠点|事業所|工場|店舗?|営業所|施設|現場|作業所|事務所|オフィス|支店|製造所|サイト|全域|キャンパス|校)"
)
_WHO: Final = r"(?:国内外|国内|海外|グローバル|グループ(?:全体)?|全社|自社|単体|連結|本社|市内|県内|町内|域内)"
_KIND: Final = r"(?:の?(?:全|グループ|主要|生産|製造|直営)*[0-9,]*)"
_SCOPE = re.compile(
    rf"{_WHO}{_KIND}{_PLACE}|{_WHO}[0-9]+(?:社|か所)"
    r"|国内外?(?:グループ|連結|単体)+|(?:連結|単体|グループ連結|グループ全体|グループ)(?=ベース|で|の(?!中)|全|[、。)]|\s|$|[A-Z])"
    r"|(?:国内外|国内|海外|全社|本社|市内|県内|町内|域内)(?=の(?!企業|市場|事業者|データ)|で(?!す|あ)|を含|における|から|全|ビル|[、。)]|$)"
    r"|自社(?=の(?:排出|廃棄|事業|CO2|GHG|操業)|CO2|GHG|排出|廃棄|から|内)"
    rf"|(?:全|主要|直営)[0-9,]*(?:生産|製造)?{_PLACE}(?!舗?数)|(?:会員|加盟)(?:[0-9]+社|合計|全体|企業|店舗?|工場)+(?!数)|業界全体"
    r"|(?:スコープ|scope)\s?[123](?:\s?[+・,、&-]\s?[123])*|\ball (?:domestic )?(?:sites|plants|stores)\b",
    re.IGNORECASE,
)
# A sentence that tells of the member, and says nothing of a goal.
_TOLD = re.compile(
    r"(?:ました|でした|ています|ております|ており[^。]{0,60}|てきました|てまいりました|です|であります)\s*$"
)
_PURPOSE = re.compile(r"目標|目指|めざ|とします|まで|達成|実現|削減し|引き?上げ|宣言")
_MAX_SCOPES: Final = 3


def scope_of(text: str) -> str:
    """The words that limit a target to a part, joined by 、; empty where it names none.

    Sentences that tell of the member (「全社で取り組んでまいりました」) limit nothing.
    """
    reading = read_text(text[:2000])
    stretches = [reading.text[start:end] for start, end in reading.sentences]
    goals = [part for part in stretches if not (_TOLD.search(part) and not _PURPOSE.search(part))] or stretches
    found = dict.fromkeys(m[0].strip() for part in goals for m in _SCOPE.finditer(part))
    return "、".join(list(found)[:_MAX_SCOPES])
