import pytest

from assistant.filters import check_filters, parse_filters
from assistant.service import Assistant
from assistant.values import Question
from corpus.errors import UnknownFilter, UnknownFilterValue
from corpus.values import Filters


@pytest.mark.parametrize(
    ("pairs", "filters"),
    [
        pytest.param([], Filters(), id="none"),
        pytest.param(["doc_type=wg_report"], Filters(doc_type="wg_report"), id="one"),
        pytest.param([" source = 報告.pdf "], Filters(source="報告.pdf"), id="blanks"),
        pytest.param(["source=a=b.pdf"], Filters(source="a=b.pdf"), id="sign-in-the-value"),
        pytest.param(["status=案", "fiscal_year=2024"], Filters(status="draft", fiscal_year="2024"), id="in-Japanese"),
        pytest.param(["versions=all"], Filters(versions="all"), id="versions"),
        pytest.param(["sector=aluminium", "publisher=経済産業省"], Filters(None, "aluminium", "経済産業省"), id="two"),
    ],
)
def test_filters_are_read(pairs: list[str], filters: Filters) -> None:
    assert parse_filters(pairs) == filters


@pytest.mark.parametrize("pair", ["colour=red", "doc_type", "doc_type=", "=wg_report", "", "__class__=x"])
def test_a_filter_that_is_not_ours_names_the_known_ones(pair: str) -> None:
    with pytest.raises(
        UnknownFilter,
        match="doc_type=…, sector=…, publisher=…, source=…, document_id=…, status=…, fiscal_year=…, versions=…",
    ):
        parse_filters([pair])


@pytest.mark.parametrize(
    ("pair", "known"),
    [
        pytest.param("doc_type=xyz", "policy, law, wg_report, action_plan, minutes, member_targets, other", id="type"),
        pytest.param("sector=novel", "aluminium, steel", id="sector"),
        pytest.param("status=未定", "outline, draft, interim, final", id="status"),
        pytest.param("versions=old", "current, superseded, all", id="versions"),
        pytest.param("fiscal_year=令和6年度", "2024, 2025", id="year"),
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
