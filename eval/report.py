"""Results for people and for programs: tables on the screen, JSON on the disk."""

import json
import unicodedata
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.cli.options import write_lines
from corpus.errors import OutputError, PathNotFound
from eval.references import InvalidEvaluationFile
from eval.runner import EvaluationResult, Measure
from eval.scoring import Row

REPORT_NAME = "report.json"
FAILURES_NAME = "failures.jsonl"
MAX_SHOWN_FAILURES = 10

_RESULT = TypeAdapter(EvaluationResult)

_JAPANESE = {
    "title": "評価結果",
    "measure": "指標",
    "value": "値",
    "interval": "95%区間",
    "n": "件数",
    "breakdown": "内訳",
    "correct": "正答率（全体）",
    "correct_answerable": "正答率（回答できる質問）",
    "correct_unanswerable": "正答率（回答できない質問）",
    "nugget_recall": "必要事実の再現率",
    "wrong_fact": "誤った事実を含む割合",
    "support": "引用による裏付け率",
    "citation_precision": "引用の適合率",
    "citation_verbatim": "引用が原文どおりの割合",
    "page_exact": "引用ページの一致率",
    "recall@1": "再現率@1",
    "recall@5": "再現率@5",
    "recall@10": "再現率@10",
    "hit@1": "いずれかの根拠が1位",
    "hit@5": "いずれかの根拠が5位以内",
    "hit@10": "いずれかの根拠が10位以内",
    "all_gold@10": "すべての根拠が10位以内",
    "mrr@10": "MRR@10",
    "ndcg@10": "nDCG@10",
    "ndcg_graded@10": "nDCG@10（段階）",
    "refusal_precision": "回答保留の適合率",
    "refusal_recall": "回答保留の再現率",
    "refusal_recall:not_stated": "　記載なし",
    "refusal_recall:out_of_scope": "　対象外",
    "refusal_recall:no_evidence": "　根拠なし",
    "reason_accuracy": "保留理由の一致率",
    "false_refusal": "誤った回答保留",
    "false_refusal:no_evidence": "　根拠なしとした",
    "false_refusal:not_stated": "　記載なしとした",
    "false_refusal:out_of_scope": "　対象外とした",
    "false_refusal:unsupported": "　裏付けなしとした",
    "answer_chars_p50": "回答の文字数（中央値）",
    "latency_p50_ms": "応答時間（中央値）",
    "latency_p95_ms": "応答時間（95%点）",
    "unit:chars": "文字",
    "dimension:group": "区分",
    "dimension:type": "種類",
    "dimension:difficulty": "難易度",
    "failures": "正答でなかった質問：{n}件（うち{shown}件を表示）",
    "asked": "質問",
    "wanted": "正解",
    "got": "回答",
    "missing": "不足",
    "facts": "質問 {n} 件・文書 {n_documents} 件・文書の指紋 {fingerprint}・乱数の種 {seed}・{seconds:.1f} 秒",
    "gold_problems": "注意：正解の引用 {n} 件が対象の文書にないため、見つからなかったものとして数えています（{ids}）。",
    "false_refusal!": "回答を保留した",
    "not_refused!": "保留すべきところで回答した",
    "fact_missing!": "必要な事実が足りない",
    "wrong_fact!": "誤った事実を含む",
    "too_long!": "長すぎる",
    "not_supported!": "引用に裏付けがない",
    "not_verbatim!": "引用が原文と異なる",
}
_ENGLISH = {
    "title": "Evaluation",
    "measure": "measure",
    "value": "value",
    "interval": "95% interval",
    "n": "n",
    "breakdown": "breakdown",
    "unit:chars": "characters",
    "dimension:group": "group",
    "dimension:type": "type",
    "dimension:difficulty": "difficulty",
    "failures": "Not correct: {n} questions ({shown} shown)",
    "asked": "asked",
    "wanted": "wanted",
    "got": "got",
    "missing": "missing",
    "facts": "{n} questions, {n_documents} documents, corpus {fingerprint}, seed {seed}, {seconds:.1f} s",
    "gold_problems": "Note: {n} gold quotes do not stand in these documents ({ids}). They count as not found.",
}
_NOT_SHARES = {"answer_chars_p50": "unit:chars", "latency_p50_ms": "ms", "latency_p95_ms": "ms"}


def _say(key: str, lang: str) -> str:
    """The label of a key; in English a measure or a problem is called by its own name."""
    if lang == "en":
        return _ENGLISH.get(key, key.removesuffix("!").replace("_", " "))
    return _JAPANESE.get(key, key)


def render_result(result: EvaluationResult, *, lang: str = "ja") -> RenderableType:
    """The result as rich renders it: measures, breakdown, failures, facts. Texts of strangers carry no markup."""
    parts: list[RenderableType] = [_measures_table(result, lang), _breakdown_table(result, lang)]
    if result.failures:
        parts.append(_failures(result, lang))
    if result.gold_problems:
        ids = ", ".join(sorted({_one_line(problem.reference_id) for problem in result.gold_problems}))
        parts.append(Text(_say("gold_problems", lang).format(n=len(result.gold_problems), ids=ids)))
    facts = _say("facts", lang).format(
        n=len(result.rows),
        n_documents=result.facts.n_documents,
        fingerprint=result.facts.corpus_fingerprint or "–",
        seed=result.seed,
        seconds=result.seconds,
    )
    return Group(*parts, Text(facts))


def print_result(result: EvaluationResult, *, lang: str = "ja", console: Console | None = None) -> None:
    """Print the result to stdout, or to the console given."""
    (console or Console()).print(render_result(result, lang=lang))


def _new_table(lang: str, title: str, *columns: str) -> Table:
    table = Table(title=_say(title, lang))
    for column in columns:
        table.add_column(_say(column, lang), no_wrap=True)
    for name in ("value", "interval", "n"):
        table.add_column(_say(name, lang), justify="right", no_wrap=True)
    return table


def _cells(measure: Measure, lang: str) -> tuple[str, str, str]:
    if measure.value is None:
        return "–", "–", "0"
    unit = _NOT_SHARES.get(measure.name)
    scale, end = (1.0, f" {_say(unit, lang)}") if unit else (100.0, " %")
    interval = "–"
    if measure.low is not None and measure.high is not None:
        interval = f"{measure.low * scale:.1f} – {measure.high * scale:.1f}"
    return f"{measure.value * scale:.1f}{end}", interval, str(measure.n)


def _measures_table(result: EvaluationResult, lang: str) -> Table:
    table = _new_table(lang, "title", "measure")
    for measure in result.summary:
        table.add_row(_say(measure.name, lang), *_cells(measure, lang))
    return table


def _breakdown_table(result: EvaluationResult, lang: str) -> Table:
    table = _new_table(lang, "breakdown", "breakdown", "measure")
    for part in result.breakdowns:
        cells = _cells(part.correct, lang)
        table.add_row(_say(f"dimension:{part.dimension}", lang), Text(_one_line(part.key)), *cells)
    return table


def _failures(result: EvaluationResult, lang: str) -> RenderableType:
    shown = result.failures[:MAX_SHOWN_FAILURES]
    heading = _say("failures", lang).format(n=len(result.failures), shown=len(shown))
    return Group(Text(heading), *(_failure(row, lang) for row in shown))


def _failure(row: Row, lang: str) -> Text:
    problems = ", ".join(_say(f"{problem}!", lang) for problem in row.problems)
    lines = [_one_line(f"[{row.id}] {problems}")]
    missing = " / ".join(row.content.missing_facts) if row.content else ""
    for key, text in (("asked", row.question), ("wanted", row.wanted), ("got", row.got), ("missing", missing)):
        if text:
            lines.append(f"  {_say(key, lang)}: {_one_line(text)}")
    return Text("\n".join(lines))


def _one_line(text: str) -> str:
    """The text on one line without control characters, which a terminal would obey."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)


def write_report(result: EvaluationResult, folder: Path) -> tuple[Path, Path]:
    """Write report.json (everything) and failures.jsonl (question, wanted, got) into the folder; their paths.

    Each file is whole or not there. The folder is made where it does not exist.

    Raises:
        OutputError: the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=folder, detail=error.strerror or str(error)) from error
    report, failures = folder / REPORT_NAME, folder / FAILURES_NAME
    write_lines(report, [_RESULT.dump_json(result, indent=1).decode()])
    write_lines(failures, [_failure_line(row) for row in result.failures])
    return report, failures


def _failure_line(row: Row) -> str:
    line = {
        "id": row.id,
        "problems": list(row.problems),
        "question": row.question,
        "wanted": row.wanted,
        "got": row.got,
        "missing": list(row.content.missing_facts) if row.content else [],
        "reason": row.reason,
    }
    return json.dumps(line, ensure_ascii=False)


def read_report(path: Path) -> EvaluationResult:
    """The result that `write_report` wrote to report.json.

    Raises:
        PathNotFound: there is no such file.
        InvalidEvaluationFile: it is no report.
    """
    try:
        return _RESULT.validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise PathNotFound(path=path) from error
    except (OSError, ValidationError) as error:
        detail, detail_en = "評価結果のJSONではありません", "it is no report of an evaluation"
        raise InvalidEvaluationFile(source=path.name, detail=detail, detail_en=detail_en) from error
