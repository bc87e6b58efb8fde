"""Members' targets from the sheets that offices make: csv, tsv, xlsx, xlsm, jsonl.

Sheets are data from strangers. Every row of the table comes back, with its number, and one that cannot be read as a
target comes back with its reason.
"""

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.targets.columns import FIELDS, MAX_TITLE_ROWS, NAMES, Layout, find_layout, folded_name
from assistant.targets.guarding import unguarded
from assistant.targets.values import Target
from corpus.errors import InputError, PathNotFound, UsageError
from ingest.years import YearMention, find_years

if TYPE_CHECKING:
    from assistant.spreadsheets.reading import SheetRow

READABLE: Final = (".csv", ".tsv", ".xlsx", ".xlsm", ".jsonl")
MAX_ROWS: Final = 200_000
FORMULA: Final = "\ufdd0formula"  # of a cell whose result is not stored; a non-character, which no cell holds
_MAX_BYTES: Final = 500_000_000
# A cell of the csv module may hold 131,072 characters by default, and a longer one refuses the whole file.
_MAX_CELL_CHARS: Final = 50_000_000
_SAMPLE_ROWS: Final = 300
_MISSING: Final = "目標が記入されていません。目標の内容を記入してください。"
_EMPTY: Final = "空の行です。不要であれば削除してください。"
_FORMULA_TEXT: Final = (
    "数式が入っており、計算結果が保存されていません。Excelで開いて保存し直すか、文字で記入してください。"
)
_ERROR_TEXT: Final = "数式またはエラー値のため目標として読めません。文字で記入してください。"
_HIDDEN_ROW: Final = "非表示の行です。提出の対象かご確認ください。"
_BAD_JSON: Final = "JSONとして読めない行です。書式を確かめてください。"
_ERROR_VALUE = re.compile(r"#(?:REF|N/A|VALUE|DIV/0|NAME|NULL|NUM)[!?]?|=[A-Z_.]{2,}\(.*\)?", re.IGNORECASE | re.DOTALL)
_PLACEHOLDER = re.compile(
    r"[\s（(「]*(?:別紙|別添|添付|同上|上記|〃|未定|検討中|調整中|策定中|後日|追って|特に?なし|なし|無し?|該当なし|n/?a|tbd|[-‐－ー―*＊?？.。・…]+)"
    r"[^0-9０-９]{0,12}",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    r"(?:合計|小計|総計|総合計|累計|計|平均|total|subtotal|sum|average)(?:[:：(（].{0,20})?", re.IGNORECASE
)
_TOTAL_ROW: Final = "合計・平均の行のため、目標として数えません。"
_NOTE: Final = re.compile(
    r"\s*(?:[※＊*]|[(（【\[]?\s*(?:注|備考|出典|資料|凡例|note|source)\s*[0-9０-９一二三]{0,2}\s*[)）】\]:：.．、]|注\s*$)",
    re.IGNORECASE,
)
_NOTE_ROW: Final = "表の注記のため、目標として数えません。"
_NO_CONTENT: Final = "目標の内容が書かれていません。別紙や未定の場合も、目標の文をこの欄に記入してください。"
# Sheets that explain or hold other years, where another of the same columns is at hand.
_ASIDE_SHEET = re.compile(
    r"記入例|見本|例$|要領|凡例|説明|マスタ|リスト|参考|旧|前年|old|sample|example|過年度", re.IGNORECASE
)
_YEAR_IN_NAME = re.compile(r"(?:令和|平成|R|H|FY)?\s?[0-9０-９]{1,4}\s?年?度?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of any table: its number from 1, its cells as text, whether it is hidden."""

    number: int
    cells: tuple[str, ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, whose rows may be read several times."""

    name: str
    is_hidden: bool
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class TargetSheet:
    """The targets of a file, and where they stood.

    Attributes:
        targets: In the order of the file.
        tables: Names of the sheets that were read; one empty name for a file that has none.
        columns: The column names that were taken for fields, as "field=name".
        passed_over: Names of sheets that hold targets too and were not read.
    """

    targets: tuple[Target, ...]
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    passed_over: tuple[str, ...]


def read_targets(path: Path, mapping: Mapping[str, str] | None = None, sheet: str | None = None) -> tuple[Target, ...]:
    """The targets of `read_sheet`."""
    return read_sheet(path, mapping, sheet).targets


def read_sheet(path: Path, mapping: Mapping[str, str] | None = None, sheet: str | None = None) -> TargetSheet:
    """The rows of a sheet in order, each with its row number from 1; empty rows at the end are left out.

    The row of column names is looked for below title rows, the columns by name and by what stands in them. Of a
    workbook visible sheets come before hidden ones, and sheets with the same columns belong together. A text that was
    guarded against being run by a spreadsheet comes back as it was.

    Args:
        path: The file.
        mapping: Fields (text, member, industry, id) whose column the user names.
        sheet: Name of the workbook's sheet to read.

    Raises:
        PathNotFound: there is no such file.
        UsageError: the name ends in no format that can be read, or a column or sheet that was named is not there.
        InputError: the file cannot be read, is far too large, or no column holds the targets.
    """
    content = _content(path)
    if path.suffix.lower() == ".jsonl":
        targets = tuple(_from_jsonl(path.name, _decoded(path.name, content)))
        return TargetSheet(targets, ("",), (), ())
    return _from_tables(path.name, _tables(path, content), mapping or {}, sheet)


def first_table(path: Path, is_header: Callable[[Sequence[str]], bool]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The column names and the rows below them of the first table, visible ones first, with such a header.

    Raises:
        PathNotFound: there is no such file.
        UsageError: its format cannot be read.
        InputError: it cannot be read, or no table has such a header.
    """
    if path.suffix.lower() == ".jsonl":
        raise UsageError(detail=f"「{path.name}」は読み取れない形式です。使えるのは .csv、.tsv、.xlsx、.xlsm です。")
    for table in sorted(_tables(path, _content(path)), key=lambda t: t.is_hidden):
        for row in itertools.islice(table.rows(), MAX_TITLE_ROWS):
            if is_header(row.cells):
                at = row.number
                return row.cells, (r for r in table.rows() if r.number > at)
    raise InputError(source=path.name, detail="実績の列が見つかりません。「実績値」という列名を置いてください。")


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise PathNotFound(path=path)
    if path.suffix.lower() not in READABLE:
        raise UsageError(detail=f"「{path.name}」は読み取れない形式です。使えるのは {'、'.join(READABLE)} です。")
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(source=path.name, detail=f"大きすぎます（上限 {_MAX_BYTES // 10**6}MB）。分けてください。")
        return path.read_bytes()
    except OSError as error:
        raise InputError(source=path.name, detail=error.strerror or str(error)) from error


def _tables(path: Path, content: bytes) -> tuple[Table, ...]:
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        from assistant.spreadsheets.reading import read_sheets  # openpyxl is slow to import

        return tuple(Table(s.name, s.is_hidden, partial(_sheet_rows, s.rows)) for s in read_sheets(path.name, content))
    text = _decoded(path.name, content)
    return (Table("", is_hidden=False, rows=partial(_csv_rows, path.name, text, path.suffix.lower())),)


def _sheet_rows(rows: Callable[[], Iterable["SheetRow"]]) -> Iterator[Row]:
    return (Row(row.number, row.cells, row.is_hidden) for row in rows())


def decoded(content: bytes) -> str | None:
    """The text of a file in any encoding that Japanese offices use, or None: UTF-8, UTF-16, CP932, EUC-JP."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _attempt(content, "utf-16")
    plain = _attempt(content, "utf-8-sig")
    if plain is not None:
        return plain
    candidates = [t for e in ("cp932", "euc_jp", "shift_jisx0213") if (t := _attempt(content, e)) is not None]
    if candidates:
        return max(candidates, key=_japanese_share)
    # One byte that a program broke must not cost the sheet.
    for encoding in ("utf-8-sig", "cp932"):
        mended = content.decode(encoding, errors="replace")
        if mended.count("�") * 200 < len(mended):
            return mended
    return None


def _attempt(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _japanese_share(text: str) -> float:
    head = text[:20_000]
    return sum("ぁ" <= c <= "ヶ" or "一" <= c <= "龠" for c in head) - 2.0 * sum("ｦ" <= c <= "ﾟ" for c in head)


def _decoded(source: str, content: bytes) -> str:
    text = decoded(content)
    if text is None:
        raise InputError(source=source, detail="文字コードが分かりません。UTF-8 で保存し直してください。")
    return text


def _csv_rows(source: str, text: str, suffix: str) -> Iterator[Row]:
    csv.field_size_limit(_MAX_CELL_CHARS)
    head = text[:2000]
    delimiter = "\t" if suffix == ".tsv" or ("\t" in head and "," not in head) else ","
    try:
        # Line breaks inside quotes make one row of several lines; a row is what a spreadsheet shows as one.
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            yield Row(number, tuple(cell.replace("\x00", "") for cell in row))
    except csv.Error as error:
        raise InputError(source=source, detail=f"CSVとして読めません（{error}）。") from error


def _from_tables(source: str, tables: Sequence[Table], mapping: Mapping[str, str], wanted: str | None) -> TargetSheet:
    """Targets of the tables that hold them: visible ones first, those of the same columns together."""
    if wanted is not None:
        tables = tuple(t for t in tables if t.name == wanted)
        if not tables:
            raise UsageError(detail=f"「{source}」に「{wanted}」というシートはありません。")
    found: list[tuple[Table, Layout]] = []
    is_empty, problem = True, None
    for table in sorted(tables, key=lambda t: t.is_hidden):
        head = list(itertools.islice(table.rows(), _SAMPLE_ROWS))
        if not any(cell.strip() for row in head for cell in row.cells):
            continue
        is_empty = False
        try:
            layout = find_layout([row.cells for row in head], mapping, source)
        except UsageError as error:
            problem = error
            continue
        if layout is not None:
            found.append((table, layout))
    if is_empty:
        raise InputError(source=source, detail="行がありません。")
    if not found:
        raise problem or InputError(
            source=source,
            detail="目標の列が見つかりません。1行に「目標」「会員名」「業種」などの列名を置くか、"
            "--column text=列名 で指定してください。",
        )
    chosen = _together(found)
    targets: list[Target] = []
    for table, layout in chosen:
        targets.extend(_targets(source, table.rows(), layout, MAX_ROWS - len(targets)))
    _, layout = chosen[0]
    return TargetSheet(
        tuple(targets),
        tuple(table.name for table, _ in chosen),
        tuple(f"{f}={layout.names[c]}" for f, c in layout.columns.items() if c < len(layout.names)),
        tuple(t.name for t, _ in found if not any(t is c for c, _ in chosen) and not _is_aside(t)),
    )


def _is_aside(table: Table) -> bool:
    return table.is_hidden or bool(_ASIDE_SHEET.search(table.name))


def _together(found: Sequence[tuple[Table, Layout]]) -> list[tuple[Table, Layout]]:
    """The best table and those like it: visible, named columns, no examples, and not another year's."""
    plain = [(t, x) for t, x in found if not _is_aside(t)] or list(found)
    best = max(plain, key=lambda entry: (not entry[0].is_hidden, entry[1].header >= 0, len(entry[1].columns)))
    if best[1].header < 0 or best[0].is_hidden:
        return [best]
    names = [folded_name(n) for n in best[1].names]
    like = [(t, x) for t, x in plain if not t.is_hidden and [folded_name(n) for n in x.names] == names]
    years = {m[0] for t, _ in like if (m := _YEAR_IN_NAME.search(t.name))}
    return [best] if len(years) > 1 else like


def _targets(source: str, rows: Iterator[Row], layout: Layout, room: int) -> Iterator[Target]:
    waiting: list[Target] = []  # empty rows, which count only where another row follows
    n = 0
    for row in rows:
        if row.number <= layout.header + 1:
            continue
        target = _target(row, layout)
        if target.problem == _EMPTY:
            if len(waiting) < room:
                waiting.append(target)
            continue
        yield from waiting
        n += len(waiting) + 1
        waiting = []
        if n > room:
            raise InputError(source=source, detail=f"行が多すぎます（上限 {MAX_ROWS:,}行）。分けて読み込んでください。")
        yield target


def _target(row: Row, layout: Layout) -> Target:
    from_columns = {f: row.cells[c].strip() if c < len(row.cells) else "" for f, c in layout.columns.items()}
    cell = {f: from_columns.get(f, "") for f in FIELDS}
    text = cell["text"]
    text = unguarded(text)
    problem: str | None = None
    if not any(c.strip() for c in row.cells):
        problem = _EMPTY
    elif _is_total(row, text):
        cell["member"], problem = "", _TOTAL_ROW  # the word is no member
    elif _is_note(row):
        text, cell["member"], problem = text or next(c.strip() for c in row.cells if c.strip()), "", _NOTE_ROW
    elif text == FORMULA:
        text, problem = "", _FORMULA_TEXT
    elif not text:
        problem = _MISSING
    elif _ERROR_VALUE.fullmatch(text):
        problem = _ERROR_TEXT
    elif _PLACEHOLDER.fullmatch(text):
        problem = _NO_CONTENT
    return Target(
        row=row.number,
        id=cell["id"] or None,
        member=cell["member"],
        industry=cell["industry"],
        text=text,
        problem=problem,
        context=_context(text, cell),
        note=_HIDDEN_ROW if row.is_hidden else None,
    )


def _is_total(row: Row, text: str) -> bool:
    """True for a row that sums up: the word stands first and no statement in the column of targets."""
    first = next((c.strip() for c in row.cells if c.strip()), "")
    is_figure = not re.search(r"[ぁ-ん一-龥]{2}", text) or bool(_TOTAL.fullmatch(text))
    return bool(_TOTAL.fullmatch("".join(first.split()))) and is_figure


def _is_note(row: Row) -> bool:
    """True for a row that holds one remark on the table and nothing else."""
    filled = list(dict.fromkeys(c.strip() for c in row.cells if c.strip()))
    return len(filled) == 1 and bool(_NOTE.match(filled[0]))


def _context(text: str, cell: Mapping[str, str]) -> str:
    """What the columns of figures and years add to a text: what it does not name itself."""
    if not text:
        return ""
    named = find_years(text)
    due, base = (_year_of_cell(cell[name], named) for name in ("target_year", "base_year"))
    value = cell["value"]
    if re.search(r"[0-9０-９]", text) or not re.search(r"[0-9０-９]", value):
        figure = ""
    else:
        figure = "：" + value + ("" if re.search(r"[^0-9０-９.,\s]", value) else cell["unit"])
    base = base or _base_of_note(text, cell["note"], named)
    return figure + (f"（{base}比）" if base else "") + (f"、{due}" if due else "")


def _base_of_note(text: str, note: str, named: Sequence[YearMention]) -> str:
    """The base year that a remark beside the target names, as a text would; empty where the text compares itself."""
    if not note or re.search(r"比|基準|対", text):
        return ""
    found = next((y for y in find_years(note) if _is_base(note, y)), None)
    if found is None or found.year in {mention.year for mention in named}:
        return ""
    return f"{found.year}年度"


def _is_base(note: str, year: YearMention) -> bool:
    before, behind = note[max(0, year.start - 12) : year.start], note[year.end : year.end + 8]
    return bool(
        re.search(r"(?:基準年度?|比較年度?|ベース)\s*[はをが:：=＝]?\s*$", before)
        or re.match(r"\s*(?:度|末)?(?:の?実績)?(?:比|対比|を?基準|を?ベース)", behind)
    )


def _year_of_cell(cell: str, named: Sequence[YearMention]) -> str:
    """The year that a cell holds, as a text would name it; empty where there is none or the text names that year."""
    written = re.sub(r"^(\d{4})(?:-\d\d-\d\d)?$", r"\1年度", cell.strip())
    found = find_years(written)
    return "" if not found or found[0].year in {mention.year for mention in named} else written


def _from_jsonl(source: str, text: str) -> Iterator[Target]:
    # Not splitlines: U+2028 may stand inside a JSON string.
    n = 0
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        if not line.strip():
            continue
        n += 1
        if n > MAX_ROWS:
            raise InputError(source=source, detail=f"行が多すぎます（上限 {MAX_ROWS:,}行）。分けて読み込んでください。")
        yield _from_json(number, line)
    if not n:
        raise InputError(source=source, detail="行がありません。")


def _from_json(number: int, line: str) -> Target:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        return Target(number, None, "", "", "", problem=_BAD_JSON)
    names = {folded_name(str(key)): value for key, value in entry.items()}

    def value(field: str) -> str:
        found = (names[name] for name in names if name in NAMES[field] and isinstance(names[name], str | int | float))
        return str(next(found, "")).strip()

    text = value("text")
    return Target(number, value("id") or None, value("member"), value("industry"), text, None if text else _MISSING)
