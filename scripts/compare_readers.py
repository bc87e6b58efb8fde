"""Compares our readers of encodings, numerals and years with libraries, on texts of `../shared` where it is there.

charset-normalizer comes with our dependencies; kanjize and ja-timex are compared where they are installed.
Source of docs/decisions/0014-formats.md and 0015-notations.md: python scripts/compare_readers.py
"""

import json
import random
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ingest.loaders import load_file
from ingest.loaders.encodings import decode
from ingest.numbers import fold, parse_number
from ingest.years import find_years

_SHARED = Path(__file__).parents[2] / "shared"
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "iso2022_jp")
_LENGTHS = (20, 50, 300)
_N_TEXTS = 100
_N_LINES = 2500
_NUMERALS = (
    *("三十", "二〇三〇", "5万", "1億2000万", "1億2,000万", "千二百", "3.2万", "１２万", "2兆3,000億", "15万7,000"),
    *("80兆", "壱万", "二千三十", "1千万", "12万5千"),
)


def main() -> None:
    """Print a line for each comparison."""
    for line in (*_compare_numerals(), *_compare_encodings(), *_compare_years()):
        sys.stdout.write(line + "\n")


def _compare_numerals() -> Iterator[str]:
    if find_spec("kanjize") is None:
        yield "numerals\tkanjize is not installed"
        return
    kanjize = import_module("kanjize")
    for numeral in _NUMERALS:
        try:
            theirs = str(kanjize.kanji2number(numeral))
        except ValueError as error:
            theirs = type(error).__name__
        yield f"numeral {numeral}\tours {parse_number(fold(numeral).text):.15g}, kanjize {theirs}"


def _compare_encodings() -> Iterator[str]:
    texts = [
        json.loads(line)["text"]
        for path in sorted((_SHARED / "bench").glob("*/corpus.jsonl"))
        for line in path.open(encoding="utf-8")
    ]
    if not texts:
        yield "encodings\tskipped: ../shared is not there"
        return
    from_bytes = import_module("charset_normalizer").from_bytes
    sample = random.Random(1).sample(texts, _N_TEXTS)  # noqa: S311  # no secret
    for n_chars in _LENGTHS:
        for encoding in _ENCODINGS:
            n = ours = theirs = 0
            for text in (text[:n_chars] for text in sample):
                try:
                    data = text.encode(encoding)
                except UnicodeEncodeError:
                    continue
                if data.decode(encoding) != text:
                    continue  # two characters share a code there
                best = from_bytes(data).best()
                n += 1
                ours += decode(data) == text
                theirs += best is not None and str(best).lstrip("\ufeff") == text
            yield f"{encoding}, {n_chars} characters\tours {ours}/{n}, charset-normalizer {theirs}/{n}"


def _compare_years() -> Iterator[str]:
    paths = [*sorted((_SHARED / "corpus").glob("*.txt")), *sorted((_SHARED / "pdf").glob("*.pdf"))]
    if not paths or find_spec("ja_timex") is None:
        yield "years\tskipped: ../shared is not there, or ja-timex is not installed"
        return
    lines = [line for path in paths for page in load_file(path).pages for line in page.text.split("\n")]
    sample = random.Random(0).sample([line for line in lines if re.search(r"[0-9元]", line)], _N_LINES)  # noqa: S311
    parser = import_module("ja_timex").TimexParser()
    both = ours_alone = theirs_alone = 0
    for line in sample:
        ours = {mention.year for mention in find_years(line)}
        found = (re.match(r"\d{4}", timex.value) for timex in parser.parse(line) if timex.type == "DATE")
        theirs = {int(match.group()) for match in found if match}
        both += len(ours & theirs)
        ours_alone += len(ours - theirs)
        theirs_alone += len(theirs - ours)
    yield f"years on {_N_LINES} lines\tboth {both}, ours alone {ours_alone}, ja-timex alone {theirs_alone}"


if __name__ == "__main__":
    main()
