"""Floors and ceilings of measures that a change may not break, read from a TOML file."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PathNotFound
from eval.measures import Measure
from eval.references import InvalidEvaluationFile

BUNDLED_GATES = Path(__file__).with_name("gates.toml")
_BOUNDS = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound of one measure.

    Attributes:
        measure: Its name.
        bound: In the measure's own unit: shares in [0, 1].
        is_floor: True where the figure may not be below it, False where it may not be above.
    """

    measure: str
    bound: float
    is_floor: bool

    def passes(self, value: float) -> bool:
        """True where the figure keeps the bound."""
        return value >= self.bound if self.is_floor else value <= self.bound


@dataclass(frozen=True, slots=True)
class Breach:
    """A gate that is not passed; value is None where its measure is not there."""

    gate: Gate
    value: float | None


def load_gates(path: Path = BUNDLED_GATES) -> tuple[Gate, ...]:
    """The gates of a file: tables `[at_least]` and `[at_most]` with a number for each measure.

    Raises:
        PathNotFound: there is no such file.
        InvalidEvaluationFile: it is no TOML, holds other tables, or a bound is no number.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PathNotFound(path=path) from error
    except (OSError, ValueError) as error:
        raise InvalidEvaluationFile(
            source=path.name, detail="TOMLとして読めません", detail_en="it is no TOML"
        ) from error
    gates = []
    for table, bounds in tables.items():
        if table not in _BOUNDS or not isinstance(bounds, dict):
            detail = f"[{table}] は使えません（at_least か at_most）"
            raise InvalidEvaluationFile(source=path.name, detail=detail, detail_en=f"[{table}] is not known")
        for name, bound in bounds.items():
            if isinstance(bound, bool) or not isinstance(bound, int | float):
                detail, english = f"{name} の値が数ではありません", f"the bound of {name} is no number"
                raise InvalidEvaluationFile(source=path.name, detail=detail, detail_en=english)
            gates.append(Gate(name, float(bound), is_floor=table == "at_least"))
    return tuple(gates)


def check_gates(gates: Sequence[Gate], measures: Sequence[Measure]) -> tuple[Breach, ...]:
    """The gates that are not passed, in their order; one whose measure was not measured is not passed either."""
    values = {measure.name: measure.value for measure in measures}
    breaches = []
    for gate in gates:
        value = values.get(gate.measure)
        if value is None or not gate.passes(value):
            breaches.append(Breach(gate, value))
    return tuple(breaches)
