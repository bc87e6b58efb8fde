"""LangChain's BM25Retriever over its default splitter."""

from collections.abc import Iterable

from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.baselines.task import Task, run


class LangchainBm25:
    """RecursiveCharacterTextSplitter and BM25Retriever, both as they come."""

    def index(self, task: Task) -> int:
        """Split with the default sizes and index on white space, as the retriever does."""
        whole = [Document(f"{place.title}\n{place.text}", metadata={"place": place.id}) for place in task.places]
        chunks = RecursiveCharacterTextSplitter().split_documents(whole)
        self._retriever = BM25Retriever.from_documents(chunks)
        return len(chunks)

    def search(self, text: str, depth: int) -> Iterable[str]:
        """Places by BM25."""
        self._retriever.k = depth
        return [document.metadata["place"] for document in self._retriever.invoke(text)]


if __name__ == "__main__":
    run(LangchainBm25)
