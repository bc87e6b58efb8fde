"""Members' targets on the page, from values to values: a sheet classified, its tables as HTML, corrections taken in."""

import logging
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from assistant.settings import Settings
from assistant.targets import (
    Classification,
    ClassifyOptions,
    Target,
    classify_targets,
    default_labeller,
    read_sheet,
    write_classifications,
)
from assistant.targets.comparison import Change, Pair, compare
from assistant.targets.names import DIRECTION_NAMES, KIND_NAMES, category_names, indicator_names
from assistant.targets.reports import comparison_rows
from assistant.targets.review import REVIEW_HEADINGS, correction_of, review_rows
from assistant.targets.tables import TargetTables, figure, tabulate
from assistant.web.markup import as_html
from assistant.wording import Wording
from corpus.corrections import store_corrections
from corpus.errors import JunkanError
from ingest.embedding import BUNDLED_MODEL, EmbeddingEngine, load_embedder
from ingest.embedding_options import EmbeddingOptions

_log = logging.getLogger(__name__)
# What the page's table shows of a review row, the columns that a person may change among them.
COLUMNS: Final = ("行", "会員", "目標", "カテゴリ", "種類", "値", "単位", "向き", "基準年", "目標年", "確信度", "助言")
_AT: Final = tuple(REVIEW_HEADINGS.index(name) for name in COLUMNS)
# A browser holds so many rows of a table at ease; the workbook has all.
_MAX_SHOWN: Final = 1000
LABEL_COLUMNS: Final = ("カテゴリ", "種類", "向き")
"""Columns whose values are chosen from a list."""
_MAX_TITLE_CHARS: Final = 120


@dataclass(frozen=True, slots=True)
class TargetView:
    """What the page shows of one sheet.

    Attributes:
        targets: The rows as they were read.
        rows: The same, classified.
        table: Cells of the review table, unsure rows first.
        summary: Tables and charts as HTML.
        workbook: The result as a workbook, or None.
        problem: One sentence that says what went wrong, or "".
    """

    targets: tuple[Target, ...] = ()
    rows: tuple[Classification, ...] = ()
    table: tuple[tuple[str | float | None, ...], ...] = ()
    summary: str = ""
    workbook: Path | None = None
    problem: str = ""


def classify_upload(path: Path, settings: Settings, wording: Wording) -> TargetView:
    """The view of an uploaded sheet; the copy is deleted when it has been read. Every error ends as one sentence."""
    try:
        targets = read_sheet(path).targets
        return _view(targets, settings, wording)
    except JunkanError as error:
        return TargetView(problem=error.sentence(wording.lang))
    except Exception:  # noqa: BLE001  # a page's handler is a last door: the visitor gets one line, the log the rest
        _log.exception("a sheet failed")
        return TargetView(problem=wording.say("web.unexpected"))
    finally:
        path.unlink(missing_ok=True)


def take_corrections(
    view: TargetView, table: Sequence[Sequence[object]], by: str, settings: Settings, wording: Wording
) -> tuple[TargetView, str]:
    """The view after what was changed in the table is stored and the sheet labelled again, and a sentence about it."""
    if not by.strip():
        return view, wording.say("targets.who")
    at = datetime.now(tz=UTC).isoformat(timespec="seconds")
    offered = {row.row: row for row in view.rows}
    corrections, problems = [], []
    for cells in table:
        named = dict(zip(COLUMNS, ("" if c is None or c != c else str(c) for c in cells), strict=True))  # NaN
        row = offered.get(int(float(named["行"] or 0)))
        if row is None:
            continue
        try:
            correction = correction_of(row, named, by.strip(), at)
        except ValueError as error:
            problems.append(wording.say("targets.not_taken", row=row.row, reason=str(error)))
            continue
        if correction is not None:
            corrections.append(correction)
    try:
        n_new = store_corrections(settings.home, corrections)
        renewed = _view(view.targets, settings, wording)
    except JunkanError as error:
        return view, error.sentence(wording.lang)
    return renewed, " ".join([wording.say("targets.imported", n=len(corrections), n_new=n_new), *problems])


def render_summary(rows: Sequence[Classification], wording: Wording) -> str:
    """Tables and bars of classified rows as HTML."""
    tables = tabulate(rows)
    n_review = sum(row.needs_review for row in rows)
    head = f'<p class="count">{as_html(wording.say("targets.count", n=tables.n_targets, n_review=n_review))}</p>'
    return head + _indicator_bars(tables, wording) + _year_bars(tables, wording) + _industries(tables, wording)


def _view(targets: Sequence[Target], settings: Settings, wording: Wording) -> TargetView:
    rows = _classified(targets, settings)
    table = tuple(tuple(row.cells[i] for i in _AT) for row in review_rows(rows)[:_MAX_SHOWN])
    folder = Path(tempfile.mkdtemp(prefix="junkan-targets-"))
    workbook = folder / wording.say("targets.workbook_name")
    write_classifications(rows, workbook)
    return TargetView(tuple(targets), rows, table, render_summary(rows, wording), workbook)


def _classified(targets: Sequence[Target], settings: Settings) -> tuple[Classification, ...]:
    model = settings.model or BUNDLED_MODEL
    options = ClassifyOptions(home=settings.home, load=lambda: _embedder(model, settings.embedding))
    return classify_targets(targets, labeller=default_labeller(options))


@cache
def _embedder(model: str, options: EmbeddingOptions) -> EmbeddingEngine:
    return load_embedder(model, options)


def label_choices(column: str) -> list[str]:
    """The names that a column of labels may hold; 向き may also be empty."""
    match column:
        case "カテゴリ":
            return list(category_names().values())
        case "種類":
            return list(KIND_NAMES.values())
        case _:
            return ["", *DIRECTION_NAMES.values()]


def picked_row(row: Sequence[object] | None, wording: Wording) -> tuple[str, str, tuple[str, ...]]:
    """Of a row of the table that was clicked: its number, what is shown of it as HTML, the labels it holds."""
    if not row:
        return "", "", ("",) * len(LABEL_COLUMNS)
    named = dict(zip(COLUMNS, ("" if c is None or c != c else str(c) for c in row), strict=True))
    number = named["行"].removesuffix(".0")
    said = wording.say("targets.picked", row=number, text=named["目標"][:_MAX_TITLE_CHARS])
    return number, f"<p>{as_html(said)}</p>", tuple(named[column] for column in LABEL_COLUMNS)


def relabelled(table: Sequence[Sequence[object]], number: str, labels: Sequence[str | None]) -> list[list[object]]:
    """The cells of the table with the labels of the row of that number changed; the others as they are."""
    places = [COLUMNS.index(column) for column in LABEL_COLUMNS]
    rows = [list(row) for row in table]
    for row in rows:
        if number and str(row[0]).removesuffix(".0") == number:
            for place, label in zip(places, labels, strict=True):
                row[place] = label or ""
    return rows


def compare_upload(view: TargetView, path: Path, settings: Settings, wording: Wording) -> str:
    """How the batch shown differs from an earlier one, as HTML; the copy is deleted when it has been read."""
    try:
        earlier = _classified(read_sheet(path).targets, settings)
        return _render_changes(compare(earlier, view.rows), wording)
    except JunkanError as error:
        return f'<p class="problem" role="alert">{as_html(error.sentence(wording.lang))}</p>'
    except Exception:  # noqa: BLE001  # as in classify_upload
        _log.exception("a comparison failed")
        return f'<p class="problem" role="alert">{as_html(wording.say("web.unexpected"))}</p>'
    finally:
        path.unlink(missing_ok=True)


def _render_changes(pairs: Sequence[Pair], wording: Wording) -> str:
    """Counts of the changes, and the targets that are not as they were."""
    counts = Counter(pair.change for pair in pairs)
    said = wording.say("targets.changes", **{change.value: counts[change] for change in Change})
    _, heads, rows = comparison_rows([pair for pair in pairs if pair.change is not Change.SAME][:_MAX_SHOWN])
    cells = ["".join(f"<td>{as_html('' if c is None else str(c))}</td>" for c in row) for row in rows]
    head = "".join(f'<th scope="col">{as_html(name)}</th>' for name in heads)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    table = f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    return f'<p class="count">{as_html(said)}</p>{table if rows else ""}'


def _indicator_bars(tables: TargetTables, wording: Wording) -> str:
    most = max((row.n_targets for row in tables.indicators), default=0) or 1
    lines = [
        _line(
            indicator_names()[row.indicator],
            row.n_targets,
            most,
            f"{row.n_targets}（{row.share:.1%}）",
            row.typical,
        )
        for row in tables.indicators
    ]
    return _figure(wording.say("targets.by_indicator"), lines)


def _year_bars(tables: TargetTables, wording: Wording) -> str:
    totals = [(year, sum(n for _, n in counts)) for year, counts in tables.years]
    most = max((n for _, n in totals), default=0) or 1
    lines = [_line(str(year or wording.say("targets.no_year")), n, most, str(n), "") for year, n in totals]
    return _figure(wording.say("targets.by_year"), lines)


def _industries(tables: TargetTables, wording: Wording) -> str:
    rows = "".join(
        f"<tr><td>{as_html(r.industry)}</td><td class=number>{r.n_members}</td><td class=number>{r.n_submitters}</td>"
        f"<td class=number>{r.share:.0%}</td><td class=number>{figure(r.n_targets)}</td></tr>"
        for r in tables.industries
    )
    names = ("industry", "members", "submitters", "share", "targets")
    heads = "".join(_heading(name, wording) for name in names)
    title = as_html(wording.say("targets.by_industry"))
    return (
        f'<h3>{title}</h3><div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _heading(name: str, wording: Wording) -> str:
    kind = "" if name == "industry" else ' class="number"'
    return f'<th scope="col"{kind}>{as_html(wording.say(f"targets.head_{name}"))}</th>'


def _line(name: str, n: int, most: int, shown: str, remark: str) -> str:
    return (
        f"<tr><th scope=row>{as_html(name)}</th><td class=bar><meter min=0 max={most} value={n}></meter></td>"
        f"<td class=number>{as_html(shown)}</td><td class=remark>{as_html(remark)}</td></tr>"
    )


def _figure(title: str, lines: Sequence[str]) -> str:
    return f'<h3>{as_html(title)}</h3><table class="bars"><tbody>{"".join(lines)}</tbody></table>'
