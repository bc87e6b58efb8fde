"""One section anew: what people changed elsewhere stays, old sources keep their numbers, new ones come behind."""

import json
from pathlib import Path

import docx
import pytest

from assistant.draft import make_draft, renew_section
from assistant.draft.stored import draft_from_json
from assistant.export import write_draft
from assistant.export.jsonfile import draft_as_json
from assistant.export.revision import renew_in_file
from assistant.export.word import read_footnotes, read_paragraphs
from assistant.service import Assistant
from corpus.errors import EmptyTopic, InputError, UsageError

TOPIC = "再生材の利用"


def test_a_draft_is_read_again_as_it_was_written(assistant: Assistant) -> None:
    draft = make_draft("sector_roadmap", TOPIC, assistant).draft
    again = draft_from_json(draft_as_json(draft), "d.json")
    assert draft_as_json(again) == draft_as_json(draft)


def test_one_section_of_json(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    write_draft(make_draft("sector_roadmap", TOPIC, assistant).draft, path)
    edited = json.loads(path.read_text(encoding="utf-8"))
    edited["sections"][2]["paragraphs"][0]["text"] = "担当者の文。"
    edited["sections"][4]["paragraphs"] = [{"text": "消した。", "citations": [], "status": "needs_check"}]
    path.write_text(json.dumps(edited, ensure_ascii=False), encoding="utf-8")
    renew_in_file(path, "action", assistant)
    renewed = json.loads(path.read_text(encoding="utf-8"))
    assert renewed["sections"][2]["paragraphs"][0]["text"] == "担当者の文。"
    assert renewed["sections"][4]["paragraphs"][0]["text"] != "消した。"
    n_before = len(edited["references"])
    assert renewed["references"][:n_before] == edited["references"]
    assert [r["citation"]["n"] for r in renewed["references"]] == list(range(1, len(renewed["references"]) + 1))


def test_one_section_of_a_word_document(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "d.docx"
    write_draft(make_draft("sector_roadmap", TOPIC, assistant).draft, path)
    document = docx.Document(str(path))
    next(
        p for p in document.paragraphs if p.text == "3. 現状" and p.style and p.style.name == "Heading 1"
    ).insert_paragraph_before("担当者が足した段落。")
    document.save(str(path))
    renewed = renew_in_file(path, "milestones", assistant)
    assert "担当者が足した段落。" in read_paragraphs(path)
    known = {reference.citation.n for reference in renewed.draft.references}
    assert {note.n for note in read_footnotes(path)} <= known


def test_the_agenda_anew_counts_what_stands_in_the_others(assistant: Assistant) -> None:
    draft = make_draft("sector_roadmap", TOPIC, assistant).draft
    renewed = renew_section(draft, "agenda", assistant).draft
    assert [issue.text for issue in renewed.issues] == [issue.text for issue in draft.issues]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("{", "崩れています", id="no JSON"),
        pytest.param('{"template": "t", "topic": "x", "sections": []}', "sections", id="no sections"),
        pytest.param('{"answer": 1}', "template", id="something else"),
    ],
)
def test_what_is_no_draft_is_one_clear_error(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        draft_from_json(text, "d.json")


def test_wrong_use_is_one_clear_error(assistant: Assistant, tmp_path: Path) -> None:
    draft = make_draft("gap_chapter", TOPIC, assistant).draft
    with pytest.raises(UsageError, match="使えるのは gap、challenge、action、agenda"):
        renew_section(draft, "kpis", assistant)
    for topic in (" 　", "=1+1"):
        with pytest.raises(EmptyTopic):
            make_draft("gap_chapter", topic, assistant)
    (tmp_path / "d.md").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=r"\.docx"):
        renew_in_file(tmp_path / "d.md", "gap", assistant)
