"""Both sides of a comparison, where a table has a row for each."""

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.answering.additions import Addition
from assistant.answering.calculating.figures import label_of
from assistant.answering.calculating.mentions import find_mentions
from assistant.answering.extremes import table_of
from assistant.answering.selection import Candidate, likely
from assistant.question import ParsedQuestion, QuestionKind
from corpus.values import BlockKind
from ingest.normalization import compact

_ASKS = re.compile(r"(?:どう|どこが|何が|どのように)(?:違|異な|ちが)")


def find_both_sides(question: ParsedQuestion, candidates: Sequence[Candidate]) -> Addition | None:
    """The two rows of one table that a question of comparison names, each to be cited on its own; else None."""
    if question.kind is not QuestionKind.COMPARISON and not _ASKS.search(compact(question.text)):
        return None
    near = {id(candidate) for candidate in likely(candidates)}
    tables: dict[object, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.statement.kind is BlockKind.ROW and label_of(candidate):
            tables[table_of(candidate)].append(candidate)
    found = []
    for rows in tables.values():
        mentions = find_mentions(question.text, [label_of(row) for row in rows])
        sides = tuple(rows[m.index] for m in mentions)
        if len(sides) == 2 and any(id(side) in near for side in sides):
            found.append(sides)
    best = max(found, key=lambda sides: max(side.score for side in sides), default=None)
    return Addition((), best) if best else None
