"""Dates and fiscal years as a person types them."""

import re
from datetime import date

from ingest.normalization import normalize
from ingest.years import era_to_western, find_years

_ERA = r"(?P<era>明治|大正|昭和|平成|令和|[MTSHRmtshr])\.?\s*(?P<n>元|[0-9]{1,2})"
_WESTERN = r"(?:西暦\s*)?(?P<year>(?:19|20)[0-9]{2})"
_DATE = re.compile(
    rf"(?:{_ERA}|{_WESTERN})\s*(?:年|[./-])?\s*"
    r"(?:(?P<month>[0-9]{1,2})\s*(?:月|[./-])?\s*(?:(?P<day>[0-9]{1,2})\s*日?)?)?"
)


def read_date(text: str) -> str | None:
    """The ISO 8601 day, month or year that the text is (令和8年6月30日, 2026/6/30, 2026-06, 2026年); None for none.

    A day that the calendar does not have is none.
    """
    found = _DATE.fullmatch(normalize(text).strip())
    if found is None:
        return None
    year = int(found["year"]) if found["year"] else era_to_western(found["era"], _number(found["n"]))
    month, day = (int(found[part]) if found[part] else None for part in ("month", "day"))
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)])


def read_fiscal_year(text: str) -> int | None:
    """The fiscal year that the text is (2026, 2026年度, 令和8年度, R8, FY2026), or None."""
    plain = normalize(text).strip()
    for candidate in (plain, f"{plain}年度"):
        mentions = find_years(candidate)
        if len(mentions) == 1 and (mentions[0].start, mentions[0].end) == (0, len(candidate)):
            return mentions[0].year
    return None


def _number(text: str) -> int:
    return 1 if text == "元" else int(text)
