"""A follow-up question with what it leans on from the conversation, so that it stands alone."""

import re
from collections.abc import Callable, Sequence

from assistant.values import Question
from ingest.morphology import morphemes
from ingest.normalization import compact, normalize
from ingest.years import find_years

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""How near the meanings of a word and of each of others are, higher is nearer."""

_ANAPHORA = re.compile(
    r"^(?:では|じゃあ?|それ|その|そこ|そちら|そのうち|同じ|他に|ほかに|あと|続けて|もう少し|さらに|詳しく)|(?:だと|の場合)[はも]?[??]?$|それ|そのうち"
)
_MAX_FOLLOW_UP_CHARS = 18  # with a history, a question this short leans on it
# 「では自治体は？」「大学だと？」「じゃあ廃車のほうは」: nothing but what takes another's place.
_REPLACEMENT = re.compile(
    r"^(?:では|じゃあ?|それでは|なら)?[、,]?(?P<noun>[^、,。?]{1,24}?)"
    r"(?:の(?:ほう|方|場合))?(?:だと|では|なら|は|については?|に関しては?|も)?"
    r"(?:どう(?:です|でしょう|なって(?:いる|います))?|同じです|いくつ(?:です)?|何(?:です)?)?か?[?。]*$"
)
_VERBAL = frozenset({"動詞", "助動詞", "形容詞"})
_POINTING = re.compile(r"^(?:それ|その|そこ|そちら|これ|この|あれ|あの|同じ|他|ほか|次|前|もう)")
_NUMERAL = re.compile(r"[0-9一二三四五六七八九十百千万]")
_JOINING = frozenset({"・", "や", "と"})
_DO = "為る"
_NOMINAL = frozenset({"名詞", "接頭辞", "接尾辞"})
# Nouns that ask for another side of the same thing (「では課題は？」) and take nobody's place.
_ASPECT = re.compile(
    r"(?:課題|問題|理由|原因|根拠|背景|目的|狙い|期限|時期|金額|予算|割合|比率|件数|人数|数|値|主体|担当|場所|会場|"
    r"条件|要件|方法|手順|効果|影響|対策|取組|取り組み|施策|目標|現状|実績|見通し|定義|意味|出典|内訳|詳細|例|違い|差)$"
)
# Words that frame a question: nothing takes their place either.
_FRAME = re.compile(r"^(?:うち|なか|中|際|時|頃|場合|ところ|こと|もの|[いど幾何]|誰|だれ)|(?:いくつ|いくら|いつ頃?)$")
_MIN_MARGIN = 0.02  # by which a phrase must resemble the new noun more than the next one does


def stand_alone(question: Question, similarity: Similarity | None = None) -> tuple[str, bool]:
    """The question as it would be asked without a conversation, and whether it leaned on it.

    A question that names nothing but another thing (「では自治体は？」) is the one before with that thing in the place
    of the one it resembles; any other follow-up stands behind the question it leans on. A year replaces the year.

    Args:
        question: With its history.
        similarity: Tells which words of the earlier question a new one may replace; nothing is replaced without.
    """
    own = " ".join(question.text.split())
    earlier = _leaned_on(own, question)
    if not earlier:
        return own, False
    if find_years(own):
        return f"{_without_years(earlier)} {own}".strip(), True
    noun = _replacing(own)
    if noun and similarity:
        plain = normalize(earlier)
        place = _replaced(noun, plain, similarity)
        if place:
            return plain.replace(place, noun), True
    return f"{earlier} {own}".strip(), True


def _leaned_on(own: str, question: Question) -> str:
    """The last question of the history that stands alone, if this one leans on it; else an empty string."""
    if not question.history:
        return ""
    if len(own) > _MAX_FOLLOW_UP_CHARS and not _ANAPHORA.search(normalize(own)):
        return ""
    for turn in reversed(question.history):
        if len(turn.question) > _MAX_FOLLOW_UP_CHARS or turn is question.history[0]:
            return " ".join(turn.question.split())
    return ""


def _without_years(text: str) -> str:
    return re.sub(r"(?:(?:19|20)\d\d|(?:令和|平成|昭和)(?:元|\d{1,2}))年度?(?:まで)?に?", "", normalize(text))


def _replacing(own: str) -> str | None:
    """The noun that is all a follow-up names, or None."""
    found = _REPLACEMENT.match(compact(own))
    noun = found["noun"] if found else ""
    if not noun or _POINTING.match(noun) or _ASPECT.search(noun) or any(m.pos in _VERBAL for m in morphemes(noun)):
        return None
    return noun


def _replaced(noun: str, earlier: str, similarity: Similarity) -> str | None:
    """The noun phrase of the earlier question whose place a noun takes, or None where none resembles it most."""
    phrases = [phrase for phrase in noun_phrases(earlier) if not _ASPECT.search(phrase)]
    if not phrases or any(phrase in noun or noun in phrase for phrase in phrases):
        return None
    scores = [score + _alike(noun, phrase) for score, phrase in zip(similarity(noun, phrases), phrases, strict=True)]
    ranked = sorted(zip(scores, phrases, strict=True), reverse=True)
    clear = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _MIN_MARGIN
    return ranked[0][1] if clear else None


def _alike(noun: str, phrase: str) -> float:
    """What two phrases have in common at their ends, in [0, 0.1]: 目標1 and 目標2, 横断分野 and 戦略分野."""
    head = _common(noun, phrase)
    tail = _common(noun[::-1], phrase[::-1])
    return 0.1 * max(head, tail) / max(len(noun), len(phrase))


def _common(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def noun_phrases(text: str) -> tuple[str, ...]:
    """The runs of nouns in normalised text as they stand in it, each once, in order; ・, や and と join two to one.

    Numbers, question words and nouns that する makes a verb of are none.
    """
    phrases: list[str] = []
    run: list[str] = []
    for m in (*morphemes(text), None):
        if m and (m.pos in _NOMINAL or (run and m.surface in _JOINING)):
            run.append(m.surface)
            continue
        while run and run[-1] in _JOINING:
            run.pop()
        phrase = "".join(run)
        is_verb = m is not None and m.lemma == _DO
        if len(phrase) > 1 and phrase in text and not (is_verb or _NUMERAL.match(phrase) or _FRAME.search(phrase)):
            phrases.append(phrase)
        run = []
    return tuple(dict.fromkeys(phrases))
