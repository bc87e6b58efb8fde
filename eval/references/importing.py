"""References from a spreadsheet that a person filled in, and from what readers said of answers on the page.

A sheet has a row of heads and a row for each question; a row without a question adds another quote to the one above.
Several facts stand on a line each, spellings of one fact are parted by "|", turns of the history are lines beginning
with "Q:" and "A:" in turn.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.errors import JunkanError, PathNotFound
from corpus.feedback import Feedback, load_feedback
from eval.references import InvalidEvaluationFile, parse_references
from ingest.numbers import find_quantities

_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "番号"),
    "question": ("question", "質問"),
    "history": ("history", "履歴", "前のやりとり"),
    "type": ("type", "種類"),
    "group": ("group", "区分"),
    "difficulty": ("difficulty", "難易度"),
    "split": ("split", "分割"),
    "source": ("source", "文書", "ファイル"),
    "page": ("page", "ページ"),
    "quote": ("quote", "引用", "根拠"),
    "must_include": ("must_include", "必要な事実", "必要事実"),
    "must_not_include": ("must_not_include", "誤った事実", "誤り"),
    "reference_answer": ("reference_answer", "正解", "答え"),
}
_GROUPS: Final = {
    "回答できる": "answerable",
    "記載なし": "not_stated",
    "対象外": "out_of_scope",
    "根拠なし": "no_evidence",
}
_MAX_FACTS: Final = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be taken, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gave.

    Attributes:
        lines: A line of a reference file each.
        problems: Rows that were left out.
        n_drafts: How many of the lines a person has to complete before they can be used.
    """

    lines: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    n_drafts: int = 0


def from_sheet(path: Path) -> Imported:
    """The references of a .xlsx or .csv file.

    Raises:
        PathNotFound: there is no such file.
        InputError: it cannot be read, or lacks the column of questions.
    """
    rows = list(_rows(path))
    if not rows:
        raise InvalidEvaluationFile(source=path.name, detail="表が空です", detail_en="it is empty")
    columns = _columns(rows[0][1])
    if "question" not in columns:
        raise InvalidEvaluationFile(
            source=path.name, detail="「質問」の列がありません", detail_en="it has no column “question”"
        )
    entries: list[tuple[int, dict[str, Any]]] = []
    for number, cells in rows[1:]:
        row = {key: cells[at].strip() if at < len(cells) else "" for key, at in columns.items()}
        if row["question"]:
            entries.append((number, _entry(row, f"i{len(entries) + 1:03}")))
        if entries and row.get("quote"):
            entries[-1][1]["gold"].append(_gold(row))
    lines, problems = [], []
    for number, entry in entries:
        line = json.dumps(entry, ensure_ascii=False)
        try:
            parse_references(line, source=path.name)
        except JunkanError as error:
            problems.append(Problem(number, str(error).partition("1行目：")[2] or str(error)))
        else:
            lines.append(line)
    return Imported(tuple(lines), tuple(problems))


def _rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise PathNotFound(path=path) from error
    except OSError as error:
        detail = error.strerror or "読めません"
        raise InvalidEvaluationFile(source=path.name, detail=detail, detail_en=detail) from error
    if path.suffix.lower() in (".csv", ".tsv"):
        from ingest.loaders.encodings import decode

        text = decode(content)
        if text is None:
            raise InvalidEvaluationFile(
                source=path.name, detail="文字コードが分かりません", detail_en="its encoding is unknown"
            )
        rows = csv.reader(io.StringIO(text), delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
        yield from ((number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row))
        return
    from assistant.spreadsheets.reading import read_sheets

    sheet = read_sheets(path.name, content)[0]
    yield from ((row.number, row.cells) for row in sheet.rows() if any(cell.strip() for cell in row.cells))


def _columns(heads: Sequence[str]) -> dict[str, int]:
    """Where each field stands, by its name in either language."""
    known = {name: key for key, names in _HEADS.items() for name in names}
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        key = known.get(head.strip().lower())
        if key:
            found.setdefault(key, at)
    return found


def _entry(row: Mapping[str, str], id_: str) -> dict[str, Any]:
    group = _GROUPS.get(row.get("group", ""), row.get("group", "")) or "answerable"
    entry: dict[str, Any] = {"id": row.get("id") or id_, "question": row["question"]}
    if row.get("history"):
        entry["history"] = _history(row["history"].splitlines())
    entry |= {"type": row.get("type", ""), "group": group, "difficulty": row.get("difficulty", "")}
    if row.get("split"):
        entry["split"] = row["split"]
    facts = [[part.strip() for part in line.split("|")] for line in _lines(row.get("must_include", ""))]
    wrong = _lines(row.get("must_not_include", ""))
    answer = row.get("reference_answer", "")
    return entry | {"gold": [], "must_include": facts, "must_not_include": wrong, "reference_answer": answer}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _gold(row: Mapping[str, str]) -> dict[str, Any]:
    page = row.get("page", "")
    return {"source": row.get("source", ""), "page": int(page) if page.isdecimal() else None, "quote": row["quote"]}


def _history(lines: Iterable[str]) -> list[dict[str, str]]:
    turns: list[dict[str, str]] = []
    for line in lines:
        mark, _, text = line.partition(":")
        if mark.strip().upper() == "Q":
            turns.append({"q": text.strip(), "a": ""})
        elif turns:
            turns[-1]["a"] += text.strip() if mark.strip().upper() == "A" else line.strip()
    return turns


def from_feedback(home: Path) -> Imported:
    """A line for each verdict of the page, the newest of each question.

    A good answer becomes a reference: its citations are the gold, the figures of its quotes (or its first quote, where
    they hold none) the facts. A refusal that was good becomes a question that is not stated. A bad one becomes a draft
    without gold and facts, with the comment as a note: a person has to say what would have been right.

    Raises:
        LibraryError: the feedback cannot be read.
    """
    newest = {(f.question, f.history): f for f in load_feedback(home)}
    entries = [_from_verdict(feedback, f"f{n:03}") for n, feedback in enumerate(newest.values(), 1)]
    drafts = sum(not feedback.is_good for feedback in newest.values())
    return Imported(tuple(json.dumps(entry, ensure_ascii=False) for entry in entries), n_drafts=drafts)


def _from_verdict(feedback: Feedback, id_: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": id_, "question": feedback.question}
    if feedback.history:
        entry["history"] = [{"q": question, "a": answer} for question, answer in feedback.history]
    gold = [{"source": c.source, "page": c.page, "quote": c.quote} for c in feedback.citations]
    if feedback.is_good and feedback.answerable:
        entry |= {"type": "", "group": "answerable", "gold": gold, "must_include": _facts(feedback)}
    elif feedback.is_good:
        entry |= {"type": "unanswerable", "group": "not_stated", "gold": [], "must_include": []}
    else:
        entry |= {"type": "", "gold": [], "must_include": []}
    answer = feedback.answer if feedback.is_good else ""
    return entry | {"must_not_include": [], "reference_answer": answer, "comment": feedback.comment, "at": feedback.at}


def _facts(feedback: Feedback) -> list[list[str]]:
    quotes = [citation.quote for citation in feedback.citations]
    figures = [quote[q.start : q.end] for quote in quotes for q in find_quantities(quote)]
    return [[fact] for fact in dict.fromkeys(figures[:_MAX_FACTS] or quotes[:1])]
