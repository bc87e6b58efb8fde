"""Where a document stands in the library: beside which versions, current or superseded.

Functions over the registry; who calls them holds the right to write.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.edits import inherited
from corpus.errors import CorruptFile
from corpus.registry import Registry
from corpus.values import Chunk, Document, Page
from corpus.versions import Order, order_of, version_key


class AddOutcome(StrEnum):
    """What adding a document did."""

    ADDED = "added"
    REPLACED = "replaced"  # in the place of an earlier version, which is superseded
    OLDER = "older"  # as superseded: the library holds a later version
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new document stands among its versions.

    Attributes:
        document: The document as it is to be written.
        key: What it has in common with its versions, or None.
        earlier: The current documents whose place it takes.
    """

    document: Document
    key: str | None
    earlier: tuple[Document, ...]

    @property
    def outcome(self) -> AddOutcome:
        """What writing it there does."""
        if self.document.superseded:
            return AddOutcome.OLDER
        return AddOutcome.REPLACED if self.earlier else AddOutcome.ADDED


def find_place(registry: Registry, document: Document) -> Place:
    """The place of a document that is not in the library yet, with what a person has set about its earlier versions."""
    key = version_key(document)
    there = registry.find_by_origin(document.origin)
    earlier = [] if there is None else [there]
    later = None
    for other in () if key is None else registry.find_by_version_key(key):
        order = order_of(document, other)
        if order is Order.NEWER and other != there:
            earlier.append(other)
        elif order is Order.OLDER:
            later = other.id
    if earlier:
        later = None
    for version in earlier:
        document = inherited(document, version)
    return Place(replace(document, superseded_by=later), key, tuple(earlier))


def is_in_place(registry: Registry, sha256: str, origin: str) -> bool:
    """True where a file with these bytes at this origin changes nothing in the library that holds the bytes."""
    document, there = registry.find_by_sha256(sha256), registry.find_by_origin(origin)
    if document is None:
        return False
    if there is None:
        return document.superseded or not _is_gone(document.origin) or _is_gone(origin)
    return there.id == document.id


def recognise(registry: Registry, sha256: str, origin: str, source: str) -> AddOutcome:
    """Puts the document with these bytes where a file at an origin says it belongs."""
    document, there = registry.find_by_sha256(sha256), registry.find_by_origin(origin)
    if document is None or is_in_place(registry, sha256, origin):
        return AddOutcome.UNCHANGED
    if there is None:  # the file was moved or renamed
        registry.update(replace(document, origin=origin, source=source), reindex=False)
        return AddOutcome.UNCHANGED
    registry.set_current(document.id, instead_of=there.id)
    return AddOutcome.REPLACED


def set_version(registry: Registry, document_id: str, superseded_by: str | None) -> bool:
    """Makes a document a version before another, or current; False, and nothing done, where that makes no sense."""
    document = registry.document(document_id)
    if document is None:
        return False
    if superseded_by is None:
        if registry.find_by_origin(document.origin) not in (None, document):
            return False
    elif document_id in _with_later(registry, superseded_by):
        return False
    registry.update(replace(document, superseded_by=superseded_by), reindex=False)
    return True


def _with_later(registry: Registry, document_id: str) -> set[str]:
    """Ids of a document and of all that superseded it in turn; of an unknown one everything, which makes no sense."""
    ids: set[str] = set()
    document = registry.document(document_id)
    if document is None:
        return {other.id for other in registry.documents()}
    while document is not None:
        ids.add(document.id)
        document = registry.document(document.superseded_by) if document.superseded_by else None
    return ids


def require_storable(document: Document, pages: Sequence[Page], chunks: Sequence[Chunk]) -> None:
    """Does nothing where every store can keep the texts.

    Raises:
        CorruptFile: one holds half a character.
    """
    texts = [document.source, document.origin, document.title, document.publisher or ""]
    texts += [page.text for page in pages]
    texts += [part for chunk in chunks for part in (chunk.text, *chunk.section)]
    texts += [part for chunk in chunks for s in chunk.statements for part in (s.text, *s.head, *s.cells)]
    try:
        "".join(texts).encode()
    except UnicodeEncodeError as error:
        source = document.source.encode(errors="replace").decode()
        raise CorruptFile(source=source) from error


def _is_gone(origin: str) -> bool:
    """True where the origin is a path of this machine at which nothing is any more."""
    return not origin.startswith("upload:") and not os.path.lexists(origin)
