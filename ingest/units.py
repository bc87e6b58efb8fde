"""The unit that a line over a table gives for its figures, and the rows that it belongs to."""

import re
from collections.abc import Sequence
from typing import Final

from ingest.normalization import normalize
from ingest.numbers import find_quantities

_MAX_UNIT_CHARS: Final = 12
_TOLD: Final = re.compile(
    rf"単位\s*[:：は]?\s*([^\s()（）\[\]【】、，,。:：]{{1,{_MAX_UNIT_CHARS}}})\s*(?=$|[)）\]】\s])"
)
_IN_BRACKETS: Final = re.compile(rf"[(（\[【]\s*([^()（）\[\]【】]{{1,{_MAX_UNIT_CHARS}}})\s*[)）\]】]")
_SEVERAL: Final = re.compile(r"[・/／]|及び|又は|または|など")
_PER: Final = re.compile(r"^[^/／]+[/／](?:年|月|日|人|世帯|台|ha|m2|㎡|km2|年度)$")
_NUMBER: Final = re.compile(r"^[▲△+\-−±(（]*\d[\d,，.．]*[)）]?$")
_HAS_UNIT: Final = re.compile(r"[(（\[【][^()（）]{1,12}[)）\]】]\s*$|[%％]|単位")
# Columns that hold shares, orders and dates whatever the table counts.
_OTHERWISE: Final = re.compile(
    r"率|割合|比|シェア|順位|番号|(?:^|[^0-9])No\.?$|[Ii][Dd]$|コード|年月|期限|期間|倍率|件数|社数|人数|台数|単価"
)
_YEARS: Final = re.compile(r"^(?:年|年度|西暦|月)$")


def unit_named(text: str) -> str | None:
    """The one unit that a line gives for a table (「単位：千トン」, 「（百万円）」 alone), or None.

    Several units in one line say which is whose in words, and give none.
    """
    told = _TOLD.search(text)
    if told is not None:
        unit = told[1]
        return None if _SEVERAL.search(unit) and not _PER.match(unit) else unit
    alone = _IN_BRACKETS.fullmatch(text.strip())
    return alone[1] if alone is not None and _is_unit(alone[1]) else None


def applies(unit: str | None, columns: Sequence[str], cells: Sequence[str]) -> bool:
    """True where a row holds a bare figure that the unit of its table belongs to.

    Figures under names of shares, orders, dates and other units are not meant.

    Args:
        unit: What `unit_named` gave.
        columns: Names of the columns; empty where the table has none.
        cells: As many as columns, where there are columns.
    """
    if not unit:
        return False
    names = columns or ("",) * len(cells)
    return any(
        _NUMBER.match(cell.replace(" ", "")) and not _is_otherwise(name, unit)
        for name, cell in zip(names, cells, strict=True)
    )


def with_unit(row: str, unit: str) -> str:
    """The row as a person reads it, with the unit of its figures behind it."""
    return f"{row}（単位：{unit}）"


def _is_otherwise(name: str, unit: str) -> bool:
    is_share = unit in ("%", "％")
    return bool(_HAS_UNIT.search(name) or _YEARS.match(name) or (not is_share and _OTHERWISE.search(name)))


def _is_unit(text: str) -> bool:
    """True for what can stand behind a figure (百万円, t-CO2/年, ％)."""
    whole = f"1{normalize(text)}"
    found = find_quantities(whole)
    return len(found) == 1 and bool(found[0].unit) and (found[0].end == len(whole) or bool(_PER.match(text)))
