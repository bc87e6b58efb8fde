import json
import random
from pathlib import Path

import pytest
from rich.console import Console

from assistant.values import Answer, Question
from corpus.errors import InputError, JunkanError, OutputError, PathNotFound, QuestionTooLong
from eval.report import MAX_SHOWN_FAILURES, print_result
from eval.runner import EvaluationResult, RunFacts, corpus_fingerprint, run_evaluation
from eval.scoring import Problem
from eval.storage import read_report, write_report
from tests.eval.askers import (
    REFERENCES,
    PerfectAsker,
    RandomAsker,
    answer_everything,
    invent_quotes,
    make_document,
    make_reference,
    page_text,
    refuse_always,
)

FACTS = RunFacts("refs.jsonl", "0123456789abcdef", 1, {"model": "m"}, {"python": "3.11"})


def values(result: EvaluationResult, *names: str) -> list[float | None]:
    return [result.measure(name).value for name in names]


def test_a_perfect_asker_has_perfect_figures() -> None:
    result = run_evaluation(PerfectAsker(), REFERENCES, page_text=page_text, facts=FACTS)
    ones = ["correct", "nugget_recall", "support", "citation_precision", "citation_verbatim", "page_exact", "recall@1"]
    ones += ["all_gold@10", "mrr@10", "ndcg@10", "ndcg_graded@10", "refusal_precision", "refusal_recall"]
    assert values(result, *ones, "reason_accuracy") == [1.0] * (len(ones) + 1)
    assert values(result, "wrong_fact", "false_refusal") == [0.0, 0.0]
    assert result.failures == ()
    assert result.gold_problems == ()


def test_always_refusing_is_right_only_where_it_should_be() -> None:
    result = run_evaluation(refuse_always, REFERENCES, page_text=page_text)
    assert values(result, "correct", "correct_answerable", "correct_unanswerable") == [0.5, 0.0, 1.0]
    assert values(result, "refusal_precision", "refusal_recall", "false_refusal") == [0.5, 1.0, 1.0]
    assert values(result, "false_refusal:not_stated", "false_refusal:no_evidence") == [1.0, 0.0]
    # Three rightly refused, one of them for the right reason.
    assert values(result, "reason_accuracy") == [pytest.approx(1 / 3)]
    assert values(result, "nugget_recall", "support") == [0.0, 0.0]
    # The evidence was there: members at rank 1, the rate at 2, the issue at 3.
    assert values(result, "recall@1", "recall@5") == [pytest.approx(1 / 3), 1.0]
    assert values(result, "mrr@10") == [pytest.approx((1 + 1 / 2 + 1 / 3) / 3)]
    assert result.measure("citation_verbatim").n == 0
    assert values(result, "citation_verbatim") == [None]
    assert {row.problems for row in result.failures} == {(Problem.FALSE_REFUSAL,)}


def test_answering_everything_with_everything_is_found_out() -> None:
    result = run_evaluation(answer_everything, REFERENCES, page_text=page_text)
    assert values(result, "correct", "refusal_recall", "nugget_recall") == [0.0, 0.0, 1.0]
    assert values(result, "refusal_precision", "citation_verbatim") == [None, 1.0]
    # Of four quotes one matters for each question.
    assert values(result, "citation_precision") == [pytest.approx(1 / 4)]
    answered, refusable = result.rows[:3], result.rows[3:]
    assert all(Problem.TOO_LONG in row.problems for row in answered)
    assert {row.problems for row in refusable} == {(Problem.NOT_REFUSED,)}


def test_random_evidence_scores_as_chance_does() -> None:
    references = tuple(make_reference(f"q{i}") for i in range(300))
    asker = RandomAsker(random.Random(7))  # noqa: S311  # chance, not secrecy
    result = run_evaluation(asker, references, page_text=page_text)
    # One gold page of four, uniformly at ranks 1 to 4; three standard errors are below 0.08.
    assert values(result, "recall@1", "page_exact", "correct") == pytest.approx([0.25] * 3, abs=0.08)
    assert values(result, "mrr@10") == pytest.approx([(1 + 1 / 2 + 1 / 3 + 1 / 4) / 4], abs=0.08)
    measure = result.measure("recall@1")
    assert measure.low is not None
    assert measure.high is not None
    assert measure.low <= 0.25 <= measure.high
    assert measure.high - measure.low < 0.12


def test_invented_quotes_make_a_right_number_wrong() -> None:
    result = run_evaluation(invent_quotes, (make_reference(),), page_text=page_text)
    (row,) = result.rows
    assert row.problems == (Problem.NOT_VERBATIM,)
    assert values(result, "nugget_recall", "citation_verbatim", "correct") == [1.0, 0.0, 0.0]
    unchecked = run_evaluation(invent_quotes, (make_reference(),))
    assert values(unchecked, "citation_verbatim", "correct") == [None, 1.0]


def test_gold_that_the_documents_lack_is_reported() -> None:
    def nothing(_source: str, _page: int | None) -> str | None:
        return None

    result = run_evaluation(refuse_always, REFERENCES, page_text=nothing)
    assert [problem.reference_id for problem in result.gold_problems] == ["member", "rate", "issue"]


def test_an_error_of_the_asker_ends_the_run() -> None:
    def ask(question: Question) -> Answer:
        raise QuestionTooLong(n_chars=len(question.text), max_chars=1)

    with pytest.raises(JunkanError, match="長すぎます"):
        run_evaluation(ask, REFERENCES)


def test_the_breakdown_counts_every_question_once_a_dimension() -> None:
    result = run_evaluation(refuse_always, REFERENCES)
    n_by_dimension: dict[str, int] = {}
    for part in result.breakdowns:
        n_by_dimension[part.dimension] = n_by_dimension.get(part.dimension, 0) + part.correct.n
    assert n_by_dimension == {"group": 6, "type": 6, "difficulty": 6, "turns": 6}


def test_the_same_seed_gives_the_same_summary() -> None:
    first, second = (run_evaluation(refuse_always, REFERENCES, seed=3) for _ in range(2))
    assert first.summary == second.summary


def test_the_fingerprint_is_of_the_files_not_of_their_names_or_order() -> None:
    one, two = make_document("a.pdf", "aa" * 32), make_document("b.pdf", "bb" * 32)
    assert corpus_fingerprint([one, two]) == corpus_fingerprint([two, make_document("c.pdf", "aa" * 32)])
    assert corpus_fingerprint([one, two]) != corpus_fingerprint([one])


@pytest.mark.parametrize(
    "ask", [pytest.param(PerfectAsker(), id="perfect"), pytest.param(refuse_always, id="refusing")]
)
def test_a_report_comes_back_as_it_was_written(ask: PerfectAsker, tmp_path: Path) -> None:
    result = run_evaluation(ask, REFERENCES, page_text=page_text, facts=FACTS)
    report, failures = write_report(result, tmp_path / "new" / "folder")
    assert read_report(report) == result
    lines = [json.loads(text) for text in failures.read_text(encoding="utf-8").splitlines()]
    assert [(x["id"], x["question"], x["wanted"], x["got"]) for x in lines] == [
        (row.id, row.question, row.wanted, row.got) for row in result.failures
    ]
    assert sorted(p.name for p in report.parent.iterdir()) == ["failures.jsonl", "report.json"]


def test_a_report_that_cannot_be_written_or_read_is_one_clear_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="書き出せません"):
        write_report(run_evaluation(refuse_always, REFERENCES), blocked / "out")
    with pytest.raises(InputError, match="評価結果"):
        read_report(blocked)
    with pytest.raises(PathNotFound):
        read_report(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        pytest.param(
            "ja", ("評価結果", "必要事実の再現率", "95%区間", "誤った回答保留", "質問: ", "正解: "), id="japanese"
        ),
        pytest.param("en", ("Evaluation", "nugget recall", "95% interval", "false refusal", "wanted: "), id="english"),
    ],
)
def test_the_screen_shows_figures_with_n_and_failures(lang: str, words: tuple[str, ...]) -> None:
    console = Console(width=120)
    with console.capture() as capture:
        print_result(run_evaluation(refuse_always, REFERENCES, facts=FACTS), lang=lang, console=console)
    shown = capture.get()
    assert all(word in shown for word in words)
    assert "50.0 %" in shown
    assert FACTS.corpus_fingerprint in shown


def test_strangers_texts_are_neither_markup_nor_terminal_commands() -> None:
    def ask(question: Question) -> Answer:
        return Answer(question, "extractive", True, "[red]赤[/red]\x1b[2J\n[/]", (), (), None, 1.0)

    console = Console(width=120)
    with console.capture() as capture:
        print_result(run_evaluation(ask, (make_reference("[bold]q"),)), console=console)
    shown = capture.get()
    assert "[red]赤[/red] [2J [/]" in shown
    assert "[[bold]q]" in shown
    assert "\x1b[2J" not in shown


def test_only_the_first_failures_are_shown() -> None:
    references = tuple(make_reference(f"q{i:03}") for i in range(MAX_SHOWN_FAILURES + 5))
    console = Console(width=120)
    with console.capture() as capture:
        print_result(run_evaluation(refuse_always, references), console=console)
    assert capture.get().count("回答を保留した") == MAX_SHOWN_FAILURES
