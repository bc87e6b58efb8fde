from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda, RunnableSequence

from assistant.retrieval import RetrievalOptions
from assistant.retriever import JunkanRetriever
from assistant.service import Assistant
from corpus.values import Filters


def test_documents_carry_what_a_citation_needs(assistant: Assistant) -> None:
    retriever = JunkanRetriever(library=assistant.library, options=RetrievalOptions(top_k=4))
    found = retriever.invoke("目標の記入例")
    assert len(found) == 4
    for document in found:
        chunk = assistant.library.chunk(document.id or "")
        assert chunk is not None
        assert chunk.text in document.page_content  # neighbours may stand beside it
        assert document.metadata["pages"] == list(chunk.pages)
        assert set(document.metadata) == {"document_id", "source", "title", "page", "pages", "section", "score"}


def test_filters_hold(assistant: Assistant) -> None:
    retriever = JunkanRetriever(library=assistant.library, filters=Filters(source="03_indicator_guide.md"))
    assert {document.metadata["source"] for document in retriever.invoke("指標")} == {"03_indicator_guide.md"}


def test_it_is_a_step_of_a_chain(assistant: Assistant) -> None:
    def sources(documents: list[Document]) -> list[str]:
        return [document.metadata["source"] for document in documents]

    chain = JunkanRetriever(library=assistant.library) | RunnableLambda(sources)
    assert isinstance(chain, RunnableSequence)
    assert chain.invoke("地域循環モデルの類型")[0] == "10_regional_models.md"
    assert [len(found) for found in chain.batch(["目標", "指標"])] == [10, 10]
