"""`make bench` as a whole; what its parts measure is tested with the parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval import baselines_bench, bench
from eval.baselines.running import ENVIRONMENTS


def _broken() -> Iterator[bench.Figure]:
    yield "before it broke", 1.0, "s"
    raise ValueError("two\nlines")


def test_a_part_that_fails_says_so_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(bench.PARTS, "broken", _broken)
    monkeypatch.setitem(bench.PARTS, "text", lambda: ["a line"])
    assert bench.main(["broken", "text"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "before it broke\t1.00 s",
        "broken\tfailed: ValueError: two lines",
        "a line",
        "part text\t0 s in all",
    ]
    assert bench.main(["text"]) == 0


def test_an_unknown_part_is_named_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["cold", "warm"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("no such part: warm; there are cold, embedding")


def test_systems_without_an_environment_are_left_out_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENTS, str(tmp_path))
    (line,) = baselines_bench.measure()
    assert "make baselines" in line or "../shared is not there" in line
