"""Which documents are versions of one another, and which of two is the later one.

Two files are versions of one document where they come from the same origin, or where title and publisher are the same
once marks of the version (案, 第2版, 時点) are off. The later one is the more final or the newer; where the two
disagree (a new 案 beside an old decision), or where nothing tells, both stay current.
"""

import re
import unicodedata
from enum import Enum

from corpus.values import Document, DocumentStatus, DocumentType

_SPACE = re.compile(r"\s+")
# What the versions of one title differ in, after NFKC.
_MARKS = re.compile(
    r"[(\[【〔「][^)\]】〕」]{0,20}(?:案|素案|版|時点|改[訂定]|現在|ver\.?[\d.]+)[)\]】〕」]"
    r"|(?:第?\d+(?:\.\d+)*版|ver(?:sion)?\.?\d+(?:\.\d+)*|改[訂定]版|暫定版|確定版|最終版|(?<=[^提答法])素?案)$"
    r"|(?<=[^提答法])素?案(?=の?概要$|の?本文$)",
    re.IGNORECASE,
)
_EDGE = "・-‐–—~〜ー_ 　"
_MIN_KEY_CHARS = 6  # 「報告書」, 「議事要旨」: too general to tell that two documents are one
_MIN_TITLE_CONFIDENCE = 0.5  # a title that was guessed from the file's name names no document
_SURE_YEAR = 0.7  # a fiscal year that the document states, not one derived from its date
# Every meeting has its minutes and every member its targets, under one title each time.
_SERIES = frozenset({DocumentType.MINUTES, DocumentType.MEMBER_TARGETS})


class Order(Enum):
    """How a document stands to another version of it."""

    NEWER = 1
    OLDER = -1


def version_key(document: Document) -> str | None:
    """What all versions of the document have in common, or None where nothing does safely."""
    if not document.publisher or document.doc_type in _SERIES:
        return None
    if document.confidence("title") < _MIN_TITLE_CONFIDENCE:
        return None
    title = _SPACE.sub("", unicodedata.normalize("NFKC", document.title)).lower()
    before = ""
    while before != title:
        before, title = title, _MARKS.sub("", title).strip(_EDGE)
    publisher = _SPACE.sub("", unicodedata.normalize("NFKC", document.publisher))
    return None if len(title) < _MIN_KEY_CHARS else f"{title}\n{publisher}"


def order_of(document: Document, other: Document) -> Order | None:
    """How a document stands to another with the same version key; None where neither takes the other's place."""
    if _sure_year(document) and _sure_year(other) and document.fiscal_year != other.fiscal_year:
        return None  # the report of each year
    by_status = _rank(document) - _rank(other)
    by_date = _compare_dates(document.date, other.date)
    if by_status * by_date < 0:
        return None
    return Order.NEWER if by_status + by_date > 0 else Order.OLDER if by_status + by_date < 0 else None


def _sure_year(document: Document) -> bool:
    return document.fiscal_year is not None and document.confidence("fiscal_year") >= _SURE_YEAR


def _rank(document: Document) -> int:
    """How final it is; what carries no mark of a draft is taken as decided."""
    return (document.status or DocumentStatus.FINAL).rank


def _compare_dates(date: str | None, other: str | None) -> int:
    """1, 0 or -1 as the first ISO date is later, the same as far as both say, or earlier."""
    if not date or not other:
        return 0
    for part, other_part in zip(date.split("-"), other.split("-"), strict=False):
        if part != other_part:
            return 1 if part > other_part else -1
    return 0
