"""What happens to uploaded files, from values to values: progress and results as HTML."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.service import Assistant
from assistant.web.markup import as_html
from assistant.wording import Wording
from corpus.errors import JunkanError
from ingest.events import FileFinished, IngestEvent, IngestReport, PassagesEmbedded
from ingest.loaders import source_name

_log = logging.getLogger(__name__)
_COLUMNS = ("file", "outcome", "pages", "passages", "unreadable")


@dataclass(frozen=True, slots=True)
class UploadResult:
    """What became of one file.

    Attributes:
        report: As the pipeline gives it.
        problem: One sentence that says why it failed, or an empty string.
    """

    report: IngestReport
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How far a run over uploaded files has come.

    Attributes:
        n_files: How many there are.
        results: Of the files that are done, in order.
        source: Name of the file at work, or an empty string.
        n_done: Its passages that are indexed.
        n_total: Its passages; 0 while it is read.
    """

    n_files: int
    results: tuple[UploadResult, ...] = ()
    source: str = ""
    n_done: int = 0
    n_total: int = 0


def ingest_uploads(assistant: Assistant, paths: Sequence[Path], wording: Wording) -> Iterator[UploadProgress]:
    """The progress after every step. The uploaded copies are deleted when they have been read.

    A file that fails is reported and the others go on; so does an error of the library, which each file meets anew.
    """
    progress = UploadProgress(len(paths))
    for path in paths:
        name = source_name(path)
        progress = replace(progress, source=name, n_done=0, n_total=0)
        yield progress
        try:
            for event in assistant.ingest([path], origin=f"upload:{name}"):
                progress = advance(progress, event, wording)
                yield progress
        except JunkanError as error:
            progress = _failed(progress, name, error.sentence(wording.lang))
        except Exception:  # noqa: BLE001  # a last door, as in chat.py: the other files go on
            _log.exception("an upload failed")
            progress = _failed(progress, name, wording.say("web.unexpected"))
        finally:
            path.unlink(missing_ok=True)
    yield replace(progress, source="")


def advance(progress: UploadProgress, event: IngestEvent, wording: Wording) -> UploadProgress:
    """The progress after an event of the pipeline."""
    match event:
        case PassagesEmbedded(_, n_done, n_total):
            return replace(progress, n_done=n_done, n_total=n_total)
        case FileFinished(report):
            problem = report.error.sentence(wording.lang) if report.error else ""
            return replace(progress, results=(*progress.results, UploadResult(report, problem)))
        case _:
            return progress


def _failed(progress: UploadProgress, name: str, problem: str) -> UploadProgress:
    result = UploadResult(IngestReport(name, "failed"), problem)
    return replace(progress, results=(*progress.results, result))


def render_upload(progress: UploadProgress, wording: Wording) -> str:
    """The bar while files are at work, and the table of those that are done."""
    bar = _bar(progress, wording) if progress.source else ""
    return f'<div aria-live="polite">{bar}{_table(progress.results, wording)}</div>'


def _bar(progress: UploadProgress, wording: Wording) -> str:
    nth = min(len(progress.results) + 1, progress.n_files)
    key = "web.indexing" if progress.n_total else "web.reading"
    what = wording.say(key, source=progress.source, n_done=progress.n_done, n_total=progress.n_total)
    label = as_html(wording.say("web.upload_step", nth=nth, n=progress.n_files, what=what))
    within = progress.n_done / progress.n_total if progress.n_total else 0
    share = 100 * min((len(progress.results) + within) / progress.n_files, 1)
    bar = f'<progress max="100" value="{share:.0f}" aria-label="{label}"></progress>'
    return f'<div class="progress"><p>{label}</p>{bar}</div>'


def _table(results: Sequence[UploadResult], wording: Wording) -> str:
    if not results:
        return ""
    head = "".join(_heading(name, wording) for name in _COLUMNS)
    rows = "".join(_row(result, wording) for result in results)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _heading(name: str, wording: Wording) -> str:
    kind = "" if name in {"file", "outcome"} else "number"
    return f'<th scope="col" class="{kind}">{as_html(wording.say(f"ingest.column_{name}"))}</th>'


def _row(result: UploadResult, wording: Wording) -> str:
    report = result.report
    outcome = as_html(wording.say(f"ingest.{report.outcome}"))
    name = f'<th scope="row">{as_html(report.source)}</th><td class="outcome {as_html(report.outcome)}">{outcome}</td>'
    if result.problem:
        return f'<tr>{name}<td colspan="3" class="reason">{as_html(result.problem)}</td></tr>'
    unreadable = ", ".join(map(str, report.unreadable_pages)) or wording.say("web.none")
    cells = (str(report.n_pages), str(report.n_chunks), unreadable)
    return f"<tr>{name}{''.join(map(_number_cell, cells))}</tr>"


def _number_cell(text: str) -> str:
    return f'<td class="number">{as_html(text)}</td>'
