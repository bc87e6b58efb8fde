"""What variants of the questions, and other documents in the library, cost in correct answers and in recall."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from assistant.cli.ingest import follow
from assistant.settings import Settings
from assistant.wording import Wording
from corpus.errors import UsageError
from eval.comparison import Difference, compare_values
from eval.library_pages import LibraryPages
from eval.measures import values_of
from eval.measuring import Opened, own_library, samples_library
from eval.references import Reference
from eval.report import stdout_console, written
from eval.runner import DEFAULT_SEED, run_evaluation
from eval.scoring import Row
from eval.variants import Kind, variants_of
from eval.wording import label, load_words

MEASURED = ("correct", "recall@5")
DISTRACTORS = "distractors"


@dataclass(frozen=True, slots=True)
class Loss:
    """What one kind of variant costs.

    Attributes:
        kind: A value of `Kind`, or "distractors".
        factor: How many times as many passages the library holds; 1 where only questions differ.
        differences: Of the measures in `MEASURED`, varied minus plain, over the same references.
    """

    kind: str
    factor: float
    differences: tuple[Difference, ...]


def measure_robustness(
    settings: Settings,
    wording: Wording,
    references: Sequence[Reference],
    distractors: Path | None,
    *,
    on_samples: bool,
) -> Iterator[Loss]:
    """What each kind costs, as soon as it is measured; documents are added last, to a library that is gone afterwards.

    Raises:
        UsageError: documents are to be added to one's own library.
        LibraryError: the library cannot be used.
    """
    if distractors and not on_samples:
        raise UsageError(detail=load_words(settings.lang).say("wrong.distractors"))
    opening = samples_library if on_samples else own_library
    with opening(settings, wording) as opened:
        plain = _rows(opened, references)
        for kind in Kind:
            varied = variants_of(references, kind, aliases=opened.assistant.aliases, seed=DEFAULT_SEED)
            if varied:
                yield Loss(kind, 1.0, _differences(plain, _rows(opened, varied)))
        if distractors:
            library = opened.assistant.library
            n_before = library.counts().n_chunks
            follow(opened.assistant.ingest([distractors]), wording)
            grown = library.counts().n_chunks / n_before
            yield Loss(DISTRACTORS, grown, _differences(plain, _rows(opened, references)))


def _rows(opened: Opened, references: Sequence[Reference]) -> dict[str, Row]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        asked = progress.track(references, description="eval")
        ask, pages = opened.assistant.ask, LibraryPages(opened.assistant.library)
        return {row.id: row for reference in asked for row in run_evaluation(ask, [reference], page_text=pages).rows}


def _differences(plain: dict[str, Row], varied: dict[str, Row]) -> tuple[Difference, ...]:
    found = []
    for name in MEASURED:
        pairs = [(values_of(plain[id_]), values_of(row)) for id_, row in varied.items()]
        both = [(before[name], after[name]) for before, after in pairs if name in before and name in after]
        if both:
            before, after = zip(*both, strict=True)
            found.append(compare_values(name, before, after, seed=DEFAULT_SEED))
    return tuple(found)


def print_robustness(losses: Iterator[Loss], *, lang: str = "ja", console: Console | None = None) -> None:
    """Print the losses to stdout, or to the console given."""
    words, screen = load_words(lang), console or stdout_console()
    table = Table(title=words.say("robust.title"))
    heads = [words.say("robust.kind"), words.say("report.measure"), words.say("robust.n")]
    heads += [words.say(f"compare.{key}") for key in ("before", "after", "difference", "p")]
    for head in heads:
        table.add_column(head, no_wrap=True)
    added = False
    for loss in losses:
        added = added or loss.kind == DISTRACTORS
        for d in loss.differences:
            change = f"{100 * d.difference:+.1f} [{100 * d.low:+.1f}, {100 * d.high:+.1f}]"
            figures = (written(d.name, d.before, words), written(d.name, d.after, words), change, f"{d.p:.3f}")
            kind = words.say(f"robust.{loss.kind}", factor=loss.factor)
            table.add_row(kind, label(words, "measure", d.name), str(d.n), *figures)
    screen.print(table)
    if not added:
        screen.print(Text(words.say("robust.skipped")))
