"""`junkan eval`: measures the whole system, on the bundled samples or on one's own library and questions."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Home, settings_and_wording, write_note
from eval import commands

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.wording import Wording
    from eval.measuring import PartName, Plan
    from eval.runner import EvaluationResult

_PARTS = ("retrieval", "answers", "targets", "drafts", "speed")


def evaluate(  # one parameter an option
    ctx: typer.Context = None,  # type: ignore[assignment]  # Typer knows the class, not a union with None
    references: Annotated[
        Path | None, typer.Option("--references", help="option.references", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="option.out_folder", show_default=False)] = None,
    home: Home = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="option.eval_only", show_default=False)] = None,
    split: Annotated[str | None, typer.Option("--split", help="option.eval_split", show_default=False)] = None,
    labels: Annotated[Path | None, typer.Option("--labels", help="option.eval_labels", show_default=False)] = None,
    gates: Annotated[Path | None, typer.Option("--gates", help="option.eval_gates", show_default=False)] = None,
    targets: Annotated[bool, typer.Option("--targets", help="option.eval_targets")] = False,  # noqa: FBT002  # a flag
) -> int:
    """Measure and print; without references and library, the bundled questions on the bundled samples.

    Raises:
        UsageError: a part or a split is not known.
        InputError: the references, labels or gates cannot be used.
        LibraryError: the library cannot be used.
        OutputError: the report cannot be written.
    """
    if ctx is not None and ctx.invoked_subcommand:
        return 0
    settings, wording = settings_and_wording(home)
    if targets:
        return _measure_targets(settings, out)
    on_samples = references is None and home is None
    from eval.gates import load_gates

    chosen_gates = load_gates(gates) if gates else ()
    plan = _plan(references, only, split, labels, on_samples=on_samples, lang=settings.lang)
    result = _run(settings, wording, plan, on_samples=on_samples)
    commands.show(result, settings)
    if out is not None:
        commands.write(result, out, settings)
    commands.remember(result, settings)
    return commands.judge(chosen_gates, result, settings) if gates else 0


def _plan(
    references: Path | None,
    only: list[str] | None,
    split: str | None,
    labels: Path | None,
    *,
    on_samples: bool,
    lang: str,
) -> "Plan":
    from eval.measuring import Plan
    from eval.parts.targets import load_labels
    from eval.references import BUNDLED, load_references

    for name in only or ():
        commands.check_choice("--only", name, _PARTS, lang)
    chosen_split = commands.chosen_split(split, lang)
    if labels is not None:
        load_labels(labels)
    path = references or BUNDLED
    return Plan(
        references=load_references(path, chosen_split),
        name=path.name,
        only=_parts(only, on_samples=on_samples, labels=labels),
        split=chosen_split,
        labels=labels,
    )


def _parts(only: list[str] | None, *, on_samples: bool, labels: Path | None) -> "frozenset[PartName]":
    """What is measured: the parts that are named, else all that the references and the library are made for."""
    from eval.measuring import PartName

    if only:
        return frozenset(map(PartName, only))
    if on_samples:
        return frozenset(PartName) - {PartName.RETRIEVAL}
    parts = {PartName.ANSWERS, PartName.SPEED}
    return frozenset(parts | ({PartName.TARGETS} if labels else set()))


def _run(settings: "Settings", wording: "Wording", plan: "Plan", *, on_samples: bool) -> "EvaluationResult":
    from rich.console import Console
    from rich.progress import Progress

    from eval.measuring import measure, own_library, samples_library

    opening = samples_library if on_samples else own_library
    with (
        opening(settings, wording) as opened,
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        task = progress.add_task("eval", total=len(plan.references))
        return measure(opened, plan, lambda: progress.advance(task))


def _measure_targets(settings: "Settings", out: Path | None) -> int:
    """Measure the labelling of members' targets, each industry left out in its turn."""
    from eval.target_report import print_targets, write_targets
    from eval.targets import evaluate_targets
    from ingest.embedding import BUNDLED_MODEL, load_embedder

    result = evaluate_targets(load_embedder(settings.model or BUNDLED_MODEL, settings.embedding))
    print_targets(result)
    if out is not None:
        write_note(str(write_targets(result, out)))
    return 0


COMMANDS: dict[str, Callable[..., int]] = commands.COMMANDS
"""Commands under `junkan eval`, by name."""
