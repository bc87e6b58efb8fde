"""A citation says that its page was read from a picture, and that pages beside it could not be read."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.cli.library import show_document
from assistant.exchange import citation_to_json
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.values import Answer, Question
from corpus.passages import passage_of
from corpus.values import Chunk, Document, DocumentType, Page
from ingest.chunking import build_chunks
from ingest.layout import build_blocks

TEXT = "再生プラスチックの利用率は、2024年度に30%であった。"


def ask_about(home: Path, *pages: Page) -> Answer:
    """What the library of one document with these pages answers."""
    day = datetime.now(UTC).isoformat(timespec="seconds")
    unreadable = tuple(page.number for page in pages if page.problem and page.number)
    facts = ("走査.pdf", "/走査.pdf", "a" * 64, "利用率の報告", None, None, DocumentType.OTHER, None)
    document = Document("a" * 12, *facts, len(pages), unreadable, day)
    chunks: tuple[Chunk, ...] = build_chunks(document.id, build_blocks(pages))
    with Assistant.open(Settings(home=home), create=True) as assistant:
        list(assistant.library.embed_missing([passage_of(chunk) for chunk in chunks], batch_size=4))
        assistant.library.add(document, pages, chunks)
        return assistant.ask(Question("再生プラスチックの利用率はどれくらいですか"))


@pytest.mark.parametrize("recognised", [True, False])
def test_a_citation_of_a_scan_says_so(tmp_path: Path, *, recognised: bool) -> None:
    answer = ask_about(tmp_path / "home", replace(Page(1, TEXT), recognised=recognised))
    assert [citation.recognised for citation in answer.citations] == [recognised] * len(answer.citations)
    assert answer.citations
    assert ("recognised" in citation_to_json(answer.citations[0])) == recognised


@pytest.mark.parametrize("in_picture", [True, False])
def test_a_citation_of_words_in_a_picture_says_so(tmp_path: Path, *, in_picture: bool) -> None:
    text = f"{TEXT}\n会議の記録は別の冊子にまとめた。\n"
    part = (0, len(TEXT) + 1) if in_picture else (len(TEXT) + 1, len(text))
    answer = ask_about(tmp_path / "home", Page(1, text, recognised_parts=(part,)))
    assert [citation.recognised for citation in answer.citations if citation.quote in TEXT] == [in_picture]


def test_the_library_names_the_pages_with_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = (Page(1, TEXT), Page(2, TEXT, recognised_parts=((0, 9),)), Page(3, TEXT, n_unread_pictures=2))
    ask_about(tmp_path / "home", *pages)
    assert show_document("a" * 12, tmp_path / "home") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "図の中の文字を認識したページ（図の部分に誤字がありうる）：2" in lines
    assert "図が多い、または時間がかかるため、文字を認識していない図のあるページ：3" in lines


def test_a_citation_names_unreadable_pages_beside_its_own(tmp_path: Path) -> None:
    pages = (Page(1, "", "no_text"), Page(2, "", "garbled"), Page(3, TEXT), Page(4, "", "no_text"))
    answer = ask_about(tmp_path / "beside", *pages)
    assert [citation.unreadable_nearby for citation in answer.citations] == [(2, 4)] * len(answer.citations)
    assert citation_to_json(answer.citations[0])["unreadable_nearby"] == [2, 4]
    alone = ask_about(tmp_path / "alone", Page(1, "", "no_text"), Page(2, "循環経済への移行を進める。"), Page(3, TEXT))
    assert [citation.unreadable_nearby for citation in alone.citations] == [()] * len(alone.citations)
    assert "unreadable_nearby" not in citation_to_json(alone.citations[0])
