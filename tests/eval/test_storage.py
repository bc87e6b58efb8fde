from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import OutputError, PathNotFound
from eval.runner import EvaluationResult, run_evaluation
from eval.storage import find_run, history, keep, read_report, write_report
from tests.eval.askers import REFERENCES, PerfectAsker


def run(started_at: str = "2026-11-24T09:00:00+00:00") -> EvaluationResult:
    return replace(run_evaluation(PerfectAsker(), REFERENCES), started_at=started_at)


def test_the_history_keeps_every_run_in_order(tmp_path: Path) -> None:
    assert history(tmp_path) == ()
    names = [keep(run(at), tmp_path) for at in ("2026-11-24T09:00:00+00:00", "2026-11-24T18:30:00+09:00")]
    assert names == ["20261124-090000", "20261124-093000"]
    assert keep(run(), tmp_path) == "20261124-090000-2"  # two in one second: none is lost
    assert [file.stem for file in history(tmp_path)] == [names[0], "20261124-090000-2", names[1]]
    assert read_report(history(tmp_path)[0]).rows == run().rows


def test_a_run_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    first, second = (keep(run(f"2026-11-24T0{n}:00:00+00:00"), tmp_path) for n in (1, 2))
    folder = tmp_path / "out"
    report, _ = write_report(run(), folder)
    assert find_run("last", tmp_path).stem == second
    assert find_run("last-1", tmp_path).stem == first
    assert find_run(first, tmp_path).stem == first
    assert find_run(str(folder), tmp_path) == report
    assert find_run(str(report), tmp_path) == report


@pytest.mark.parametrize("named", ["last", "last-2", "20200101-000000", "../x", "nothing.json", "last-0"])
def test_a_run_that_is_not_there(named: str, tmp_path: Path) -> None:
    with pytest.raises(PathNotFound):
        find_run(named, tmp_path)


def test_a_history_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "evaluations").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="書き出せません"):
        keep(run(), tmp_path)
