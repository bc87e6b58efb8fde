"""The catalogue of public documents that matter to the circular economy in Japan: bibliography, not text.

`catalogue.toml` beside this module holds it. It is part of the package: a missing key raises KeyError where it stands.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A published document that others can fetch and read.

    Attributes:
        id: Unique in the catalogue; lower-case letters, digits and underscores.
        title: As the document names itself.
        publisher: Who published it.
        date: ISO 8601 day, month or year, or None where the document does not say.
        address: Where it can be fetched, or None where that is not known for certain.
        licence: The terms it may be used under, as its publisher names them.
    """

    id: str
    title: str
    publisher: str
    date: str | None
    address: str | None
    licence: str


@cache
def load_catalogue() -> tuple[PublicDocument, ...]:
    """The public documents in the order of the catalogue."""
    catalogue = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        PublicDocument(
            id=entry["id"],
            title=entry["title"],
            publisher=entry["publisher"],
            date=entry["date"] or None,
            address=entry["address"] or None,
            licence=entry["licence"],
        )
        for entry in catalogue["document"]
    )
