"""`junkan ask`: one question, or a batch of them in one process."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import open_assistant
from assistant.cli.options import Home, settings_and_wording, write_line, write_lines, write_note
from corpus.errors import InputError, UsageError
from corpus.values import Filters

if TYPE_CHECKING:
    from assistant.explaining import Explanation
    from assistant.service import Assistant
    from assistant.values import Answer, Question


def ask(
    question: Annotated[str | None, typer.Argument(help="option.question", show_default=False)] = None,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="option.json")] = False,  # noqa: FBT002
    filters: Annotated[list[str] | None, typer.Option("--filter", help="option.filter", show_default=False)] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help="option.batch", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", help="option.out_jsonl", show_default=False)] = None,
    explain: Annotated[bool, typer.Option("--explain", help="option.explain")] = False,  # noqa: FBT002
) -> int:
    """Answer one question on the screen, or a JSONL file of questions into another."""
    from assistant.exchange import answer_to_json
    from assistant.filters import parse_filters
    from assistant.rendering import answer_as_text, explanation_as_text
    from assistant.values import Question

    settings, wording = settings_and_wording(home)
    if (batch is None) == (question is None):
        raise UsageError(detail=wording.say("usage.question_or_batch"))
    if (batch is None) != (out is None):
        raise UsageError(detail=wording.say("usage.batch_needs_out"))
    chosen = parse_filters(filters or [])
    if batch is not None and out is not None:
        return _ask_batch(batch, out, home, chosen, explain=explain)
    with open_assistant(settings, wording, to_ask=True) as assistant:
        answer, explanation = _answer(assistant, Question(question or "", filters=chosen), explain=explain)
    if as_json:
        write_line(json.dumps(answer_to_json(answer, explanation), ensure_ascii=False))
        return 0
    write_line(answer_as_text(answer, wording))
    if explanation:
        write_line("\n" + explanation_as_text(explanation, wording))
    return 0


def _answer(assistant: "Assistant", question: "Question", *, explain: bool) -> "tuple[Answer, Explanation | None]":
    return assistant.explain(question) if explain else (assistant.ask(question), None)


def _ask_batch(batch: Path, out: Path, home: Path | None, filters: Filters, *, explain: bool) -> int:
    """Answer every readable line; 1 where a line could not be read or answered, else 0.

    The filters hold for the lines that have none of their own.
    """
    from assistant.exchange import answer_to_json, read_questions
    from assistant.filters import check_filters
    from assistant.service import Assistant
    from assistant.targets.classification import refuse_same_file
    from corpus.errors import JunkanError

    settings, wording = settings_and_wording(home)
    refuse_same_file(out, batch)
    questions = read_questions(batch)
    n_failed = 0

    def answers(assistant: Assistant) -> Iterator[str]:
        nonlocal n_failed
        for i, question in enumerate(questions, 1):
            try:
                if isinstance(question, InputError):
                    raise question
                if question.filters == Filters():
                    question = replace(question, filters=filters)
                yield json.dumps(answer_to_json(*_answer(assistant, question, explain=explain)), ensure_ascii=False)
            except JunkanError as error:
                n_failed += 1
                label = "" if isinstance(question, InputError) else f"{question.id or i}: "
                write_note(label + error.sentence(wording.lang))
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{i}/{len(questions)}")

    with open_assistant(settings, wording, to_ask=True) as assistant:
        check_filters(filters, assistant.library)
        write_lines(out, answers(assistant))
    write_note(wording.say("ask.batch_done", n=len(questions) - n_failed, n_failed=n_failed, path=out))
    return 1 if n_failed else 0
