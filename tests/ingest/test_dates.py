from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import read_date, read_fiscal_year
from ingest.years import western_to_era


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_notation(day: date) -> None:
    era = western_to_era(day.year)
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{era}{day.month}月{day.day}日"):
        assert read_date(text) == day.isoformat()
    assert read_fiscal_year(f"{era}度") == day.year


@given(st.text(max_size=12))
def test_no_text_is_a_stumbling_block(text: str) -> None:
    read_date(text)
    read_fiscal_year(text)
