import pytest

from assistant.editing import read_edit
from corpus.errors import InvalidValue


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        pytest.param("date", "令和8年6月30日", "2026-06-30", id="a day of an era"),
        pytest.param("date", "平成元年4月", "1989-04", id="the first year of an era"),
        pytest.param("date", "２０２６年６月", "2026-06", id="a month in full width"),
        pytest.param("date", "2026/6/3", "2026-06-03", id="slashes"),
        pytest.param("date", "R8.6.30", "2026-06-30", id="letter and dots"),
        pytest.param("date", "2024-02-29", "2024-02-29", id="a leap day"),
        pytest.param("date", "令和8年", "2026", id="a year"),
        pytest.param("date", "", None, id="nothing"),
        pytest.param("fiscal_year", "令和8", 2026, id="an era without a suffix"),
        pytest.param("fiscal_year", "令和８年度", 2026, id="an era"),
        pytest.param("fiscal_year", "FY2026", 2026, id="FY"),
        pytest.param("fiscal_year", "2026", 2026, id="digits"),
        pytest.param("status", "案", "draft", id="a status by its name"),
        pytest.param("doc_type", "政策文書", "policy", id="a type by its name"),
        pytest.param("sector", "アルミニウム", "aluminium", id="a sector by its name"),
    ],
)
def test_what_people_write(field: str, text: str, value: str | int | None) -> None:
    assert read_edit({field: text}).values == ((field, value),)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        pytest.param("date", "2025-02-31", id="a day the calendar lacks"),
        pytest.param("date", "令和7年13月", id="a month the calendar lacks"),
        pytest.param("date", "来年", id="no date"),
        pytest.param("fiscal_year", "2024年度から2026年度", id="two years"),
        pytest.param("title", "題" * 301, id="a title without end"),
        pytest.param("title", "題\x1b[2J名", id="a title that moves the cursor"),
    ],
)
def test_what_cannot_be(field: str, text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        read_edit({field: text})
    sentence = caught.value.sentence()
    assert sentence.isprintable()
    assert len(sentence) < 500
