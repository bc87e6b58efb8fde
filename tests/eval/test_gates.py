"""The gates, and the bundled references measured against them on the bundled samples."""

from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from corpus.errors import InputError, PathNotFound
from corpus.samples import load_samples
from eval.gates import BUNDLED_GATES, Gate, check_gates, load_gates
from eval.library_pages import FilePages, LibraryPages
from eval.measures import MEASURES, Measure
from eval.references import BUNDLED, Group, Split, load_references
from eval.references.checking import check_references
from eval.runner import run_evaluation


def test_the_bundled_system_passes_every_gate(tmp_path: Path) -> None:
    with Assistant.open(Settings(home=tmp_path / "home", chroma_url=""), create=True) as assistant:
        for _ in assistant.ingest_samples():
            pass
        pages = LibraryPages(assistant.library)
        result = run_evaluation(assistant.ask, load_references(BUNDLED), page_text=pages)
    assert result.gold_problems == ()
    assert [(b.gate.measure, b.value, b.gate.bound) for b in check_gates(load_gates(), result.measures)] == []


def test_every_gate_names_a_measure_of_questions() -> None:
    assert {gate.measure for gate in load_gates(BUNDLED_GATES)} <= {name for name, _, _ in MEASURES}


def test_the_bundled_references_keep_their_rules() -> None:
    references = load_references(BUNDLED)
    assert check_references(references, FilePages([sample.file for sample in load_samples()])) == ()
    assert len(references) >= 150
    assert sum(not reference.answerable for reference in references) >= 30
    assert sum(bool(reference.history) for reference in references) >= 20
    for split in Split:
        assert {reference.group for reference in load_references(BUNDLED, split)} == set(Group)


@pytest.mark.parametrize(
    ("value", "is_floor", "breaks"),
    [
        pytest.param(0.8, True, False, id="on-the-floor"),
        pytest.param(0.79, True, True, id="below-the-floor"),
        pytest.param(0.8, False, False, id="on-the-ceiling"),
        pytest.param(0.81, False, True, id="above-the-ceiling"),
        pytest.param(None, True, True, id="not-measured"),
    ],
)
def test_a_gate(value: float | None, *, is_floor: bool, breaks: bool) -> None:
    measured = [Measure("correct", value, 3, None, None)]
    breaches = check_gates([Gate("correct", 0.8, is_floor=is_floor)], measured)
    assert [breach.value for breach in breaches] == ([value] if breaks else [])
    assert len(check_gates([Gate("other", 0.8, is_floor=is_floor)], measured)) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("[at_least\n", "TOML", id="no-toml"),
        pytest.param("[below]\ncorrect = 1\n", "below", id="unknown-table"),
        pytest.param("correct = 1\n", "correct", id="no-table"),
        pytest.param('[at_least]\ncorrect = "1"\n', "correct", id="a-text"),
        pytest.param("[at_least]\ncorrect = true\n", "correct", id="a-truth"),
    ],
)
def test_a_bad_file_is_one_clear_error(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_gates(path)
    with pytest.raises(PathNotFound):
        load_gates(tmp_path / "none.toml")
