"""Members' targets from sheets, and classified ones into sheets: csv, tsv, xlsx, jsonl.

Sheets are data from strangers. A row that cannot be read comes back with its reason; a text that a spreadsheet would
run as a formula is written as text.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from assistant.export.files import printable, write_whole
from assistant.targets.values import Classification, Target
from corpus.errors import InputError, PathNotFound, UsageError

_READABLE: Final = (".csv", ".tsv", ".xlsx", ".jsonl")
_WRITABLE: Final = (".csv", ".xlsx", ".jsonl")
# Title rows, notes and logos stand above the column names in members' sheets, seldom more than this.
_MAX_TITLE_ROWS: Final = 30
COLUMNS: Final = tuple(field.name for field in fields(Classification))

# Column names, folded, without brackets, spaces and marks.
_TEXT_NAMES: Final = (
    "text target targets goal 目標 目標内容 目標の内容 目標文 定量目標 会員目標 目標値 ce目標 cps目標 設定目標 "
    "目標本文 目標記載 目標名 提出目標 登録目標 ceに関する目標 サーキュラーエコノミーに関する目標 "
    "サーキュラーエコノミーに関する定量目標 内容 記載内容 本文"
)
_MEMBER_NAMES: Final = (
    "member company organization organisation 会員 会員名 企業名 会社名 社名 団体名 組織名 名称 法人名 事業者名 所属 "
    "機関名 自治体名 提出者 会員企業 企業団体名 会員企業名 提出会員"
)
_INDUSTRY_NAMES: Final = "industry sector 業種 業種区分 業界 業種分類 業種名 産業分類 業態"
_ID_NAMES: Final = "id no 番号 管理番号 通し番号 通番 連番 目標id 会員番号 目標番号 整理番号 項番"
_NAMES: Final = {
    "text": frozenset(_TEXT_NAMES.split()),
    "member": frozenset(_MEMBER_NAMES.split()),
    "industry": frozenset(_INDUSTRY_NAMES.split()),
    "id": frozenset(_ID_NAMES.split()),
}
_MISSING: Final = "目標が記入されていません。目標の内容を記入してください。"
_EMPTY: Final = "空の行です。不要であれば削除してください。"
_RUNNABLE: Final = ("=", "+", "-", "@", "\t", "\r")


def read_targets(path: Path) -> tuple[Target, ...]:
    """The rows of a sheet in order, each with its row number from 1; empty rows at the end are left out.

    The row of column names is looked for below title rows; a sheet of one column needs none. A text that was written
    as 「'=…」 to keep a spreadsheet from running it comes back without the mark.

    Raises:
        PathNotFound: there is no such file.
        UsageError: the name ends in none of .csv, .tsv, .xlsx, .jsonl.
        InputError: the file cannot be read, or no column holds the targets.
    """
    if not path.is_file():
        raise PathNotFound(path=path)
    suffix = path.suffix.lower()
    if suffix not in _READABLE:
        raise UsageError(detail=f"「{path.name}」は読み取れない形式です。使えるのは {'、'.join(_READABLE)} です。")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(source=path.name, detail=error.strerror or str(error)) from error
    if suffix == ".jsonl":
        targets = _from_jsonl(path.name, _decoded(path.name, content))
    elif suffix == ".xlsx":
        from assistant.spreadsheets.targets import read_rows  # openpyxl is slow to import

        targets = _from_tables(path.name, read_rows(path.name, content))
    else:
        targets = _from_tables(path.name, (_csv_rows(path.name, _decoded(path.name, content), suffix),))
    return targets


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
    if suffix == ".jsonl":
        content = "".join(as_json(row) + "\n" for row in rows).encode("utf-8", "replace")
    elif suffix == ".csv":
        content = _as_csv(rows)
    else:
        from assistant.spreadsheets.targets import write_rows  # openpyxl is slow to import

        content = write_rows(COLUMNS, [as_cells(row) for row in rows], [row.needs_review for row in rows])
    write_whole(path, content)


def as_json(row: Classification) -> str:
    """One line of JSON with exactly the keys of the contract, in its order."""
    return json.dumps(asdict(row), ensure_ascii=False)


def as_cells(row: Classification) -> tuple[str | float | int | bool | None, ...]:
    """The values of a row in the order of COLUMNS; several in one cell are joined, figures stay figures."""
    cells: list[str | float | int | bool | None] = []
    for value in asdict(row).values():
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
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in as_cells(row)])
    # With a byte order mark, without which Excel reads Japanese CSV as CP932.
    return stream.getvalue().encode("utf-8-sig", "replace")


def _harmless(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe in front of what would start a formula."""
    shown = printable(text)
    return f"'{shown}" if shown.startswith(_RUNNABLE) or text.startswith(_RUNNABLE) else shown


def _decoded(source: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(source=source, detail="文字コードが分かりません。UTF-8 で保存し直してください。")


def _csv_rows(source: str, text: str, suffix: str) -> tuple[tuple[str, ...], ...]:
    head = text[:2000]
    delimiter = "\t" if suffix == ".tsv" or ("\t" in head and "," not in head) else ","
    try:
        # Line breaks inside quotes make one row of several lines; a row is what a spreadsheet shows as one.
        return tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError(source=source, detail=f"CSVとして読めません（{error}）。") from error


def _from_tables(source: str, tables: Sequence[Sequence[Sequence[str]]]) -> tuple[Target, ...]:
    """Targets of the first table that has a column for them."""
    filled = [table for table in tables if any(any(cell.strip() for cell in row) for row in table)]
    if not filled:
        raise InputError(source=source, detail="行がありません。")
    for table in filled:
        header = _header(table)
        if header is not None:
            number, columns = header
            return _targets(table[number + 1 :], number + 2, columns)
    if max(len(row) for row in filled[0]) == 1:
        return _targets(filled[0], 1, {"text": 0})
    raise InputError(
        source=source, detail="目標の列が見つかりません。1行に「目標」「会員名」「業種」などの列名を置いてください。"
    )


def _header(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Index of the row of column names, and the column of each field; the row that names most fields wins."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(table[:_MAX_TITLE_ROWS]):
        columns = _columns(row)
        alone = sum(bool(cell.strip()) for cell in row) == 1
        # 「会員目標」 alone in its row is a title, unless the whole sheet has one column.
        if (
            "text" in columns
            and not (alone and max(len(r) for r in table) > 1)
            and len(columns) > len((best or (0, {}))[1])
        ):
            best = number, columns
    return best


def _columns(row: Sequence[str]) -> dict[str, int]:
    """The column of each field that a row names: exactly, else a name that ends or begins with 目標 for the text."""
    names = [_folded(cell) for cell in row]
    columns: dict[str, int] = {}
    for field, accepted in _NAMES.items():
        found = [i for i, name in enumerate(names) if name in accepted]
        # 「内容」 and 「名称」 name other things too: the plainest name wins.
        if found:
            preferred = [i for i in found if "目標" in names[i] or names[i] in {"text", "会員名", "業種"}]
            columns[field] = (preferred or found)[0]
    if "text" not in columns:
        loose = [
            i
            for i, name in enumerate(names)
            if "目標" in name and len(name) <= 24 and not re.search("年|値|番号|単位|id", name)
        ]
        if loose and len([n for n in names if n]) > 1:
            columns["text"] = loose[0]
    return columns


def _folded(cell: str) -> str:
    name = re.sub(r"[(（【\[].*?[)）】\]]", "", unicodedata.normalize("NFKC", cell)).lower()
    return re.sub(r"[\s・:/_.*※#-]", "", name)


def _targets(rows: Sequence[Sequence[str]], first: int, columns: dict[str, int]) -> tuple[Target, ...]:
    def cell(row: Sequence[str], field: str) -> str:
        index = columns.get(field)
        return row[index].strip() if index is not None and index < len(row) else ""

    last = max((i for i, row in enumerate(rows) if any(c.strip() for c in row)), default=-1)
    targets = []
    for number, row in enumerate(rows[: last + 1], first):
        text = cell(row, "text")
        is_empty = not any(c.strip() for c in row)
        targets.append(
            Target(
                row=number,
                id=cell(row, "id") or None,
                member=cell(row, "member"),
                industry=cell(row, "industry"),
                text=text[1:] if text.startswith("'") and text[1:2] in _RUNNABLE else text,
                problem=_EMPTY if is_empty else None if text else _MISSING,
            )
        )
    return tuple(targets)


def _from_jsonl(source: str, text: str) -> tuple[Target, ...]:
    # Not splitlines: U+2028 may stand inside a JSON string.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise InputError(source=source, detail="行がありません。")
    return tuple(_from_json(number, line) for number, line in lines)


def _from_json(number: int, line: str) -> Target:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        return Target(number, None, "", "", "", problem="JSONとして読めない行です。書式を確かめてください。")
    names = {_folded(str(key)): value for key, value in entry.items()}

    def value(field: str) -> str:
        found = (names[name] for name in names if name in _NAMES[field] and isinstance(names[name], str | int | float))
        return str(next(found, "")).strip()

    text = value("text")
    return Target(number, value("id") or None, value("member"), value("industry"), text, None if text else _MISSING)
