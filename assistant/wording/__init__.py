"""Every sentence that the command line and the page show, by key and language."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language.

    Attributes:
        lang: "ja" or "en".
        sentences: (dotted key, format string), in the file's order.
    """

    lang: str
    sentences: dict[str, str]

    def say(self, key: str, **slots: object) -> str:
        """The sentence of key with its slots filled; a key that does not exist is a KeyError, a fault of ours."""
        return self.sentences[key].format(**slots)


@cache
def load_wording(lang: str) -> Wording:
    """The sentences of a language; any other than "en" gives Japanese."""
    chosen = lang if lang in LANGUAGES else "ja"
    tables = tomllib.loads((_HERE / f"{chosen}.toml").read_text(encoding="utf-8"))
    return Wording(
        chosen, {f"{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}
    )
