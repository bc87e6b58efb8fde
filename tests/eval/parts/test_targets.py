import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.targets import Classification, Target, classify_targets
from assistant.targets.values import Category, Direction, Indicator, Kind
from corpus.errors import InputError, PathNotFound
from eval.measures import Part
from eval.parts.targets import BUNDLED_LABELS, calibration, load_labels, measure_targets

LABELS = load_labels()


def figures(part: Part) -> dict[str, float | None]:
    return {measure.name.removeprefix("targets/"): measure.value for measure in part.measures}


def know(targets: Sequence[Target]) -> list[Classification]:
    """Gives every target its label."""
    by_id = {label.id: label for label in LABELS}
    rows = []
    for row in classify_targets(targets):
        label = by_id[str(row.id)]
        rows.append(
            replace(
                row,
                indicator=Indicator(label.indicator),
                category=Category(label.category),
                kind=Kind(label.kind),
                value=label.value,
                unit=label.unit,
                direction=Direction(label.direction) if label.direction else None,
                base_year=label.base_year,
                target_year=label.target_year,
                confidence=1.0,
                needs_review=False,
            )
        )
    return rows


def always_other(targets: Sequence[Target]) -> list[Classification]:
    """Calls everything "other", and is sure of it."""
    return [replace(row, indicator=Indicator.OTHER, category=Category.NONE) for row in know(targets)]


def always_review(targets: Sequence[Target]) -> list[Classification]:
    """Knows everything and sends it to review all the same."""
    return [replace(row, needs_review=True) for row in know(targets)]


def test_who_knows_everything_has_perfect_figures() -> None:
    found = figures(measure_targets(know, LABELS, seed=1))
    assert found["indicator_macro_f1"] == found["category_macro_f1"] == found["figures_all_right"] == 1.0
    assert found["calibration_error"] == 0.0
    assert found["review_yield"] is None


def test_who_calls_everything_other_is_found_out() -> None:
    part = measure_targets(always_other, LABELS, seed=1)
    found = figures(part)
    share = sum(label.indicator == "other" for label in LABELS) / len(LABELS)
    n_indicators = len({label.indicator for label in LABELS})
    assert found["indicator_accuracy"] == pytest.approx(share)
    assert found["indicator_macro_f1"] == pytest.approx(2 * share / (1 + share) / n_indicators)
    right = sum(label.indicator == "other" and label.category == "none" for label in LABELS) / len(LABELS)
    assert found["calibration_error"] == pytest.approx(1 - right)
    assert found["review_recall"] == 0.0
    assert found["figures_all_right"] == 1.0
    assert sum(not item.right for item in part.items) == round((1 - right) * len(LABELS))


def test_reviewing_everything_yields_nothing() -> None:
    found = figures(measure_targets(always_review, LABELS, seed=1))
    assert (found["review_share"], found["review_yield"], found["review_recall"]) == (1.0, 0.0, None)


def test_calibration_by_hand() -> None:
    confidence = np.array([0.95, 0.95, 0.55, 0.55])
    bins, error = calibration(confidence, np.array([True, False, True, True]))
    assert [(b.n, b.accuracy) for b in bins] == [(2, 1.0), (2, 0.5)]
    assert error == pytest.approx(0.5 * abs(1 - 0.55) + 0.5 * abs(0.5 - 0.95))
    assert calibration(np.array([0.0, 1.0]), np.array([False, True]))[1] == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_the_error_of_calibration_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    confidence, right = zip(*pairs, strict=True)
    bins, error = calibration(np.array(confidence), np.array(right))
    assert 0 <= error <= 1
    assert sum(b.n for b in bins) == len(pairs)


@pytest.mark.parametrize(
    "text",
    ["{", '{"id": "t"}', "", json.dumps({"id": "t", "text": "x", "indicator": "ghg", "category": "c", "kind": 3})],
)
def test_labels_that_are_none_are_one_clear_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"labels\.jsonl"):
        load_labels(path)
    with pytest.raises(PathNotFound):
        load_labels(tmp_path / "none.jsonl")
    assert len(load_labels(BUNDLED_LABELS)) == 60
