import pytest

from assistant.filters import check_filters, parse_filters
from assistant.service import Assistant
from assistant.values import Question
from corpus.errors import EmptyFilter, UnknownFilter, UnknownFilterValue
from corpus.values import Filters


@pytest.mark.parametrize(
    ("pairs", "filters"),
    [
        pytest.param([], Filters(), id="none"),
        pytest.param(["doc_type=wg_report"], Filters(doc_type="wg_report"), id="one"),
        pytest.param([" source = 報告.pdf "], Filters(source="報告.pdf"), id="blanks"),
        pytest.param(["source=a=b.pdf"], Filters(source="a=b.pdf"), id="sign-in-the-value"),
        pytest.param(["status=案", "fiscal_year=2024"], Filters(status="draft", fiscal_year="2024"), id="in-Japanese"),
        pytest.param(
            ["種類=WG報告", "版=旧版"], Filters(doc_type="wg_report", versions="superseded"), id="all-in-Japanese"
        ),
        pytest.param(["年度=令和6年度"], Filters(fiscal_year="2024"), id="fiscal-year-of-an-era"),
        pytest.param(["versions=all"], Filters(versions="all"), id="versions"),
        pytest.param(["sector=aluminium", "publisher=経済産業省"], Filters(None, "aluminium", "経済産業省"), id="two"),
    ],
)
def test_filters_are_read(pairs: list[str], filters: Filters) -> None:
    assert parse_filters(pairs) == filters


@pytest.mark.parametrize("pair", ["colour=red", "=wg_report", "", "__class__=x"])
def test_a_filter_that_is_not_ours_names_the_known_ones(pair: str) -> None:
    with pytest.raises(UnknownFilter) as caught:
        parse_filters([pair])
    assert "種類（doc_type）、分野（sector）、発行者（publisher）" in caught.value.sentence()
    assert "doc_type (Type), sector, publisher" in caught.value.sentence("en")


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        pytest.param("doc_type", "「種類（doc_type）」に値がありません。「doc_type=値」", id="no sign"),
        pytest.param("doc_type=", "使える値：政策文書（policy）、", id="no value"),
        pytest.param("fiscal_year=", "「年度（fiscal_year）」に値がありません", id="no year"),
        pytest.param("publisher= ", "「発行者（publisher）」に値がありません", id="free text"),
    ],
)
def test_a_filter_without_a_value_is_told_apart(pair: str, words: str) -> None:
    with pytest.raises(EmptyFilter) as caught:
        parse_filters([pair])
    assert words in caught.value.sentence()


@pytest.mark.parametrize(
    ("pair", "known"),
    [
        pytest.param(
            "doc_type=xyz",
            "「種類（doc_type）」に「xyz」.*政策文書（policy）、法令（law）、WG報告（wg_report）",
            id="type",
        ),
        pytest.param("sector=novel", "アルミニウム（aluminium）、", id="sector"),
        pytest.param(
            "status=未定", "素案（outline）、案（draft）、中間取りまとめ（interim）、確定（final）", id="status"
        ),
        pytest.param("versions=old", "現行版（current）、旧版（superseded）、すべて（all）", id="versions"),
        pytest.param("fiscal_year=来年度", "2025、令和7年度", id="year"),
    ],
)
def test_a_value_that_no_document_can_have_names_the_known_ones(pair: str, known: str) -> None:
    with pytest.raises(UnknownFilterValue, match=known):
        parse_filters([pair])


@pytest.mark.parametrize(
    ("filters", "known"),
    [
        pytest.param(Filters(publisher="どこにもない省"), "–", id="publisher"),
        pytest.param(Filters(source="なし.pdf"), "03_indicator_guide.md", id="source"),
        pytest.param(Filters(document_id="0" * 12), "使えるのは", id="id"),
        pytest.param(Filters(fiscal_year="1999"), "2026", id="year"),
    ],
)
def test_a_value_that_no_document_of_the_library_has(assistant: Assistant, filters: Filters, known: str) -> None:
    with pytest.raises(UnknownFilterValue, match=known):
        assistant.ask(Question("目標は何ですか。", filters=filters))


def test_values_that_are_held_or_possible_pass(assistant: Assistant) -> None:
    document = assistant.library.documents()[0]
    check_filters(Filters(source=document.source, document_id=document.id), assistant.library)
    check_filters(Filters(doc_type="law", status="draft"), assistant.library)
