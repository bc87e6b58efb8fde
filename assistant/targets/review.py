"""The review sheet: classified targets as a person corrects them, and corrections read back from it."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.targets.guarding import unguarded
from assistant.targets.names import DIRECTION_NAMES, KIND_NAMES, by_name, category_names, indicator_names
from assistant.targets.scope import scope_of
from assistant.targets.sheets import FORMULA
from assistant.targets.values import Category, Classification, Kind
from corpus.corrections import Correction
from corpus.errors import InputError, PathNotFound, UsageError
from ingest.years import find_years

REVIEW_SHEET: Final = "確認シート"
REVIEW_HEADINGS: Final = (
    *("行", "会員", "業種", "目標", "指標（自動）", "カテゴリ", "副次的な指標", "種類", "値", "単位", "向き", "基準年"),
    *("目標年", "確信度", "判断のもとの言葉", "助言", "確認", "確認者", "範囲", "元の判定"),
)
_CHANGEABLE: Final = frozenset({"カテゴリ", "副次的な指標", "種類", "値", "単位", "向き", "基準年", "目標年"})
_READ: Final = ("目標", *sorted(_CHANGEABLE), "確認", "確認者")
_DONE: Final = "済"
# A person looks at some thousands at most; of a larger sheet only the unsure rows are offered.
_MAX_ROWS: Final = 5_000
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
CellValue = str | float | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row of the review sheet.

    Attributes:
        cells: In the order of REVIEW_HEADINGS.
        needs_review: True where a person should look.
    """

    cells: tuple[CellValue, ...]
    needs_review: bool


@dataclass(frozen=True, slots=True)
class ReviewProblem:
    """A row of the review sheet that was not taken.

    Attributes:
        row: Row of the review sheet, from 1.
        reason: Japanese sentence.
    """

    row: int
    reason: str


def review_rows(rows: Sequence[Classification]) -> tuple[ReviewRow, ...]:
    """What a person is asked about: unsure rows first, the least sure on top; rows without a text are left out."""
    asked = [r for r in rows if r.text.strip() and r.confidence > 0]
    if len(asked) > _MAX_ROWS:
        asked = [r for r in asked if r.needs_review][: _MAX_ROWS * 4]
    asked.sort(key=lambda r: (not r.needs_review, r.confidence, r.row))
    return tuple(ReviewRow(_cells(r), r.needs_review) for r in asked)


def _cells(row: Classification) -> tuple[CellValue, ...]:
    return (
        *(row.row, row.member, row.industry, row.text, "", category_names()[row.category]),
        "、".join(indicator_names()[i] for i in row.secondary),
        KIND_NAMES[row.kind],
        *(row.value, row.unit or ""),
        DIRECTION_NAMES[row.direction] if row.direction else "",
        *(row.base_year, row.target_year, row.confidence, "、".join(row.cues), "".join(row.advice), "", ""),
        scope_of(row.text),
        _original(row),
    )


def _original(row: Classification) -> str:
    """What was offered, so that a change can be told."""
    label = [
        row.category,
        list(row.secondary),
        row.kind,
        row.value,
        row.unit,
        row.direction,
        row.base_year,
        row.target_year,
    ]
    return json.dumps(label, ensure_ascii=False)


def read_corrections(
    path: Path, *, by: str, at: datetime | None = None
) -> tuple[tuple[Correction, ...], tuple[ReviewProblem, ...]]:
    """The rows of a review sheet that a person changed or marked 「済」, and those that cannot be taken.

    Args:
        path: A workbook that `classify` wrote.
        by: Who corrected where the sheet does not say.
        at: When; now by default.

    Raises:
        PathNotFound: there is no such file.
        UsageError: it is no workbook, or nobody is named as the one who corrected.
        InputError: it cannot be read, or has no review sheet.
    """
    from assistant.spreadsheets.reading import read_sheets  # openpyxl is slow to import

    if not path.is_file():
        raise PathNotFound(path=path)
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        raise UsageError(
            detail=f"「{path.name}」はブック（.xlsx）ではありません。classify が書き出したブックを指定してください。"
        )
    sheet = next((s for s in read_sheets(path.name, path.read_bytes()) if s.name == REVIEW_SHEET), None)
    if sheet is None:
        raise InputError(
            source=path.name, detail=f"「{REVIEW_SHEET}」がありません。classify が書き出したブックを指定してください。"
        )
    moment = (at or datetime.now(tz=UTC)).isoformat(timespec="seconds")
    rows = iter(sheet.rows())
    header = next(rows, None)
    columns = {name: i for i, name in enumerate(header.cells)} if header else {}
    missing = [n for n in ("目標", "カテゴリ", "種類", "元の判定") if n not in columns]
    if missing:
        raise InputError(source=path.name, detail=f"「{REVIEW_SHEET}」に {'、'.join(missing)} の列がありません。")
    corrections, problems = [], []
    for row in rows:
        cells = {name: row.cells[i].strip() if i < len(row.cells) else "" for name, i in columns.items()}
        try:
            correction = _correction(cells, by, moment)
        except ValueError as error:
            problems.append(ReviewProblem(row.number, str(error)))
            continue
        if correction is not None:
            corrections.append(correction)
    if any(not c.by for c in corrections):
        raise UsageError(
            detail="確認者が分かりません。--by 名前 を指定するか、確認シートの「確認者」に記入してください。"
        )
    return tuple(corrections), tuple(problems)


def correction_of(row: Classification, changed: Mapping[str, str], by: str, at: str) -> Correction | None:
    """The correction of a classified row of which some cells, by their headings, were changed; None where none was.

    Raises:
        ValueError: a cell cannot be understood; its message says which.
    """
    offered = {n: "" if c is None else str(c) for n, c in zip(REVIEW_HEADINGS, _cells(row), strict=True)}
    return _correction(offered | {n: v.strip() for n, v in changed.items() if n in _CHANGEABLE}, by, at)


def _correction(cells: Mapping[str, str], by: str, at: str) -> Correction | None:
    """The correction of one row, or None where nothing was said.

    Raises:
        ValueError: a cell cannot be understood; its message says which.
    """
    text = cells["目標"]
    if not text:
        return None
    text = unguarded(text)
    formulas = [name for name in _READ if cells.get(name) == FORMULA]
    if formulas:
        raise ValueError(
            f"{'、'.join(formulas)}が数式で、計算結果が保存されていません。Excelで開いて保存し直すか、値で記入してください。"
        )
    category = by_name(cells["カテゴリ"], category_names())
    kind = by_name(cells["種類"], KIND_NAMES)
    written = cells.get("向き", "")
    direction = by_name(written, DIRECTION_NAMES)
    if category is None:
        raise ValueError(f"カテゴリ「{cells['カテゴリ']}」は一覧にありません。")
    if kind is None:
        raise ValueError(f"種類「{cells['種類']}」は一覧にありません。")
    if written and direction is None:
        raise ValueError(f"向き「{written}」は一覧にありません。")
    value = _number(cells.get("値", ""), "値")
    base_year, target_year = (_year(cells.get(name, ""), name) for name in ("基準年", "目標年"))
    correction = Correction(
        text=text,
        industry=cells.get("業種", ""),
        category=category.value,
        secondary=tuple(_secondary(cells.get("副次的な指標", ""), category)),
        kind=kind.value,
        value=value if kind is not Kind.QUALITATIVE else None,
        unit=(cells.get("単位") or None) if kind is not Kind.QUALITATIVE else None,
        direction=direction.value if direction and value is not None and kind is not Kind.QUALITATIVE else None,
        base_year=base_year,
        target_year=target_year,
        by=cells.get("確認者") or by,
        at=at,
    )
    is_said = cells.get("確認") == _DONE or _label_of(correction) != _offered(cells["元の判定"])
    return correction if is_said else None


def _label_of(c: Correction) -> list[object]:
    return [c.category, list(c.secondary), c.kind, c.value, c.unit, c.direction, c.base_year, c.target_year]


def _offered(original: str) -> object:
    try:
        return json.loads(original)
    except ValueError:
        return None


def _secondary(cell: str, category: Category) -> Iterator[str]:
    for name in cell.replace(",", "、").replace("；", "、").split("、"):
        if not name.strip():
            continue
        indicator = by_name(name, indicator_names())
        if indicator is None:
            raise ValueError(f"副次的な指標「{name.strip()}」は一覧にありません。")
        if indicator is not category.indicator:
            yield indicator.value


def _number(cell: str, name: str) -> float | None:
    plain = cell.replace(",", "").removesuffix("年度").removesuffix("年").strip()
    if not plain:
        return None
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in plain:
        raise ValueError(f"{name}「{cell}」は数字ではありません。")
    return number


def _year(cell: str, name: str) -> int | None:
    """The year in a cell, western or of an era."""
    mentions = find_years(cell)
    number = float(mentions[0].year) if mentions else _number(cell, name)
    if number is None:
        return None
    if number != int(number) or not _FIRST_YEAR <= number <= _LAST_YEAR:
        raise ValueError(f"{name}「{cell}」は{_FIRST_YEAR}年から{_LAST_YEAR}年までの年ではありません。")
    return int(number)
