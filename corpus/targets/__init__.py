"""Statements of members' targets with their labels, written for this project: what the labeller learns from."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its labels, as `statements.jsonl` holds it; GUIDELINES.md says what each label means.

    Attributes:
        id: Unique in the file.
        group: Statements of one skeleton share it; they must never stand on both sides of a validation.
        industry: One of the partnership's industries.
        text: As a member might write it.
        category: Key of a goal-setting category.
        secondary: Keys of other indicators with a goal in the text, in order of mention.
        kind: "quantitative", "project" or "qualitative".
        value: In `unit`, or None.
        unit: Normalised unit, or None.
        direction: Key of a direction, or None.
        base_year: Western year, or None.
        target_year: Western year, or None.
        noise: What was done to the text to make it look like a real sheet's, or None.
    """

    id: str
    group: str
    industry: str
    text: str
    category: str
    secondary: tuple[str, ...]
    kind: str
    value: float | None
    unit: str | None
    direction: str | None
    base_year: int | None
    target_year: int | None
    noise: str | None = None


@cache
def load_statements() -> tuple[Statement, ...]:
    """The statements of the package, in the order of the file."""
    source = resources.files(__name__).joinpath("statements.jsonl").read_text(encoding="utf-8")
    return tuple(_statement(json.loads(line)) for line in source.splitlines() if line)


def _statement(entry: dict[str, object]) -> Statement:
    fields = {name: entry.get(name) for name in Statement.__dataclass_fields__}
    secondary = entry["secondary"]
    fields["secondary"] = tuple(str(key) for key in secondary) if isinstance(secondary, list) else ()
    return Statement(**fields)  # type: ignore[arg-type]  # our own file; a test checks every line
