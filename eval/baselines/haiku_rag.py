"""haiku.rag's hybrid search over LanceDB, with the embeddings of the server.

Its own conversion and chunking need models and a tokenizer from a hub; the pieces are cut here instead, as for the
other systems with embeddings, and given to `import_documents`. Its provider cannot tell the server what a text is, so
that questions are embedded as passages.
"""

import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path

from docling_core.types.doc.document import DoclingDocument
from haiku.rag.client import HaikuRAG
from haiku.rag.client.documents import DocumentImport
from haiku.rag.config.models import AppConfig, EmbeddingModelConfig, EmbeddingsConfig
from haiku.rag.store.models.chunk import Chunk

from eval.baselines.task import Task, run

_CHUNK_CHARS = 400
_MOST_AT_ONCE = 64


class HaikuRag:
    """The client as its README uses it; one event loop for everything."""

    def index(self, task: Task) -> int:
        """Import every place as a document with its pieces."""
        self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(self._index(task))

    async def _index(self, task: Task) -> int:
        model = EmbeddingModelConfig(
            provider="openai",
            name="e5-passage",
            vector_dim=384,
            base_url=f"{task.server}/v1",
            api_key="none",
        )
        config = AppConfig(embeddings=EmbeddingsConfig(model=model))
        folder = Path(tempfile.mkdtemp(prefix="haiku-"))
        self._client = HaikuRAG(folder / "haiku.lancedb", config=config, create=True)
        await self._client.__aenter__()
        imports, n_chunks = [], 0
        for place in task.places:
            text = f"{place.title}\n{place.text}"
            pieces = [text[start : start + _CHUNK_CHARS] for start in range(0, len(text), _CHUNK_CHARS)]
            chunks = [Chunk(content=piece, order=order) for order, piece in enumerate(pieces)]
            n_chunks += len(chunks)
            document = DoclingDocument(name=place.id)
            document.add_text(label="text", text=text)
            imports.append(DocumentImport(document, chunks, uri=place.id, title=place.title or place.id))
        for start in range(0, len(imports), _MOST_AT_ONCE):
            await self._client.import_documents(imports[start : start + _MOST_AT_ONCE])
        return n_chunks

    def search(self, text: str, depth: int) -> Iterable[str]:
        """Places of the hybrid list."""
        found = self._loop.run_until_complete(self._client.search(text, limit=depth))
        return [result.document_uri for result in found if result.document_uri]


if __name__ == "__main__":
    run(HaikuRag)
