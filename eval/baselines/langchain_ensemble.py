"""LangChain's EnsembleRetriever over Chroma and BM25, with the embeddings of the server."""

from collections.abc import Iterable

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.baselines.task import Task, embed, run

_CHUNK_CHARS = 400  # the model reads 512 tokens: the default of 4,000 characters would be cut off
_MOST_AT_ONCE = 5000


class ServerEmbeddings(Embeddings):
    """Embeddings of an OpenAI-compatible server."""

    def __init__(self, server: str) -> None:
        self._server = server

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        return embed(self._server, texts, query=False)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return embed(self._server, [text], query=True)[0]


class LangchainEnsemble:
    """Both retrievers with equal weights, fused by their ranks."""

    def index(self, task: Task) -> int:
        """Split into pieces that the model can read, and index them twice."""
        whole = [Document(f"{place.title}\n{place.text}", metadata={"place": place.id}) for place in task.places]
        splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK_CHARS, chunk_overlap=0)
        chunks = splitter.split_documents(whole)
        store = Chroma(embedding_function=ServerEmbeddings(task.server), collection_metadata={"hnsw:space": "cosine"})
        for start in range(0, len(chunks), _MOST_AT_ONCE):
            store.add_documents(chunks[start : start + _MOST_AT_ONCE])
        self._lexical = BM25Retriever.from_documents(chunks)
        self._lexical.k = task.depth
        vector = store.as_retriever(search_kwargs={"k": task.depth})
        self._retriever = EnsembleRetriever(retrievers=[self._lexical, vector], weights=[0.5, 0.5])
        return len(chunks)

    def search(self, text: str, depth: int) -> Iterable[str]:
        """Places of the fused list."""
        del depth  # both retrievers have it
        return [document.metadata["place"] for document in self._retriever.invoke(text)]


if __name__ == "__main__":
    run(LangchainEnsemble)
