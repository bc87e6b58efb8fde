"""What kind of document it is: type, status, fiscal year and sector, each with how sure that is.

Rules over the title, the cover and the text, all folded by `normalize`. A confidence is the share of documents for
which the rule was right where it was measured, rounded down. Source: docs/decisions/0017-metadata-rules.md.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from corpus.edits import fiscal_year_of
from corpus.taxonomy import load_sectors
from corpus.values import DocumentStatus, DocumentType
from ingest.normalization import normalize
from ingest.years import find_years

Value = TypeVar("Value")


class Found(NamedTuple, Generic[Value]):
    """A value and how sure it is, in [0, 1]."""

    value: Value
    confidence: float


_IN_TITLE, _ON_COVER, _IN_NAME, _IN_TEXT, BY_DEFAULT = 0.9, 0.7, 0.6, 0.6, 0.5

# The first that the title holds, else the first that the cover holds.
_TYPES: tuple[tuple[DocumentType, re.Pattern[str]], ...] = (
    (DocumentType.MINUTES, re.compile(r"議事録|議事要旨|議事概要|議事次第|開催記録|会議録")),
    (DocumentType.MEMBER_TARGETS, re.compile(r"会員.{0,6}目標|定量目標|目標提出|目標一覧")),
    (
        DocumentType.LAW,
        re.compile(
            r"施行令|施行規則|省令|政令|告示|条例|規則$|ルール$|^.{2,30}(?<![方手製技用工寸理定析])法(?:律|案)?$|に関する法律"
        ),
    ),
    (DocumentType.ACTION_PLAN, re.compile(r"行動計画|アクションプラン|ロードマップ|工程表|実施計画")),
    (
        DocumentType.WG_REPORT,
        re.compile(
            r"(?<![a-z])wg|ワーキング|検討会|研究会|小委員会|部会|報告書|調査報告|調査研究|取りまとめ|とりまとめ"
        ),
    ),
    (
        DocumentType.POLICY,
        re.compile(
            r"戦略|基本計画|ビジョン|展望|方針|大綱|白書|年次報告|現状報告|経済対策|施策|指針|計画(?:の概要)?[(（案)）]{0,4}$"
        ),
    ),
)
# A law stands on its cover with its number on a line of its own; laws that a text refers to stand in brackets.
_NUMERAL = "[0-9元〇一二三四五六七八九十百]+"
_LAW_NUMBER = re.compile(
    rf"^[(（]?(?:明治|大正|昭和|平成|令和){_NUMERAL}年.{{0,20}}(?:法律|政令|省令|告示)第{_NUMERAL}号[)）]?$"
)

_KATAKANA = re.compile(r"[ァ-ヺ]")
_SHORT_LINE_CHARS = 60
_BRACKETED = r"[(\[【〔「〈<]\s*(?:事務局|修正|改正|最終|たたき台)?\s*{}\s*[)\]】〕」〉>]"
_OUTLINE = re.compile(_BRACKETED.format("素案") + r"|素案(?:の概要)?$|骨子案|たたき台")
# Words that end in 案 and are no draft: 提案, 法案, 事案, 図案, 議案, 起案, 考案, 答案.
_DRAFT = re.compile(_BRACKETED.format("案") + r"|(?<![提法事図議起考答文教])案(?:の概要)?$|パブリック.?コメント用")
_INTERIM = re.compile(r"中間(?:取り?まとめ|とりまとめ|まとめ|整理|報告|論点整理)")
_DECIDED = re.compile(
    r"閣議決定|(?:日|月|年)\s*(?:決定|策定|制定|公布|公表|改定|改訂)|確定版|最終(?:版|報告|取りまとめ|とりまとめ)"
)

_FISCAL_YEARS = range(1945, 2200)
# A sector that the text speaks of so often in 10,000 characters, and so much more often than of any other.
_SECTOR_MENTIONS, _SECTOR_LEAD, _SECTOR_LEAST = 50, 3.0, 3


def find_type(title: str, cover: Sequence[str]) -> Found[DocumentType]:
    """The document type.

    Args:
        title: As the document has it.
        cover: The lines of the first page.
    """
    head = normalize(title)
    lines = [line for line in map(normalize, cover) if len(line) <= _SHORT_LINE_CHARS]  # long ones speak of others
    for text, confidence in ((head, _IN_TITLE), *((line, _ON_COVER) for line in lines)):
        for kind, cue in _TYPES:
            if cue.search(text) and (kind is not DocumentType.LAW or confidence == _IN_TITLE):
                return Found(kind, confidence)
    if any(_LAW_NUMBER.match("".join(line.split())) for line in lines):
        return Found(DocumentType.LAW, _ON_COVER)
    return Found(DocumentType.OTHER, BY_DEFAULT)


def find_status(title: str, cover: Sequence[str], stem: str) -> Found[DocumentStatus]:
    """How far the document has come; what carries no mark is taken as decided, with little confidence.

    Args:
        title: As the document has it.
        cover: The lines of the first page; long ones speak of other documents.
        stem: The file's name without its suffix.
    """
    short = [line for line in map(normalize, cover) if len(line) <= _SHORT_LINE_CHARS]
    for texts, confidence in (([normalize(title)], _IN_TITLE), (short, _ON_COVER), ([normalize(stem)], _IN_NAME)):
        for status, mark in (
            (DocumentStatus.OUTLINE, _OUTLINE),
            (DocumentStatus.DRAFT, _DRAFT),
            (DocumentStatus.INTERIM, _INTERIM),
            (DocumentStatus.FINAL, _DECIDED),
        ):
            if any(mark.search(text.strip()) for text in texts):
                return Found(status, confidence)
    return Found(DocumentStatus.FINAL, BY_DEFAULT)


def find_fiscal_year(title: str, cover: Sequence[str], date: str | None) -> Found[int] | None:
    """The fiscal year that the title or the cover names, else the one in which the date lies, or None.

    A year after the date, or without one after the present year, is one that the document looks ahead to.
    """
    of_date = fiscal_year_of(date)
    latest = of_date or (int(date[:4]) if date else datetime.now(UTC).year)
    for text, confidence in ((title, _IN_TITLE), ("\n".join(cover), _ON_COVER)):
        for mention in find_years(text):
            if mention.is_fiscal and mention.year in _FISCAL_YEARS and mention.year <= latest:
                return Found(mention.year, confidence)
    return None if of_date is None else Found(of_date, BY_DEFAULT)


def find_sector(title: str, text: str) -> Found[str] | None:
    """The key of the sector that the title names, else of the one that the text speaks of most; None for none.

    Args:
        title: As the document has it.
        text: All of it.
    """
    for words, confidence in ((normalize(title), _IN_TITLE), (normalize(text), _IN_TEXT)):
        (most, key), (second, _) = sorted(((len(cue.findall(words)), key) for key, cue in _sectors()), reverse=True)[:2]
        enough = 1 if confidence == _IN_TITLE else max(_SECTOR_LEAST, _SECTOR_MENTIONS * len(words) / 10_000)
        lead = 1.0 if confidence == _IN_TITLE else _SECTOR_LEAD
        if most >= enough and most >= lead * second:
            return Found(key, confidence)
    return None


@cache
def _sectors() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The key of each sector and what speaks of it: its cues where no longer word begins before them."""
    return tuple(
        (sector.key, re.compile("|".join(map(_cue, _longest_first(sector.cues))))) for sector in load_sectors()
    )


def _longest_first(cues: Sequence[str]) -> list[str]:
    return sorted(cues, key=len, reverse=True)


def _cue(cue: str) -> str:
    """The cue as a pattern: トナー does not stand in パートナー, nor elv in twelve."""
    if cue.isascii():
        return rf"(?<![a-z]){re.escape(cue)}(?![a-z])"
    return rf"(?<![ァ-ヺー]){re.escape(cue)}" if _KATAKANA.match(cue) else re.escape(cue)
