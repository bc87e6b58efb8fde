"""The trained model: made from statements, stored as plain arrays, able to do without an embedder."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.targets import Label, ModelLabeller, Target, classify_targets
from assistant.targets.learned import packaged_model
from assistant.targets.memory import RememberingLabeller
from assistant.targets.model import as_bytes, load_model
from assistant.targets.training import corrected_statements, gather, grouped_folds, kernels, train, vocabularies_of
from assistant.targets.trust import calibration_error, fit_trust, trusted
from assistant.targets.values import Category
from corpus.corrections import Correction
from corpus.errors import EngineError, InputError
from corpus.targets import load_statements
from ingest.embedding import load_embedder


def correction(text: str, category: str) -> Correction:
    return Correction(text, "", category, (), "quantitative", 5.0, "%", "at_most", None, 2031, "田中", "2026-01-01")


def labels(texts: Sequence[str], labeller: ModelLabeller | RememberingLabeller | None = None) -> tuple[Label, ...]:
    return (labeller or ModelLabeller()).label_all([Target(n, None, "", "", t) for n, t in enumerate(texts, 1)])


@pytest.mark.parametrize(
    ("text", "category"),
    [
        pytest.param("着古した上着の再資源化率を2031年に45%とする", "recycling_rate", id="made into a resource"),
        pytest.param("上着に使う再生繊維の割合を2031年に45%とする", "recycled_content", id="made of a resource"),
        pytest.param("着なくなった上着を店頭で年7万着集める", "collection", id="gathered"),
        pytest.param("上着のお直しを年7万着行う", "repair_reuse", id="repaired"),
        pytest.param("上着のお直し事業の売上を7億円にする", "ce_sales", id="sold"),
        pytest.param("上着の繊維リサイクル設備に7億円を投資する", "ce_investment", id="invested"),
        pytest.param("上着づくりで出るCO2を4割減らす", "ghg_reduction", id="carbon"),
        pytest.param("上着1着あたりの生地使用量を4%減らす", "resource_productivity", id="less material"),
        pytest.param("売れ残った上着の廃棄を4割減らす", "waste_amount", id="thrown away"),
        pytest.param("上着の工場から出る廃棄物の埋立をゼロにする", "landfill", id="landfill"),
        pytest.param("上着のお直し教室の参加者を年40名とする", "none", id="counted courses"),
    ],
)
def test_one_thing_in_eleven_roles(text: str, category: str) -> None:
    assert labels([text])[0].category == category


def test_a_model_survives_being_stored(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(as_bytes(packaged_model()))
    texts = [s.text for s in load_statements()[:40]]
    assert labels(texts, ModelLabeller(load_model(path))) == labels(texts)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04K\x01."], ids=["empty", "cut", "pickle"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"m\.npz"):
        load_model(path)


def test_an_array_of_objects_is_never_unpickled(tmp_path: Path) -> None:
    path, stream = tmp_path / "m.npz", io.BytesIO()
    np.savez(stream, format=np.array([1]), center=np.array([object()], dtype=object))
    path.write_bytes(stream.getvalue())
    with pytest.raises(InputError):
        load_model(path)


class Counting:
    """An engine of the packaged model's name that counts its texts; only the count matters, its vectors are random."""

    model, dimension = packaged_model().embedder, len(packaged_model().center)

    def __init__(self) -> None:
        self.n = 0

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.n += len(texts)
        return np.random.default_rng(0).normal(size=(len(texts), self.dimension)).astype(np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.embed_passages([text])[0]
        return vector


def test_only_unsure_texts_are_embedded() -> None:
    counting = Counting()
    sure = ["廃棄物の埋立をゼロにする（2030年度）"] * 5
    labels(sure, ModelLabeller(load=lambda: counting))
    assert counting.n == 0
    labels([*sure, "循環の輪を何とか良くする"], ModelLabeller(load=lambda: counting))
    assert counting.n == 1


def test_without_an_engine_the_model_does_without() -> None:
    def broken() -> Counting:
        raise EngineError(model="x", detail="none")

    text = "循環の輪を何とか良くする"
    assert labels([text], ModelLabeller(load=broken)) == labels([text])


def test_training_on_a_few_statements_is_repeatable_and_learns(tmp_path: Path) -> None:
    chosen = [s for s in load_statements() if s.noise is None][::6]
    material = gather(chosen, load_embedder())
    model = train(material, "multilingual-e5-small")
    assert as_bytes(model) == as_bytes(train(material, "multilingual-e5-small"))
    found = labels([s.text for s in chosen], ModelLabeller(model))
    assert np.mean([label.category == s.category for label, s in zip(found, chosen, strict=True)]) > 0.9
    lite, full = kernels(material, vocabularies_of(material))
    assert np.allclose(lite, lite.T, atol=1e-4)
    assert (np.diag(full) > np.diag(lite)).all()


def test_a_skeleton_never_stands_on_both_sides() -> None:
    groups = np.unique([s.group for s in load_statements()], return_inverse=True)[1]
    folds = grouped_folds(groups)
    assert sorted(np.concatenate(folds)) == list(range(len(groups)))
    for fold in folds:
        assert not set(groups[fold]) & set(np.delete(groups, fold))


def test_a_corrected_text_is_never_labelled_otherwise() -> None:
    text = "再資源化率を2030年度に90%とする"
    labeller = RememberingLabeller(ModelLabeller(), [correction(text, "landfill")])
    (same,) = labels(["再資源化率を２０３０年度に 90％とする"], labeller)
    assert (same.category, same.confidence, same.needs_review, same.level.value) == (Category.LANDFILL, 1.0, False, 5.0)


def test_a_similar_text_follows_its_nearest_example() -> None:
    labeller = RememberingLabeller(
        ModelLabeller(), [correction("社内カフェの茶殻アート展示率を2030年度に5%とする", "recycling_rate")]
    )
    like, other = labels(["社内カフェの茶殻アート展示率を2032年度に8%とする", "廃棄物の埋立をゼロにする"], labeller)
    assert (like.category, like.level.value, like.level.target_year) == (Category.RECYCLING_RATE, 8.0, 2032)
    assert other.category is Category.LANDFILL


def test_corrections_are_learnt_from_as_groups_of_their_own() -> None:
    made = corrected_statements([correction("a", "landfill"), correction("b", "none")])
    assert len({s.group for s in made} | {s.group for s in load_statements()}) == 2 + len(
        {s.group for s in load_statements()}
    )


def test_trust_is_calibrated_on_what_it_was_fitted_to() -> None:
    random = np.random.default_rng(1)
    signs = np.stack([random.normal(size=4000), np.ones(4000)], axis=1).astype(np.float32)
    is_right = random.random(4000) < 1 / (1 + np.exp(-(1.5 * signs[:, 0] + 0.5)))
    confidence = trusted(fit_trust(signs, is_right), signs)
    assert calibration_error(confidence, is_right) < 0.03
    assert calibration_error(np.full(4000, 0.99, dtype=np.float32), is_right) > 0.2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4))
def test_a_label_does_not_depend_on_what_stands_beside_it(texts: list[str]) -> None:
    texts = [t if t.strip() else "目標" for t in texts]
    assert labels(texts) == tuple(label for t in texts for label in labels([t]))


def test_members_that_contradict_themselves_are_told() -> None:
    rows = [Target(n, None, m, "", t) for n, (m, t) in enumerate(CONTRADICTIONS, 2)]
    found = classify_targets(rows)
    told = [any("数値が異なります" in a for a in row.advice) for row in found]
    assert told == [True, True, False, False]
    assert replace(found[0]).needs_review


CONTRADICTIONS = (
    ("A社", "廃棄物の再資源化率を2030年度までに95%とする"),
    ("A社", "廃棄物の再資源化率を2030年度までに90%とする"),
    ("A社", "廃プラの再資源化率を2030年度までに60%とする"),
    ("B社", "廃棄物の再資源化率を2030年度までに80%とする"),
)
