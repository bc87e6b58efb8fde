"""Numbers and dates as a sheet shows them, from what it stores and the format code ("0.0%", "#,##0", "ggge年m月")."""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from ingest.years import western_to_era

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?(?:E[+-]0+)?")
_ERA_CODE = re.compile(r"g+e+", re.IGNORECASE)
_HAS_TIME = re.compile(r"h|s", re.IGNORECASE)
_MAX_DECIMALS = 12


def shown_number(value: float, code: str = "General") -> str:
    """The number as a reader sees it under the format code; one of no use shows the number as it is.

    Percent, thousands, decimals, text in quotes and the sign of negative numbers are followed; colours, fractions and
    conditions are not.
    """
    sections = code.split(";")
    negative = value < 0 and len(sections) > 1
    section = sections[1] if negative else sections[0]
    text = _LITERAL.sub(lambda m: (m[1] or m[2] or "").replace("#", "").replace("0", ""), section)
    pattern = _DIGITS.search(text)
    if pattern is None or "E" in pattern.group() or "/" in text:
        return _plain(value)
    digits = pattern.group()
    is_percent = "%" in text or "％" in text
    scaled = Decimal(repr(float(value))) * (100 if is_percent else 1)
    scaled /= Decimal(1000) ** (len(digits.partition(".")[0]) - len(digits.partition(".")[0].rstrip(",")))
    n_decimals = min(len(digits.partition(".")[2]), _MAX_DECIMALS)
    if "." not in digits and set(digits) == {"#"} and scaled == 0:
        return ""
    rounded = abs(scaled) if negative else scaled
    try:
        rounded = rounded.quantize(Decimal(1).scaleb(-n_decimals), ROUND_HALF_UP)
    except ArithmeticError:
        return _plain(value)
    shown = f"{rounded:,f}" if "," in digits.partition(".")[0].rstrip(",") else f"{rounded:f}"
    return (text[: pattern.start()] + shown + text[pattern.end() :]).strip()


def _plain(value: float) -> str:
    """The number with the digits a sheet shows without a format: no more than the machine can tell apart."""
    if isinstance(value, int):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}"


def shown_date(value: date | time, code: str = "") -> str:
    """The date as a reader sees it: with 年 or an era where the code has them, else 2030-03-31."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    bare = _LITERAL.sub(lambda m: m[1] or m[2] or "", code)
    if "年" in bare or _ERA_CODE.search(bare):
        year = western_to_era(value.year) if _ERA_CODE.search(bare) and value.year >= 1868 else f"{value.year}年"
        shown = (
            year
            + (f"{value.month}月" if "m" in bare.lower() else "")
            + (f"{value.day}日" if "d" in bare.lower() else "")
        )
    elif bare.lower().strip("/- ") in ("yyyy", "yy"):
        shown = str(value.year)
    elif "m" in bare.lower() and "d" not in bare.lower() and "y" in bare.lower():
        shown = f"{value.year}-{value.month:02d}"
    else:
        shown = f"{value.year}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, datetime) and (value.hour or value.minute) and _HAS_TIME.search(bare):
        shown += f" {value.hour:02d}:{value.minute:02d}"
    return shown
