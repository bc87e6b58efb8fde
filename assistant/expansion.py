"""What a question calls by another name: the field's aliases and the user's own, added to the search."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from corpus.errors import InvalidSetting
from corpus.taxonomy import load_aliases
from ingest.normalization import normalize

Aliases = tuple[tuple[str, ...], ...]
"""Groups of names that mean the same, as they are written, the usual one first."""

OWN_ALIASES: Final = "aliases.toml"
_OWN_WEIGHT = 3
_SHORT_KATAKANA = 2
_KATAKANA = re.compile("[ァ-ヺー]+")
_MAX_FILE_BYTES = 1_000_000
_MAX_GROUPS = 2_000
_NAMES = range(2, 51)
_MAX_NAME_CHARS = 100


def load_all_aliases(home: Path) -> Aliases:
    """The groups of the taxonomy, then those that the user wrote into aliases.toml in the library's folder, if any.

    The user's file is written like `corpus/taxonomy/aliases.toml`: `groups = [["名前", "別名"], …]`.

    Raises:
        InvalidSetting: the user's file cannot be read or holds something else.
    """
    path = home / OWN_ALIASES
    if not path.exists():
        return load_aliases()
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise _invalid(path, f"{_MAX_FILE_BYTES // 1000} KB を超えています。")
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _invalid(path, error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _invalid(path, f"TOML（UTF-8）として読めません（{error}）。") from error
    return (*load_aliases(), *_own_groups(table, path))


def _own_groups(table: dict[str, object], path: Path) -> Aliases:
    groups = table.pop("groups", [])
    if table:
        raise _invalid(path, f"「{next(iter(table))}」という項目はありません。使えるのは groups だけです。")
    if not isinstance(groups, list) or len(groups) > _MAX_GROUPS:
        raise _invalid(path, f"groups は{_MAX_GROUPS}組までの一覧にしてください。")
    for number, group in enumerate(groups, 1):
        if not isinstance(group, list) or not all(_is_name(name) for name in group) or len(group) not in _NAMES:
            detail = f"groups の{number}組目は、{_MAX_NAME_CHARS}字までの名前を2～{_NAMES.stop - 1}個並べてください。"
            raise _invalid(path, detail)
    return tuple(tuple(name.strip() for name in group) for group in groups)


def _is_name(name: object) -> bool:
    return isinstance(name, str) and bool(normalize(name).strip()) and len(name) <= _MAX_NAME_CHARS


def _invalid(path: Path, detail: str) -> InvalidSetting:
    return InvalidSetting(name=path.name, detail=detail)


def expand(text: str, aliases: Aliases | None = None) -> str:
    """The text, then the other names of every term of the aliases (those of the taxonomy where None) that it uses.

    The words of the question come three times, so that an alias weighs a third of them.

    Source of the gain: docs/decisions/0004-score-fusion.md.
    """
    return " ".join((*[text] * _OWN_WEIGHT, *added_names(text, aliases)))


def added_names(text: str, aliases: Aliases | None = None) -> tuple[str, ...]:
    """The other names, normalised, each once, of every term of the aliases that text uses; none it has itself."""
    folded = normalize(text)
    added = (name for _, others in used_aliases(text, aliases) for name in others if not stands_in(name, folded))
    return tuple(dict.fromkeys(added))


def used_aliases(text: str, aliases: Aliases | None = None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(a name that text uses, its other names) for every group of aliases that text uses, normalised."""
    folded = normalize(text)
    used = []
    for names in _folded(aliases if aliases is not None else load_aliases()):
        here = next((name for name in sorted(names, key=len, reverse=True) if stands_in(name, folded)), None)
        if here:
            used.append((here, tuple(name for name in names if name != here)))
    return tuple(used)


@cache
def _folded(aliases: Aliases) -> Aliases:
    return tuple(tuple(dict.fromkeys(normalize(name) for name in names)) for names in aliases)


def stands_in(name: str, folded: str) -> bool:
    """True where folded holds the name as a word of its own as far as its writing tells.

    One of Latin letters only as a whole word ("ce" is not in "space"), one of at most two katakana not within katakana
    ("プラ" is not in "プラットフォーム").
    """
    at = folded.find(name)
    while at >= 0:
        before, after = folded[at - 1 : at] if at else "", folded[at + len(name) : at + len(name) + 1]
        if not (_runs_on(before, name[0], name) or _runs_on(after, name[-1], name)):
            return True
        at = folded.find(name, at + 1)
    return False


def _runs_on(beside: str, end: str, name: str) -> bool:
    """True where the character beside a name's end goes on with the name's own writing."""
    short_katakana = len(name) <= _SHORT_KATAKANA and _KATAKANA.fullmatch(name) is not None
    return (_is_latin(beside) and _is_latin(end)) or (short_katakana and _KATAKANA.fullmatch(beside) is not None)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
