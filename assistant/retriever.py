"""The hybrid search as a LangChain retriever, for chains of one's own."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.retrieval import RetrievalOptions, search
from corpus.library import Library
from corpus.values import Filters


class JunkanRetriever(BaseRetriever):
    """Finds passages of a library; each comes with what a citation needs in its metadata.

    Attributes:
        library: An open library.
        options: How many passages, and how the legs are weighed.
        filters: Which documents may be found.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    options: RetrievalOptions = RetrievalOptions()
    filters: Filters = Filters()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = search(self.library, query, self.filters, self.options)
        return [
            Document(
                id=evidence.chunk.id,
                page_content=evidence.chunk.text,
                metadata={
                    "document_id": evidence.document.id,
                    "source": evidence.document.source,
                    "title": evidence.document.cited_title,
                    "page": evidence.chunk.page,
                    "pages": list(evidence.chunk.pages),
                    "section": list(evidence.chunk.section),
                    "score": evidence.score,
                },
            )
            for evidence in found
        ]
