"""Challenges taken apart and mapped to the six."""

from collections.abc import Sequence

from assistant.gaps.values import Cell, ChallengeCell
from assistant.viewpoints import issue_of
from ingest.morphology import morphemes


def challenge_cells(cell: Cell, headings: Sequence[str], topic: str) -> tuple[ChallengeCell, ...]:
    """A challenge cell, taken apart where it lists several: 品質基準の整備、循環配慮設計の促進.

    Where its own words speak for none of the six, the headings it stands under may.
    """
    context = " ".join(headings[-2:])
    issues = ((text, issue_of(text, topic) or issue_of(context, topic)) for text in split_list(cell.text))
    return tuple(ChallengeCell(text, cell.citations, issue.ja if issue else None) for text, issue in issues)


def split_list(text: str) -> tuple[str, ...]:
    """The members of a list of nouns joined by 「、」 or 「／」; the text itself where it is no such list."""
    pieces = [piece.strip() for piece in text.replace("／", "、").split("、")]
    if "。" in text or "：" in text or not all(map(_is_noun_phrase, pieces)):
        return (text,)
    return tuple(pieces)


def _is_noun_phrase(text: str) -> bool:
    found = morphemes(text)
    return 4 <= len(text) <= 40 and bool(found) and found[-1].pos in {"名詞", "接尾辞"}
