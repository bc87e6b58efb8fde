"""How the model of roles is made: ridge regression over signs and n-grams, limits set on statements not seen.

With some hundreds of statements the kernel is small, and its dual solution folds back into one weight a feature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from corpus.roles import LabelledStatement
from corpus.values import Role
from ingest.roles.cues import N_SIGNS, Array, Unit
from ingest.roles.model import RoleModel, features_of
from ingest.roles.ngrams import N_BUCKETS

_RIDGE: Final = 3.0
_N_FOLDS: Final = 8
_SEED: Final = 20250401
_N_LIMITS: Final = 140
_ROLES: Final = tuple(Role)


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """What a model says of statements it has not seen.

    Attributes:
        labels: Shape (n, n_roles), 1 where a statement has the role.
        given: Shape (n, n_roles), 1 where the model gives it.
    """

    labels: Array
    given: Array

    @property
    def f1(self) -> Array:
        """F1 of each role; nan for one that no statement has and none is given."""
        return f1_of(self.labels, self.given)


def f1_of(labels: Array, given: Array) -> Array:
    """F1 of each column: 2 TP / (2 TP + FP + FN), nan where there is nothing to find and nothing found."""
    sums = labels.sum(axis=0) + given.sum(axis=0)
    return np.asarray(np.where(sums > 0, 2 * (labels * given).sum(axis=0) / np.maximum(sums, 1), np.nan))


def unit_of(statement: LabelledStatement) -> Unit:
    """The unit of a labelled statement."""
    return Unit(statement.text, statement.kind, statement.headings, statement.near)


def train(statements: Sequence[LabelledStatement]) -> RoleModel:
    """The model of labelled statements."""
    features, labels = _matrix(statements), _labels(statements)
    weights, mean = _solve(features, labels)
    limits = _limits(_unseen(features, labels), labels)
    return RoleModel(weights[:N_SIGNS], weights[N_SIGNS:], mean - limits)


def cross_validate(statements: Sequence[LabelledStatement]) -> CrossValidation:
    """What models trained on the other folds give; the limits are those of the same folds, so a little flattering."""
    features, labels = _matrix(statements), _labels(statements)
    scores = _unseen(features, labels)
    return CrossValidation(labels, (scores >= _limits(scores, labels)).astype(np.float32))


def _matrix(statements: Sequence[LabelledStatement]) -> Array:
    signs, places = features_of([unit_of(statement) for statement in statements])
    ngrams = np.zeros((len(statements), N_BUCKETS), dtype=np.float32)
    for buckets, owners, values in places:
        np.add.at(ngrams, (owners, buckets), values)
    shared = (ngrams > 0).sum(axis=0) > 1  # an n-gram of one statement says nothing of others
    ngrams[:, ~shared] = 0
    return np.hstack([signs, ngrams])


def _labels(statements: Sequence[LabelledStatement]) -> Array:
    return np.array([[role in s.roles for role in _ROLES] for s in statements], dtype=np.float32)


def _solve(features: Array, labels: Array) -> tuple[Array, Array]:
    mean = labels.mean(axis=0)
    kernel = features @ features.T + _RIDGE * np.eye(len(features), dtype=np.float32)
    return np.asarray(features.T @ np.linalg.solve(kernel, labels - mean), dtype=np.float32), mean


def _unseen(features: Array, labels: Array) -> Array:
    """Scores of each statement by a model that has not seen its fold."""
    fold = np.random.default_rng(_SEED).permutation(len(features)) % _N_FOLDS
    scores = np.zeros_like(labels)
    for number in range(_N_FOLDS):
        weights, mean = _solve(features[fold != number], labels[fold != number])
        scores[fold == number] = features[fold == number] @ weights + mean
    return scores


def _limits(scores: Array, labels: Array) -> Array:
    """For each role the score from which giving it makes the best F1."""
    limits = []
    for column in range(labels.shape[1]):
        candidates = np.quantile(scores[:, column], np.linspace(0.3, 0.995, _N_LIMITS))
        given = scores[:, [column]] >= candidates[None, :]
        limits.append(candidates[int(np.nanargmax(f1_of(labels[:, [column]], given.astype(np.float32))))])
    return np.array(limits, dtype=np.float32)
