"""`junkan targets`: what surrounds the classification of members' targets."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Home, settings_and_wording, write_note, write_table
from assistant.settings import Settings
from assistant.wording import Wording
from corpus.errors import UsageError

if TYPE_CHECKING:
    from assistant.targets import Classification, ClassifyOptions

_FIELDS = ("text", "member", "industry", "id", "value", "unit", "base_year", "target_year", "note")
Source = Annotated[Path, typer.Argument(help="option.targets", show_default=False)]
OutTables = Annotated[Path, typer.Option("--out", help="option.out_tables", show_default=False)]


def options_of(
    settings: Settings, wording: Wording, column: Sequence[str] | None, sheet: str | None
) -> "ClassifyOptions":
    """How a sheet is read and labelled, from the command line's words.

    Raises:
        UsageError: a mapping is not FIELD=COLUMN, or names an unknown field.
    """
    from assistant.targets import ClassifyOptions
    from ingest.embedding import BUNDLED_MODEL, load_embedder

    mapping = {}
    for entry in column or ():
        given, equals, name = entry.partition("=")
        field = next((f for f in _FIELDS if given in (f, wording.say(f"targets.field_{f}"))), "")
        if not equals or not field or not name.strip():
            known = "、".join(field_named(field, wording) for field in _FIELDS)
            raise UsageError(detail=wording.say("usage.column", known=known))
        mapping[field] = name
    return ClassifyOptions(
        mapping, sheet, settings.home, lambda: load_embedder(settings.model or BUNDLED_MODEL, settings.embedding)
    )


def field_named(field: str, wording: Wording) -> str:
    """A field of a sheet of targets as a person knows it, with the word that --column takes."""
    name = wording.say(f"targets.field_{field}")
    return f"{name}（{field}）" if wording.lang != "en" else field


def train(
    home: Home = None,
    out: Annotated[Path | None, typer.Option("--out", help="option.out_model", show_default=False)] = None,
) -> int:
    """Learn from the bundled statements and the library's corrections."""
    from assistant.export.files import write_whole
    from assistant.targets.model import FILE_NAME, as_bytes
    from assistant.targets.training import corrected_statements, gather
    from assistant.targets.training import train as train_model
    from corpus.corrections import load_corrections
    from corpus.home import make_folder
    from corpus.targets import load_statements
    from ingest.embedding import BUNDLED_MODEL, load_embedder

    settings, wording = settings_and_wording(home)
    corrections = load_corrections(settings.home)
    statements = (*load_statements(), *corrected_statements(corrections))
    write_note(wording.say("targets.training", n=len(statements), n_corrections=len(corrections)))
    embedder = load_embedder(settings.model or BUNDLED_MODEL, settings.embedding)
    content = as_bytes(train_model(gather(statements, embedder), embedder.model))
    path = out or settings.home / FILE_NAME
    if out is None:
        make_folder(settings.home)
    write_whole(path, content)
    write_note(wording.say("targets.trained", path=path))
    return 0


def import_corrections(
    source: Annotated[Path, typer.Argument(help="option.reviewed", show_default=False)],
    by: Annotated[str | None, typer.Option("--by", help="option.by", show_default=False)] = None,
    home: Home = None,
) -> int:
    """Take in what people changed in a review sheet; 1 where a row could not be taken."""
    from assistant.targets.review import read_corrections
    from corpus.corrections import store_corrections

    settings, wording = settings_and_wording(home)
    found, problems = read_corrections(source, by=by or _user(), at=datetime.now(tz=UTC))
    n_new = store_corrections(settings.home, found)
    for problem in problems:
        write_note(wording.say("targets.not_taken", row=problem.row, reason=problem.reason))
    write_note(wording.say("targets.imported", n=len(found), n_new=n_new))
    return 1 if problems else 0


def list_corrections(home: Home = None) -> int:
    """Print the corrections in force."""
    from assistant.targets.names import KIND_NAMES, category_names
    from assistant.targets.values import Category, Kind
    from corpus.corrections import load_corrections

    settings, wording = settings_and_wording(home)
    columns = [wording.say(f"targets.column_{name}") for name in ("at", "by", "category", "kind", "text")]
    categories, kinds = category_names(), KIND_NAMES
    if wording.lang == "en":  # the names are Japanese
        categories, kinds = {c: c.value for c in Category}, {k: k.value for k in Kind}
    rows = [
        [c.at, c.by, categories[Category(c.category)], kinds[Kind(c.kind)], " ".join(c.text.split())]
        for c in load_corrections(settings.home)
    ]
    write_table(columns, rows)
    return 0


def tables(source: Source, out: OutTables, home: Home = None) -> int:
    """Write the tables by indicator, industry, level and year."""
    from assistant.targets.classification import refuse_same_file
    from assistant.targets.reports import table_rows, write_tables
    from assistant.targets.tables import tabulate

    settings, wording = settings_and_wording(home)
    refuse_same_file(out, source)
    found = tabulate(_classified(source, settings, wording))
    write_tables(table_rows(found), out)
    write_note(wording.say("targets.tables_written", n=found.n_targets, path=out))
    return 0


def compare(
    before: Annotated[Path, typer.Argument(help="option.before", show_default=False)],
    after: Annotated[Path, typer.Argument(help="option.after", show_default=False)],
    out: OutTables,
    home: Home = None,
) -> int:
    """Write what became of each member's targets between two batches."""
    from assistant.targets.classification import refuse_same_file
    from assistant.targets.comparison import Change
    from assistant.targets.comparison import compare as compare_batches
    from assistant.targets.reports import comparison_rows, write_tables

    settings, wording = settings_and_wording(home)
    refuse_same_file(out, before, after)
    pairs = compare_batches(_classified(before, settings, wording), _classified(after, settings, wording))
    write_tables([comparison_rows(pairs)], out)
    counts = {change.value: sum(pair.change is change for pair in pairs) for change in Change}
    write_note(wording.say("targets.compared", path=out, **counts))
    return 0


def progress(
    source: Source,
    reports: Annotated[Path, typer.Argument(help="option.reports", show_default=False)],
    out: OutTables,
    home: Home = None,
) -> int:
    """Write how far along each target is."""
    from assistant.targets.classification import refuse_same_file
    from assistant.targets.progress import join
    from assistant.targets.reports import progress_rows, read_reports, write_tables

    settings, wording = settings_and_wording(home)
    refuse_same_file(out, source, reports)
    found, unmatched = join(_classified(source, settings, wording), read_reports(reports))
    write_tables([progress_rows(found, unmatched)], out)
    n_told = sum(p.rate is not None for p in found)
    write_note(
        wording.say("targets.progress_written", n=len(found), n_told=n_told, n_unmatched=len(unmatched), path=out)
    )
    return 0


def _classified(source: Path, settings: Settings, wording: Wording) -> "tuple[Classification, ...]":
    from assistant.targets import classify_targets, default_labeller, read_sheet

    options = options_of(settings, wording, None, None)
    return classify_targets(read_sheet(source).targets, labeller=default_labeller(options))


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""


COMMANDS: dict[str, Callable[..., int]] = {
    "train": train,
    "import-corrections": import_corrections,
    "corrections": list_corrections,
    "tables": tables,
    "compare": compare,
    "progress": progress,
}
