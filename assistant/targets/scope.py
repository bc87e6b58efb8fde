"""Which part of a member a target speaks of: 国内全事業所, グループ, 海外拠点, 単体."""

import re
from typing import Final

from ingest.numbers import fold

_PLACE: Final = r"(?:拠点|事業所|工場|店舗?|営業所|施設|現場|作業所|支店|製造所|サイト|全域|キャンパス)"
_WHO: Final = r"(?:国内外|国内|海外|グローバル|グループ(?:全体)?|全社|自社|単体|連結|本社|市内|県内|町内|域内)"
_SCOPE = re.compile(
    rf"{_WHO}(?:の?(?:全|グループ|主要|生産|製造)*[0-9]*{_PLACE}|[0-9]+(?:社|か所))?"
    rf"|(?:全|主要|直営)[0-9]*(?:生産|製造)?{_PLACE}|(?:会員|加盟)(?:[0-9]+社|合計|全体|企業)+"
    r"|(?:スコープ|scope)\s?[123](?:\s?[+・,、&]\s?[123])*|\ball (?:domestic )?(?:sites|plants|stores)\b",
    re.IGNORECASE,
)
_MAX_SCOPES: Final = 3


def scope_of(text: str) -> str:
    """The words that limit a target to a part, joined by 、; empty where it names none."""
    found = dict.fromkeys(m[0].strip() for m in _SCOPE.finditer(fold(text[:2000]).text) if len(m[0].strip()) > 1)
    return "、".join(list(found)[:_MAX_SCOPES])
