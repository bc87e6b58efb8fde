"""Which part of answering pays its way: the figures with each part switched off, one at a time.

`python -m eval.ablation HOME [QUESTIONS] [--parts NAME...]` asks the library in HOME the questions of a file of references,
or the bundled ones. A part is switched off by putting something neutral in the place of one function or
value while the questions are asked, so that the product needs no switches of its own.
"""  # noqa: E501  # the usage on one line

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from assistant import question as reading
from assistant import retrieval, service
from assistant.answering import Refusal, RefusalRule, adding, extractive
from assistant.answering.refusal import find_refusal
from assistant.answering.selection import WEIGHTS
from assistant.retrieval import search
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.library import Library
from corpus.passages import PassageVectors
from corpus.values import Evidence, Statement
from eval.comparison import Difference, compare_runs
from eval.library_pages import LibraryPages
from eval.references import BUNDLED, Reference, load_references
from eval.runner import DEFAULT_SEED, EvaluationResult, run_evaluation

MEASURES: Final = (
    *("correct", "wrong_fact", "citation_precision", "recall@1", "recall@5", "refusal_recall", "false_refusal"),
    "latency_p50_ms",
)
WHOLE: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Off:
    """What stands for a part while it is switched off: the value of an attribute, or entries of a dictionary."""

    owner: Any  # a module, a class or a dictionary
    name: str
    neutral: Any


Switch = Callable[[Assistant], Sequence[Off]]


def parts() -> Mapping[str, Switch]:
    """Each part by name, and what stands for it while it is off."""
    searched, refuse = search, find_refusal
    vectors_of = Library.passage_vectors

    def whole_only(library: Library, chunk_ids: Sequence[str]) -> dict[str, PassageVectors]:
        found = vectors_of(library, chunk_ids)
        return {id_: PassageVectors(v.whole, v.parts[:0]) for id_, v in found.items()}

    def without(change: Callable[[Statement], Statement]) -> Callable[..., tuple[Evidence, ...]]:
        return lambda *given: tuple(_changed(evidence, change) for evidence in searched(*given))

    def refuse_only_nothing(*given: Any) -> Refusal | None:
        found = refuse(*given)
        return found if found and found.rule is RefusalRule.NOTHING_FOUND else None

    return {
        WHOLE: lambda _: (),
        "aliases": lambda a: (Off(a, "aliases", ()),),
        "keyword leg": lambda a: (
            Off(Library, "search_lexical", _finds_nothing),
            Off(a, "settings", a.settings.model_copy(update={"lexical_weight": 0.0})),
        ),
        "vector leg": lambda a: (
            Off(Library, "search_vector", _finds_nothing),
            Off(a, "settings", a.settings.model_copy(update={"lexical_weight": 1.0})),
        ),
        "statement vectors": lambda _: (Off(Library, "passage_vectors", whole_only),),
        "neighbours": lambda _: (Off(retrieval, "join_neighbours", lambda hits, _: tuple((h,) for h in hits)),),
        "same words in several documents": lambda _: (
            Off(retrieval, "merge_repeats", lambda found, top_k: tuple(islice(found, top_k))),
        ),
        "table heads, lead-ins": lambda _: (Off(service, "search", without(lambda s: replace(s, head=(), cells=()))),),
        "roles": lambda _: (Off(service, "search", without(lambda s: replace(s, roles=(), cell_roles=()))),),
        "fitted selection": lambda _: tuple(Off(WEIGHTS, name, 0.0) for name in WEIGHTS if name != "near"),
        "cross-encoder": lambda a: (Off(a, "_answerer", Assistant(a.settings, a.library)._answerer),),
        "calculation": lambda _: (Off(adding, "calculate", _adds_nothing),),
        "comparison, conflict": lambda _: (
            Off(adding, "find_conflict", _adds_nothing),
            Off(adding, "find_both_sides", _adds_nothing),
        ),
        "follow-ups": lambda _: (Off(reading, "stand_alone", lambda q, _: (" ".join(q.text.split()), False)),),
        "refusal rules": lambda _: (Off(extractive, "find_refusal", refuse_only_nothing),),
    }


def _finds_nothing(*_: Any) -> tuple[()]:
    return ()


def _adds_nothing(*_: Any) -> None:
    return None


def _changed(evidence: Evidence, change: Callable[[Statement], Statement]) -> Evidence:
    statements = tuple(map(change, evidence.chunk.statements))
    return replace(evidence, chunk=replace(evidence.chunk, statements=statements))


@contextmanager
def switched_off(offs: Sequence[Off]) -> Iterator[None]:
    """While it lasts, the neutral values stand in their places."""
    with ExitStack() as stack:
        for off in offs:
            if isinstance(off.owner, dict):
                stack.callback(off.owner.__setitem__, off.name, off.owner[off.name])
                off.owner[off.name] = off.neutral
            else:
                stack.callback(setattr, off.owner, off.name, getattr(off.owner, off.name))
                setattr(off.owner, off.name, off.neutral)
        yield


def ablate(
    assistant: Assistant, references: Sequence[Reference], names: Sequence[str]
) -> Iterator[tuple[str, EvaluationResult]]:
    """The figures with each of the parts switched off, in their order; all parts where no names are given."""
    page_text = LibraryPages(assistant.library)
    known = parts()
    for name in names or known:
        with switched_off(known[name](assistant)):
            yield name, run_evaluation(assistant.ask, references, page_text=page_text)


def row_of(name: str, whole: EvaluationResult, without: EvaluationResult) -> str:
    """A row of the table in Markdown: the figures without the part, and how they differ with their intervals."""
    found = {d.name: d for d in compare_runs(whole, without, seed=DEFAULT_SEED).differences}
    cells = [_cell(measure, without, found.get(measure)) for measure in MEASURES]
    return f"| {name} | {' | '.join(cells)} |"


def _cell(measure: str, run: EvaluationResult, difference: Difference | None) -> str:
    value = run.measure(measure).value
    if value is None:
        return "–"
    if measure.startswith("latency"):
        return f"{value:.0f}"
    if difference is None or difference.difference == 0:
        return f"{value:.3f}"
    interval = f"{difference.difference:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"
    return f"{value:.3f} {interval}{'*' if difference.low > 0 or difference.high < 0 else ''}"


def main(arguments: Sequence[str]) -> None:
    """Print the table, a row as soon as it is known."""
    files, names = list(arguments), []
    if "--parts" in files:
        cut = files.index("--parts")
        files, names = files[:cut], files[cut + 1 :]
    settings = Settings(home=Path(files[0]))
    references = load_references(Path(files[1]) if files[1:] else BUNDLED)
    _print(f"| without | {' | '.join(MEASURES)} |")
    _print("|---" * (len(MEASURES) + 1) + "|")
    with Assistant.open(settings) as assistant:
        for reference in references[:5]:
            assistant.ask(reference.as_question())  # loads what the first questions load
        whole: EvaluationResult | None = None
        for name, run in ablate(assistant, references, [WHOLE, *names] if names else []):
            whole = whole or run
            _print(row_of(name, whole, run))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
