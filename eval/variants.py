"""The same questions as other people would type them: mistyped, reworded, in the other calendar, by other names.

Every variant is made by rule from a seed, so that two runs ask the same. Figures are never touched: that would be another
question.
"""  # noqa: E501  # Japanese is short

import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Final

from assistant.expansion import Aliases, used_aliases
from corpus.taxonomy import load_aliases
from eval.references import Reference
from ingest.normalization import normalize
from ingest.years import find_years, western_to_era

_CHARS_PER_SLIP: Final = 20
_SLIPPABLE: Final = re.compile(r"[ぁ-んァ-ヶー一-龥]")
_SMALL: Final = str.maketrans("っゃゅょッャュョ", "つやゆよツヤユヨ")

# (what a question ends with, what another person would end it with); the first that fits is taken.
_ENDINGS: Final = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        (r"(?:は|って)(?:何|なに|なん)(?:ですか|でしょうか|だっけ|なの)?[。?？]*$", "について教えてください。"),
        (r"(?:は)?どなたですか[。?？]*$", "は誰か分かりますか。"),
        (r"を?教えて(?:ください|下さい|ほしい)?[。?？]*$", "が知りたいです。"),
        (r"(?:は)?いつ(?:ですか|でしょうか|頃ですか|頃)?[。?？]*$", "の時期はいつになりますか。"),
        (r"いくつですか[。?？]*$", "いくつあるのでしょう。"),
        (r"いくら(?:ですか)?[。?？]*$", "いくらになりますか。"),
        (r"(?:の)?(?:でしょうか|ですか)[。?？]*$", "のか、知りたいです。"),
        (r"ますか[。?？]*$", "ているのでしょうか。"),
        (r"ました?か[。?？]*$", "たのか教えてください。"),
        (r"(?:の|なの)[?？]*$", "のでしょうか。"),
        (r"は[?？]*$", "はどうなっていますか。"),
    )
)
_OPENINGS: Final = ("確認したいのですが、", "すみません、", "資料によると、", "ちょっと気になったのですが、")


class Kind(StrEnum):
    """How a variant differs."""

    TYPING = "typing"
    PARAPHRASE = "paraphrase"
    YEARS = "years"
    ALIASES = "aliases"


def variants_of(
    references: Iterable[Reference], kind: Kind, *, aliases: Aliases | None = None, seed: int = 0
) -> tuple[Reference, ...]:
    """The references of which the question can be varied so, under their own ids, in their order.

    Args:
        references: Those to vary; histories stay.
        kind: How.
        aliases: Names that mean the same; None for those of the taxonomy.
        seed: Of what is drawn.
    """
    makers: dict[Kind, Callable[[str, random.Random], str]] = {
        Kind.TYPING: mistyped,
        Kind.PARAPHRASE: reworded,
        Kind.YEARS: lambda text, _: in_other_calendar(text),
        Kind.ALIASES: lambda text, chance: by_other_name(text, chance, aliases),
    }
    found = []
    for reference in references:
        chance = random.Random(f"{seed}-{kind}-{reference.id}")  # noqa: S311  # a sample, not a secret
        question = makers[kind](reference.question, chance)
        if question != reference.question:
            found.append(replace(reference, question=question))
    return tuple(found)


def mistyped(text: str, chance: random.Random) -> str:
    """The text with a slip every 20 characters, at least one: a letter left out, doubled, swapped, or of wrong size."""
    letters = list(text)
    places = [n for n, letter in enumerate(letters) if _SLIPPABLE.match(letter)]
    for place in sorted(chance.sample(places, min(len(places), 1 + len(text) // _CHARS_PER_SLIP)), reverse=True):
        slip = chance.randrange(4)
        if slip == 0 and len(letters) > 2:
            del letters[place]
        elif slip == 1:
            letters.insert(place, letters[place])
        elif slip == 2 and place + 1 < len(letters) and _SLIPPABLE.match(letters[place + 1]):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = _other_size(letters[place])
    return "".join(letters)


def _other_size(letter: str) -> str:
    """A small kana as a large one; any other letter without its mark of voicing, where it has one."""
    large = letter.translate(_SMALL)
    return large if large != letter else unicodedata.normalize("NFD", letter)[0]


def reworded(text: str, chance: random.Random) -> str:
    """The text with another opening, and another ending where one is known for its own."""
    ended = text
    for pattern, other in _ENDINGS:
        if pattern.search(text):
            ended = pattern.sub(other, text)
            break
    return chance.choice(_OPENINGS) + ended


def in_other_calendar(text: str) -> str:
    """The text with every Western year as an era's year, and every era's year as a Western one."""
    parts: list[str] = []
    at = 0
    for year in find_years(text):
        if year.is_decade:
            continue
        written = text[year.start : year.end]
        era = western_to_era(year.year) if str(year.year) in normalize(written) else f"{year.year}年"
        parts += (text[at : year.start], era + ("度" if year.is_fiscal else ""))
        at = year.end
    return "".join((*parts, text[at:]))


def by_other_name(text: str, chance: random.Random, aliases: Aliases | None = None) -> str:
    """The text with each term of the aliases under another of its names."""
    renamed = text
    written = {normalize(name): name for group in aliases or load_aliases() for name in group}
    for name, others in used_aliases(text, aliases):
        fitting = [other for other in others if name not in other and other not in name]
        place = _alone(name).search(renamed)
        if fitting and place:
            other = written.get(chosen := chance.choice(fitting), chosen)
            renamed = renamed[: place.start()] + other + renamed[place.end() :]
    return renamed


def _alone(name: str) -> re.Pattern[str]:
    """The name where it is no part of a longer word: of katakana within katakana, of letters within letters."""
    kinds = ("[ァ-ヶー]", "[A-Za-z0-9]")
    before, after = (
        next((kind for kind in kinds if re.fullmatch(kind, edge, re.IGNORECASE)), "") for edge in (name[0], name[-1])
    )
    left, right = f"(?<!{before})" if before else "", f"(?!{after})" if after else ""
    return re.compile(left + re.escape(name) + right, re.IGNORECASE)
