"""Any sentence-transformers model, by hub name or local folder: the one door to sentence-transformers."""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError, ModelNotFound
from ingest.embedding.engine import EmbeddingEngine, first_line
from ingest.embedding.guard import guard
from ingest.embedding.model_folder import PASSAGE_PROMPT, QUERY_PROMPT
from ingest.embedding_options import Backend

_CONFIGURATIONS = ("modules.json", "config.json", "config_sentence_transformers.json")
_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx", "openvino*.xml")
_PASSAGE_PROMPTS = ("document", "passage", "corpus")  # the names sentence-transformers looks for, in its order


class SentenceTransformerEngine(EmbeddingEngine):
    """A sentence-transformers model with its own prompts, on the GPU where there is one.

    A model without prompts of its own whose name holds "e5" gets E5's.

    Args:
        model: The name the library remembers.
        place: A hub name or a local folder.
        n_threads: Threads of the processor, at least 1.
        backend: What runs it. "onnx" and "openvino" need the extras of sentence-transformers with these names.

    Raises:
        EngineError: a package is not installed.
        ModelNotFound: the model is not there and cannot be fetched, or is none.
    """

    def __init__(self, model: str, place: str, n_threads: int, backend: Backend = "torch") -> None:
        _check_folder(model, Path(place).expanduser())
        _prepare(model, n_threads, backend)
        from sentence_transformers import SentenceTransformer

        try:
            self._transformer = SentenceTransformer(place, backend=backend)
        except Exception as error:  # whatever its backends and the hub's client raise
            raise ModelNotFound(model=model) from error
        prompts = {name: text for name, text in self._transformer.prompts.items() if text}
        is_e5 = "e5" in Path(place).name.lower()
        query = prompts.get("query", QUERY_PROMPT if is_e5 else "")
        passages = [prompts[name] for name in _PASSAGE_PROMPTS if name in prompts]
        super().__init__(model, query, passages[0] if passages else PASSAGE_PROMPT if is_e5 else "")
        self._dimension = int(self.encode(["。"]).shape[1])

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of length 1 of texts that begin with their prompt, float32, shape (len(texts), dimension)."""
        vectors = self._transformer.encode(list(texts), normalize_embeddings=True, show_progress_bar=False, prompt="")
        return np.asarray(vectors, dtype=np.float32)


def _check_folder(model: str, folder: Path) -> None:
    """Does nothing for a hub name, or a folder that may hold a model: loading the packages takes seconds.

    Raises:
        ModelNotFound: it is a file, or a folder without a configuration that can be read or without weights.
    """
    if not folder.exists():
        return
    configurations = [folder / name for name in _CONFIGURATIONS if (folder / name).is_file()]
    has_weights = any(next(folder.rglob(pattern), None) for pattern in _WEIGHTS)
    try:
        read = [json.loads(path.read_text(encoding="utf-8")) for path in configurations]
    except (OSError, ValueError) as error:
        raise ModelNotFound(model=model) from error
    if not read or not has_weights:
        raise ModelNotFound(model=model)


def local_name(model: str) -> str:
    """The model's name for the library: a folder by its absolute path, a hub name as it is."""
    path = Path(model).expanduser()
    return str(path.resolve()) if path.is_dir() else model


class SentenceTransformerCrossEncoder:
    """A cross-encoder of sentence-transformers, on the GPU where there is one.

    Args:
        place: A hub name or a local folder; also its name.
        n_threads: Threads of the processor, at least 1.
        backend: What runs it.

    Raises:
        EngineError: a package is not installed.
        ModelNotFound: the model is not there and cannot be fetched, or is none.
    """

    def __init__(self, place: str, n_threads: int, backend: Backend = "torch") -> None:
        _check_folder(place, Path(place).expanduser())
        _prepare(place, n_threads, backend)
        from sentence_transformers import CrossEncoder
        from torch.nn import Identity

        try:
            self._encoder = CrossEncoder(place, backend=backend, num_labels=1, activation_fn=Identity())
        except Exception as error:  # whatever its backends and the hub's client raise
            raise ModelNotFound(model=place) from error
        self._place = place

    @property
    def name(self) -> str:
        """The name it was chosen by."""
        return self._place

    def warm_up(self) -> None:
        """Does nothing: it is ready."""

    def scores(self, question: str, texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Logits of the texts, each behind what it stands under, as answers: float32, shape (len(texts),).

        Raises:
            EngineError: the model failed.
        """
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(guard(question), guard(f"{above}\n{text}".strip())) for above, text in texts]
        try:
            return np.asarray(self._encoder.predict(pairs, show_progress_bar=False), dtype=np.float32).reshape(-1)
        except Exception as error:  # whatever its backends raise
            raise EngineError(model=self._place, detail=first_line(error)) from error


def _prepare(model: str, n_threads: int, backend: Backend) -> None:
    """Load what runs a model, with so many threads and nothing to say of its own.

    Raises:
        EngineError: a package is not installed.
    """
    try:
        import sentence_transformers  # noqa: F401  # only whether it is there
        import torch
        from transformers.utils import logging
    except ImportError as error:
        raise EngineError(model=model, detail='pip install ".[models]"') from error
    if backend != "torch" and find_spec("optimum") is None:  # its name for the lack of it is a bare Exception
        raise EngineError(model=model, detail=f'pip install "sentence-transformers[{backend}]"')
    torch.set_num_threads(n_threads)
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # what fails is raised
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
