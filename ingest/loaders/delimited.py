"""CSV and TSV → one marked page."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Final

from corpus.errors import CorruptFile, EmptyFile
from ingest.loaders.base import LoadedFile, LoadLimits, source_name
from ingest.loaders.grids import CellBudget, plain_grid, write_grid
from ingest.loaders.marked import PageWriter
from ingest.loaders.text import read_text_file

_DELIMITERS: Final = ",\t;"
_SAMPLE_LINES: Final = 50
_MAX_CELL_CHARS: Final = 131_072  # as the csv module, whose own limit other readers of the process may have raised


class DelimitedLoader:
    """Reads tables of delimited text in any encoding of Japanese files."""

    suffixes: tuple[str, ...] = (".csv", ".tsv")

    def load(self, path: Path, limits: LoadLimits) -> LoadedFile:
        """The table as one page without a number.

        Raises:
            EmptyFile: it holds nothing.
            CorruptFile: it is no text, or its quotes never end.
            TooManyParts: it has too many cells.
            UnreadableFile, UnsupportedFormat: as for plain text.
        """
        source = source_name(path)
        text = read_text_file(path, self.suffixes)
        try:
            delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(text)
            rows = list(_rows(text, delimiter, CellBudget(source, limits.max_cells)))
        except csv.Error as error:
            raise CorruptFile(source=source) from error
        writer = PageWriter()
        write_grid(writer, plain_grid(rows))
        page = writer.page(None)
        if page.problem:
            raise EmptyFile(source=source)
        return LoadedFile(source, (page,))


def _rows(text: str, delimiter: str, budget: CellBudget) -> Iterator[list[str]]:
    for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
        budget.spend(len(row))
        if max(map(len, row), default=0) > _MAX_CELL_CHARS:
            raise csv.Error("cell too long")
        yield row


def _delimiter(text: str) -> str:
    """The delimiter that the first lines hold most evenly; a comma where none does."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual else 0, -_DELIMITERS.index(mark))

    return max(_DELIMITERS, key=evenness)
