"""Suggestions on how a text is written, after the manner of official documents (公用文). Nothing is changed by itself.

What stands between 「 」 is a document's own text and is left alone. No well-kept Python library holds these rules
(textlint and RedPen are programs of their own for other runtimes), so they are a table: `public_style.toml`.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from assistant.draft.marking import outside_quotes, sentences
from assistant.draft.template_file import Tone
from assistant.draft.values import Draft, ParagraphStatus
from assistant.expansion import Aliases

# Characters of one's own words in a sentence from which it should be cut: twice the 50 to 60 that the guide gives as a
# measure of a sentence (公用文作成の考え方).
_MAX_OWN_CHARS = 120
_HALF_KANA = re.compile(r"[ｦ-ﾟ]+")
_FULL_ASCII = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_HALF_ASCII = re.compile(r"(?<![A-Za-z0-9])[0-9]+")
_HALF_BRACKETS = re.compile(r"(?<=[ぁ-んァ-ヺ一-龥])[(),.!?](?!\d)|[(](?=[ぁ-んァ-ヺ一-龥])")
_NOUN_ENDS = r"(?=[をがのはにともでや。・）」]|等|など|$)"
_MARKS = re.compile(r"\[\d+\]")
_POLITE = re.compile(r"(?:です|ます|ました|ません|でした)(?:。|$)")
_PLAIN = re.compile(r"(?:である|であった|だった|する|した|いる|ない|れる)(?:。|$)")


class Rule(StrEnum):
    """What a suggestion is about."""

    WIDTH = "全角・半角"
    KANJI = "漢字"
    KANA = "仮名"
    OKURIGANA = "送り仮名"
    TERM = "用語の統一"
    LONG = "長い文"
    NEGATIVE = "二重の否定"
    WORDY = "回りくどい表現"
    TONE = "文末の統一"
    COMMA = "句読点"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and where it stands."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What could be written otherwise.

    Attributes:
        place: Where it stands.
        rule: What it is about.
        found: The words.
        better: What to write instead, or what to do.
        reason: Why, in one phrase.
    """

    place: str
    rule: Rule
    found: str
    better: str
    reason: str


_TABLES = {
    "kanji": Rule.KANJI,
    "kana": Rule.KANA,
    "verb": Rule.OKURIGANA,
    "okurigana": Rule.OKURIGANA,
    "negative": Rule.NEGATIVE,
    "wordy": Rule.WORDY,
}


def passages_of(draft: Draft) -> tuple[Passage, ...]:
    """The paragraphs of a draft that are its text; what is marked for checking speaks to whoever drafts."""
    return tuple(
        Passage(section.heading, paragraph.text)
        for section in draft.sections
        for paragraph in section.paragraphs
        if paragraph.status is ParagraphStatus.SUPPORTED
    )


def suggest(passages: Sequence[Passage], aliases: Aliases = ()) -> tuple[Suggestion, ...]:
    """What could be written otherwise, in the order of the text, then what concerns the whole of it.

    Args:
        passages: Paragraphs with their places.
        aliases: Names that mean the same; of each group only one should be used.
    """
    own = [Passage(p.place, outside_quotes(_MARKS.sub("", p.text))) for p in passages]
    found = [s for p in own for s in (*_worded(p), *_widths(p))]
    found += [s for p in passages for s in _long(p)]
    whole = (*_mixed_digits(own), *_mixed_commas(own), *_mixed_tones(own), *_mixed_terms(own, aliases))
    return (*dict.fromkeys(found), *whole)


def _worded(passage: Passage) -> Iterator[Suggestion]:
    for rule, pattern, better, reason in _rules():
        for match in pattern.finditer(passage.text):
            if match[0] != better:
                yield Suggestion(passage.place, rule, match[0], better, reason)


def _widths(passage: Passage) -> Iterator[Suggestion]:
    for match in _HALF_KANA.finditer(passage.text):
        yield Suggestion(passage.place, Rule.WIDTH, match[0], "全角の片仮名", "半角の片仮名は使わない")
    for match in _HALF_BRACKETS.finditer(passage.text):
        better = chr(ord(match[0]) + 0xFEE0) if match[0] not in ",." else {",": "、", ".": "。"}[match[0]]
        yield Suggestion(passage.place, Rule.WIDTH, match[0], better, "和文の中の括弧と符号は全角で書く")


def _long(passage: Passage) -> Iterator[Suggestion]:
    for sentence in sentences(_MARKS.sub("", passage.text)):
        n_own = len(outside_quotes(sentence))
        if n_own > _MAX_OWN_CHARS:
            shown = f"{sentence[:20]}…（{n_own}字）"
            yield Suggestion(
                passage.place, Rule.LONG, shown, "文を分ける", f"引用を除いて{_MAX_OWN_CHARS}字を超えている"
            )


def _mixed_digits(passages: Sequence[Passage]) -> Iterator[Suggestion]:
    full = [(p.place, m[0]) for p in passages for m in _FULL_ASCII.finditer(p.text)]
    n_half = sum(len(_HALF_ASCII.findall(p.text)) for p in passages)
    if full and n_half:
        place, shown = full[0]
        better = "半角に統一" if n_half >= len(full) else "全角に統一"
        reason = f"数字と英字の幅が混ざっている（全角{len(full)}か所、半角{n_half}か所）"
        yield Suggestion(place, Rule.WIDTH, shown, better, reason)


def _mixed_commas(passages: Sequence[Passage]) -> Iterator[Suggestion]:
    text = "".join(p.text for p in passages)
    if "，" in text and "、" in text:
        place = next(p.place for p in passages if "，" in p.text)
        yield Suggestion(place, Rule.COMMA, "，", "、", "読点は「、」に統一する")


def _mixed_tones(passages: Sequence[Passage]) -> Iterator[Suggestion]:
    ends = [(p.place, s.strip()) for p in passages for s in sentences(p.text)]
    polite = [(place, s) for place, s in ends if _POLITE.search(s)]
    plain = [(place, s) for place, s in ends if _PLAIN.search(s)]
    if polite and plain:
        fewer, better = (polite, Tone.PLAIN) if len(polite) <= len(plain) else (plain, Tone.POLITE)
        place, sentence = fewer[0]
        yield Suggestion(place, Rule.TONE, sentence[-20:], f"{better.value}調に統一", "文末の調子が混ざっている")


def _mixed_terms(passages: Sequence[Passage], aliases: Aliases) -> Iterator[Suggestion]:
    """Of each group of names the one that is used most; names inside longer ones of the group count as those."""
    text = "".join(p.text for p in passages)
    for group in aliases:
        names = sorted((name for name in group if name in text), key=len, reverse=True)
        if len(names) < 2:
            continue
        pattern = re.compile("|".join(map(_as_word, names)))
        used = Counter(pattern.findall(text))
        (most, _), *others = used.most_common()
        for name, n in others:
            if name in most or most in name:  # a name and its short form
                continue
            place = next(p.place for p in passages if re.search(_as_word(name), p.text))
            reason = f"同じ意味の「{most}」も使われている（{used[most]}回と{n}回）"
            yield Suggestion(place, Rule.TERM, name, most, reason)


def _as_word(name: str) -> str:
    return rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])" if name.isascii() else re.escape(name)


@cache
def _rules() -> tuple[tuple[Rule, re.Pattern[str], str, str], ...]:
    read = tomllib.loads(files("assistant.draft").joinpath("public_style.toml").read_text(encoding="utf-8"))
    reasons = read.pop("reasons")
    return tuple(
        (_TABLES[table], re.compile(f"(?:{found}){_NOUN_ENDS if table == 'okurigana' else ''}"), better, reasons[table])
        for table, entries in read.items()
        for found, better in entries.items()
    )
