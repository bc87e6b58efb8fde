"""Who does something, and when, as a statement says it."""

import re
from collections.abc import Sequence

from corpus.values import Role
from ingest.roles.names import names_target, roles_of_name
from ingest.years import find_years

_BODY = (
    r"(?:省|庁|府|政府|県|市|町|村|自治体|市町村|公共団体|協会|団体|組合|連盟|連合会|会議所|企業|事業者|業者|メーカー|当社|会員|"
    r"大学|機構|センター|委員会|協議会|審議会|事務局|住民|市民|消費者|WG|ＷＧ|国|業界)"
)
_BRACKETS = re.compile(r"【([^】]{1,40})】")
_OFFICE = re.compile(r"(?:省|庁|府|県|市|会|機構|団体|事業者)$")
_SUBJECT = re.compile(rf"(?:^|[、。])([^、。はがをにで「」（）()【】]{{0,20}}{_BODY})(?:等|など)?(?:は|が中心)、?")
_NO_BODY = re.compile(r"^(?:我が国|わが国|各国|諸外国|外国|中国|全国|本市|都市|大都市|市場|帰国)$")
_TAIL = re.compile(r"(?:まで(?:に)?|から|より|以降|頃|ごろ|中(?:に)?|末|を目途|をめど|目途)")
_DUE = re.compile(r"(?:まで|を目途|をめど|に|の|目標|時点|を期限)")
_NAMED_YEAR = re.compile(r"[年度期]|FY")
_TOWARDS = re.compile(r"に向け|を見据え|への")
_SPACED = re.compile(r"(?<=\d)\s+(?=[年度月])|(?<=[年度和成])\s+(?=\d)")
_MAX_BODIES, _MAX_TIMES = 4, 2


def who(text: str) -> tuple[str, ...]:
    """The bodies that a statement names as those who act: in 【…】, or as its subject; at most four."""
    named = [part.strip() for found in _BRACKETS.findall(text) for part in re.split(r"[・、,，]", found)]
    named = [part for part in named if _OFFICE.search(part)]
    if not named:
        named = [match[1] for match in _SUBJECT.finditer(text) if not _NO_BODY.match(match[1])][:1]
    return tuple(dict.fromkeys(named))[:_MAX_BODIES]


def when(text: str) -> tuple[str, ...]:
    """The years a statement names with what is said of them: 2030年度まで, 令和7年から; at most two, each once."""
    found: dict[int, str] = {}
    for mention in find_years(text):
        named, rest = text[mention.start : mention.end], text[mention.end :]
        tail = _TAIL.match(rest)
        if not tail and not _NAMED_YEAR.search(named):
            continue  # （2024） dates a plan
        told = named + (tail[0].removesuffix("に") if tail else "")
        if mention.year not in found or (tail and found[mention.year] == named):
            found[mention.year] = told
    return tuple(found.values())[:_MAX_TIMES]


def target_year(text: str, names: Sequence[str] = (), not_before: int | None = None) -> int | None:
    """The Western year by which something is to be reached: the first the text names as such, else that of a name.

    「2030年のあるべき姿」 and 「2030年に向けた…」 hold for what stands under them; other years in headings do not.

    Args:
        text: What is to be reached.
        names: Column and headings above, the nearest first.
        not_before: The year of the document: what lies before it is no aim.
    """
    for place in (text, *names):
        mentions, end = find_years(place), _DUE if place is text else _TOWARDS
        holds = place is not text and (Role.TO_BE in roles_of_name(place) or names_target(place))
        due = [m.year for m in mentions if holds or end.match(place[m.end :])]
        due = [year for year in due if not_before is None or year >= not_before]
        if due:
            return due[0]
    return None


def as_line(bodies: tuple[str, ...], times: tuple[str, ...]) -> str:
    """Bodies and times as one line: 環境省、国土交通省／2030年度まで; "" for none."""
    said = (_SPACED.sub("", time) for time in times)
    return "／".join(part for part in ("、".join(bodies), "、".join(said)) if part)
