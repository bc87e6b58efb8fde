"""Two batches compared: new, changed and withdrawn targets of each member."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.targets.features import shape_grams
from assistant.targets.names import member_key
from assistant.targets.values import Classification

# Two texts of a member with this share of n-grams in common are one target, reworded. Source: our reading of pairs.
_LIKE: Final = 0.5
_FIELDS: Final = ("category", "kind", "value", "unit", "direction", "base_year", "target_year")


class Change(StrEnum):
    """What became of a target."""

    NEW = "new"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Pair:
    """One target in two batches.

    Attributes:
        member: Who set it.
        change: What became of it.
        before: In the earlier batch, or None.
        after: In the later batch, or None.
        fields: Names of the fields that differ; "text" where only the wording does.
    """

    member: str
    change: Change
    before: Classification | None
    after: Classification | None
    fields: tuple[str, ...] = ()


def compare(before: Sequence[Classification], after: Sequence[Classification]) -> tuple[Pair, ...]:
    """Every target of both batches once, members in the order of the later batch, withdrawn ones last.

    Targets belong together by id within a member, then by the likeness of their texts, then by their category where a
    member has one of it in each batch.
    """
    old, new = _by_member(before), _by_member(after)
    members = [*new, *(m for m in old if m not in new)]
    return tuple(pair for member in members for pair in _pairs(member, old.get(member, []), new.get(member, [])))


def _by_member(rows: Sequence[Classification]) -> dict[str, list[Classification]]:
    found: dict[str, list[Classification]] = defaultdict(list)
    for row in rows:
        if row.text.strip() and row.confidence > 0:
            found[member_key(row.member)].append(row)
    return dict(found)


def _pairs(member: str, old: list[Classification], new: list[Classification]) -> list[Pair]:
    left, pairs = list(old), []
    for row in new:
        found = _partner(row, left, new)
        if found is None:
            pairs.append(Pair(row.member or member, Change.NEW, None, row))
            continue
        left.remove(found)
        fields = tuple(f for f in _FIELDS if getattr(found, f) != getattr(row, f))
        if not fields and found.text.split() != row.text.split():
            fields = ("text",)
        pairs.append(Pair(row.member, Change.CHANGED if fields else Change.SAME, found, row, fields))
    return [*pairs, *(Pair(row.member or member, Change.WITHDRAWN, row, None) for row in left)]


def _partner(
    row: Classification, left: Sequence[Classification], new: Sequence[Classification]
) -> Classification | None:
    same_id = next((o for o in left if row.id is not None and o.id == row.id), None)
    if same_id is not None and (same_id.indicator is row.indicator or likeness(same_id.text, row.text) >= _LIKE):
        return same_id
    best = max(left, key=lambda o: likeness(o.text, row.text), default=None)
    if best is not None and likeness(best.text, row.text) >= _LIKE:
        return best
    of_category = [o for o in left if o.category is row.category]
    is_only = sum(n.category is row.category for n in new) == 1
    return of_category[0] if len(of_category) == 1 and is_only else None


def likeness(one: str, other: str) -> float:
    """Share of the n-grams that two texts have in common, in [0, 1]; figures do not count."""
    a, b = shape_grams(one), shape_grams(other)
    return 2 * len(a & b) / max(1, len(a) + len(b))
