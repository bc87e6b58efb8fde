"""Classified targets into files: csv, xlsx, jsonl. What a spreadsheet would run as a formula is written as text."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from assistant.export.files import write_whole
from assistant.targets.guarding import guarded
from assistant.targets.values import Classification, Figure
from corpus.errors import UsageError

_WRITABLE: Final = (".csv", ".xlsx", ".jsonl")
COLUMNS: Final = tuple(field.name for field in fields(Classification))


def check_writable(path: Path) -> None:
    """Nothing, where the name asks for a format that can be written.

    Raises:
        UsageError: it asks for another.
    """
    if path.suffix.lower() not in _WRITABLE:
        raise UsageError(detail=f"「{path.name}」の拡張子には書き出せません。使えるのは {'、'.join(_WRITABLE)} です。")


def write_classifications(rows: Sequence[Classification], path: Path) -> None:
    """Write classified targets in the format of the file's name, whole or not at all.

    Raises:
        UsageError: the name ends in none of .csv, .xlsx, .jsonl.
        OutputError: the file cannot be written.
    """
    check_writable(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from assistant.spreadsheets.targets import write_workbook  # openpyxl is slow to import
        from assistant.targets.review import review_rows
        from assistant.targets.tables import tabulate

        cells = ((as_cells(row), row.needs_review) for row in rows)
        write_whole(path, write_workbook(COLUMNS, cells, review_rows(rows), tabulate(rows), len(rows)))
        return
    write_whole(path, _as_jsonl(rows) if suffix == ".jsonl" else _as_csv(rows))


def _as_jsonl(rows: Sequence[Classification]) -> bytes:
    stream = io.BytesIO()
    for row in rows:  # one row after the other: a large batch is never held twice
        stream.write((as_json(row) + "\n").encode("utf-8", "replace"))
    return stream.getvalue()


def as_json(row: Classification) -> str:
    """One line of JSON with exactly the keys of the contract, in its order."""
    return json.dumps({name: _plain(getattr(row, name)) for name in COLUMNS}, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Figure):
        return {"indicator": value.indicator, **asdict(value)}
    return value


def as_cells(row: Classification) -> tuple[str | float | int | bool | None, ...]:
    """The values of a row in the order of COLUMNS; several in one cell are joined, figures stay figures."""
    cells: list[str | float | int | bool | None] = []
    for value in (getattr(row, name) for name in COLUMNS):
        if isinstance(value, tuple):
            cells.append("；".join(map(str, value)))
        elif isinstance(value, str):
            cells.append(str(value))
        else:
            cells.append(value)
    return tuple(cells)


def _as_csv(rows: Sequence[Classification]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in as_cells(row)])
    # With a byte order mark, without which Excel reads Japanese CSV as CP932.
    return stream.getvalue().encode("utf-8-sig", "replace")
