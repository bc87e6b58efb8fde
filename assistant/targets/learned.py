"""Labels by the trained model; the rules find the figures and years, and give the model their opinion."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import numpy as np

from assistant.targets.features import blocks_of, focus_of
from assistant.targets.labelling import Analysis, analyse, conclude, other_figures
from assistant.targets.model import CATEGORIES, KINDS, Array, Head, TargetModel, load_model, probabilities
from assistant.targets.training import rule_vector
from assistant.targets.trust import Signs, indicator_scores, trusted
from assistant.targets.values import Indicator, Label, Target
from corpus.errors import EngineError
from corpus.protocols import Embedder

_N: Final = len(CATEGORIES)
_INDICATORS: Final = tuple(Indicator)
_MAX_CUES: Final = 5
# Texts embedded at once: enough to keep the engine busy, few enough for progress and memory.
_BATCH: Final = 64
# More rows than this take too long and too much memory to embed; they are labelled without, a little less surely.
_MAX_EMBEDDED: Final = 20_000
# An n-gram that a person takes for a word: ideographs, katakana or Latin letters.
_WORD: Final = re.compile(r"[一-龠々]{2,4}|[ァ-ヶー]{3,4}|[a-z0-9]{3,4}|[ァ-ヶー]+[一-龠]+|[一-龠]+[ァ-ヶー]+")


@cache
def packaged_model() -> TargetModel:
    """The model of the package, read once."""
    return load_model()


class ModelLabeller:
    """Labels by the trained model.

    Texts of which the model is sure without their embedding are not embedded; where no embedder can be had, none is.

    Args:
        model: The model; the packaged one by default.
        load: Loads the embedder; called only when a text needs it. None uses no embeddings.
    """

    def __init__(self, model: TargetModel | None = None, load: Callable[[], Embedder] | None = None) -> None:
        self._model = model or packaged_model()
        self._load = load
        self._embedder: Embedder | None = None

    def label_all(self, targets: Sequence[Target]) -> tuple[Label, ...]:
        """The labels of targets whose texts are not empty, in their order."""
        if len(targets) > _MAX_EMBEDDED:
            return ModelLabeller(self._model).label_all_plainly(targets)
        return self.label_all_plainly(targets)

    def label_all_plainly(self, targets: Sequence[Target]) -> tuple[Label, ...]:
        """As `label_all`, however many there are."""
        labels: list[Label] = []
        for first in range(0, len(targets), _BATCH):
            labels.extend(self._label_batch([analyse(t) for t in targets[first : first + _BATCH]]))
        return tuple(labels)

    def _label_batch(self, found: Sequence[Analysis]) -> list[Label]:
        drafts = [self._draft(analysis) for analysis in found]
        unsure = [i for i, draft in enumerate(drafts) if draft[2] < self._model.sure_above]
        embeddings = self._embed([found[i].reading.text for i in unsure])
        if embeddings is not None:
            for i, embedding in zip(unsure, embeddings, strict=True):
                drafts[i] = self._draft(found[i], drafts[i][0], embedding)
        return [self._label(analysis, *draft) for analysis, draft in zip(found, drafts, strict=True)]

    def _draft(
        self, analysis: Analysis, lite: Array | None = None, embedding: Array | None = None
    ) -> tuple[Array, Array, float]:
        """Scores without the embedding, scores that hold, and the confidence in them."""
        model = self._model
        focus = focus_of(analysis.reading, analysis.goal, analysis.kind, analysis.around)
        rows, rules = model.rows(blocks_of(focus)), rule_vector(analysis)
        if lite is None:
            lite = model.scores(model.lite, rows, rules)
        if embedding is None:
            return lite, lite, _confidence(model.lite, lite, lite, rules)
        full = model.scores(model.full, rows, rules, embedding)
        return lite, full, _confidence(model.full, full, lite, rules)

    def _label(self, analysis: Analysis, lite: Array, scores: Array, confidence: float) -> Label:
        shares = probabilities(scores[:_N], 1.0)
        by_indicator = indicator_scores(probabilities(scores[:_N], float(self._model.full.temperatures[0])))
        indicator = _INDICATORS[int(by_indicator.argmax())]
        category = max((c for c in CATEGORIES if c.indicator is indicator), key=lambda c: shares[CATEGORIES.index(c)])
        kind = KINDS[int(scores[_N:].argmax())]
        level, secondary = conclude(analysis, category, kind)
        cues = analysis.verdict.cues if analysis.verdict.category.indicator is indicator else ()
        return Label(
            category,
            secondary,
            kind,
            level,
            round(confidence, 3),
            (cues or self._telling(analysis, CATEGORIES.index(category)))[:_MAX_CUES],
            confidence < self._model.review_below,
            other_figures(analysis, category, kind),
        )

    def _telling(self, analysis: Analysis, category: int) -> tuple[str, ...]:
        """The n-grams of the text that speak most for a category, as they stand in it, at most three."""
        focus = focus_of(analysis.reading, analysis.goal, analysis.kind, analysis.around)
        whole, known = focus.whole.lower(), self._model.vocabularies["w"]
        weights = self._model.lite.blocks["w"]
        gains = {}
        for word in blocks_of(focus)["w"]:
            row = known.index.get(word)
            if row is not None and _WORD.fullmatch(word) and word in whole:
                gains[word] = float(known.idf[row] * (weights[row, category] - weights[row, :_N].mean())) * len(word)
        cues: list[str] = []
        for word in sorted((w for w in gains if gains[w] > 0), key=lambda w: (-gains[w], w)):
            if not any(word in cue.lower() or cue.lower() in word for cue in cues):
                start = whole.find(word)
                cues.append(focus.whole[start : start + len(word)])
        return tuple(cues[:3])

    def _embed(self, texts: Sequence[str]) -> Array | None:
        if not texts or self._load is None:
            return None
        try:
            self._embedder = self._embedder or self._load()
            if self._embedder.model != self._model.embedder:
                self._load = None  # vectors of another model mean something else
                return None
            return np.asarray(self._embedder.embed_passages(texts), dtype=np.float32)
        except EngineError:
            self._load = None  # the model does without, a little less surely
            return None


def _confidence(head: Head, scores: Array, lite: Array, rules: Array) -> float:
    shares = indicator_scores(probabilities(scores[:_N], float(head.temperatures[0])))
    kinds = probabilities(scores[_N:], float(head.temperatures[1]))
    spoken = indicator_scores((rules[:_N] > 0).astype(np.float32))
    without = indicator_scores(probabilities(lite[:_N], float(head.temperatures[0])))
    return float(trusted(head.trust, Signs(shares, kinds, spoken, without).vector()))
