"""A comparison of two runs for people at a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.wording import Wording
from eval.comparison import Comparison, Difference
from eval.measures import LESS_IS_BETTER
from eval.report import one_line, stdout_console, unit_of, written
from eval.wording import label, load_words

SIGNIFICANT = 0.05


def verdict(difference: Difference, p: float) -> str:
    """Whether it is "better" or "worse", "unclear" where chance may explain it, "same" where nothing differs."""
    if difference.difference == 0:
        return "same"
    if p >= SIGNIFICANT:
        return "unclear"
    return "better" if (difference.difference > 0) is (difference.name not in LESS_IS_BETTER) else "worse"


def changes(found: Comparison, words: Wording) -> Iterator[str]:
    """What else differs between the runs: documents, settings, questions; a line each."""
    before, after = found.before.facts, found.after.facts
    if before.corpus_fingerprint != after.corpus_fingerprint:
        yield words.say("compare.other_corpus", before=before.corpus_fingerprint, after=after.corpus_fingerprint)
    keys = sorted({**before.settings, **after.settings, **before.versions, **after.versions})
    old, new = ({**facts.settings, **facts.versions} for facts in (before, after))
    differing = [f"{key}: {old.get(key, '–')} → {new.get(key, '–')}" for key in keys if old.get(key) != new.get(key)]
    if differing:
        yield words.say("compare.settings", changes=", ".join(differing))
    if found.n_left_out:
        yield words.say("compare.other_questions", n=found.n_left_out)


def print_comparison(found: Comparison, *, lang: str = "ja", console: Console | None = None) -> None:
    """Print differences, flipped questions and notes to stdout, or to the console given."""
    words, shown = load_words(lang), console or stdout_console()
    title = words.say("compare.title", before=found.before.started_at, after=found.after.started_at)
    table = Table(title=title)
    table.add_column(words.say("report.measure"), no_wrap=True)
    for key in ("before", "after", "difference", "p"):
        table.add_column(words.say(f"compare.{key}"), justify="right", no_wrap=True)
    table.add_column(words.say("report.n"), justify="right")
    table.add_column(words.say("compare.verdict"), no_wrap=True)
    for d in found.differences:
        scale = 100 if unit_of(d.name) == "%" else 1
        change = f"{scale * d.difference:+.1f} [{scale * d.low:+.1f}, {scale * d.high:+.1f}]"
        p = found.adjusted[d.name]
        figures = (written(d.name, d.before, words), written(d.name, d.after, words), change, f"{p:.3f}", str(d.n))
        table.add_row(label(words, "measure", d.name), *figures, words.say(f"compare.{verdict(d, p)}"))
    shown.print(table)
    for better in (False, True):
        flips = [flip for flip in found.flips if flip.better is better]
        shown.print(Text(words.say("compare.flips_better" if better else "compare.flips_worse", n=len(flips))))
        for flip in flips:
            why = ", ".join(label(words, "problem", problem) for problem in flip.problems)
            shown.print(Text(one_line(f"  [{flip.id}] {flip.question}（{why}）")))
    for line in (*changes(found, words), words.say("compare.note")):
        shown.print(Text(line))
