"""A target's text made ready to be read: folded, divided into sentences, with what is no goal blanked out.

Blanking puts spaces in place of characters, so that offsets in `body` and `notes` are offsets in `text`.
"""

import re
from dataclasses import dataclass

from ingest.numbers import fold


@dataclass(frozen=True, slots=True)
class Reading:
    """A target's text, folded, in three views of the same length.

    Attributes:
        text: Everything.
        notes: Without what the member excludes (対象外, 〜ではなく, 参考).
        body: As `notes`, and without what stands in brackets.
        sentences: Half-open stretches of sentences and list items, in order; they do not overlap.
        first: The stretch that the member marks as the main goal (①を最上位), or None.
    """

    text: str
    notes: str
    body: str
    sentences: tuple[tuple[int, int], ...]
    first: tuple[int, int] | None = None


# Spaces that scanned and justified sheets leave inside a word; one between two sentences' ends stays.
_STRAY_SPACE = re.compile(r"(?<=[ぁ-んァ-ヶー一-龠々%]) +(?=[ぁ-んァ-ヶー一-龠々])(?<![0-9%] )(?!.?[:：])")
_BREAK = re.compile(
    r"[。\n;!]+|(?=[①-⑳])|(?<=[\s、])(?=(?:\([0-9]\)|[(]?[0-9][.)](?![0-9]))\s?[^0-9])"
    r"|(?<=\S)\s*(?=[・●■◆○](?=.*[:\n]))"
)
_BRACKETS = re.compile(r"\([^()]{0,200}\)|【[^【】]{0,60}】|<[^<>]{0,60}>|\[[^\[\]]{0,60}\]")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_MAIN_MARK = re.compile(
    r"(?P<mark>[①-⑩])(?:を|が)[^、。]{0,12}(?:最上位|最重要|最優先|主(?:な|たる|要)?目標|第一|中心|メイン)"
)
# "A ではなく B": what stands in front is not the goal.
_NOT_BUT = re.compile(
    r"(?:では|じゃ|で)なく(?:て)?、?|ではありません|よりも、?|もさることながら、?|に頼らず、?|に依存せず、?"
    r"|(?:とせず|とはせず|と(?:は)?しないで|に(?:は)?含めず|に(?:は)?含まず|に含めておらず|を除き"
    r"|は別として|はさておき)、?|に代わ[っり]て?|rather than"
)
# What is behind these is said not to belong to the goal.
_EXCLUDED = re.compile(
    r"対象外|目標外|(?:含め|含ま|含み|数え|算入し|見込ん|見込ま|対象とし|目標とし|設定し|定め)(?:ない"
    r"|ません|ていない|ていません|ておりません|でいない|でいません|でおりません|ず)"
    r"|別(?:計画|途|に定|の計画|目標)|参考(?:値)?(?:$|[。、)])|not (?:included|part of)|excluded|excluding"
)
_ASIDE = re.compile(r"参考|対象外|含ま(?:ない|ず|ません)|含めない|含めず|別途|別計画|目標外")
_RECORD = re.compile(r"(?:実績(?:値)?(?:は|で|では|:|が)|昨年度(?:は|の実績)|前年度は|なお、?[^。]{0,20}(?:実績|現在))")
_KEEP_IN_BRACKETS = re.compile(r"再資源化率|リサイクル率|埋立|最終処分|再生材")


def read_text(raw: str) -> Reading:
    """The reading of a target's text; never raises."""
    text = _STRAY_SPACE.sub("", fold(raw).text.replace("\r", "\n").replace("\t", " "))
    sentences = _sentences(text)
    notes = _without_exclusions(text, sentences)
    body = _BRACKETS.sub(lambda m: m[0] if _is_name(m[0]) else " " * len(m[0]), notes)
    return Reading(text, notes, body, sentences, _marked_first(text, sentences))


def blank(text: str, start: int, end: int) -> str:
    """The text with spaces in [start, end)."""
    return text[:start] + " " * (end - start) + text[end:]


def squeeze(text: str) -> str:
    """The text as cues are looked for in it: no spaces beside Japanese characters, single ones elsewhere."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", re.sub(r"\s+", " ", text)).strip()


def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    stretches: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        if text[start : match.start()].strip():
            stretches.append((start, match.start()))
        start = match.end()
    if text[start:].strip():
        stretches.append((start, len(text)))
    return tuple(stretches)


def _without_exclusions(text: str, sentences: tuple[tuple[int, int], ...]) -> str:
    notes = text
    for start, end in sentences:
        for match in _NOT_BUT.finditer(notes, start, end):
            if match.end() < end and notes[match.end() : end].strip():
                notes = blank(notes, _clause_start(notes, start, match.start()), match.end())
        for match in _BRACKETS.finditer(notes, start, end):
            if _ASIDE.search(match[0]):
                # A remark that the item itself is no goal takes the item with it; 「〜を除く」 only limits the goal.
                whole = "対象外" in match[0] or "参考" in match[0] or "別計画" in match[0]
                item = _clause_start(notes, start, match.start()) if whole else match.start()
                notes = blank(notes, item, match.end())
        for match in _EXCLUDED.finditer(notes, start, end):
            notes = blank(notes, _clause_start(notes, start, match.start()), match.end())
        record = _RECORD.search(notes, start, end)
        if record:
            notes = blank(notes, _clause_start(notes, start, record.start()), end)
    return notes if notes.strip() else text


def _clause_start(text: str, start: int, position: int) -> int:
    comma = max(text.rfind("、", start, position), text.rfind(",", start, position))
    # A comma between digits groups them.
    while comma > start and text[comma] == "," and text[comma - 1].isdigit():
        comma = max(text.rfind("、", start, comma), text.rfind(",", start, comma))
    return start if comma < start else comma + 1


def _is_name(bracket: str) -> bool:
    """True for brackets that define the goal rather than remark on it."""
    return bool(_KEEP_IN_BRACKETS.search(bracket)) and any(c.isdigit() for c in bracket)


def _marked_first(text: str, sentences: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    mark = _MAIN_MARK.search(text)
    if not mark:
        return None
    return next(((s, e) for s, e in sentences if text[s] == mark["mark"]), None)
