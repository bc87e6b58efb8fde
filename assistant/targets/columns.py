"""Which column of a sheet holds what: by its name, by what stands in it, or as the user says."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from corpus.errors import UsageError
from corpus.taxonomy import load_industries

# Title rows, notes and logos stand above the column names in members' sheets, seldom more than this.
MAX_TITLE_ROWS: Final = 30
# Column names, folded, without brackets, spaces and marks.
_TEXT_NAMES: Final = (
    "text target targets goal goals kpi 目標 目標内容 目標の内容 目標文 定量目標 会員目標 ce目標 cps目標 設定目標 "
    "目標本文 目標記載 目標名 提出目標 登録目標 具体的目標 具体的な目標 数値目標 内容 記載内容 本文 取組目標 "
    "コミットメント"
)
_MEMBER_NAMES: Final = (
    "member company organization organisation 会員 会員名 企業名 会社名 社名 団体名 組織名 名称 法人名 事業者名 所属 "
    "機関名 自治体名 提出者 会員企業 企業団体名 会員企業名 提出会員 会員名称 貴社名 御社名 事業者 企業"
)
_INDUSTRY_NAMES: Final = "industry sector 業種 業種区分 業界 業種分類 業種名 産業分類 業態 区分 大分類"
_ID_NAMES: Final = "id no 番号 管理番号 通し番号 通番 連番 目標id 会員番号 目標番号 整理番号 項番 受付番号 #"
_VALUE_NAMES: Final = "目標値 数値 value 目標水準 目標数値 targetvalue"
_UNIT_NAMES: Final = "単位 unit"
_BASE_NAMES: Final = "基準年 基準年度 比較年度 baseyear baselineyear"
_DUE_NAMES: Final = "目標年 目標年度 達成年度 達成年 期限 達成時期 達成期限 targetyear year"
_NOTE_NAMES: Final = "備考 注記 補足 補足説明 備考欄 特記事項 remarks remark note notes comment"
NAMES: Final[Mapping[str, frozenset[str]]] = {
    field: frozenset(names.split())
    for field, names in {
        "text": _TEXT_NAMES,
        "member": _MEMBER_NAMES,
        "industry": _INDUSTRY_NAMES,
        "id": _ID_NAMES,
        "value": _VALUE_NAMES,
        "unit": _UNIT_NAMES,
        "base_year": _BASE_NAMES,
        "target_year": _DUE_NAMES,
        "note": _NOTE_NAMES,
    }.items()
}
FIELDS: Final = tuple(NAMES)
_LOOSE_TEXT = re.compile(r"目標|target|goal|kpi|コミット", re.IGNORECASE)
_NOT_TEXT = re.compile(r"年|値|番号|単位|^id|id$|分類|区分|カテゴリ|指標|種別|提出日|year|value|unit", re.IGNORECASE)
_LOOSE_MEMBER = re.compile(r"(?:会員|企業|会社|団体|法人|事業者|機関).{0,4}名")
_LIKE_TARGET = re.compile(
    r"[0-9０-９〇一二三四五六七八九十](?:[0-9０-９.．,，]*)\s?(?:[%％割倍件社人名個台点本]|t\b|ｔ|トン|億|万|kg)|ゼロ|半減"
    r"|(?:する|します|とす|めざ|目指|削減|達成|維持|推進|拡大|開始|導入|\bby\b)",
    re.IGNORECASE,
)
_LIKE_MEMBER = re.compile(
    r"株式会社|（株）|\(株\)|㈱|[県市町村区]$|大学|協会|組合|銀行|連合会|[A-ZＡ-Ｚ]社|Inc\.|Co\.|Ltd"
)
_MIN_SHARE: Final = 0.5
_MIN_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table's fields stand.

    Attributes:
        header: Index of the row of column names; -1 where there is none.
        columns: Index of the column of each field that was found.
        names: The column names as they are written.
    """

    header: int
    columns: Mapping[str, int]
    names: tuple[str, ...]


def find_layout(rows: Sequence[Sequence[str]], mapping: Mapping[str, str], source: str) -> Layout | None:
    """Where the fields stand in the first rows of a table, or None where no column holds targets.

    Args:
        rows: The first rows; some hundreds are enough.
        mapping: Fields whose column the user names, by its name or its letter.
        source: Name of the file, for the error.

    Raises:
        UsageError: a column that the user names is not there.
    """
    layout = _mapped(rows, mapping, source) if mapping else _by_name(rows)
    if layout is None or "text" not in layout.columns:
        layout = _by_content(rows, layout)
    return layout


def folded_name(cell: str) -> str:
    """A column name without brackets, spaces and marks, lower case."""
    name = re.sub(r"[(（【\[].*?[)）】\]]", "", unicodedata.normalize("NFKC", cell)).lower()
    return re.sub(r"[\s・:/_.*※#-]", "", name) or ("#" if "#" in cell else "")


def _by_name(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The row that names most fields, the targets among them; 「会員目標」 alone in its row is a title."""
    best: Layout | None = None
    width = max((len(r) for r in rows), default=0)
    for number, row in enumerate(rows[:MAX_TITLE_ROWS]):
        alone = sum(bool(cell.strip()) for cell in row) == 1
        if alone and width > 1:
            continue
        columns = _columns(row, rows[number + 1 :])
        if "text" in columns and len(columns) > (len(best.columns) if best else 0):
            best = Layout(number, columns, tuple(cell.strip() for cell in row))
    return best and _with_second_row(best, rows)


def _with_second_row(layout: Layout, rows: Sequence[Sequence[str]]) -> Layout:
    """The layout with what the row under the column names adds, where that row names columns too.

    Offices set 「目標」 over 「内容」「数値」「期限」, often without merging a cell.
    """
    if layout.header + 1 >= len(rows):
        return layout
    below = [cell.strip() for cell in rows[layout.header + 1]]
    names = [folded_name(cell) for cell in below]
    filled = [name for name in names if name]
    known = set().union(*NAMES.values())
    if len(filled) < 2 or sum(name in known for name in filled) * 2 <= len(filled):
        return layout
    text = layout.columns["text"]
    if text < len(names) and names[text] and names[text] not in NAMES["text"]:
        return layout
    added = _columns(below, rows[layout.header + 2 :])
    found = {**added, **layout.columns}
    if "text" in added and names[text : text + 1] != [""]:
        found["text"] = added["text"]
    width = max(len(layout.names), len(below))
    both = ((*layout.names, *[""] * width)[k] or (*below, *[""] * width)[k] for k in range(width))
    return Layout(layout.header + 1, found, tuple(both))


def _columns(row: Sequence[str], below: Sequence[Sequence[str]]) -> dict[str, int]:
    names = [folded_name(cell) for cell in row]
    columns: dict[str, int] = {}
    for field, accepted in NAMES.items():
        found = [i for i, name in enumerate(names) if name in accepted]
        if field == "text":
            found = found or [i for i, name in enumerate(names) if _is_loose(name, row) and not _NOT_TEXT.search(name)]
            found = [i for i in found if names[i] == "text"] or found  # our own results have a column "targets" too
            if len(found) > 1:
                # 「内容」 and two columns of targets: the one in which more is written.
                found = [max(found, key=lambda i: (_length(below, i), -i))]
        elif field == "member" and not found:
            found = [i for i, name in enumerate(names) if _LOOSE_MEMBER.search(name) and len(name) <= 12]
        if found:
            columns[field] = next((i for i in found if names[i] in {"会員名", "業種"}), found[0])
    return columns


def _is_loose(name: str, row: Sequence[str]) -> bool:
    return bool(_LOOSE_TEXT.search(name)) and len(name) <= 24 and sum(bool(c.strip()) for c in row) > 1


def _mapped(rows: Sequence[Sequence[str]], mapping: Mapping[str, str], source: str) -> Layout:
    wanted = {f: name if _letter(name) is not None else folded_name(name) for f, name in mapping.items()}
    for number, row in enumerate(rows[:MAX_TITLE_ROWS]):
        # A single letter names a column of the sheet unless a cell is exactly that letter.
        names = [cell.strip() if _letter(cell.strip()) is not None else folded_name(cell) for cell in row]
        if all(name in names for name in wanted.values()):
            found = _columns(row, rows[number + 1 :]) | {f: names.index(n) for f, n in wanted.items()}
            return Layout(number, found, tuple(cell.strip() for cell in row))
    letters = {f: _letter(name) for f, name in mapping.items()}
    if all(index is not None for index in letters.values()):
        layout = _by_name(rows)
        columns = dict(layout.columns) if layout else {}
        columns |= {f: index for f, index in letters.items() if index is not None}
        return Layout(layout.header if layout else -1, columns, layout.names if layout else ())
    layout = _by_name(rows)
    known = "、".join(n for n in (layout.names if layout else _first_filled(rows)) if n)
    raise UsageError(
        detail=f"「{source}」に {'、'.join(mapping.values())} という列がありません。ある列：{known[:300] or 'なし'}"
    )


def _letter(name: str) -> int | None:
    """Index of a column that is named by its letter (A, AB), or None."""
    if not re.fullmatch(r"[A-Za-z]{1,2}", name):
        return None
    index = 0
    for character in name.upper():
        index = index * 26 + ord(character) - ord("A") + 1
    return index - 1


def _first_filled(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return next((tuple(c.strip() for c in row) for row in rows if sum(bool(c.strip()) for c in row) > 1), ())


def _by_content(rows: Sequence[Sequence[str]], named: Layout | None) -> Layout | None:
    """The column in which most cells read like targets; its name, if any, stands above the first of them."""
    width = max((len(r) for r in rows), default=0)
    shares = {}
    for column in range(width):
        cells = [r[column].strip() for r in rows if column < len(r) and r[column].strip()]
        likes = [c for c in cells if len(c) >= _MIN_LENGTH and _LIKE_TARGET.search(c)]
        if cells and len(likes) / len(cells) >= _MIN_SHARE and len(likes) >= (1 if width == 1 else 2):
            shares[column] = len(likes) * fmean(min(len(c), 100) for c in likes)
    if width == 1:
        shares = {0: 1.0}
    if not shares:
        return None
    text = max(shares, key=lambda column: shares[column])
    first = next((n for n, r in enumerate(rows) if text < len(r) and _reads_like(r[text])), 0)
    header = (
        named.header
        if named
        else next((n for n in range(first - 1, -1, -1) if text < len(rows[n]) and rows[n][text].strip()), first - 1)
    )
    if width == 1 and not (header >= 0 and folded_name(rows[header][0]) in NAMES["text"]):
        header = -1
    columns = {"text": text, **_others(rows[max(header, 0) :], text, width)}
    if named:
        columns |= {f: c for f, c in named.columns.items() if c != text}
    return Layout(header, columns, tuple(c.strip() for c in rows[header]) if header >= 0 else ())


def _others(rows: Sequence[Sequence[str]], text: int, width: int) -> dict[str, int]:
    industries = {folded_name(name) for name in load_industries()}
    found: dict[str, int] = {}
    for column in range(width):
        cells = [r[column].strip() for r in rows[1:] if column < len(r) and r[column].strip()]
        if column == text or not cells:
            continue
        if "industry" not in found and fmean(folded_name(c) in industries for c in cells) >= _MIN_SHARE:
            found["industry"] = column
        elif "member" not in found and fmean(bool(_LIKE_MEMBER.search(c)) for c in cells) >= _MIN_SHARE:
            found["member"] = column
    return found


def _reads_like(cell: str) -> bool:
    return len(cell.strip()) >= _MIN_LENGTH and bool(_LIKE_TARGET.search(cell))


def _length(rows: Sequence[Sequence[str]], column: int) -> float:
    cells = [len(r[column].strip()) for r in rows if column < len(r) and r[column].strip()]
    return fmean(cells) if cells else 0.0
