"""Reports of achievement from sheets, and comparisons and progress as rows for files."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from assistant.export.files import write_whole
from assistant.targets.columns import folded_name
from assistant.targets.comparison import Change, Pair
from assistant.targets.guarding import guarded
from assistant.targets.names import category_names, indicator_names
from assistant.targets.progress import Progress, Report
from assistant.targets.sheets import first_table
from assistant.targets.tables import TargetTables, figure
from corpus.errors import InputError, UsageError

_ACTUAL: Final = frozenset({"実績", "実績値", "達成値", "達成状況", "actual", "result", "現状値", "実績数値"})
_BASE: Final = frozenset({"基準値", "基準年実績", "基準年度実績", "base", "baseline", "基準年の値"})
_YEAR: Final = frozenset({"年度", "報告年度", "実績年度", "実績年", "対象年度", "year"})
_CHANGE_NAMES: Final = {
    Change.NEW: "新規",
    Change.CHANGED: "変更",
    Change.WITHDRAWN: "取下げ",
    Change.SAME: "変更なし",
}
_FIELD_NAMES: Final = {
    "category": "カテゴリ",
    "kind": "種類",
    "value": "値",
    "unit": "単位",
    "direction": "向き",
    "base_year": "基準年",
    "target_year": "目標年",
    "text": "文言",
}
Cell = str | float | int | None
TableRows = tuple[str, tuple[str, ...], list[list[Cell]]]


def read_reports(path: Path) -> tuple[Report, ...]:
    """The reports of a sheet: a column 実績 (実績値), and 番号 or 会員名 to tell the target.

    Columns 目標, 基準値 and 年度 are read where there are.

    Raises:
        PathNotFound: there is no such file.
        UsageError: its format is not supported.
        InputError: it cannot be read, or no column holds achieved figures.
    """
    names, rows = first_table(path, lambda cells: any(folded_name(c) in _ACTUAL for c in cells))
    from assistant.targets.columns import NAMES

    wanted = {
        "actual": _ACTUAL,
        "base": _BASE,
        "year": _YEAR,
        "id": NAMES["id"],
        "member": NAMES["member"],
        "text": NAMES["text"],
    }
    columns = {
        f: next((i for i, n in enumerate(names) if folded_name(n) in accepted), None) for f, accepted in wanted.items()
    }
    if columns["id"] is None and columns["member"] is None:
        raise InputError(source=path.name, detail="「番号」か「会員名」の列がないため、目標と結び付けられません。")
    reports = []
    for row in rows:
        cell = {f: row.cells[i].strip() if i is not None and i < len(row.cells) else "" for f, i in columns.items()}
        if cell["actual"]:
            reports.append(
                Report(
                    row.number,
                    cell["id"] or None,
                    cell["member"],
                    cell["text"],
                    cell["actual"],
                    cell["base"],
                    cell["year"],
                )
            )
    return tuple(reports)


def comparison_rows(pairs: Sequence[Pair]) -> TableRows:
    """A comparison as a table."""
    heads = (
        "会員",
        "変化",
        "変わった項目",
        "前の目標",
        "今の目標",
        "前の値",
        "今の値",
        "前の目標年",
        "今の目標年",
        "指標",
    )
    rows: list[list[Cell]] = []
    for pair in pairs:
        old, new = pair.before, pair.after
        at_hand = new or old
        rows.append(
            [
                pair.member,
                _CHANGE_NAMES[pair.change],
                "、".join(_FIELD_NAMES[f] for f in pair.fields),
                old.text if old else "",
                new.text if new else "",
                _level(old.value, old.unit) if old else "",
                _level(new.value, new.unit) if new else "",
                old.target_year if old else None,
                new.target_year if new else None,
                indicator_names()[at_hand.indicator] if at_hand else "",
            ]
        )
    return "前回との比較", heads, rows


def progress_rows(found: Sequence[Progress], unmatched: Sequence[Report]) -> TableRows:
    """Progress as a table, the reports that belong to no target at its end."""
    heads = ("会員", "番号", "目標", "指標", "目標値", "目標年", "実績", "実績年度", "達成率", "備考")
    rows: list[list[Cell]] = [
        [
            p.target.member,
            p.target.id,
            p.target.text,
            indicator_names()[p.target.indicator],
            _level(p.target.value, p.target.unit),
            p.target.target_year,
            p.report.actual if p.report else "",
            p.report.year if p.report else "",
            None if p.rate is None else round(p.rate * 100, 1),
            p.remark,
        ]
        for p in found
    ]
    rows.extend(
        [
            r.member,
            r.id,
            r.text,
            "",
            "",
            None,
            r.actual,
            r.year,
            None,
            f"報告（{r.row}行目）に対応する目標がありません。",
        ]
        for r in unmatched
    )
    return "達成状況（達成率は%）", heads, rows


def table_rows(tables: TargetTables) -> tuple[TableRows, ...]:
    """The published tables as rows."""
    names, categories = indicator_names(), category_names()
    by_indicator: list[list[Cell]] = [
        [names[r.indicator], r.n_targets, round(r.share * 100, 1), r.n_secondary, r.n_quantitative, r.typical]
        for r in tables.indicators
    ]
    by_industry: list[list[Cell]] = [
        [r.industry, r.n_members, r.n_submitters, round(r.share * 100, 1), r.n_targets] for r in tables.industries
    ]
    levels: list[list[Cell]] = [
        [categories[r.category], r.change, r.unit, r.n, *map(figure, (r.smallest, r.low, r.middle, r.high, r.largest))]
        for r in tables.levels
    ]
    years: list[list[Cell]] = [[f"{y}年" if y else "記載なし", *(n for _, n in counts)] for y, counts in tables.years]
    others: list[list[Cell]] = [[r.member, r.value, r.unit or "", r.text] for r in tables.incomparable]
    return (
        (
            "指標別の提出状況",
            ("指標", "件数", "割合（%）", "副次的に含む件数", "うち定量", "代表的な水準"),
            by_indicator,
        ),
        ("業種別の提出状況", ("業種", "会員数", "目標提出会員数", "提出率（%）", "目標数"), by_industry),
        (
            "カテゴリ別の水準",
            ("カテゴリ", "向き", "単位", "件数", "最小", "下位4分の1", "中央値", "上位4分の1", "最大"),
            levels,
        ),
        ("目標年の分布", ("目標年", *names.values()), years),
        ("単位をそろえられない目標", ("会員", "値", "単位", "目標"), others),
    )


def write_tables(tables: Sequence[TableRows], path: Path) -> None:
    """Write tables as .xlsx, .csv (one after the other), .json or .md, whole or not at all.

    Raises:
        UsageError: the name asks for another format.
        OutputError: the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from assistant.spreadsheets.tables import write_table_sheets

        content = write_table_sheets(tables)
    elif suffix == ".json":
        entries = [
            {"title": t, "rows": [dict(zip(heads, row, strict=True)) for row in rows]} for t, heads, rows in tables
        ]
        content = (json.dumps({"tables": entries}, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
    elif suffix == ".md":
        content = "\n".join(_markdown(*table) for table in tables).encode("utf-8", "replace")
    elif suffix == ".csv":
        content = _as_csv(tables)
    else:
        raise UsageError(detail=f"「{path.name}」の拡張子には書き出せません。使えるのは .xlsx、.csv、.json、.md です。")
    write_whole(path, content)


def _level(value: float | None, unit: str | None) -> str:
    return "" if value is None else f"{figure(value)}{unit or ''}"


def _as_csv(tables: Sequence[TableRows]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for number, (title, heads, rows) in enumerate(tables):
        if len(tables) > 1:
            writer.writerows([*([[]] if number else []), [title]])
        writer.writerow(heads)
        writer.writerows([[guarded(c) if isinstance(c, str) else c for c in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig", "replace")


def _markdown(title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    lines = [f"## {title}", "", _line(heads), _line(["---"] * len(heads)), *(_line(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[Cell]) -> str:
    plain = ["" if c is None else " ".join(str(c).split()).replace("|", "\\|").replace("<", "&lt;") for c in cells]
    return f"| {' | '.join(plain)} |"
