import pytest

from assistant.draft import Draft, Paragraph, ParagraphStatus, Section, template_names
from corpus.values import Citation
from eval.measures import Part
from eval.parts.drafts import DraftReference, load_draft_references, measure_drafts, unsupported_sentences
from tests.eval.askers import make_citation

QUOTE = "再生材の利用率は現状で12.5%にとどまり"
REFERENCE = DraftReference("d", "sector_roadmap", "再生材", (("12.5%", "12.5パーセント"), ("30%",)))


def cited(quote: str = QUOTE) -> tuple[Citation, ...]:
    return (make_citation(1, 2, quote),)


def draft(*paragraphs: Paragraph) -> Draft:
    sections = tuple(Section(f"s{n}", "見出し", (paragraph,)) for n, paragraph in enumerate(paragraphs))
    return Draft("sector_roadmap", "再生材", "題名", sections, (), (), ())


def supported(text: str, quote: str = QUOTE) -> Paragraph:
    return Paragraph(text, cited(quote), ParagraphStatus.SUPPORTED)


def open_(text: str) -> Paragraph:
    return Paragraph(text, (), ParagraphStatus.NEEDS_CHECK)


def figures(part: Part) -> list[float | None]:
    return [measure.value for measure in part.measures]


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        pytest.param((supported("再生材の利用率は12.5%である。[1]"),), [0.5, 1.0, 0.0, 0.0], id="one-fact"),
        pytest.param(
            (supported("再生材の利用率は12.5%である。[1]目標は30%で、各社が投資を急いでいる。[1]"),),
            [1.0, 1.0, 0.5, 0.0],
            id="the-second-sentence-is-not-in-the-quote",
        ),
        pytest.param((supported("再生材の利用率は12.5%である。"),), [0.5, 1.0, 1.0, 0.0], id="cites-nothing"),
        pytest.param(
            (supported("再生材の利用率は12.5%である。[1]"), open_("【要確認】目標は30%か。")),
            [0.5, 0.5, 0.0, 0.5],
            id="what-is-marked-for-checking-counts-as-missing",
        ),
        pytest.param((open_("【要確認】"),), [0.0, 0.0, None, 1.0], id="nothing-but-marks"),
    ],
)
def test_drafts_by_hand(paragraphs: tuple[Paragraph, ...], expected: list[float | None]) -> None:
    part = measure_drafts(lambda _template, _topic: draft(*paragraphs), [REFERENCE], seed=1)
    assert figures(part) == expected


def test_dumping_everything_covers_all_and_supports_nothing() -> None:
    text = "".join(f"12.5%とか30%とか、あらゆることが述べられている{n}。[1]" for n in range(20))
    part = measure_drafts(lambda _template, _topic: draft(supported(text)), [REFERENCE], seed=1)
    assert figures(part)[:3] == [1.0, 1.0, 1.0]
    assert not part.items[0].right


def test_what_a_sentence_quotes_is_what_must_be_supported() -> None:
    framed = supported("資源循環の観点では、ビジネスの面から見て「再生材の利用率は現状で12.5%」とされている。[1]")
    invented = supported("資源循環の観点では「会員は増え続けるばかりだ」とされている。[1]")
    assert list(unsupported_sentences(framed)) == []
    assert len(list(unsupported_sentences(invented))) == 1


def test_the_bundled_drafts_name_templates_that_exist() -> None:
    assert {reference.template for reference in load_draft_references()} <= set(template_names())
