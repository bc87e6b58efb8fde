"""Any sentence-transformers model, by hub name or local folder: the one door to sentence-transformers."""

from pathlib import Path

from langchain_core.embeddings import Embeddings

from corpus.errors import EngineError
from ingest.embedding.guard import guard


class SentenceTransformerEmbeddings(Embeddings):
    """LangChain `Embeddings` of a sentence-transformers model with its own prompts.

    A model without prompts of its own whose name holds "e5" gets E5's `query: ` and `passage: `.

    Args:
        model: A hub name or a local folder.
        n_threads: Threads of the processor, at least 1.

    Raises:
        EngineError: the package is not installed, or the model is not there and cannot be fetched.
    """

    def __init__(self, model: str, n_threads: int) -> None:
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EngineError(model=model, detail='pip install "junkan[models]"') from error
        torch.set_num_threads(n_threads)
        try:
            self._model = SentenceTransformer(model)
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineError(model=model, detail=str(error).splitlines()[0]) from error
        self._dimension = len(self._model.encode("。", show_progress_bar=False))
        prompts = {name: text for name, text in self._model.prompts.items() if text}
        is_e5 = "e5" in Path(model).name.lower()
        self._query = prompts.get("query", "query: " if is_e5 else "")
        self._passage = prompts.get("document", prompts.get("passage", "passage: " if is_e5 else ""))

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of length 1 for each passage, in order."""
        return self._encode([self._passage + guard(text) for text in texts])

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, of length 1."""
        return self._encode([self._query + guard(text)])[0]

    def _encode(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False, prompt="")
        encoded: list[list[float]] = vectors.tolist()
        return encoded


def local_name(model: str) -> str:
    """The model's name for the library: a folder by its absolute path, a hub name as it is."""
    path = Path(model).expanduser()
    return str(path.resolve()) if path.is_dir() else model
