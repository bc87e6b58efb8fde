"""The gap table of a topic: the state to be reached, the present, the gap, challenges, actions, who and when."""

from assistant.findings import Scope
from assistant.gaps.challenges import split_list
from assistant.gaps.table import build_table, find_gaps, page_text_of
from assistant.gaps.values import Cell, ChallengeCell, Conflict, ConflictSide, GapRow, GapTable, Searched

__all__ = [
    "Cell",
    "ChallengeCell",
    "Conflict",
    "ConflictSide",
    "GapRow",
    "GapTable",
    "Scope",
    "Searched",
    "build_table",
    "find_gaps",
    "page_text_of",
    "split_list",
]
