"""Results on the disk: a folder for a run that is passed on, and the history of a library."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.cli.options import write_lines
from corpus.errors import OutputError, PathNotFound
from eval.references import InvalidEvaluationFile
from eval.runner import EvaluationResult
from eval.scoring import Row

REPORT_NAME = "report.json"
FAILURES_NAME = "failures.jsonl"
HISTORY_FOLDER = "evaluations"
LAST = "last"

_RESULT = TypeAdapter(EvaluationResult)
_STEPS_BACK = re.compile(rf"{LAST}(?:-([1-9][0-9]{{0,3}}))?")


def write_report(result: EvaluationResult, folder: Path) -> tuple[Path, Path]:
    """Write report.json (everything) and failures.jsonl (question, wanted, got) into the folder; their paths.

    Each file is whole or not there. The folder is made where it does not exist.

    Raises:
        OutputError: the folder or a file cannot be written.
    """
    _make(folder)
    report, failures = folder / REPORT_NAME, folder / FAILURES_NAME
    write_lines(report, [_RESULT.dump_json(result, indent=1).decode()])
    write_lines(failures, [_failure_line(row) for row in result.failures])
    return report, failures


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=folder, detail=error.strerror or str(error)) from error


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


def keep(result: EvaluationResult, home: Path) -> str:
    """Put the result into a library's history; its name there.

    Raises:
        OutputError: it cannot be written.
    """
    folder = home / HISTORY_FOLDER
    _make(folder)
    started = datetime.fromisoformat(result.started_at).astimezone(UTC)
    name = base = f"{started:%Y%m%d-%H%M%S}"
    n = 1
    while (folder / f"{name}.json").exists():
        n += 1
        name = f"{base}-{n}"
    write_lines(folder / f"{name}.json", [_RESULT.dump_json(result).decode()])
    return name


def history(home: Path) -> tuple[Path, ...]:
    """The runs of a library's history, oldest first."""
    return tuple(sorted((home / HISTORY_FOLDER).glob("[0-9]*.json"), key=lambda file: file.stem))


def find_run(named: str, home: Path) -> Path:
    """The file of a run: a report.json, a folder with one, a name of the history, "last", or "last-1" before it.

    Raises:
        PathNotFound: there is no such run.
    """
    path = Path(named)
    kept = history(home)
    if back := _STEPS_BACK.fullmatch(named):
        steps = int(back[1] or 0)
        if steps < len(kept):
            return kept[-1 - steps]
    elif path.is_dir() and (path / REPORT_NAME).is_file():
        return path / REPORT_NAME
    elif path.is_file():
        return path
    else:
        for file in kept:
            if file.stem == named:
                return file
    raise PathNotFound(path=path)
