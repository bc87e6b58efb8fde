"""How the model is made: kernel ridge regression over the statements, calibrated on statements it has not seen.

Everything is numpy and takes some seconds: with a few thousand statements the kernel is small, and the dual solution
folds back into one weight a feature.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.targets.features import BLOCK_WEIGHTS, blocks_of, focus_of
from assistant.targets.labelling import Analysis, analyse
from assistant.targets.model import (
    CATEGORIES,
    KINDS,
    N_RULES,
    Array,
    Head,
    TargetModel,
    Vocabulary,
    centred,
    known_rows,
    probabilities,
)
from assistant.targets.trust import Signs, fit_trust, indicator_scores, review_limit, trusted
from assistant.targets.values import Target
from corpus.corrections import Correction
from corpus.protocols import Embedder
from corpus.targets import Statement

_RIDGE: Final = 1.0
_RULE_WEIGHT: Final = 0.5
_N_FOLDS: Final = 10
_SEED: Final = 20250401
_RARE: Final = 150  # features of fewer texts are summed as pairs, the rest as columns of a dense matrix
_COLUMNS: Final = 1024
# What of the statements a lite confidence may leave unasked: see the decision note.
_SURE_ABOVE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Material:
    """Statements as arrays.

    Attributes:
        blocks: Features of each statement, by block.
        rules: What the rules say, shape (n, N_RULES).
        embeddings: Shape (n, dimension).
        labels: One column a category, then one a kind, shape (n, N_OUTPUTS).
        groups: Number of each statement's group, shape (n,).
        industries: Number of each statement's industry, shape (n,).
    """

    blocks: tuple[Mapping[str, frozenset[str]], ...]
    rules: Array
    embeddings: Array
    labels: Array
    groups: NDArray[np.intp]
    industries: NDArray[np.intp]


def rule_vector(analysis: Analysis) -> Array:
    """What the rules say as features: the strength of their category, and of the runner-up."""
    vector = np.zeros(N_RULES, dtype=np.float32)
    vector[CATEGORIES.index(analysis.verdict.category)] = min(analysis.verdict.score, 4.0) / 4 * _RULE_WEIGHT
    vector[-1] = analysis.verdict.runner_up / 4 * _RULE_WEIGHT
    return vector


def blocks_of_analysis(analysis: Analysis) -> Mapping[str, frozenset[str]]:
    """The features of an analysed target."""
    return blocks_of(focus_of(analysis.reading, analysis.goal, analysis.kind, analysis.around))


def gather(statements: Sequence[Statement], embedder: Embedder) -> Material:
    """Statements made ready for training; takes the embedder's time."""
    found = [analyse(Target(1, s.id, "", s.industry, s.text)) for s in statements]
    labels = np.array(
        [[c.value == s.category for c in CATEGORIES] + [k.value == s.kind for k in KINDS] for s in statements],
        dtype=np.float32,
    )
    return Material(
        blocks=tuple(map(blocks_of_analysis, found)),
        rules=np.stack([rule_vector(a) for a in found]),
        embeddings=np.asarray(embedder.embed_passages([a.reading.text for a in found]), dtype=np.float32),
        labels=labels,
        groups=np.unique([s.group for s in statements], return_inverse=True)[1],
        industries=np.unique([s.industry for s in statements], return_inverse=True)[1],
    )


def grouped_folds(groups: NDArray[np.intp], n_folds: int = _N_FOLDS) -> tuple[NDArray[np.intp], ...]:
    """Indices of each fold; a group is in one fold only. The same for the same groups."""
    order = np.random.default_rng(_SEED).permutation(int(groups.max()) + 1)
    fold = order[groups] % n_folds
    return tuple(np.flatnonzero(fold == number) for number in range(n_folds))


def unseen_scores(kernel: Array, material: Material, folds: Sequence[NDArray[np.intp]]) -> Array:
    """Scores of each statement by a model that saw neither its fold nor its group, shape (n, N_OUTPUTS)."""
    scores = np.zeros_like(material.labels)
    for fold in folds:
        seen = np.ones(len(scores), dtype=bool)
        seen[fold] = False
        seen &= ~np.isin(material.groups, material.groups[fold])
        rows = np.flatnonzero(seen)
        dual, mean = _solve(kernel[np.ix_(rows, rows)], material.labels[rows])
        scores[fold] = kernel[np.ix_(fold, rows)] @ dual + mean
    return scores


def kernels(material: Material, vocabularies: Mapping[str, Vocabulary]) -> tuple[Array, Array]:
    """Inner products of the statements, without embeddings and with them, each of shape (n, n)."""
    n = len(material.blocks)
    lite = material.rules @ material.rules.T
    for name, vocabulary in vocabularies.items():
        lite += _block_kernel([b[name] for b in material.blocks], vocabulary, BLOCK_WEIGHTS[name], n)
    moved = centred(material.embeddings, material.embeddings.mean(axis=0))
    return lite, lite + moved @ moved.T


def vocabularies_of(material: Material) -> Mapping[str, Vocabulary]:
    """The features that at least two groups share, with their weight; of the figure's kind all."""
    return {name: _vocabulary([b[name] for b in material.blocks], material.groups, name) for name in BLOCK_WEIGHTS}


def train(material: Material, embedder: str) -> TargetModel:
    """The model of the material, calibrated on grouped cross-validation."""
    vocabularies = vocabularies_of(material)
    lite_kernel, full_kernel = kernels(material, vocabularies)
    folds = grouped_folds(material.groups)
    unseen = {
        "lite": unseen_scores(lite_kernel, material, folds),
        "full": unseen_scores(full_kernel, material, folds),
    }
    heads = {}
    for label, kernel in (("lite", lite_kernel), ("full", full_kernel)):
        temperatures = np.array(
            [
                category_temperature(unseen[label], material.labels),
                kind_temperature(unseen[label], material.labels),
            ],
            dtype=np.float32,
        )
        signs, is_right = certainty(unseen[label], unseen["lite"], temperatures, material)
        trust = fit_trust(signs, is_right)
        heads[label] = _head(kernel, material, vocabularies, temperatures, trust, with_embedding=label == "full")
        if label == "full":
            limit = review_limit(trusted(trust, signs), is_right)
    return TargetModel(
        vocabularies,
        heads["lite"],
        heads["full"],
        embedder,
        np.asarray(material.embeddings.mean(axis=0), dtype=np.float32),
        _SURE_ABOVE,
        limit,
    )


def certainty(scores: Array, lite: Array, temperatures: Array, material: Material) -> tuple[Array, NDArray[np.bool_]]:
    """The signs of certainty of each statement, and whether its indicator came out right."""
    n_categories = len(CATEGORIES)
    shares = probabilities(scores[:, :n_categories], float(temperatures[0]))
    kinds = probabilities(scores[:, n_categories:], float(temperatures[1]))
    by_indicator = indicator_scores(shares)
    truth = indicator_scores(material.labels[:, :n_categories]).argmax(axis=1)
    rules = indicator_scores((material.rules[:, :n_categories] > 0).astype(np.float32))
    lites = indicator_scores(probabilities(lite[:, :n_categories], float(temperatures[0])))
    signs = np.stack([Signs(by_indicator[i], kinds[i], rules[i], lites[i]).vector() for i in range(len(scores))])
    return signs, by_indicator.argmax(axis=1) == truth


def _solve(kernel: Array, labels: Array) -> tuple[Array, Array]:
    mean = labels.mean(axis=0)
    ridge = kernel + _RIDGE * np.eye(len(kernel), dtype=np.float32)
    return np.asarray(np.linalg.solve(ridge, labels - mean), dtype=np.float32), mean


def _head(
    kernel: Array,
    material: Material,
    vocabularies: Mapping[str, Vocabulary],
    temperatures: Array,
    trust: Array,
    *,
    with_embedding: bool,
) -> Head:
    """The dual solution folded back into weights of features."""
    dual, mean = _solve(kernel, material.labels)
    blocks = {}
    for name, vocabulary in vocabularies.items():
        weights = np.zeros((len(vocabulary.index), dual.shape[1]), dtype=np.float32)
        for row, block in enumerate(material.blocks):
            index, values = known_rows(vocabulary, block[name], BLOCK_WEIGHTS[name])
            weights[index] += np.outer(values, dual[row])
        blocks[name] = weights
    moved = centred(material.embeddings, material.embeddings.mean(axis=0))
    embedding = moved.T @ dual if with_embedding else np.zeros((0, dual.shape[1]), dtype=np.float32)
    return Head(blocks, material.rules.T @ dual, embedding, mean, temperatures, trust)


def _vocabulary(blocks: Sequence[frozenset[str]], groups: NDArray[np.intp], name: str) -> Vocabulary:
    where: dict[str, list[int]] = defaultdict(list)
    for row, features in enumerate(blocks):
        for feature in features:
            where[feature].append(row)
    kept = sorted(f for f, rows in where.items() if name == "c" or len({int(groups[r]) for r in rows}) > 1)
    idf = [1.0 if name == "c" else np.log(len(blocks) / len(where[f])) + 1 for f in kept]
    return Vocabulary({feature: row for row, feature in enumerate(kept)}, np.array(idf, dtype=np.float32))


def _block_kernel(blocks: Sequence[frozenset[str]], vocabulary: Vocabulary, weight: float, n: int) -> Array:
    entries = [known_rows(vocabulary, block, weight) for block in blocks]
    rows = np.repeat(np.arange(n), [len(index) for index, _ in entries])
    columns = np.concatenate([index for index, _ in entries])
    values = np.concatenate([v for _, v in entries])
    order = np.argsort(columns, kind="stable")
    rows, columns, values = rows[order], columns[order], values[order]
    edges = np.searchsorted(columns, np.arange(len(vocabulary.index) + 1))
    kernel = np.zeros((n, n), dtype=np.float32)
    frequent = []
    for start, end in pairwise(edges):
        if end - start > _RARE:
            frequent.append((start, end))
        elif end > start:
            kernel[np.ix_(rows[start:end], rows[start:end])] += np.outer(values[start:end], values[start:end])
    for first in range(0, len(frequent), _COLUMNS):
        part = frequent[first : first + _COLUMNS]
        dense = np.zeros((n, len(part)), dtype=np.float32)
        for column, (start, end) in enumerate(part):
            dense[rows[start:end], column] = values[start:end]
        kernel += dense @ dense.T
    return kernel


def category_temperature(scores: Array, labels: Array) -> float:
    """The temperature that makes scores of categories lose least as probabilities."""
    return _temperature(scores[:, : len(CATEGORIES)], labels[:, : len(CATEGORIES)])


def kind_temperature(scores: Array, labels: Array) -> float:
    """The temperature that makes scores of kinds lose least as probabilities."""
    return _temperature(scores[:, len(CATEGORIES) :], labels[:, len(CATEGORIES) :])


def _temperature(scores: Array, labels: Array) -> float:
    """What scores are to be multiplied by, so that their probabilities lose least on unseen statements."""
    candidates = np.geomspace(1, 40, 80)
    losses = [-float((np.log(probabilities(scores, t) + 1e-9) * labels).sum()) for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def corrected_statements(corrections: Sequence[Correction]) -> tuple[Statement, ...]:
    """Corrections as statements to learn from, each a group of its own."""
    return tuple(
        Statement(
            *(f"r{number:05d}", f"r{number:05d}", c.industry, c.text, c.category, c.secondary, c.kind),
            *(c.value, c.unit, c.direction, c.base_year, c.target_year),
        )
        for number, c in enumerate(corrections)
    )
