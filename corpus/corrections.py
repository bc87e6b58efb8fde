"""What people said of members' targets: corrections, kept in the registry with who said it and when."""

import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from corpus.home import REGISTRY, make_folder
from corpus.registry import Registry

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Correction:
    """The label that a person gave one target.

    Attributes:
        text: The target as it was written.
        industry: The member's industry; may be empty.
        category: Key of a goal-setting category.
        secondary: Keys of other indicators.
        kind: Key of a kind.
        value: In `unit`, or None.
        unit: Normalised unit, or None.
        direction: Key of a direction, or None.
        base_year: Western year, or None.
        target_year: Western year, or None.
        by: Who said it; never empty.
        at: ISO 8601 in UTC.
    """

    text: str
    industry: str
    category: str
    secondary: tuple[str, ...]
    kind: str
    value: float | None
    unit: str | None
    direction: str | None
    base_year: int | None
    target_year: int | None
    by: str
    at: str

    @property
    def key(self) -> str:
        """The same for texts that differ in width and spaces only."""
        return correction_key(self.text)


def correction_key(text: str) -> str:
    """A target's text without what makes no difference: width of characters, spaces, line breaks, letter case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def store_corrections(home: Path, corrections: Sequence[Correction]) -> int:
    """Keeps corrections in the library's registry, making one where there is none; how many said something new.

    Raises:
        LibraryError: the registry cannot be written.
    """
    make_folder(home)
    registry = Registry(home / REGISTRY)
    try:
        in_force = {c.key: _content(c) for c in _load(registry)}
        new = {c.key: c for c in corrections if in_force.get(c.key) != _content(c)}
        registry.add_corrections([_to_row(c) for c in new.values()])
    finally:
        registry.close()
    return len(new)


def load_corrections(home: Path) -> tuple[Correction, ...]:
    """The corrections in force, the newest of each text, oldest first; empty where there is no library.

    Raises:
        LibraryError: the registry cannot be read.
    """
    if not (home / REGISTRY).is_file():
        return ()
    with ExitStack() as stack:
        folder = home
        if not os.access(home, os.W_OK) or not os.access(home / REGISTRY, os.W_OK):
            # Opening may write (a new schema, the log): a library that may only be read is read from a copy.
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="junkan-corrections-")))
            for path in home.glob(f"{REGISTRY}*"):
                shutil.copyfile(path, folder / path.name)
        registry = Registry(folder / REGISTRY)
        stack.callback(registry.close)
        return _load(registry)


def _load(registry: Registry) -> tuple[Correction, ...]:
    newest: dict[str, Correction] = {}
    for row in registry.corrections():
        correction = _from_row(row)
        newest.pop(correction.key, None)
        newest[correction.key] = correction
    return tuple(newest.values())


def _content(correction: Correction) -> tuple[object, ...]:
    return _to_row(correction)[1:-2]


def _to_row(c: Correction) -> tuple[str | float | int | None, ...]:
    label = json.dumps([c.category, c.secondary, c.kind, c.value, c.unit, c.direction, c.base_year, c.target_year])
    return (c.key, c.text, c.industry, label, c.by, c.at)


def _from_row(row: Sequence[object]) -> Correction:
    _, text, industry, label, by, at = row
    category, secondary, kind, value, unit, direction, base_year, target_year = json.loads(str(label))
    return Correction(
        *(str(text), str(industry), category, tuple(secondary), kind, value, unit, direction, base_year, target_year),
        by=str(by),
        at=str(at),
    )
