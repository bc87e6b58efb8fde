"""The engines, each loaded once."""

from pathlib import Path

import pytest

from ingest.embedding import BUNDLED_MODEL, EmbeddingEngine, is_bundled, load_embedder, prepare_model, prepared_folder
from ingest.embedding_options import default_models_folder
from tests.ingest.embedding.small_model import make_small_model


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The prepared folder of the bundled model."""
    if not is_bundled(BUNDLED_MODEL):
        pytest.skip("the package with the weights is not made for this machine")
    for _ in prepare_model(default_models_folder()):
        pass
    return prepared_folder(default_models_folder())


@pytest.fixture(scope="session")
def bundled_engine(model_folder: Path) -> EmbeddingEngine:
    """The default engine."""
    return load_embedder()


@pytest.fixture(scope="session")
def torch_engine(model_folder: Path) -> EmbeddingEngine:
    """The same weights in sentence-transformers."""
    pytest.importorskip("sentence_transformers", reason='needs the extra "models"')
    return load_embedder(str(model_folder))


@pytest.fixture(scope="session")
def small_engine(tmp_path_factory: pytest.TempPathFactory) -> EmbeddingEngine:
    """Another model in sentence-transformers."""
    pytest.importorskip("sentence_transformers", reason='needs the extra "models"')
    return load_embedder(str(make_small_model(tmp_path_factory.mktemp("small-model"))))
