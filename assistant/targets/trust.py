"""How sure a label is: signs of certainty, turned by a small logistic into how often such a label is right."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.targets.values import Category, Indicator

_INDICATORS: Final = tuple(Indicator)
_OF_CATEGORY: Final = np.array(
    [[category.indicator is indicator for indicator in _INDICATORS] for category in Category], dtype=np.float32
)
_L2: Final = 1.0
_STEPS: Final = 30
# A person looks at this share at most; the limit is set on unseen statements. Source: the secretariat's wish for at
# most a fifth, less a margin for texts unlike the statements.
_REVIEW_SHARE: Final = 0.19

Array = NDArray[np.float32]


def indicator_scores(shares: Array) -> Array:
    """Sums over the categories of each indicator, shape (…, 6)."""
    return np.asarray(shares @ _OF_CATEGORY, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells how sure a label is.

    Attributes:
        indicators: Probability of each indicator.
        kinds: Probability of each kind.
        rules: One for the indicator that the rules say, zeros where they say nothing.
        lite: Probability of each indicator without the embedding.
    """

    indicators: Array
    kinds: Array
    rules: Array
    lite: Array

    def vector(self) -> Array:
        """Numbers for the logistic, constant last, shape (8,)."""
        order = np.argsort(-self.indicators)
        best, second = int(order[0]), int(order[1])
        first = float(np.clip(self.indicators[best], 1e-4, 1 - 1e-4))
        return np.array(
            [
                np.log(first / (1 - first)) / 4,
                first - float(self.indicators[second]),
                1.0 if self.rules[best] > 0 else 0.0,
                1.0 if self.rules[second] > 0 else 0.0,
                float(self.lite[best]),
                float(self.kinds.max()),
                1.0 if _INDICATORS[best] is Indicator.OTHER else 0.0,
                1.0,
            ],
            dtype=np.float32,
        )


def trusted(trust: Array, signs: Array) -> Array:
    """Confidence in [0, 1] of each row of signs."""
    return np.asarray(1 / (1 + np.exp(-(signs @ trust))), dtype=np.float32)


def fit_trust(signs: Array, is_right: NDArray[np.bool_]) -> Array:
    """Coefficients of the logistic, by Newton's method with a small penalty."""
    x, y = signs.astype(np.float64), is_right.astype(np.float64)
    penalty = _L2 * np.eye(x.shape[1])
    penalty[-1, -1] = 1e-6
    coefficients = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(x @ coefficients)))
        gradient = x.T @ (y - p) - penalty @ coefficients
        hessian = (x * (p * (1 - p))[:, np.newaxis]).T @ x + penalty
        coefficients += np.linalg.solve(hessian, gradient)
    return coefficients.astype(np.float32)


def review_limit(confidence: Array, is_right: NDArray[np.bool_]) -> float:
    """The confidence below which `_REVIEW_SHARE` of unseen statements lie."""
    limit = float(np.quantile(confidence, _REVIEW_SHARE))
    return limit if not is_right.all() else 0.5


def calibration_error(confidence: Array, is_right: NDArray[np.bool_], n_bins: int = 10) -> float:
    """Expected calibration error over bins of equal count, in [0, 1].

    Source: Naeini, Cooper, Hauskrecht (2015), with adaptive bins.
    """
    order = np.argsort(confidence)
    parts = np.array_split(order, n_bins)
    gaps = [len(p) * abs(float(confidence[p].mean()) - float(is_right[p].mean())) for p in parts if len(p)]
    return sum(gaps) / max(1, len(confidence))
