"""The form over a real library of one small file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from assistant.web.editing import document_choices, field_choices, fill_form, save_form
from assistant.wording import load_wording
from corpus.edits import EDITABLE
from tests.assistant.web.values import HOSTILE

JA = load_wording("ja")
TEXT = "# 容器の回収に関する計画（案）\n\n環境省\n\n令和7年3月\n\n回収率の目標は60%とする。\n"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    (tmp_path / "容器.md").write_text(TEXT, encoding="utf-8")
    with Assistant.open(Settings(home=tmp_path / "home"), create=True) as opened:
        for _ in opened.ingest([tmp_path / "容器.md"]):
            pass
        yield opened


def form(assistant: Assistant, **changes: str) -> tuple[str, ...]:
    """The form as it is filled, with changes typed in."""
    (document,) = assistant.library.documents()
    filled = dict(zip(EDITABLE, fill_form(assistant, document.id), strict=True))
    return tuple((filled | changes).values())


def test_the_form_shows_what_the_library_says(assistant: Assistant) -> None:
    (document,) = assistant.library.documents()
    assert document_choices([document]) == [("容器の回収に関する計画（案）（容器.md）", document.id)]
    assert form(assistant) == (
        "容器の回収に関する計画（案）", "環境省", "2025-03", "policy", "", "2024", "draft",
    )  # fmt: skip
    assert ("案", "draft") in field_choices("status", JA)
    assert field_choices("title", JA) == []


def test_only_what_was_changed_is_saved_and_marked(assistant: Assistant) -> None:
    (before,) = assistant.library.documents()
    said = save_form(assistant, before.id, form(assistant, title=HOSTILE, status="final", sector=""), JA)
    assert "2項目を保存しました" in said
    (after,) = assistant.library.documents()
    assert (after.title, after.edited) == (" ".join(HOSTILE.split()), ("status", "title"))
    assert "変更はありません" in save_form(assistant, after.id, form(assistant), JA)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"date": "2025年2月31日"}, "「日付（date）」を「2025年2月31日」にはできません", id="date"),
        pytest.param({"title": " "}, "「題名（title）」を", id="no title"),
        pytest.param({"fiscal_year": "<b>"}, "&lt;b&gt;", id="hostile year"),
    ],
)
def test_what_cannot_be_is_said_and_not_saved(assistant: Assistant, changes: dict[str, str], words: str) -> None:
    (document,) = assistant.library.documents()
    assert words in save_form(assistant, document.id, form(assistant, **changes), JA)
    assert assistant.library.documents() == (document,)


def test_without_a_document(assistant: Assistant) -> None:
    for document_id in (None, "", "なし"):
        assert "直す文書を選んで" in save_form(assistant, document_id, form(assistant), JA)
        assert set(fill_form(assistant, document_id)) == {""}
