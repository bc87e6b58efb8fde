"""Groups for the cross-encoder from invented documents: what Junkan itself finds for a question, right and wrong.

`reading_exercises/` holds invented documents in HTML and questions on them with the statements that answer
(`gold`, several where an answer needs several; `elsewhere`: others that answer by themselves) or with none, where the
document does not say. Each document is read in three forms, as it comes to an office: a web page, a PDF that Chromium
prints and its flattened text. The wrong statements of a group are those that Junkan would have quoted next.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answering.close_reading import stands_under
from assistant.answering.selection import score_statements
from assistant.question import parse_question
from assistant.retrieval import RetrievalOptions, search
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.values import Question
from ingest.normalization import normalize
from scripts.build_samples import print_pdf

EXERCISES = Path(__file__).parent / "reading_exercises"
FORMS = ("html", "pdf", "txt")
_N_PASSAGES, _N_STATEMENTS = 8, 16
_SAME, _LIKE = 0.75, 0.4  # of two statements' pairs of characters those in common, from which they are the same, alike
_WHOLE, _PART = 0.6, 0.25  # of a statement that answers: with less of it a piece may not answer; with less it does not
_TABLE = "table{border-collapse:collapse;width:100%}td,th{border:1px solid #666;padding:2px 5px}"
_STYLES = (
    '@page{size:A4;margin:18mm}body{font:10.5pt/1.6 "Noto Sans CJK JP"}section{break-after:page}' + _TABLE,
    '@page{size:297mm 167mm;margin:10mm}body{font:11pt/1.4 "Noto Sans CJK JP"}section{break-after:page}' + _TABLE,
)
_HTML = (
    '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title>{style}</head>'
    "<body>{body}</body></html>"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A statement that was found, as the cross-encoder reads it.

    Attributes:
        above: What it stands under.
        text: Its own words.
        right: Whether it answers; None where that is not certain.
    """

    above: str
    text: str
    right: bool | None


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question and the statements that were found for it in one form of the documents, the likeliest first."""

    id: str
    question: str
    answerable: bool
    found: tuple[Read, ...]


def read_exercises(form: str, chromium: str = "/usr/bin/chromium", folder: Path = EXERCISES) -> Iterator[Exercise]:
    """The exercises, their documents read in one of `FORMS`.

    Raises:
        subprocess.CalledProcessError, FileNotFoundError: Chromium or pdftotext failed or is not there.
    """
    references = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as scratch:
        files = list(_files(folder, form, chromium, Path(scratch)))
        with Assistant.open(Settings(home=Path(scratch, "home")), create=True) as assistant:
            for _ in assistant.ingest(files):
                pass
            for reference in references:
                yield _exercise(reference, assistant)


def _files(folder: Path, form: str, chromium: str, scratch: Path) -> Iterator[Path]:
    for n, source in enumerate(sorted(folder.glob("*.html"))):
        body = source.read_text("utf-8")
        title = re.search("<h1>(.*?)</h1>", body)
        named = {"title": title[1] if title else source.stem, "body": body}
        target = scratch / f"{source.stem}.{form}"
        if form == "html":
            target.write_text(_HTML.format(style="", **named), "utf-8")
        else:
            pdf = target.with_suffix(".pdf")
            style = f"<style>{_STYLES[n % len(_STYLES)]}</style>"
            pdf.write_bytes(print_pdf(_HTML.format(style=style, **named), chromium))
            if form == "txt":
                layout = ["-layout"] if n % 3 == 0 else []
                subprocess.run(["pdftotext", *layout, pdf, target], check=True)  # noqa: S603, S607  # our own files
        yield target


def _exercise(reference: dict[str, Any], assistant: Assistant) -> Exercise:
    question = parse_question(Question(reference["question"]), assistant.aliases)
    evidence = search(assistant.library, question.text, None, RetrievalOptions(aliases=assistant.aliases))
    found = sorted(score_statements(question, evidence[:_N_PASSAGES]), key=lambda c: -c.score)[:_N_STATEMENTS]
    quotes = [*(gold["quote"] for gold in reference["gold"]), *reference["elsewhere"]]
    return Exercise(
        reference["id"],
        question.text,
        bool(reference["gold"]),
        tuple(Read(stands_under(c), c.statement.text, answers(c.statement.text, quotes)) for c in found if c.score > 0),
    )


def answers(text: str, quotes: Sequence[str]) -> bool | None:
    """Whether a statement is one of the quotes that answer (a row's cells parted by "|"); None where it may be a piece.

    Spelling, white space and punctuation do not count. What lacks one of a quote's figures is not that quote, however
    alike: the row or the sentence beside it is what a reader must not be taken in by.
    """
    own, figures = _folded(text), _figures(text)
    verdict: bool | None = False
    for quote in quotes if own else ():
        cells = [cell for cell in map(_folded, quote.split("|")) if cell]
        whole = "".join(cells)
        row = len(cells) > 1 and all(cell in own for cell in cells) and len(own) < 4 * len(whole) + 40
        if row or whole in own or (own in whole and len(own) >= _WHOLE * len(whole)):
            return True
        if own in whole:
            verdict = None if len(own) >= _PART * len(whole) else verdict
        elif len(cells) == 1 and _figures(quote) <= figures:
            mine, theirs = pairs_of(own), pairs_of(whole)
            common = len(mine & theirs) / max(1, len(mine | theirs))
            if common >= _SAME:
                return True
            verdict = None if common >= _LIKE else verdict
    return verdict


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", normalize(text))


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", normalize(text).replace(",", "")))


def pairs_of(text: str) -> set[str]:
    """The pairs of characters in the text."""
    return {text[i : i + 2] for i in range(len(text) - 1)}
