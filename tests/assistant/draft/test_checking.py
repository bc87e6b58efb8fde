"""Whether a draft keeps its word: faults are found, smoothing is checked, a DOCX read back agrees with the sources."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.draft import Paragraph, ParagraphStatus, compose_draft, load_template, template_names
from assistant.draft.checking import Fault, kept_honest, paragraph_problems, problems_of, smoothed
from assistant.draft.marking import cited_stretches, outside_quotes, quoted, sentences
from assistant.export import write_draft
from assistant.export.word import read_footnotes
from assistant.gaps import page_text_of
from assistant.service import Assistant
from corpus.values import Citation

_PAGE = "アルミの新地金は全量を\n輸入に頼る。2030年に利用率を30%とする。CO<sub>2</sub>は減る。"
_CITED = Citation(1, "d", "s.pdf", "まとめ", 3, (), "アルミの新地金は全量を輸入に頼る。", "c")


def page_text(document_id: str, number: int | None) -> str:
    return _PAGE if (document_id, number) == ("d", 3) else ""


def paragraph(text: str, citation: Citation = _CITED) -> Paragraph:
    return Paragraph(text, (citation,), ParagraphStatus.SUPPORTED)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("「アルミの新地金は全量を輸入に頼る」とされる。[1]", None, id="good"),
        pytest.param("「2030年に利用率を…」とされる。[1]", None, id="a beginning"),
        pytest.param("「…利用率を30%とする」とされる。[1]", None, id="an end"),
        pytest.param("「CO2は減る」とされる。[1]", None, id="small letters of a text file"),
        pytest.param("「アルミの新地金は全量を輸入に頼る」とされる。", Fault.UNCITED, id="no number"),
        pytest.param(
            "世界の流れである。「アルミの新地金」とされる。[1]", Fault.UNCITED, id="a sentence without its own"
        ),
        pytest.param("「アルミの新地金は半分を輸入に頼る」とされる。[1]", Fault.QUOTE_NOT_ON_PAGE, id="other words"),
        pytest.param("利用率は45%とされる。[1]", Fault.FIGURE_NOT_ON_PAGE, id="a figure from nowhere"),
        pytest.param("経済を活性化する新需要の拡大に関わる。[1]", None, id="name of a challenge"),
    ],
)
def test_faults(text: str, fault: Fault | None) -> None:
    found = [problem.fault for problem in paragraph_problems(paragraph(text), "s", page_text)]
    assert found == ([] if fault is None else [fault])
    kept = kept_honest(paragraph(text), "s", page_text)
    assert (kept.status is ParagraphStatus.NEEDS_CHECK) is (fault is not None)


def test_a_quote_that_stands_nowhere_is_found_behind_a_table_too() -> None:
    wrong = replace(_CITED, quote="アルミはすべて国産である。")
    assert [p.fault for p in paragraph_problems(paragraph("「アルミ」。[1]", wrong), "s", page_text)] == [
        Fault.QUOTE_NOT_ON_PAGE
    ]


class _Rewording:
    """Rewords by one replacement, as a careless writer would."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new

    def smooth(self, text: str) -> str:
        return text.replace(self._old, self._new)


@pytest.mark.parametrize(
    ("old", "new", "taken"),
    [
        pytest.param("とされる", "と述べられている", True, id="other words around the quote"),
        pytest.param("全量", "半分", False, id="the quote changed"),
        pytest.param("[1]", "", False, id="the number gone"),
        pytest.param("とされる", "とされ、45%に達する", False, id="a new figure"),
        pytest.param("とされる。", "とされる。心強い。", False, id="a sentence of its own"),
    ],
)
def test_smoothing_is_taken_where_it_holds_up(old: str, new: str, taken: bool) -> None:
    before = paragraph("「アルミの新地金は全量を輸入に頼る」とされる。[1]")
    after = smoothed(before, "s", _Rewording(old, new), page_text)
    assert (after.text != before.text) is taken


def test_numbers_in_quotes_are_the_documents_own() -> None:
    text = "「番号[1]の缶」を集める。[1]"
    assert [(s.text, len(s.citations)) for s in cited_stretches(paragraph(text))] == [("「番号[1]の缶」を集める。", 1)]
    assert sentences("「一。二。」と（三。）いう。四。") == ("「一。二。」と（三。）いう。", "四。")
    assert quoted("「外「内」外」と「次」") == ("外「内」外", "次")
    assert outside_quotes("前「中『奥』」後") == "前後"


@pytest.mark.parametrize("name", template_names())
def test_every_template_keeps_its_word_on_the_samples(assistant: Assistant, name: str, tmp_path: Path) -> None:
    text_of = page_text_of(assistant)
    draft = compose_draft(load_template(name), "再生材の利用", assistant)
    assert problems_of(draft, text_of) == ()
    assert all(section.paragraphs for section in draft.sections)
    # The document is read back, and each footnote's quote is looked for in the source.
    write_draft(draft, tmp_path / "d.docx")
    notes = read_footnotes(tmp_path / "d.docx")
    assert notes or not draft.references
    pages = {document.title: document for document in assistant.library.documents()}
    for note in notes:
        reference = draft.references[note.n - 1]
        assert reference.citation.title in note.source
        page = assistant.library.page(pages[reference.citation.title].id, note.page)
        assert page is not None
        assert "".join(note.quote.split()) in "".join(page.text.split())
