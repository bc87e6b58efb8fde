import io
from pathlib import Path

import pytest
from rich.console import Console

from eval.baselines.running import ENVIRONMENTS, SYSTEMS, Outcome, run_systems
from eval.baselines.table import print_standings, question_scores, stand
from eval.baselines.task import Result
from eval.sets import Passage, Query, RetrievalSet

TEXTS = {"r1": "再生材の利用率は三割である。", "r2": "回収拠点は全国に千か所ある。", "r3": "品質の基準がまだない。"}
DATA = RetrievalSet(
    "試し",
    tuple(Passage(id_, "報告" if id_ != "r3" else "課題", text) for id_, text in TEXTS.items()),
    (
        Query("q1", "再生材の利用率は？", {"r1": 1.0}),
        Query("q2", "回収拠点はいくつ？", {"r2": 1.0}),
        Query("q3", "品質の基準はあるか", {"r3": 1.0}),
    ),
)


def result(**ranked: list[str]) -> Result:
    return Result(ranked, 1.0, [1.0, 2.0, 3.0], 100.0, 3)


def test_scores_by_hand() -> None:
    outcome = Outcome("x", result(q1=["r1"], q2=["r1", "r3", "r2"], q3=[]))
    scores = question_scores(DATA, outcome)
    assert scores["recall@1"] == [1, 0, 0]
    assert scores["recall@5"] == [1, 1, 0]
    assert scores["mrr@10"] == pytest.approx([1, 1 / 3, 0])
    assert scores["ndcg@10"] == pytest.approx([1, 0.5, 0])


def test_the_table_compares_with_the_first_and_names_what_did_not_run() -> None:
    best = {query.id: list(query.gold) for query in DATA.queries}
    outcomes = [
        Outcome("ours", result(**best)),
        Outcome("other", result(q1=["r2"])),
        Outcome("gone", None, "[b]not here"),
    ]
    standings = stand(DATA, outcomes, seed=1)
    assert [d.difference for d in standings[1].behind] == [1.0, 1.0]
    assert standings[0].behind == ()
    shown = io.StringIO()
    print_standings(DATA, standings, console=Console(file=shown, width=250))
    assert "[b]not here" in shown.getvalue()
    assert "+100.0 [+100.0–+100.0] p=0.2500" in shown.getvalue()


def test_junkan_runs_in_a_process_of_its_own() -> None:
    (outcome,) = run_systems(DATA, ["junkan"])
    assert outcome.problem == ""
    assert outcome.result is not None
    assert {id_: ranked[0] for id_, ranked in outcome.result.ranked.items()} == {"q1": "r1", "q2": "r2", "q3": "r3"}
    assert outcome.result.n_chunks >= 2
    assert outcome.result.peak_mb > 100


def test_a_system_without_its_environment_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENTS, str(tmp_path))
    (outcome,) = run_systems(DATA, ["bm25s"])
    assert outcome.result is None
    assert "make baselines" in outcome.problem


def test_a_system_that_ends_badly_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "langchain" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 'ModuleNotFoundError: no bm25s' >&2\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setenv(ENVIRONMENTS, str(tmp_path))
    (outcome,) = run_systems(DATA, ["bm25s"])
    assert outcome == Outcome("bm25s", None, "ModuleNotFoundError: no bm25s")


def test_every_system_has_a_module_and_the_packages_of_its_environment() -> None:
    folder = Path(__file__).parents[2] / "eval" / "baselines"
    for spec in SYSTEMS.values():
        assert (folder / f"{spec.module}.py").is_file()
        assert not spec.environment or (folder / f"{spec.environment}.txt").is_file()
