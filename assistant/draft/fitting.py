"""What the words of a statement make of the part that its headings give it: 「市場が縮小」 is an action nowhere."""

import re
from collections.abc import Sequence

from assistant.draft.template_file import Content
from assistant.roles import Role, roles_of_name

# What a trend is told with.
_TREND = re.compile(
    r"(?:縮小|減少|増加|拡大|低下|上昇|変化|高齢化|深刻化|横ばい|不足|推移|停滞|落ち込)(?:し(?:ている|た)|傾向(?:にある)?|んでいる)?。?$"
)
_MEASURE = (
    r"(?:支援|後押し|推進|検討|実施|策定|整備|促進|強化|開発|構築|開催|運用|施行|横展開|普及啓発|充実|見直し|率先実行|周知|設置|創設|"
    r"公表|改定|改正)"
)
_DONE = re.compile(rf"{_MEASURE}(?:する|していく|を(?:行う|進める|図る))?(?:等|など)?。?$")
_ACTS = re.compile(
    r"(?:を(?:行う|行っていく|進める|進めていく|図る|図っていく|推進する|実施する|支援する|促進する|加速する|講じる|構築する|展開する)|"
    r"に取り?組(?:む|んでいく)|(?:推進|実践|実行|支援|促進|連携)する|連携して取り?組む)。?$"
)
_HOPED = re.compile(r"(?:期待|予見|想定)される。?$")
# What is done, not what is then so (実現する, 両立する).
_DOES = re.compile(r"(?<!実現)(?<!達成)(?<!確立)(?<!向上)(?<!両立)(?<!定着)(?<!普及)(?<!到達)(?<!半減)(?<!に)する。?$")
_COUNT_FIRST = re.compile(r"^[0-9０-９][0-9０-９,，.]*\S{0,3}、")  # what is counted was cut off in front
_ALREADY = re.compile(r"済み?。?$")
_MADE_UP = re.compile(r"(?:により|で)構成(?:する|される)?。?$|から成る。?$")
_BY_OFFICES = re.compile(r"【[^】]*(?:省|庁|府)[^】]*】。?$")
_GOING_ON = re.compile(r"(?:て|で)(?:いる|おり|おります)。?$")
_LOOKS_AHEAD = re.compile(r"目指|目標|めざ|までに")
_OUTLOOK = re.compile(r"^今後|見込まれ|予測され|と考えられ|想定され|予見され|期待され")
_BARE_FIGURE = re.compile(r"[^をがはにで]{0,30}[0-9０-９,，.．]+[^をがはにで]{0,4}")
_DEMANDED = re.compile(
    r"(?:重要(?:である|となる|となってくる|だ|です)?|必要(?:がある|である|となる|だ|です)?|望ましい|求められ(?:る|ている)|不可欠(?:である|だ)?|"
    r"急務(?:である|となっている)?|欠かせない|課題(?:である|となっている|だ)?)(?:と(?:考えられ|さ)(?:る|れている))?。?$"
)
_PRESENT = re.compile(
    r"現在|現状|現時点|つつある|加速して|近年|昨今|足元|これまで|既に|すでに|依然|いまだ|未だ|とどまって|依存して|傾向|横ばい|占め(?:る|て)|"
    r"\d[\d.,]*\s*(?:[%％割]|億|万|兆)"
)
_NAME_CHARS = 30  # a shorter challenge that ends in a measure (品質基準の整備) is one by its name
_SIDES = {Content.TO_BE, Content.AS_IS}


def fitting_content(given: Content, text: str) -> Content | None:
    """What a text can say in a draft: the content that its headings give it, another one, or None for nothing."""
    if _BARE_FIGURE.fullmatch(text) or _COUNT_FIRST.match(text):
        return None
    if given in {*_SIDES, Content.ACTION} and _DEMANDED.search(text):
        return Content.CHALLENGE
    if given is Content.ACTION:
        return None if _TREND.search(text) or _MADE_UP.search(text) else given
    if given is Content.CHALLENGE:
        acts = _ACTS.search(text) or (len(text) > _NAME_CHARS and _DONE.search(text))
        return Content.ACTION if acts else None if _HOPED.search(text) else given
    if given is Content.TO_BE:
        if _ALREADY.search(text):
            return None
        ahead = text[-24:]
        acts = _DONE.search(text) or _ACTS.search(text) or _DOES.search(text)
        if _BY_OFFICES.search(text) or (acts and not _LOOKS_AHEAD.search(ahead)):
            return Content.ACTION
        goes_on = _GOING_ON.search(text) and not _LOOKS_AHEAD.search(text[-12:])
        return None if goes_on or _TREND.search(text) else given
    return None if given is Content.AS_IS and _OUTLOOK.search(text) else given


def tells_present(text: str, headings: Sequence[str]) -> bool:
    """True where the words say that it is so now (a time, a share, a trend), or a heading does.

    Pictures of what is to be are told as if they were so already.
    """
    named = any(Role.AS_IS in roles_of_name(heading) for heading in headings)
    return named or bool(_PRESENT.search(text) or _TREND.search(text))
