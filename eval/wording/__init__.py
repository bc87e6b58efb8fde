"""Every sentence of evaluations, by key and language; a measure without an entry is called by its own name."""

import tomllib
from functools import cache
from pathlib import Path

from assistant.wording import LANGUAGES, Wording

_HERE = Path(__file__).parent


@cache
def load_words(lang: str) -> Wording:
    """The sentences of a language; any other than "en" gives Japanese."""
    chosen = lang if lang in LANGUAGES else "ja"
    tables = tomllib.loads((_HERE / f"{chosen}.toml").read_text(encoding="utf-8"))
    return Wording(chosen, {f"{table}.{key}": text for table, rows in tables.items() for key, text in rows.items()})


def label(words: Wording, table: str, name: str) -> str:
    """What an entry of a table is called, or its own name with its underscores as spaces."""
    return words.sentences.get(f"{table}.{name}", name.replace("_", " "))
