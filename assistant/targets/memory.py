"""What was corrected before: the same text is labelled as it was corrected, a similar one like its nearest example."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.targets.features import shape_grams
from assistant.targets.labelling import analyse, conclude, other_figures
from assistant.targets.values import Category, Direction, Figure, Indicator, Kind, Label, Labeller, Level, Target
from corpus.corrections import Correction, correction_key

# From these likenesses on, of the text and of the words around its figure, a corrected text decides.
# Source: docs/decisions/0021-corrections.md.
LIKE: Final = 0.8
LIKE_AROUND: Final = 0.5
_CONFIDENCE_OF_LIKE: Final = 0.9


class RememberingLabeller:
    """Labels as people corrected, and asks another labeller for the rest.

    Args:
        inner: Labels what nobody corrected.
        corrections: In force, one a text.
    """

    def __init__(self, inner: Labeller, corrections: Sequence[Correction]) -> None:
        self._inner = inner
        self._corrections = tuple(corrections)
        self._by_key = {c.key: c for c in corrections}
        self._grams = [shape_grams(c.text) for c in corrections]
        seen = Counter(g for grams in self._grams for g in grams)
        self._weight = {g: math.log(1 + len(self._grams) / n) for g, n in seen.items()}
        self._lengths = [self._length(grams) for grams in self._grams]
        self._where: dict[str, list[int]] = defaultdict(list)
        for number, grams in enumerate(self._grams):
            for gram in grams:
                self._where[gram].append(number)

    def label_all(self, targets: Sequence[Target]) -> tuple[Label, ...]:
        """The labels of targets whose texts are not empty, in their order."""
        labels = self._inner.label_all(targets)
        return tuple(self._recalled(target, label) for target, label in zip(targets, labels, strict=True))

    def _recalled(self, target: Target, label: Label) -> Label:
        same = self._by_key.get(correction_key(target.text))
        if same is not None:
            return as_label(same, label.cues, label.others)
        like, likeness = self._nearest(target.text)
        if like is None or likeness < LIKE or self._around(target.text, like.text) < LIKE_AROUND:
            return label
        category, kind = Category(like.category), Kind(like.kind)
        if (category, kind) == (label.category, label.kind):
            return replace(label, confidence=max(label.confidence, _CONFIDENCE_OF_LIKE), needs_review=False)
        found = analyse(target)
        level, secondary = conclude(found, category, kind)
        others = other_figures(found, category, kind)
        return Label(
            category, secondary, kind, level, _CONFIDENCE_OF_LIKE, label.cues, needs_review=False, others=others
        )

    def _nearest(self, text: str) -> tuple[Correction | None, float]:
        grams = shape_grams(text)
        shared: dict[int, float] = defaultdict(float)
        for gram in grams:
            for number in self._where.get(gram, ()):
                shared[number] += self._weight[gram] ** 2
        if not shared:
            return None, 0.0
        length = self._length(grams)
        best = max(shared, key=lambda n: shared[n] / (self._lengths[n] * length))
        return self._corrections[best], shared[best] / (self._lengths[best] * length)

    def _around(self, one: str, other: str) -> float:
        """Likeness of the words around the main figures: texts of one member share the rest whatever they measure."""
        a, b = (shape_grams("|".join(analyse(Target(1, None, "", "", text)).around)) for text in (one, other))
        shared = sum(self._weight.get(g, 0.0) ** 2 for g in a & b)
        return shared / (self._length(a) * self._length(b))

    def _length(self, grams: frozenset[str]) -> float:
        rare = math.log(1 + len(self._grams))
        return math.sqrt(sum(self._weight.get(g, rare) ** 2 for g in grams)) or 1.0


def as_label(correction: Correction, cues: tuple[str, ...] = (), others: tuple[Figure, ...] = ()) -> Label:
    """A correction as the label it stands for; it needs no second look. Of the text's other figures the rules tell."""
    level = Level(
        correction.value,
        correction.unit,
        Direction(correction.direction) if correction.direction else None,
        correction.base_year,
        correction.target_year,
    )
    secondary = tuple(Indicator(key) for key in correction.secondary)
    kind = Kind(correction.kind)
    return Label(Category(correction.category), secondary, kind, level, 1.0, cues, needs_review=False, others=others)
