"""A run as one HTML page that needs nothing else: tables, charts, and every failure with its evidence.

Questions, answers and passages are strangers' words and are escaped wherever they stand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from assistant.wording import Wording
from eval import charts
from eval.comparison import Comparison
from eval.comparison_table import changes, verdict
from eval.measures import Item, Measure, Part
from eval.report import interval_of, unit_of, written
from eval.runner import EvaluationResult
from eval.scoring import Passage, Row
from eval.wording import label, load_words

_HERE = Path(__file__).parent
_MAIN = (
    *("correct", "correct_answerable", "correct_unanswerable", "correct_multi_turn", "nugget_recall", "exact_figures"),
    *("support", "citation_precision", "citation_recall", "page_exact", "recall@1", "recall@5", "recall@10", "ndcg@10"),
    *("refusal_precision", "refusal_recall", "targets/indicator_macro_f1", "targets/category_macro_f1"),
    *("targets/figures_all_right", "drafts/coverage"),
)
_DEEPEST = 10


def render_page(
    result: EvaluationResult,
    *,
    lang: str = "ja",
    comparison: Comparison | None = None,
    history: Sequence[EvaluationResult] = (),
) -> str:
    """The page.

    Args:
        result: The run.
        lang: "ja" or "en".
        comparison: With the run before, or None.
        history: Earlier runs, oldest first; those on other references or documents are left out.
    """
    words = load_words(lang)
    sections = [
        ("summary", _summary(result, words)),
        ("comparison", _comparison(comparison, words) if comparison else ""),
        ("all_measures", _measures(result.measures, words)),
        ("by_part", _breakdowns(result, words)),
        ("failures", _failures(result, words)),
        *((f"items-{part.name}", _items(part, words)) for part in result.parts if part.items),
        ("history", _history([*history, result], words) if history else ""),
        ("run", _run(result, words)),
    ]
    shown = [(key, body) for key, body in sections if body]
    title = escape(words.say("page.title"))
    links = "".join(f'<a href="#{key}">{escape(_heading(key, words))}</a>' for key, _ in shown)
    bodies = "".join(
        f'<section id="{key}"><h2>{escape(_heading(key, words))}</h2>{body}</section>' for key, body in shown
    )
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return (
        f'<!doctype html><html lang="{words.lang}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<style>{style}</style></head><body><h1>{title}</h1><p class='meta'>{escape(_facts(result, words))}</p>"
        f"<nav>{links}</nav><main>{bodies}</main><script>{script}</script></body></html>"
    )


def _heading(key: str, words: Wording) -> str:
    if key.startswith("items-"):
        return words.say("page.failures_of", part=label(words, "key", key.removeprefix("items-")))
    return words.say(f"page.{key}")


def _facts(result: EvaluationResult, words: Wording) -> str:
    facts = result.facts
    return words.say(
        "report.facts",
        n=len(result.rows),
        n_documents=facts.n_documents,
        fingerprint=facts.corpus_fingerprint or "–",
        seed=result.seed,
        seconds=result.seconds,
    )


def _figure(caption: str, chart: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption>{chart}</figure>" if chart else ""


def _summary(result: EvaluationResult, words: Wording) -> str:
    known = {measure.name: measure for measure in result.measures}
    rows = [
        (label(words, "measure", m.name), m.value, m.low, m.high)
        for m in (known[name] for name in _MAIN if name in known)
        if m.value is not None
    ]
    title = words.say("page.summary")
    note = f'<p class="note">{escape(words.say("page.interval_note"))}</p>'
    figures = [_figure(title, charts.bars(rows, title) + note), _figure(*_recall(result, words))]
    figures += [_figure(*_reliability(part, words)) for part in result.parts if part.bins]
    latencies = [row.latency_ms for row in result.rows]
    latency = words.say("page.latency")
    figures.append(_figure(latency, charts.histogram(latencies, latency, "ms")))
    problems = Counter(problem for row in result.failures for problem in row.problems)
    if problems:
        title, total = words.say("page.problems"), max(1, len(result.rows))
        counted = [(label(words, "problem", p), n / total, None, None) for p, n in problems.most_common()]
        figures.append(_figure(title, charts.bars(counted, title)))
    return f'<div class="charts">{"".join(figures)}</div>'


def _recall(result: EvaluationResult, words: Wording) -> tuple[str, str]:
    ranks = [rank for row in result.rows if row.retrieval for rank in row.retrieval.gold_ranks]
    title = words.say("page.recall_curve")
    if not ranks:
        return title, ""
    shares = [sum(r is not None and r <= k for r in ranks) / len(ranks) for k in range(1, _DEEPEST + 1)]
    return title, charts.curve(shares, title, words.say("page.rank"), words.say("page.share"))


def _reliability(part: Part, words: Wording) -> tuple[str, str]:
    title = words.say("page.reliability")
    return title, charts.reliability(part.bins, title, words.say("page.confidence"), words.say("page.accuracy"))


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]], n_text: int = 1) -> str:
    """A table whose first columns are text and whose others are figures; cells are escaped already."""

    def cells(row: Iterable[str], tag: str) -> str:
        return "".join(f"<{tag}{'' if n < n_text else ' class=figure'}>{cell}</{tag}>" for n, cell in enumerate(row))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{cells(heads, "th")}</tr></thead><tbody>{body}</tbody></table></div>'


def _measures(measures: Iterable[Measure], words: Wording) -> str:
    heads = [escape(words.say(f"report.{key}")) for key in ("measure", "value", "interval", "n")]
    rows = [
        (
            escape(label(words, "measure", m.name)),
            escape(written(m.name, m.value, words)),
            escape(interval_of(m)),
            str(m.n),
        )
        for m in measures
    ]
    return _table(heads, rows)


def _breakdowns(result: EvaluationResult, words: Wording) -> str:
    heads = [escape(words.say(f"report.{key}")) for key in ("breakdown", "key", "value", "interval", "n")]
    rows = [
        (
            escape(label(words, "dimension", part.dimension)),
            escape(label(words, "key", part.key)),
            escape(written("correct", part.correct.value, words)),
            escape(interval_of(part.correct)),
            str(part.correct.n),
        )
        for part in result.breakdowns
    ]
    return _table(heads, rows, n_text=2) if rows else ""


def _comparison(found: Comparison, words: Wording) -> str:
    heads = [escape(words.say(f"compare.{key}")) for key in ("before", "after", "difference", "p", "verdict")]
    rows = []
    for d in found.differences:
        sign = verdict(d, found.adjusted[d.name])
        name = escape(label(words, "measure", d.name))
        figures = [escape(written(d.name, value, words)) for value in (d.before, d.after)]
        scale = 100 if unit_of(d.name) == "%" else 1
        change = f"{scale * d.difference:+.1f} [{scale * d.low:+.1f}, {scale * d.high:+.1f}]"
        mark = f'<span class="{sign}">{escape(words.say(f"compare.{sign}"))}</span>'
        rows.append((name, *figures, change, f"{found.adjusted[d.name]:.3f}", mark))
    flips = "".join(
        f"<li><b>{escape(flip.id)}</b> <span class='{'better' if flip.better else 'worse'}'>"
        f"{escape(words.say('compare.better' if flip.better else 'compare.worse'))}</span> {escape(flip.question)}</li>"
        for flip in found.flips
    )
    notes = "".join(
        f'<p class="note">{escape(line)}</p>' for line in (*changes(found, words), words.say("compare.note"))
    )
    return _table([escape(words.say("report.measure")), *heads], rows) + f"<ul>{flips}</ul>{notes}"


def _failures(result: EvaluationResult, words: Wording) -> str:
    failures = result.failures
    if not failures:
        return f"<p>{escape(words.say('page.none'))}</p>"
    problems = sorted({problem for row in failures for problem in row.problems})
    kinds = sorted({row.type for row in failures})
    any_ = escape(words.say("page.any"))
    choices = "".join(f'<option value="{p}">{escape(label(words, "problem", p))}</option>' for p in problems)
    types = "".join(f'<option value="{escape(kind)}">{escape(label(words, "key", kind))}</option>' for kind in kinds)
    placeholder, text = escape(words.say("page.words")), escape(words.sentences["page.shown"])
    first, kind_name = f'<option value="">{any_}</option>', escape(words.say("dimension.type"))
    controls = (
        f'<div class="filter"><label>{escape(words.say("page.filter"))} '
        f'<select id="problem">{first}{choices}</select></label>'
        f'<select id="kind" aria-label="{kind_name}">{first}{types}</select>'
        f'<input id="words" placeholder="{placeholder}" aria-label="{placeholder}">'
        f'<span id="shown" data-text="{text}"></span></div>'
    )
    return controls + "".join(_failure(row, words) for row in failures)


def _failure(row: Row, words: Wording) -> str:
    tags = "".join(f'<span class="tag">{escape(label(words, "problem", p))}</span>' for p in row.problems)
    missing = " / ".join(row.content.missing_facts) if row.content else ""
    told = {"wanted": row.wanted, "got": row.got, "missing": missing}
    facts = "".join(
        f"<dt>{escape(words.say(f'report.{key}'))}</dt><dd>{escape(text)}</dd>" for key, text in told.items() if text
    )
    parts = {"gold": row.gold, "citations": row.cited, "evidence": row.found}
    passages = "".join(_passages(words.say(f"page.{key}"), found, words) for key, found in parts.items() if found)
    searched = escape(f"{row.id} {row.question} {row.wanted} {row.got}")
    return (
        f'<details class="failure" id="{escape(row.id)}" data-problems="{" ".join(row.problems)}" '
        f'data-kind="{escape(row.type)}" data-words="{searched}"><summary><b>{escape(row.id)}</b> '
        f"{escape(row.question)} {tags}</summary><dl>{facts}</dl>{passages}</details>"
    )


def _passages(title: str, passages: Iterable[Passage], words: Wording) -> str:
    shown = []
    for number, passage in enumerate(passages, 1):
        page = "" if passage.page is None else words.say("page.page", page=passage.page)
        tag = f'<span class="tag gold">{escape(words.say("page.is_gold"))}</span>' if passage.is_gold else ""
        kind = ' class="gold"' if passage.is_gold else ""
        shown.append(
            f'<div class="meta">{number}. {escape(passage.source)} {escape(page)} {tag}</div>'
            f"<blockquote{kind}>{escape(passage.text)}</blockquote>"
        )
    return f"<h3>{escape(title)}</h3>{''.join(shown)}"


def _items(part: Part, words: Wording) -> str:
    wrong = [item for item in part.items if not item.right]
    return "".join(_item(item, words) for item in wrong) or f"<p>{escape(words.say('page.none'))}</p>"


def _item(item: Item, words: Wording) -> str:
    facts = "".join(
        f"<dt>{escape(words.say(f'report.{key}'))}</dt><dd>{escape(text)}</dd>"
        for key, text in (("wanted", item.wanted), ("got", item.got))
    )
    head = f"<b>{escape(item.id)}</b> {escape(item.text)}"
    return f'<details class="failure"><summary>{head}</summary><dl>{facts}</dl></details>'


def _history(runs: Sequence[EvaluationResult], words: Wording) -> str:
    last = runs[-1].facts
    names = ("correct", "recall@5", "ndcg@10", "nugget_recall", "refusal_recall")
    rows = []
    for run in runs:
        same = (run.facts.references, run.facts.split) == (last.references, last.split)
        if same and run.facts.corpus_fingerprint == last.corpus_fingerprint:
            known = {m.name: m for m in run.measures}
            figures = [written(name, known[name].value if name in known else None, words) for name in names]
            rows.append((escape(run.started_at), *map(escape, figures)))
    heads = [escape(words.say("history.started")), *(escape(label(words, "measure", name)) for name in names)]
    return _table(heads, rows)


def _run(result: EvaluationResult, words: Wording) -> str:
    facts = result.facts
    everything = words.say("page.all")
    rows = {
        "references": facts.references,
        "split": facts.split or everything,
        "only": ", ".join(facts.only) or everything,
        "started": result.started_at,
        "seconds": f"{result.seconds:.1f} s",
        "corpus": words.say("page.corpus_value", n=facts.n_documents, fingerprint=facts.corpus_fingerprint),
        "seed": str(result.seed),
        "settings": ", ".join(f"{key} = {value}" for key, value in facts.settings.items()),
        "versions": ", ".join(f"{key} {value}" for key, value in facts.versions.items()),
    }
    shown = "".join(f"<dt>{escape(words.say(f'page.{key}'))}</dt><dd>{escape(text)}</dd>" for key, text in rows.items())
    return f"<dl>{shown}</dl>"
