"""A question and a text as one sequence of tokens, as the bundled cross-encoder was trained with."""

from collections.abc import Sequence

from ingest.embedding.tokenization import BEGIN_ID, END_ID

MAX_TOKENS = 128
_MAX_QUESTION, _MAX_ABOVE = 64, 40


def join_pair(question: Sequence[int], above: Sequence[int], text: Sequence[int]) -> list[int]:
    """`<s> question </s> </s> above </s> text </s>`, each cut at its end, at most `MAX_TOKENS` ids.

    Args:
        question: At most 64 of its ids are read.
        above: What the text stands under, at most 40 of its ids are read.
        text: What is left is its room.
    """
    asked, heading = question[:_MAX_QUESTION], above[:_MAX_ABOVE]
    room = MAX_TOKENS - len(asked) - len(heading) - 5
    return [BEGIN_ID, *asked, END_ID, END_ID, *heading, END_ID, *text[:room], END_ID]
