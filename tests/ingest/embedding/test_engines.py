"""Every engine fulfils one contract, and those of the same weights agree."""

import json
import math
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.errors import EngineError
from ingest.embedding import EmbeddingEngine, EmbeddingOptions, load_embedder
from ingest.embedding.bundled import BundledEngine
from ingest.embedding.guard import MAX_CHARS, guard
from ingest.embedding.langchain import LangChainEmbeddings

PASSAGES = [
    "再生材の利用率を高めるには、品質の基準を動脈側と静脈側が共有する必要がある。",
    "第3回総会の会場と日時",
    "Recycled aluminium, 再生アルミ２５％ (2030年度)",
    "短い",
    "循環経済への移行は、資源の有効利用と脱炭素の両立を目指す。" * 8,
]
UNUSUAL = [
    pytest.param("", id="empty"),
    pytest.param("　 \t\n", id="only spaces"),
    pytest.param("循", id="one character"),
    pytest.param("\ufdfa" * 5000, id="U+FDFA, one character that stands for eighteen"),
    pytest.param("再生\x00材", id="NUL"),
    pytest.param("\x00", id="only NUL"),
    pytest.param("再生\ud800材", id="lone surrogate"),
    pytest.param("循環" * 500_000, id="a million characters without a space"),
    pytest.param("♻️🌏👩‍👩‍👧", id="emoji"),
    pytest.param("<s></s><mask><pad>", id="the model's own marks"),
    pytest.param("\u0301" * 400, id="only combining marks"),
    pytest.param("𠮷野家の𩸽", id="characters beyond the basic plane"),
]


@pytest.fixture(scope="module", params=["bundled_engine", "torch_engine", "small_engine"])
def embedder(request: pytest.FixtureRequest) -> EmbeddingEngine:
    engine: EmbeddingEngine = request.getfixturevalue(request.param)
    return engine


def cosines(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines of unit vectors, row by row."""
    found: NDArray[np.float32] = np.einsum("nd,nd->n", a, b)
    return found


class TestEveryEngine:
    def test_is_a_langchain_embeddings_too(self, embedder: EmbeddingEngine) -> None:
        adapted = LangChainEmbeddings(embedder)
        assert isinstance(adapted, Embeddings)
        assert np.allclose(adapted.embed_query(PASSAGES[0]), embedder.embed_query(PASSAGES[0]), atol=1e-6)
        assert np.allclose(adapted.embed_documents(PASSAGES[:2]), embedder.embed_passages(PASSAGES[:2]), atol=1e-6)

    def test_vectors_are_float32_of_length_one(self, embedder: EmbeddingEngine) -> None:
        vectors = embedder.embed_passages(PASSAGES)
        assert vectors.shape == (len(PASSAGES), embedder.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_texts_give_no_vectors(self, embedder: EmbeddingEngine) -> None:
        assert embedder.embed_passages([]).shape == (0, embedder.dimension)

    def test_vector_does_not_depend_on_its_batch(self, embedder: EmbeddingEngine) -> None:
        together = embedder.embed_passages(PASSAGES)
        alone = np.concatenate([embedder.embed_passages([text]) for text in PASSAGES])
        assert cosines(together, alone).min() >= 0.99999

    @pytest.mark.parametrize("text", UNUSUAL)
    def test_unusual_text_has_a_unit_vector(self, embedder: EmbeddingEngine, text: str) -> None:
        for vector in (embedder.embed_passages([text, "普通の文"])[0], embedder.embed_query(text)):
            assert np.isfinite(vector).all()
            assert math.isclose(float(np.linalg.norm(vector)), 1.0, rel_tol=1e-5)

    def test_eight_threads_at_once(self, embedder: EmbeddingEngine) -> None:
        expected = embedder.embed_passages(PASSAGES)
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda _: embedder.embed_passages(PASSAGES), range(8)))
        assert all(cosines(expected, result).min() >= 0.99999 for result in results)

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_a_forked_child_gets_an_error_instead_of_hanging(self, embedder: EmbeddingEngine) -> None:
        embedder.embed_passages(["温める", "二つ"])
        child = os.fork()
        if child == 0:
            try:
                embedder.embed_query("循環")
            except EngineError:
                os._exit(0)
            os._exit(1)
        assert os.waitpid(child, 0)[1] == 0


class TestSameWeights:
    def test_engines_agree(self, bundled_engine: EmbeddingEngine, torch_engine: EmbeddingEngine) -> None:
        assert cosines(bundled_engine.embed_passages(PASSAGES), torch_engine.embed_passages(PASSAGES)).min() > 0.99999
        question = "再生材の利用率はどれくらいですか"
        assert float(bundled_engine.embed_query(question) @ torch_engine.embed_query(question)) > 0.99999

    @given(st.text(alphabet=st.characters(codec=None), max_size=60))
    @settings(max_examples=25, deadline=None)
    def test_engines_agree_on_any_text(
        self, bundled_engine: EmbeddingEngine, torch_engine: EmbeddingEngine, text: str
    ) -> None:
        assert float(bundled_engine.embed_query(text) @ torch_engine.embed_query(text)) > 0.9999

    @pytest.mark.parametrize("text", UNUSUAL)
    def test_both_runtimes_of_the_bundled_engine_agree(self, model_folder: Path, text: str) -> None:
        bundled = BundledEngine(model_folder, 1)
        vectors = np.stack([bundled.encode([guard(text)])[0], bundled.encode_query(guard(text))])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        assert float(vectors[0] @ vectors[1]) > 0.9999

    def test_nearest_passage_answers_the_question(self, bundled_engine: EmbeddingEngine) -> None:
        similarity = bundled_engine.embed_passages(PASSAGES) @ bundled_engine.embed_query(
            "総会はいつどこで開かれましたか"
        )
        assert int(np.argmax(similarity)) == 1

    def test_window_means_are_averaged_by_their_tokens(self, bundled_engine: EmbeddingEngine) -> None:
        # A text of two windows lies between what its two halves say, and is not its beginning alone.
        first, second = "再生プラスチックの利用を増やす。" * 60, "総会の会場は東京である。" * 60
        both, a, b = bundled_engine.embed_passages([first + second, first, second])
        assert len(first + second) < MAX_CHARS
        assert float(both @ b) > float(a @ b) + 0.01
        assert float(both @ a) > float(a @ b) + 0.01

    def test_ten_thousand_short_texts_at_once(self, bundled_engine: EmbeddingEngine) -> None:
        texts = [f"{n}％" for n in range(10_000)]
        vectors = bundled_engine.embed_passages(texts)
        assert vectors.shape == (10_000, 384)
        some = [0, 1234, 9999]
        assert cosines(vectors[some], bundled_engine.embed_passages([texts[n] for n in some])).min() >= 0.99999


class TestSentenceTransformers:
    def test_library_remembers_a_folder_by_its_path(self, small_engine: EmbeddingEngine) -> None:
        assert Path(small_engine.model).is_absolute()
        assert small_engine.dimension == 8

    def test_prompts_of_the_model_are_used(self, small_engine: EmbeddingEngine, tmp_path: Path) -> None:
        # The vocabulary knows 循環: as a prompt before questions it moves their vectors, and passages stay.
        folder = Path(shutil.copytree(small_engine.model, tmp_path / "prompted"))
        path = folder / "config_sentence_transformers.json"
        settings = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps({**settings, "prompts": {"query": "循環 ", "document": ""}}), "utf-8")
        prompted = load_embedder(str(folder))
        assert np.allclose(prompted.embed_query("利用率"), small_engine.embed_query("循環 利用率"), atol=1e-5)
        assert np.allclose(prompted.embed_passages(["利用率"]), small_engine.embed_passages(["利用率"]), atol=1e-5)

    def test_equal_words_are_nearest(self, small_engine: EmbeddingEngine) -> None:
        passages = small_engine.embed_passages(["再生材 利用率", "循環"])
        assert int(np.argmax(passages @ small_engine.embed_query("循環"))) == 1

    def test_a_model_that_is_not_there_is_a_clear_error(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("sentence_transformers", reason='needs the extra "models"')
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        with pytest.raises(EngineError) as caught:
            load_embedder(str(tmp_path / "nowhere"))
        assert "nowhere" in caught.value.sentence()

    def test_a_backend_that_is_not_installed_is_a_clear_error(self, small_engine: EmbeddingEngine) -> None:
        import importlib.util

        if importlib.util.find_spec("optimum") is not None:
            pytest.skip("optimum is installed")
        with pytest.raises(EngineError, match="openvino"):
            load_embedder(small_engine.model, EmbeddingOptions(backend="openvino"))


class TestOptions:
    def test_no_more_threads_than_free_cores(self) -> None:
        free = EmbeddingOptions().n_threads_taken
        assert EmbeddingOptions(n_threads=10_000).n_threads_taken == free >= 1
        assert EmbeddingOptions(n_threads=1).n_threads_taken == 1


@given(st.text(alphabet=st.characters(codec=None), max_size=50))
@settings(max_examples=300)
def test_guarded_text_is_safe_for_native_code(text: str) -> None:
    safe = guard(text)
    assert 0 < len(safe) <= MAX_CHARS
    assert not any(c in safe for c in ("\x00", "\ufdfa"))
    safe.encode("utf-8")


def test_a_folder_without_a_model_is_refused_before_the_packages_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("no JSON", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"x")
    script = (
        "import sys\nfrom corpus.errors import ModelNotFound\nfrom ingest.embedding import load_embedder\n"
        "try:\n    load_embedder(sys.argv[1])\nexcept ModelNotFound:\n    print('torch' in sys.modules)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout.strip() == "False"


def test_loading_openvino_reports_to_nobody(model_folder: Path) -> None:
    script = (
        "import sys\nfrom ingest.embedding import load_embedder\nload_embedder().embed_passages(['循環'])\n"
        "print(sys.modules['openvino_telemetry'])\n"
        "from openvino.tools.ovc import telemetry\nprint(type(telemetry).__module__)\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout.split() == ["None", "openvino.tools.ovc.telemetry_stub"]
