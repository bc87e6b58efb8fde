"""The names that people know of the codes in filters and documents' fields, in both languages, and back."""

from collections.abc import Iterable
from functools import cache

from assistant.wording import LANGUAGES, load_wording
from corpus.errors import Named
from corpus.taxonomy import load_sectors
from corpus.values import DocumentStatus, DocumentType, Versions

_FIELD_KEYS = {
    "doc_type": "library.field_doc_type",
    "sector": "library.field_sector",
    "publisher": "library.field_publisher",
    "source": "library.column_file",
    "document_id": "library.column_id",
    "status": "library.field_status",
    "fiscal_year": "library.field_fiscal_year",
    "versions": "library.field_versions",
    "title": "library.field_title",
    "date": "library.field_date",
}


def field_named(field: str) -> Named:
    """The field or filter with the name that people know it by: 「種類（doc_type）」."""
    return (
        _both(field, *(_say(lang, _FIELD_KEYS[field]) for lang in LANGUAGES)) if field in _FIELD_KEYS else Named(field)
    )


def values_named(field: str) -> Named:
    """What a closed field can be, each value with its name; what an open one looks like; "…" for free text."""
    values = _values(field)
    if values:
        return listed(_both(code, *names) for code, *names in values)
    match field:
        case "date":
            return Named("2025、2025-03、2025-03-31、令和7年3月31日", "2025, 2025-03, 2025-03-31")
        case "fiscal_year":
            return Named("2025、令和7年度", "2024, 2025, …")
        case _:
            return Named("…")


def name_of(field: str, code: str) -> Named:
    """A value of a closed field with its name; the code alone where there is no such value."""
    return next((_both(known, *names) for known, *names in _values(field) if known == code), Named(code))


def fields_named(fields: Iterable[str]) -> Named:
    """Filters as they are written, with their names."""
    return listed(field_named(field) for field in fields)


def code_of(field: str, text: str) -> str:
    """The code of a value that is named in either language; the text itself where it names none."""
    return next((code for code, *names in _values(field) if text in names), text)


def field_of(text: str) -> str:
    """The code of a field that is named in either language; the text itself where it names none."""
    return next((f for f, key in _FIELD_KEYS.items() if text in {_say(lang, key) for lang in LANGUAGES}), text)


def listed(parts: Iterable[Named]) -> Named:
    """The parts as a list in each language."""
    each = tuple(parts)
    return Named("、".join(part.ja for part in each), ", ".join(part.en for part in each))


@cache
def _values(field: str) -> tuple[tuple[str, str, str], ...]:
    """(code, Japanese name, English name) of each value of a closed field; empty for an open one."""
    if field == "sector":
        return tuple((sector.key, sector.ja, sector.en) for sector in load_sectors())
    keys = {
        "doc_type": [(kind.value, f"web.type_{kind.value}") for kind in DocumentType],
        "status": [(status.value, f"library.status_{status.value}") for status in DocumentStatus],
        "versions": [(versions.value, f"library.versions_{versions.value}") for versions in Versions],
    }
    return tuple((code, _say("ja", key), _say("en", key)) for code, key in keys.get(field, []))


def _both(code: str, ja: str, en: str) -> Named:
    return Named(f"{ja}（{code}）" if ja != code else code, f"{code} ({en})" if en.lower() != code else code)


def _say(lang: str, key: str) -> str:
    return load_wording(lang).say(key)
