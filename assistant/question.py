"""How a question is read: what kind it is, what it asks for, and what it takes from the conversation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.expansion import Aliases, used_aliases
from assistant.follow_up import Similarity, stand_alone
from assistant.values import Question
from ingest.morphology import Morpheme, bigrams, morphemes
from ingest.normalization import compact, normalize
from ingest.years import find_years


class QuestionKind(StrEnum):
    """What a question asks for; the first that fits, in this order."""

    GAP = "gap"
    COMPARISON = "comparison"
    SCHEDULE = "schedule"
    BUDGET = "budget"
    NUMERIC = "numeric"
    WHO = "who"
    DEFINITION = "definition"
    CHALLENGE = "challenge"
    LIST = "list"
    PROCEDURE = "procedure"
    OTHER = "other"


# Cues over the normalised question (NFKC, lower case, no white space).
_CUES: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    (
        QuestionKind.GAP,
        re.compile(r"ギャップ|あるべき姿|ありたい姿|理想|に(?:対|比べ|照ら)し?て?.{0,12}(?:現状|実態|いま|今|まだ)"),
    ),
    (QuestionKind.COMPARISON, re.compile(r"(?:どちら|どっち|違い|差は|差が|開き|比較|比べ)")),
    (QuestionKind.SCHEDULE, re.compile(r"いつ|何[年月日]|何年度|時期|期限|日付|日程|スケジュール|いつまで")),
    (QuestionKind.BUDGET, re.compile(r"いくら|何円|何億|何兆|(?:予算|投資|支援|補助|交付)額|[予金総]?額は|お金を")),
    (
        QuestionKind.NUMERIC,
        re.compile(
            r"何(?:件|社|者|人|名|%|パーセント|割|トン|倍|個|台|か所|カ所|回)|どれ(?:くらい|ぐらい|だけ|ほど)|"
            r"どの(?:くらい|ぐらい|程度)|割合|比率|件数|人数|いくつ|数値|目標値|何t"
        ),
    ),
    (QuestionKind.WHO, re.compile(r"誰|だれ|どこの(?:会社|企業|省|機関|組織)|どの(?:省庁|機関|企業|会社)|主体|担当")),
    (
        QuestionKind.DEFINITION,
        re.compile(
            r"とは(?:、|何|どう|どん|$|\?|,)|って何|何ですか|定義|意味|どんな(?:もの|こと|仕組み|やり方)|どういう"
        ),
    ),
    (QuestionKind.CHALLENGE, re.compile(r"課題|問題|障壁|障害|ネック|足りな|不足|なぜ|何故|どうして|理由|難しい|困難")),
    (
        QuestionKind.LIST,
        re.compile(r"挙げ|列挙|何があ|何が含|どれですか|どれか|それぞれ|一覧|種類|つの|どこですか|何と何"),
    ),
    (QuestionKind.PROCEDURE, re.compile(r"手順|手続|方法|どうすれば|どうやって|どのように|条件|要件")),
)

_ORDINAL = re.compile(r"第\s*(\d+)\s*([回期次版章条])|(?<![\d第])(\d+)\s*(回)目")
# Words of the asking itself: they say nothing about what is sought.
_ASKING_WORDS = """
何 どれ どの どんな どう いくら いくつ 幾ら 幾 いつ 誰 何者 教える 知る 挙げる 上げる 言う 成る 為る 有る 居る 見る 示す
述べる 書く 載る 説明 具体 具体的 内容 事 物 方 者 点 為 様 中 内 時 所 場合 下さる 出来る 分かる 其々 そう それ
これ 其れ
此れ 等 程 位 つ か所 遣る 奴 御
"""
_ASKING = frozenset(_ASKING_WORDS.split())
# "会費は年間いくら": what the figure that is asked for would measure.
_ASKED_MEASURE = re.compile(r"([^\s、。はがをにで?]{1,20})は[^。?]{0,25}?(?:いくら|何円|何億|何%|何パーセント|何割)")
_ANY_MEASURE = frozenset(
    {"割合", "比率", "金額", "総額", "数値", "目標", "水準", "結果"}
)  # say nothing of what is measured
_LAST_NOUN = re.compile(r"[a-z]{2,}$|[一-鿿ァ-ヺー]{2}$")
_HIRAGANA = re.compile(r"[ぁ-ゖ]")


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question ready for the search.

    Attributes:
        text: It stands alone: a follow-up carries the question it leans on, in the order of asking.
        kind: What it asks for.
        own_terms: Content words of the question as typed without the words of asking, then its bigrams, each once.
        terms: The same for `text`.
        bigrams: Those of the terms that are bigrams and no words.
        aliases: (terms of a name that it uses, other names of the same thing), normalised.
        years: Western years it names, ascending.
        ordinals: Meetings and editions it names, as "4回".
        measure: The end of the noun whose figure is asked for ("会費"), normalised, or None.
        is_follow_up: Whether it leans on the conversation.
    """

    text: str
    kind: QuestionKind
    own_terms: tuple[str, ...]
    terms: tuple[str, ...]
    bigrams: frozenset[str]
    aliases: tuple[tuple[frozenset[str], tuple[str, ...]], ...]
    years: tuple[int, ...]
    ordinals: tuple[str, ...]
    measure: str | None
    is_follow_up: bool


def parse_question(
    question: Question, aliases: Aliases | None = None, similarity: Similarity | None = None
) -> ParsedQuestion:
    """How the question is read. Pure: the same gives the same.

    Args:
        question: With its history.
        aliases: Names that mean the same; None for those of the taxonomy.
        similarity: Of words, for follow-ups that name another thing; without, nothing is put in another's place.
    """
    own = " ".join(question.text.split())
    text, leans = stand_alone(question, similarity)
    kind = _kind(own)
    if leans and kind is QuestionKind.OTHER:
        kind = _kind(text)
    words, pairs = _words(morphemes(text)), _content_bigrams(text)
    return ParsedQuestion(
        text=text,
        kind=kind,
        own_terms=tuple(dict.fromkeys((*_words(morphemes(own)), *_content_bigrams(own)))),
        terms=tuple(dict.fromkeys((*words, *pairs))),
        bigrams=frozenset(pairs) - set(words),
        aliases=tuple(
            (frozenset((*_words(morphemes(n)), *bigrams(n))), others) for n, others in used_aliases(text, aliases)
        ),
        years=years_in(own) or years_in(text),
        ordinals=ordinals_in(own),
        measure=_measure(own),
        is_follow_up=leans,
    )


def years_in(text: str) -> tuple[int, ...]:
    """Western years that text names, 和暦 converted, ascending, each once."""
    return tuple(sorted({mention.year for mention in find_years(text)}))


def ordinals_in(text: str) -> tuple[str, ...]:
    """Ordinals that text names, each once in order: "第4回" and "4回目" are "4回"."""
    found = (m.group(1, 2) if m[1] else m.group(3, 4) for m in _ORDINAL.finditer(normalize(text)))
    return tuple(dict.fromkeys(number + unit for number, unit in found))


def named_measure(question: ParsedQuestion) -> str | None:
    """The whole noun whose figure is asked for ("年会費"), normalised, or None."""
    if question.measure is None:
        return None
    asked = compact(question.text)
    noun = re.search(rf"[a-z一-鿿ァ-ヺー]*{re.escape(question.measure)}(?=は)", asked)
    return noun.group() if noun else question.measure


def _measure(text: str) -> str | None:
    asked = _ASKED_MEASURE.search(compact(text))
    noun = _LAST_NOUN.search(asked[1]) if asked else None
    return noun.group() if noun and noun.group() not in _ANY_MEASURE else None


def _kind(text: str) -> QuestionKind:
    folded = compact(text)
    return next((kind for kind, cue in _CUES if cue.search(folded)), QuestionKind.OTHER)


def _words(found: Sequence[Morpheme]) -> tuple[str, ...]:
    content = (m.lemma for m in found if m.is_content)
    return tuple(dict.fromkeys(t for t in content if t not in _ASKING))


def _content_bigrams(text: str) -> tuple[str, ...]:
    """Bigrams of kanji and katakana: those with hiragana say more of the grammar than of the matter."""
    return tuple(dict.fromkeys(pair for pair in bigrams(text) if not _HIRAGANA.search(pair)))
