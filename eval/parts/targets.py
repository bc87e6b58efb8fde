"""How members' targets are labelled and their figures read, on labelled targets that the model was not trained on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.targets import Classification, Target
from corpus.errors import PathNotFound
from corpus.samples import SAMPLE_TARGETS
from eval.measures import Bin, Item, Measure, Part, measure_values
from eval.references import InvalidEvaluationFile
from eval.targets import macro_f1

BUNDLED_LABELS: Final = SAMPLE_TARGETS.with_name("members_targets_labels.jsonl")
_FIGURES: Final = ("value", "unit", "direction", "base_year", "target_year")
_CLASSES: Final = ("indicator", "category", "kind")
_N_BINS: Final = 10
_N_RESAMPLES: Final = 500
_Year = Annotated[int, Field(ge=1800, le=2300)]


class LabelledTarget(BaseModel):
    """A target with the label that a person gave it; the keys are those of `junkan classify`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    text: str
    member: str = ""
    industry: str = ""
    indicator: str
    category: str
    kind: str
    value: float | None = None
    unit: str | None = None
    direction: str | None = None
    base_year: _Year | None = None
    target_year: _Year | None = None


def load_labels(path: Path = BUNDLED_LABELS) -> tuple[LabelledTarget, ...]:
    """The labelled targets of a JSONL file, in its order.

    Raises:
        PathNotFound: there is no such file.
        InvalidEvaluationFile: a line is no labelled target, or there is none.
    """
    reader = TypeAdapter(LabelledTarget)
    found = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise PathNotFound(path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidEvaluationFile(
            source=path.name, detail="読めません（UTF-8のJSONLではありません）", detail_en="it is no JSONL in UTF-8"
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(reader.validate_json(line))
        except ValidationError as error:
            place = ".".join(map(str, error.errors()[0]["loc"]))
            detail, english = f"{number}行目：{place} が正しくありません", f"line {number}: {place} is not right"
            raise InvalidEvaluationFile(source=path.name, detail=detail, detail_en=english) from error
    if not found:
        raise InvalidEvaluationFile(source=path.name, detail="目標が1件もありません", detail_en="it holds no target")
    return tuple(found)


def measure_targets(
    classify: Callable[[Sequence[Target]], Sequence[Classification]],
    labels: Sequence[LabelledTarget],
    *,
    seed: int,
) -> Part:
    """The figures of a classifier over labelled targets.

    Macro-F1 is the unweighted mean of F1 over the labels that occur in the truth, its interval a bootstrap over
    targets. Review yield is the share of targets sent to review that were wrong indeed, review recall the share of the
    wrong ones that were sent there; wrong is a target whose indicator or category is.

    Source of macro-F1: Manning, Raghavan, Schütze (2008), 13.6; of calibration: see `calibration`.
    """
    asked = [Target(n, label.id, label.member, label.industry, label.text) for n, label in enumerate(labels, 2)]
    got = list(classify(asked))
    measures = [_f1(name, labels, got, seed) for name in _CLASSES]
    right = [label.indicator == row.indicator and label.category == row.category for label, row in zip(labels, got)]  # noqa: B905  # one row a target
    confidence = np.array([row.confidence for row in got])
    bins, error = calibration(confidence, np.array(right))
    measures.append(Measure("targets/calibration_error", error, len(right), None, None))
    reviewed = [row.needs_review for row in got]
    per_item = [_values(*pair) for pair in zip(labels, got, strict=True)]
    measures += [
        measure_values("targets/review_share", [float(r) for r in reviewed], seed=seed),
        measure_values("targets/review_yield", [float(not ok) for ok, r in zip(right, reviewed) if r], seed=seed),  # noqa: B905
        measure_values("targets/review_recall", [float(r) for ok, r in zip(right, reviewed) if not ok], seed=seed),  # noqa: B905
        *(measure_values(f"targets/{name}", [v[f"targets/{name}"] for v in per_item], seed=seed) for name in _ITEMS),
    ]
    items = tuple(
        Item(label.id, label.text, _label(label), _label(row), ok, values)
        for label, row, ok, values in zip(labels, got, right, per_item, strict=True)
    )
    return Part("targets", tuple(measures), items, bins)


_ITEMS: Final = (
    *(f"{name}_accuracy" for name in (*_CLASSES, *_FIGURES)),
    "figures_all_right",
)


def _values(label: LabelledTarget, row: Classification) -> dict[str, float]:
    same = {name: _same(getattr(label, name), getattr(row, name)) for name in (*_CLASSES, *_FIGURES)}
    values = {f"targets/{name}_accuracy": float(ok) for name, ok in same.items()}
    values["targets/figures_all_right"] = float(all(same[name] for name in _FIGURES))
    return values


def _same(wanted: object, got: object) -> bool:
    if isinstance(wanted, float) and isinstance(got, int | float):
        return abs(wanted - got) <= 1e-6 * max(1.0, abs(wanted))
    return wanted == got


def _label(row: LabelledTarget | Classification) -> str:
    figures = " ".join(str(getattr(row, name)) for name in _FIGURES if getattr(row, name) is not None)
    return f"{row.indicator} / {row.category} / {row.kind} / {figures}"


def _f1(name: str, labels: Sequence[LabelledTarget], got: Sequence[Classification], seed: int) -> Measure:
    keys = {key: n for n, key in enumerate(sorted({str(getattr(r, name)) for r in (*labels, *got)}))}
    truth, found = (np.array([keys[str(getattr(r, name))] for r in rows]) for rows in (labels, got))
    draws = np.random.default_rng(seed).integers(0, len(truth), size=(_N_RESAMPLES, len(truth)))
    low, high = np.quantile([macro_f1(truth[rows], found[rows]) for rows in draws], [0.025, 0.975])
    return Measure(f"targets/{name}_macro_f1", macro_f1(truth, found), len(truth), float(low), float(high))


def calibration(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], n_bins: int = _N_BINS
) -> tuple[tuple[Bin, ...], float]:
    """The bins of the diagram of reliability, and the expected calibration error in [0, 1].

    ECE = sum over bins of (items in the bin / items) x |share right - mean confidence|, over bins of equal width in
    [0, 1]; a bin holds its upper edge, the first one 0 too. Empty bins are left out.

    Source: Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks (2017), equation 3.
    """
    edges = np.linspace(0, 1, n_bins + 1)[1:-1]
    place = np.searchsorted(edges, confidence, side="left")
    bins = []
    for number in range(n_bins):
        members = place == number
        if members.any():
            bins.append(Bin(float(confidence[members].mean()), float(right[members].mean()), int(members.sum())))
    total = max(1, len(confidence))
    return tuple(bins), sum(b.n / total * abs(b.accuracy - b.confidence) for b in bins)
