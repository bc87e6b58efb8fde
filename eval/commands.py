"""The commands under `junkan eval`, and what a run does with its result."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Home, settings_and_wording, write_line, write_note, write_table

if TYPE_CHECKING:
    from assistant.settings import Settings
    from eval.gates import Gate
    from eval.references import PageText, Split
    from eval.runner import EvaluationResult

PAGE_NAME = "report.html"
Run = Annotated[str, typer.Argument(help="option.eval_run")]


def check_choice(option: str, value: str, known: Sequence[str], lang: str) -> None:
    """Nothing, where the value is one of those known.

    Raises:
        UsageError: it is not.
    """
    from corpus.errors import UsageError
    from eval.wording import load_words

    if value not in known:
        raise UsageError(
            detail=load_words(lang).say("wrong.choice", option=option, value=value, known=", ".join(known))
        )


def chosen_split(split: str | None, lang: str) -> "Split | None":
    """The split of that name, or None for all.

    Raises:
        UsageError: there is no such split.
    """
    from eval.references import Split

    if split is None:
        return None
    check_choice("--split", split, tuple(Split), lang)
    return Split(split)


def show(result: "EvaluationResult", settings: "Settings") -> None:
    """Print the result."""
    from eval.report import print_result

    print_result(result, lang=settings.lang)


def write(result: "EvaluationResult", folder: Path, settings: "Settings") -> None:
    """Write the report, the failures and the page into a folder.

    Raises:
        OutputError: one cannot be written.
    """
    from assistant.export.files import write_whole
    from eval.page import render_page
    from eval.storage import write_report

    paths = [*write_report(result, folder), folder / PAGE_NAME]
    write_whole(paths[-1], render_page(result, lang=settings.lang).encode("utf-8", "replace"))
    for path in paths:
        write_note(str(path))


def remember(result: "EvaluationResult", settings: "Settings") -> None:
    """Put the result into the history; where that cannot be written, say so and go on."""
    from corpus.errors import OutputError
    from eval.storage import keep
    from eval.wording import load_words

    words = load_words(settings.lang)
    try:
        write_note(words.say("report.kept", name=keep(result, settings.home)))
    except OutputError as error:
        write_note(words.say("report.not_kept", detail=error.sentence(settings.lang)))


def judge(gates: "Sequence[Gate]", result: "EvaluationResult", settings: "Settings") -> int:
    """Say which gates are not passed; 1 where one is not."""
    from eval.gates import check_gates
    from eval.report import written
    from eval.wording import label, load_words

    words = load_words(settings.lang)
    breaches = check_gates(gates, result.measures)
    for breach in breaches:
        name = label(words, "measure", breach.gate.measure).strip()
        value, bound = (written(breach.gate.measure, figure, words) for figure in (breach.value, breach.gate.bound))
        key = "gates.missing" if breach.value is None else "gates.failed"
        write_note(words.say(key, name=name, value=value, bound=bound))
    if not breaches:
        write_note(words.say("gates.passed", n=len(gates)))
    return 1 if breaches else 0


def compare(before: Run = "last-1", after: Run = "last", home: Home = None) -> int:
    """Print what changed between two runs.

    Raises:
        PathNotFound: there is no such run.
        InvalidEvaluationFile: it is no result of an evaluation.
    """
    from eval.comparison import compare_runs
    from eval.comparison_table import print_comparison
    from eval.runner import DEFAULT_SEED
    from eval.storage import find_run, read_report

    settings, _ = settings_and_wording(home)
    first, second = (read_report(find_run(named, settings.home)) for named in (before, after))
    print_comparison(compare_runs(first, second, seed=DEFAULT_SEED), lang=settings.lang)
    return 0


def report(
    out: Annotated[Path, typer.Option("--out", help="option.eval_page", show_default=False)],
    run: Run = "last",
    before: Annotated[str | None, typer.Option("--before", help="option.eval_before", show_default=False)] = None,
    home: Home = None,
) -> int:
    """Write a run as one HTML page.

    Raises:
        PathNotFound: there is no such run.
        InvalidEvaluationFile: it is no result of an evaluation.
        OutputError: the page cannot be written.
    """
    from assistant.export.files import write_whole
    from eval.comparison import compare_runs
    from eval.page import render_page
    from eval.runner import DEFAULT_SEED
    from eval.storage import find_run, history, read_report

    settings, _ = settings_and_wording(home)
    path = find_run(run, settings.home)
    result = read_report(path)
    comparison = None
    if before:
        comparison = compare_runs(read_report(find_run(before, settings.home)), result, seed=DEFAULT_SEED)
    earlier = [read_report(file) for file in history(settings.home) if file != path and file.stem < path.stem]
    page = render_page(result, lang=settings.lang, comparison=comparison, history=earlier)
    write_whole(out, page.encode("utf-8", "replace"))
    write_note(str(out))
    return 0


def list_runs(home: Home = None) -> int:
    """Print the history."""
    from eval.report import written
    from eval.storage import history, read_report
    from eval.wording import label, load_words

    settings, _ = settings_and_wording(home)
    words = load_words(settings.lang)
    rows = []
    for file in history(settings.home):
        run = read_report(file)
        known = {m.name: m.value for m in run.measures}
        figures = [written(name, known.get(name), words) for name in ("correct", "recall@5", "ndcg@10")]
        rows.append([file.stem, run.started_at, run.facts.references, str(len(run.rows)), *figures])
    if not rows:
        write_note(words.say("history.empty"))
        return 0
    heads = [words.say(f"history.{key}") for key in ("name", "started")]
    heads += [words.say("page.references"), words.say("history.questions")]
    write_table([*heads, *(label(words, "measure", n) for n in ("correct", "recall@5", "ndcg@10"))], rows)
    return 0


def check(
    references: Annotated[Path | None, typer.Argument(help="option.references", show_default=False)] = None,
    home: Home = None,
) -> int:
    """Check references against the samples (without a file) or the library; 1 where something is wrong.

    Raises:
        InputError: the references cannot be used.
        LibraryError: the library cannot be used.
    """
    from collections import Counter

    from eval.references import BUNDLED, Split, load_references
    from eval.references.checking import check_references
    from eval.wording import load_words

    settings, _ = settings_and_wording(home)
    words = load_words(settings.lang)
    found = load_references(references or BUNDLED)
    problems = check_references(found, _page_text(settings, on_samples=references is None and home is None))
    for problem in problems:
        write_line(f"{problem.reference_id}\t{words.say(f'check.{problem.rule}')}\t{problem.detail}")
    groups = Counter(str(reference.group) for reference in found)
    splits = Counter(reference.split for reference in found)
    counts = {name: groups[name] for name in ("answerable", "not_stated", "out_of_scope", "no_evidence")}
    multi = sum(bool(reference.history) for reference in found)
    write_note(words.say("check.counts", **counts, multi=multi, dev=splits[Split.DEV], test=splits[Split.TEST]))
    if not problems:
        write_note(words.say("check.fine", n=len(found)))
    return 1 if problems else 0


def _page_text(settings: "Settings", *, on_samples: bool) -> "PageText":
    from corpus.samples import load_samples
    from eval.library_pages import FilePages, LibraryPages

    if on_samples:
        return FilePages([sample.file for sample in load_samples()])
    from corpus.errors import LibraryNotFound
    from corpus.home import REGISTRY

    if not (settings.home / REGISTRY).is_file():
        raise LibraryNotFound(home=settings.home)
    from assistant.service import Assistant

    with Assistant.open(settings) as assistant:
        pages = LibraryPages(assistant.library)
        pages.read_all()
    return pages


def import_references(
    out: Annotated[Path, typer.Option("--out", help="option.out_references", show_default=False)],
    sheet: Annotated[Path | None, typer.Argument(help="option.eval_sheet", show_default=False)] = None,
    home: Home = None,
) -> int:
    """Write references from a spreadsheet, or from the feedback that the page has collected; 1 where a row is bad.

    Raises:
        InputError: the sheet cannot be used.
        LibraryError: the feedback cannot be read.
        OutputError: the file cannot be written.
    """
    from assistant.cli.options import write_lines
    from eval.references.importing import from_feedback, from_sheet
    from eval.wording import load_words

    settings, _ = settings_and_wording(home)
    words = load_words(settings.lang)
    found = from_sheet(sheet) if sheet else from_feedback(settings.home)
    for problem in found.problems:
        write_note(words.say("import.row", row=problem.row, reason=problem.reason))
    write_lines(out, found.lines)
    write_note(words.say("import.done", n=len(found.lines), path=out))
    if found.n_drafts:
        write_note(words.say("import.drafts", n=found.n_drafts))
    return 1 if found.problems else 0


def baselines(
    sets: Annotated[list[Path], typer.Argument(help="option.eval_sets", show_default=False)],
    system: Annotated[list[str] | None, typer.Option("--system", help="option.eval_system", show_default=False)] = None,
    limit: Annotated[int, typer.Option("--limit", help="option.eval_limit")] = 500,
) -> int:
    """Ask several systems the questions of third-party sets, side by side; 1 where a set or system fails.

    Raises:
        UsageError: a system is not known.
        InputError: a set cannot be used.
    """
    from eval.baselines.running import SYSTEMS, run_systems
    from eval.baselines.table import print_standings, stand
    from eval.runner import DEFAULT_SEED
    from eval.sets import load_set

    settings, _ = settings_and_wording(None)
    names = system or list(SYSTEMS)
    for name in names:
        check_choice("--system", name, tuple(SYSTEMS), settings.lang)
    loaded = [load_set(path).limited(limit, seed=DEFAULT_SEED) for path in sets]
    failed = False
    for data in loaded:
        outcomes = []
        for outcome in run_systems(data, names):
            outcomes.append(outcome)
            write_note(f"{data.name}: {outcome.system} {outcome.problem or '✓'}")
        print_standings(data, stand(data, outcomes, seed=DEFAULT_SEED), lang=settings.lang)
        sys.stdout.flush()
        failed = failed or any(outcome.result is None for outcome in outcomes)
    return 1 if failed else 0


def robustness(
    references: Annotated[
        Path | None, typer.Option("--references", help="option.references", show_default=False)
    ] = None,
    home: Home = None,
    distractors: Annotated[
        Path | None, typer.Option("--distractors", help="option.eval_distractors", show_default=False)
    ] = None,
    split: Annotated[str | None, typer.Option("--split", help="option.eval_split", show_default=False)] = None,
) -> int:
    """Measure what is lost when questions are mistyped, reworded, or asked among many other documents.

    Raises:
        UsageError: the split is not known, or documents are to be added to one's own library.
        InputError: the references cannot be used.
        LibraryError: the library cannot be used.
    """
    from eval.references import BUNDLED, load_references
    from eval.robustness import measure_robustness, print_robustness

    settings, wording = settings_and_wording(home)
    found = load_references(references or BUNDLED, chosen_split(split, settings.lang))
    on_samples = references is None and home is None
    lines = measure_robustness(settings, wording, found, distractors, on_samples=on_samples)
    print_robustness(lines, lang=settings.lang)
    return 0


COMMANDS: dict[str, Callable[..., int]] = {
    "compare": compare,
    "report": report,
    "history": list_runs,
    "check": check,
    "import": import_references,
    "baselines": baselines,
    "robustness": robustness,
}
