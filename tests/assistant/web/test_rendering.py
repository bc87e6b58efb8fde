import re
from html.parser import HTMLParser

import pytest

from assistant.values import Answer, RefusalReason
from assistant.web.conversation import Conversation
from assistant.web.documents import render_documents
from assistant.web.evidence import render_evidence
from assistant.web.markup import as_html
from assistant.web.transcript import growing_texts, render_transcript
from assistant.web.upload import UploadProgress, UploadResult, render_upload
from assistant.wording import load_wording
from corpus.errors import EncryptedFile
from corpus.values import DocumentStatus, DocumentType
from ingest.pipeline import IngestReport
from tests.assistant.web.values import HOSTILE, make_answer, make_chunk, make_document, make_evidence, make_statement

JA = load_wording("ja")
OUR_TAGS = {"a", "article", "blockquote", "details", "div", "h2", "h3", "mark", "p", "progress", "span", "summary"} | {
    *("table", "tbody", "td", "th", "thead", "tr"),
}
FIRST = make_evidence(make_chunk(make_statement("再生材の利用率は12%である。残りは新材。")))
SECOND = make_evidence(
    make_chunk(make_statement("目標は30%とする。", page=None), position=1, section=()), make_document("目標")
)


class _Reader(HTMLParser):
    """What a browser would see: tags with their attributes, and text; fails where tags do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _said(*answers: Answer) -> Conversation:
    conversation = Conversation()
    for answer in answers:
        conversation = conversation.asked("再生材の利用率は？").settled(answer=answer)
    return conversation


def test_markers_lead_to_cards() -> None:
    answer = make_answer(
        "12%である。[1]\n目標は30%。[2]", (FIRST, SECOND), ("利用率は12%である。", "目標は30%とする。")
    )
    said = _said(answer)
    log, beside = _Reader(render_transcript(said, JA)), _Reader(render_evidence(said, JA))
    targets = [attrs["href"] for tag, attrs in log.tags if attrs.get("class") == "marker"]
    ids = [f"#{attrs['id']}" for tag, attrs in beside.tags if "id" in attrs]
    assert targets == ids == ["#source-1-1", "#source-1-2"]
    assert "12%である。[1]" in log.text


def test_card_names_title_page_path_and_marks_the_quote() -> None:
    html = render_evidence(_said(make_answer("12%。[1]", (FIRST,), ("利用率は 12%\nである。",))), JA)
    assert "再生材の<mark>利用率は12%である。</mark>残りは新材。" in html
    for words in ("再生材の現状", "3ページ", "第1章 › 現状", "report.pdf"):
        assert words in html


def test_card_without_page_says_so() -> None:
    assert JA.say("web.no_page") in render_evidence(
        _said(make_answer("30%。[1]", (SECOND,), ("目標は30%とする。",))), JA
    )


def test_quote_in_other_words_stands_above_an_unmarked_passage() -> None:
    html = render_evidence(_said(make_answer("□導入 ■拡大[1]", (FIRST,), ("□導入 ■拡大",))), JA)
    assert "<blockquote><mark>□導入 ■拡大</mark></blockquote>" in html
    assert "<blockquote>再生材の利用率は12%である。残りは新材。</blockquote></details>" in html


def test_long_passage_is_shown_around_the_quote_and_whole_in_a_fold() -> None:
    passage = make_chunk(make_statement("あ" * 100 + "利用率は12%である。" + "い" * 100))
    html = render_evidence(_said(make_answer("12%。[1]", (make_evidence(passage),), ("利用率は12%である。",))), JA)
    near, whole = html.split("<details>")
    assert f"<blockquote>…{'あ' * 60}<mark>利用率は12%である。</mark>{'い' * 60}…</blockquote>" in near
    assert f"<blockquote>{'あ' * 100}<mark>利用率は12%である。</mark>{'い' * 100}</blockquote>" in whole


def test_passages_that_were_not_quoted_are_folded() -> None:
    html = render_evidence(_said(make_answer("12%。[1]", (FIRST, SECOND), ("利用率は12%である。",))), JA)
    fold = html[html.index("<details") :]
    assert "（1件）" in fold
    assert "目標は30%とする。" in fold
    assert "利用率は12%である。" not in fold


def test_a_number_that_nothing_is_cited_under_is_no_link() -> None:
    html = render_transcript(_said(make_answer("文献[7]による。[1]", (FIRST,), ("利用率",))), JA)
    assert "文献[7]による。<a" in html


def test_refusal_is_no_error_and_shows_the_nearest_passages() -> None:
    said = _said(make_answer("記載はありません。", (FIRST, SECOND), reason=RefusalReason.NOT_STATED))
    log, beside = render_transcript(said, JA), render_evidence(said, JA)
    assert JA.say("web.not_stated") in log
    assert "problem" not in log
    assert beside.index(JA.say("web.nearest_passages")) < beside.index("利用率は12%である。")
    assert "<details" not in beside


def test_earlier_evidence_stays_within_reach() -> None:
    first = make_answer("12%。[1]", (FIRST,), ("利用率は12%である。",))
    html = render_evidence(_said(first, make_answer("30%。[1]", (SECOND,), ("目標は30%とする。",))), JA)
    assert html.index("source-2-1") < html.index("<details") < html.index("source-1-1")


def test_problem_is_one_line() -> None:
    html = render_transcript(Conversation().asked("問").settled(problem="質問が長すぎます。"), JA)
    assert '<p class="problem" role="alert">質問が長すぎます。</p>' in html


@pytest.mark.parametrize(
    ("text", "grown"),
    [
        pytest.param("一。[1]\n二。[2]", ("一。[1]\n", "一。[1]\n二。[2]"), id="a sentence a line"),
        pytest.param("「一。」二", ("「一。」", "「一。」二"), id="full stop within quotation marks"),
        pytest.param("一", ("一",), id="no full stop"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_text_grows_by_sentences(text: str, grown: tuple[str, ...]) -> None:
    assert growing_texts(text) == grown


def _hostile_views() -> dict[str, str]:
    chunk = make_chunk(make_statement(HOSTILE + "。利用率は12%。"), section=(HOSTILE,))
    evidence = make_evidence(chunk, make_document(HOSTILE, HOSTILE, publisher=HOSTILE, date=HOSTILE))
    unquoted = make_evidence(make_chunk(make_statement(HOSTILE), position=1, section=(HOSTILE,)), evidence.document)
    cited = make_answer(f"{HOSTILE}[1]", (evidence, unquoted), (HOSTILE,))
    lost = make_answer(f"{HOSTILE}[1]", (evidence, unquoted), (f"{HOSTILE}ない",))
    refused = make_answer(HOSTILE, (evidence, unquoted), reason=RefusalReason.NOT_STATED)
    said = Conversation()
    for answer in (cited, lost, refused):
        said = said.asked(HOSTILE).settled(answer=answer)
    failed = said.asked(HOSTILE).settled(problem=HOSTILE)
    report = IngestReport(HOSTILE, "added", "0123456789ab", 2, 3)
    broken = IngestReport(HOSTILE, "failed", error=EncryptedFile(source=HOSTILE))
    results = (UploadResult(report), UploadResult(broken, EncryptedFile(source=HOSTILE).sentence()))
    return {
        "transcript": render_transcript(failed, JA),
        "growing": render_transcript(said, JA, shown=HOSTILE[:30]),
        "evidence": render_evidence(failed, JA),
        "earlier": render_evidence(said.asked("次").settled(answer=cited), JA),
        "documents": render_documents([evidence.document], JA),
        "upload": render_upload(UploadProgress(3, results, HOSTILE, 1, 2), JA),
    }


@pytest.mark.parametrize("view", list(_hostile_views()))
def test_strangers_words_stay_words(view: str) -> None:
    html = _hostile_views()[view]
    reader = _Reader(html)
    assert {tag for tag, _ in reader.tags} <= OUR_TAGS
    assert not [attrs for _, attrs in reader.tags if any(name.startswith("on") or name == "src" for name in attrs)]
    assert all(re.fullmatch(r"#[a-z0-9-]+", attrs["href"] or "") for _, attrs in reader.tags if "href" in attrs)
    assert "<script>" in reader.text
    assert not set("${}`") & set(html)  # the marks of the framework's templates


def test_escaped_text_reads_as_it_was() -> None:
    assert _Reader(f"<p>{as_html(HOSTILE)}</p>").text == HOSTILE
    assert as_html("a\x00\x1bb\n") == "a  b\n"


def test_superseded_documents_are_in_a_fold_and_not_counted() -> None:
    old = make_document("前の計画", id="1" * 12, superseded_by="0123456789ab", status=DocumentStatus.DRAFT)
    html = render_documents([make_document("今の計画"), old], JA)
    current, _, fold = html.partition("<details")
    assert "文書 1件、12ページ" in current
    assert "前の計画" not in current
    assert "前の計画（旧版）" in fold
    assert ">案<" in fold


def test_documents_table_names_unreadable_pages() -> None:
    html = render_documents([make_document(unreadable_pages=(2, 5, 6, 7), publisher=None)], JA)
    for words in ("再生材の現状", "2025-03", "WG報告", ">12<", "2, 5–7", "–"):
        assert words in html
    assert "文書 1件、12ページ" in html


def test_empty_library_invites() -> None:
    assert JA.say("web.library_empty") in render_documents([], JA)


def test_upload_shows_step_bar_and_reason() -> None:
    failed = IngestReport("鍵.pdf", "failed", error=EncryptedFile(source="鍵.pdf"))
    progress = UploadProgress(2, (UploadResult(failed, EncryptedFile(source="鍵.pdf").sentence()),), "次.pdf", 3, 6)
    html = render_upload(progress, JA)
    assert "2／2件目：「次.pdf」を索引に加えています（段落 3／6）" in html
    assert 'value="75"' in html
    assert "パスワードで保護されています" in html


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_document_type_has_a_name(lang: str) -> None:
    wording = load_wording(lang)
    assert all(wording.say(f"web.type_{kind.value}") for kind in DocumentType)
