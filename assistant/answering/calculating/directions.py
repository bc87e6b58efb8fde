"""Which of two things a question compares the other with: XからYまで, XをYに替える, YはXより, YはXの何倍."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.answering.calculating.mentions import find_mentions
from ingest.normalization import compact
from ingest.years import find_years

_OF: Final = r"(?:の[^、。はがをと]{1,12}?)?"  # YはXの費用より
_BASE: Final = re.compile(
    rf"{_OF}(?:より|に(?:比べ|比し|対し|対する|占める)|と比(?:べ|較)|"
    r"を(?:1(?!\d)|100|基準)|を(?:(?:何|どれ|どの|いくら)[^、。]{0,8}?)?(?:上回|下回|超え)|"
    r"の何(?:倍|分|%|パーセント|割))"
)
_WHOLE: Final = re.compile(r"のうち|の内|中の|における")
_FROM: Final = re.compile(rf"{_OF}から(?:見|み)?(?:て|ると|た)?、?(?:$|何|どれ|どの|いくら)")
_TO: Final = re.compile(rf"{_OF}(?:まで|へ|に(?![比対占])|で|は|が|も)")
_REPLACED: Final = re.compile(rf"{_OF}を、?$")
_REPLACING: Final = re.compile(
    r"[にへで][^、。はがを]{0,4}?(?:[替換変]え|代替|置換|交換|転換|移行|変更|更新|改め)|[にへ](?:す[るれ]|し[たて])"
)
_BASE_YEAR: Final = re.compile(
    r"[\s\d()（）]*(?:の(?:実績|値|水準))?(?:の何(?:倍|分|%|％|割)|より|に比べ|と比べ|と比較|に対し|対?比|を基準|"
    r"から(?!の|始|開))"
)


def base_of(question: str, names: Sequence[str]) -> int | None:
    """Which of two names, 0 or 1, is what the question compares with; None where it says neither or both.

    Args:
        question: As it was asked.
        names: Of the two things.
    """
    asked = compact(question)
    mentions = {m.index: asked[m.start : m.end] for m in find_mentions(question, names)}
    if len(mentions) != 2 or mentions[0] == mentions[1]:
        return None
    longest = sorted(mentions.values(), key=len, reverse=True)
    found = [*re.finditer("|".join(map(re.escape, longest)), asked)]
    ends = [*(m.start() for m in found[1:]), len(asked)]
    behind: dict[int, list[str]] = {
        i: [asked[m.end() : end] for m, end in zip(found, ends, strict=True) if m[0] == name]
        for i, name in mentions.items()
    }
    bases = {i for i, tails in behind.items() if _any(_BASE, tails)}
    for i, tails in behind.items():
        other = behind[1 - i]
        if (_any(_FROM, tails) and _any(_TO, other)) or (_any(_REPLACED, tails) and _any(_REPLACING, other)):
            bases.add(i)
    bases = bases or {i for i, tails in behind.items() if _any(_WHOLE, tails)}
    return bases.pop() if len(bases) == 1 else None


def base_years(text: str) -> tuple[int, ...]:
    """The years that a text compares with (2016年の何倍, 2016年より, 2016年度比), each once."""
    years = (mention.year for mention in find_years(text) if _BASE_YEAR.match(text[mention.end :]))
    return tuple(dict.fromkeys(years))


def _any(cue: re.Pattern[str], tails: Sequence[str]) -> bool:
    return any(cue.match(tail) for tail in tails)
