"""What notations and vocabulary do to the keyword search, on third-party sets and on figures asked in another writing.

Reads `../shared/bench` and `../shared/pdf` where they are there; prints a line that says so where they are not.
"""

import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.expansion import expand
from corpus.lexical import LexicalIndex
from eval.metrics import hit_at_k, ndcg_of_ranks
from ingest.chunking import build_chunks
from ingest.layout import build_blocks
from ingest.loaders import load_file
from ingest.metadata import describe
from ingest.morphology import JapaneseAnalyzer, bigrams, morphemes
from ingest.normalization import normalize
from ingest.numbers import Quantity, find_quantities
from ingest.years import find_years, western_to_era

_SHARED = Path(__file__).parents[2] / "shared"
_FORMS = re.compile(r"^[▲+−-]?\s*[0-9,.]+\s?(?P<scale>[十百千万億兆]*)\s?(?P<unit>.*)$")
_SMALLEST = 1_000
_FIRST_YEAR = 1989  # older eras are asked for by nobody who drafts a roadmap


@dataclass(frozen=True, slots=True)
class SearchSet:
    """A retrieval task.

    Attributes:
        name: As it is printed.
        passages: (id, text) of what is indexed.
        places: For each passage what an answer names: itself, or the page it stands on.
        queries: (question, the places that answer it).
    """

    name: str
    passages: Sequence[tuple[str, str]]
    places: dict[str, str]
    queries: Sequence[tuple[str, frozenset[str]]]


def measure() -> Iterator[str]:
    """A line for each set: recall and nDCG of the keyword search with lemmas and bigrams alone, and as it is now."""
    sets = list(_sets())
    if not sets:
        yield "lexical bench\tskipped: ../shared is not there"
    for task in sets:
        for name, terms in (("lemmas and bigrams", _plain_terms), ("as it is", JapaneseAnalyzer().terms)):
            yield f"{task.name}, {name}\t{_scores(task, terms)}"


def _plain_terms(text: str) -> list[str]:
    return [m.lemma for m in morphemes(text) if m.is_content and not m.lemma.isspace()] + bigrams(text)


def _scores(task: SearchSet, terms: Callable[[str], list[str]]) -> str:
    with tempfile.TemporaryDirectory(prefix="junkan-bench-") as folder:
        index = LexicalIndex(Path(folder) / "lexical")
        for passage_id, text in task.passages:
            index.add(passage_id, "document", terms(text))
        index.commit()
        scores = [_score(index, terms(expand(query)), gold, task.places) for query, gold in task.queries]
        index.release()
    first, five, gain = (100 * sum(values) / len(scores) for values in zip(*scores, strict=True))
    return f"R@1 {first:.1f}, R@5 {five:.1f}, nDCG@10 {gain:.2f} (n = {len(scores)})"


def _score(
    index: LexicalIndex, terms: list[str], gold: frozenset[str], places: dict[str, str]
) -> tuple[float, float, float]:
    """Success@1, the share of the first five places that could be right, and nDCG@10."""
    ranked = list(dict.fromkeys(places[hit.chunk_id] for hit in index.search(terms, 50)))[:10]
    ranks = [ranked.index(place) + 1 if place in ranked else None for place in sorted(gold)]
    within_five = sum(rank is not None and rank <= 5 for rank in ranks)
    return hit_at_k(ranks, 1), within_five / min(5, len(gold)), ndcg_of_ranks(ranks, len(ranked))


def _sets() -> Iterator[SearchSet]:
    for name in ("jsquad_valid", "lawqa_jp"):
        folder = _SHARED / "bench" / name
        if folder.is_dir():
            rows, asked = _rows(folder / "corpus"), _rows(folder / "queries")
            passages = [(row["id"], f"{row['title']}\n{row['text']}") for row in rows]
            queries = [(f"{row['text']} {row.get('choices', '')}", frozenset(row["gold"])) for row in asked]
            yield SearchSet(name, passages, {row["id"]: row["id"] for row in rows}, queries)
    if (_SHARED / "pdf").is_dir():
        passages, places = _read_reports()
        asked = _rows(_SHARED / "pdf" / "questions")
        queries = [(row["question"], frozenset({f"{row['source']}#{row['page']}"})) for row in asked]
        yield SearchSet("ministries' reports", passages, places, queries)
        yield SearchSet("their quantities in another writing", passages, places, _quantities(passages, places))
        yield SearchSet("their era years in Western years", passages, places, _years(passages, places, of_eras=True))
        yield SearchSet("their Western years in era years", passages, places, _years(passages, places, of_eras=False))


def _rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file, its path without the suffix."""
    return [json.loads(line) for line in path.with_suffix(".jsonl").open(encoding="utf-8")]


def _read_reports() -> tuple[list[tuple[str, str]], dict[str, str]]:
    passages: list[tuple[str, str]] = []
    places: dict[str, str] = {}
    for path in sorted((_SHARED / "pdf").glob("*.pdf")):
        loaded = load_file(path)
        blocks = build_blocks(loaded.pages)
        title = describe(loaded, blocks, path).title
        for chunk in build_chunks(path.stem, blocks):
            passages.append((chunk.id, "\n".join((title, *chunk.section, chunk.text))))
            places[chunk.id] = f"{path.name}#{chunk.page}"
    return passages, places


def _quantities(passages: Sequence[tuple[str, str]], places: dict[str, str]) -> list[tuple[str, frozenset[str]]]:
    """Every large quantity asked for in its other writing (5万トン by 50,000トン), and the pages it stands on."""
    where: dict[tuple[float, str], set[str]] = defaultdict(set)
    asked: dict[tuple[float, str], str] = {}
    for passage_id, text in passages:
        for quantity in find_quantities(text):
            key = (quantity.value, quantity.unit)
            where[key].add(places[passage_id])
            other = _rewritten(quantity, normalize(text[quantity.start : quantity.end]))
            if [(q.value, q.unit) for q in find_quantities(other)] == [key]:
                asked[key] = other
    return [(query, frozenset(where[key])) for key, query in asked.items()]


def _rewritten(quantity: Quantity, written: str) -> str:
    """The quantity with digits alone where it is written with 万, with 万 where it is written with digits; or ""."""
    form = _FORMS.match(written)
    if form is None or quantity.upper is not None or quantity.value < _SMALLEST or quantity.value % 1:
        return ""
    if form["scale"]:
        return f"{int(quantity.value):,}{form['unit']}"
    return f"{int(quantity.value) // 10_000}万{form['unit']}" if quantity.value % 10_000 == 0 else ""


def _years(
    passages: Sequence[tuple[str, str]], places: dict[str, str], *, of_eras: bool
) -> list[tuple[str, frozenset[str]]]:
    """Every year that stands in one calendar asked for in the other one, and the pages it stands on in the first."""
    where: dict[int, set[str]] = defaultdict(set)
    for passage_id, text in passages:
        for year in find_years(text):
            is_western = normalize(text[year.start : year.end]).startswith(str(year.year))
            if is_western is not of_eras and not year.is_decade and year.year >= _FIRST_YEAR:
                where[year.year].add(places[passage_id])
    return [(f"{year}年" if of_eras else western_to_era(year), frozenset(pages)) for year, pages in where.items()]


def main() -> None:
    """Print the lines."""
    for line in measure():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
