"""Statements with their roles, written for this project: what the tagger learns from. Rulings: GUIDELINES.md."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.values import BlockKind, Role


@dataclass(frozen=True, slots=True)
class LabelledStatement:
    """One line of `statements.jsonl`.

    Attributes:
        id: Unique in the file.
        kind: The kind of its block.
        headings: The headings above it, outermost first.
        near: The sentence that opens its list, the column of a cell, the columns of a row.
        text: As a document might have it.
        roles: In the order of `Role`; empty for what plays none.
    """

    id: str
    kind: BlockKind
    headings: tuple[str, ...]
    near: tuple[str, ...]
    text: str
    roles: tuple[Role, ...]


@cache
def load_labelled_statements() -> tuple[LabelledStatement, ...]:
    """The statements of the package, in the order of the file."""
    source = resources.files(__name__).joinpath("statements.jsonl").read_text(encoding="utf-8")
    return tuple(_statement(json.loads(line)) for line in source.splitlines() if line)


def _statement(entry: dict[str, str | list[str]]) -> LabelledStatement:
    given = {*entry["roles"]}
    return LabelledStatement(
        id=str(entry["id"]),
        kind=BlockKind(str(entry["kind"])),
        headings=tuple(entry.get("headings", ())),
        near=tuple(entry.get("near", ())),
        text=str(entry["text"]),
        roles=tuple(role for role in Role if role in given),
    )
