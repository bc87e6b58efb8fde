"""Results for people at a terminal: tables of measures, and what was not correct."""

import sys
import unicodedata
from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.wording import Wording
from eval.measures import Measure
from eval.runner import EvaluationResult
from eval.scoring import Row
from eval.wording import label, load_words

MAX_SHOWN_FAILURES = 10
_PIPED_COLUMNS = 240  # of the widest table; where there is no screen, no figure may be cut to one


def stdout_console() -> Console:
    """A console on stdout, as wide as the terminal; wide enough for every table where the output goes elsewhere."""
    return Console(width=None if sys.stdout.isatty() else _PIPED_COLUMNS)


def render_result(result: EvaluationResult, *, lang: str = "ja") -> RenderableType:
    """The result as rich renders it: measures, breakdown, failures, facts. Texts of strangers carry no markup."""
    words = load_words(lang)
    parts: list[RenderableType] = [_measures_table(result.measures, words)]
    if result.breakdowns:
        parts.append(_breakdown_table(result, words))
    if result.failures:
        parts.append(_failures(result, words))
    if result.gold_problems:
        ids = ", ".join(sorted({one_line(problem.reference_id) for problem in result.gold_problems}))
        parts.append(Text(words.say("report.gold_problems", n=len(result.gold_problems), ids=ids)))
    facts = words.say(
        "report.facts",
        n=len(result.rows),
        n_documents=result.facts.n_documents,
        fingerprint=result.facts.corpus_fingerprint or "–",
        seed=result.seed,
        seconds=result.seconds,
    )
    return Group(*parts, Text(facts))


def print_result(result: EvaluationResult, *, lang: str = "ja", console: Console | None = None) -> None:
    """Print the result to stdout, or to the console given."""
    (console or stdout_console()).print(render_result(result, lang=lang))


def _new_table(words: Wording, title: str, *columns: str) -> Table:
    table = Table(title=words.say(f"report.{title}"))
    for column in columns:
        table.add_column(words.say(f"report.{column}"), no_wrap=True)
    for name in ("value", "interval", "n"):
        table.add_column(words.say(f"report.{name}"), justify="right", no_wrap=True)
    return table


def unit_of(name: str) -> str:
    """How a measure or the key of one is written: "%", "chars", "ms", "s", "MB" or "/s"."""
    endings = {"_ms": "ms", "_s": "s", "_mb": "MB", "passages_per_s": "/s"}
    if name.startswith("answer_chars"):
        return "chars"
    if name.startswith(("latency", "speed/")):
        return next(unit for ending, unit in reversed(endings.items()) if name.endswith(ending))
    return "%"


def written(name: str, value: float | None, words: Wording) -> str:
    """A figure of a measure with its unit, or a dash."""
    if value is None:
        return "–"
    unit = unit_of(name)
    if unit == "%":
        return f"{100 * value:.1f} %"
    return f"{value:.1f} {words.say('report.chars') if unit == 'chars' else unit}"


def interval_of(measure: Measure) -> str:
    """The interval of a measure in its unit, without it; a dash where it has none."""
    if measure.low is None or measure.high is None:
        return "–"
    scale = 100.0 if unit_of(measure.name) == "%" else 1.0
    return f"{measure.low * scale:.1f} – {measure.high * scale:.1f}"


def _cells(measure: Measure, words: Wording) -> tuple[str, str, str]:
    return written(measure.name, measure.value, words), interval_of(measure), str(measure.n)


def _measures_table(measures: Iterable[Measure], words: Wording) -> Table:
    table = _new_table(words, "title", "measure")
    for measure in measures:
        table.add_row(label(words, "measure", measure.name), *_cells(measure, words))
    return table


def _breakdown_table(result: EvaluationResult, words: Wording) -> Table:
    table = _new_table(words, "breakdown", "breakdown", "key")
    for part in result.breakdowns:
        name = label(words, "dimension", part.dimension)
        table.add_row(name, Text(one_line(label(words, "key", part.key))), *_cells(part.correct, words))
    return table


def _failures(result: EvaluationResult, words: Wording) -> RenderableType:
    shown = result.failures[:MAX_SHOWN_FAILURES]
    heading = words.say("report.failures", n=len(result.failures), shown=len(shown))
    return Group(Text(heading), *(_failure(row, words) for row in shown))


def _failure(row: Row, words: Wording) -> Text:
    problems = ", ".join(label(words, "problem", problem) for problem in row.problems)
    lines = [one_line(f"[{row.id}] {problems}")]
    missing = " / ".join(row.content.missing_facts) if row.content else ""
    for key, text in (("asked", row.question), ("wanted", row.wanted), ("got", row.got), ("missing", missing)):
        if text:
            lines.append(f"  {words.say(f'report.{key}')}: {one_line(text)}")
    return Text("\n".join(lines))


def one_line(text: str) -> str:
    """The text on one line without control characters, which a terminal would obey."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
