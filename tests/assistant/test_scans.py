"""A citation says that its page was read from a picture."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.exchange import citation_to_json
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.values import Question
from corpus.library import passage_text
from corpus.values import Chunk, Document, DocumentType, Page
from ingest.chunking import build_chunks
from ingest.layout import build_blocks

TEXT = "再生プラスチックの利用率は、2024年度に30%であった。"


@pytest.mark.parametrize("recognised", [True, False])
def test_a_citation_of_a_scan_says_so(tmp_path: Path, *, recognised: bool) -> None:
    page = replace(Page(1, TEXT), recognised=recognised)
    day = datetime.now(UTC).isoformat(timespec="seconds")
    facts = ("走査.pdf", "/走査.pdf", "a" * 64, "利用率の報告", None, None, DocumentType.OTHER, None, 1, (), day)
    document = Document("a" * 12, *facts)
    chunks: tuple[Chunk, ...] = build_chunks(document.id, build_blocks((page,)))
    with Assistant.open(Settings(home=tmp_path / "home"), create=True) as assistant:
        list(assistant.library.embed_missing([passage_text(chunk) for chunk in chunks], batch_size=4))
        assistant.library.add(document, (page,), chunks)
        answer = assistant.ask(Question("再生プラスチックの利用率はどれくらいですか"))
    assert [citation.recognised for citation in answer.citations] == [recognised] * len(answer.citations)
    assert answer.citations
    assert ("recognised" in citation_to_json(answer.citations[0])) == recognised
