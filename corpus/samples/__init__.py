"""The bundled sample documents: our own Japanese summaries of public documents, and one filled-in form.

`index.toml` beside this module names them. It is part of the package: a mistake in it is a mistake of ours, so a
missing key raises KeyError and an unknown document type ValueError where it stands.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.values import DocumentType

_FOLDER = Path(__file__).parent
SAMPLE_PUBLISHER = "Junkan（公開資料の要約）"
# Sixty targets of fictitious members; the same rows stand in the workbook beside it.
SAMPLE_TARGETS = _FOLDER / "targets" / "members_targets.csv"


@dataclass(frozen=True, slots=True)
class Sample:
    """One bundled document.

    Attributes:
        file: The file to ingest, absolute: the PDF where there is one, else the Markdown.
        markdown: The Markdown it was written in, absolute.
        title: As its first line says it.
        doc_type: What kind of document it is.
        sector: A key of the sector taxonomy, or None.
        date: When it was written, ISO 8601 month.
        sources: Ids of the public documents it rests on, as the catalogue names them; never empty.
    """

    file: Path
    markdown: Path
    title: str
    doc_type: DocumentType
    sector: str | None
    date: str
    sources: tuple[str, ...]


@cache
def load_samples() -> tuple[Sample, ...]:
    """The bundled documents in the order of their index; their files are not opened."""
    index = tomllib.loads((_FOLDER / "index.toml").read_text(encoding="utf-8"))
    return tuple(
        Sample(
            file=_FOLDER / entry["file"],
            markdown=_FOLDER / entry["markdown"],
            title=entry["title"],
            doc_type=DocumentType(entry["doc_type"]),
            sector=entry["sector"] or None,
            date=entry["date"],
            sources=tuple(entry["sources"]),
        )
        for entry in index["sample"]
    )
