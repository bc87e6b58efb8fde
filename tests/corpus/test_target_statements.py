from collections import Counter
from pathlib import Path

import pytest

from corpus.corrections import Correction, correction_key, load_corrections, store_corrections
from corpus.targets import load_statements
from corpus.taxonomy import category_indicators, load_indicators, load_industries

KINDS = {"quantitative", "project", "qualitative"}
DIRECTIONS = {"at_least", "at_most", "reduce_by", "increase_by", "reach", None}


def test_every_statement_is_labelled_in_known_words() -> None:
    statements = load_statements()
    categories, indicators = category_indicators(), {i.key for i in load_indicators()}
    assert len({s.id for s in statements}) == len(statements)
    for s in statements:
        assert s.category in categories, s.id
        assert s.kind in KINDS, s.id
        assert s.direction in DIRECTIONS, s.id
        assert set(s.secondary) <= indicators - {categories[s.category]}, s.id
        assert s.industry in load_industries(), s.id
        assert (s.value is None) == (s.direction is None), s.id
        assert s.kind != "quantitative" or s.value is not None, s.id
        assert s.kind != "qualitative" or s.value is None, s.id
        assert s.base_year is None or s.target_year is None or s.base_year < s.target_year, s.id


def test_the_statements_are_many_and_diverse() -> None:
    statements = load_statements()
    per_category = Counter(s.category for s in statements)
    assert len(statements) >= 1500
    assert len({s.group for s in statements}) >= 700
    assert len({s.industry for s in statements}) == 32
    assert min(per_category.values()) >= 100
    assert len({s.noise for s in statements}) == 7
    assert sum(bool(s.secondary) for s in statements) >= 80
    assert max(Counter(correction_key(s.text) for s in statements).values()) <= 2


def correction(text: str, category: str = "landfill", by: str = "田中") -> Correction:
    return Correction(
        text, "鉄鋼業", category, ("ghg",), "quantitative", 3.0, "%", "at_most", None, 2030, by, "2026-01-01"
    )


def test_the_newest_correction_of_a_text_is_in_force(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert load_corrections(home) == ()
    first, other = correction("埋立率３％以下"), correction("=回収率90%", "collection")
    assert store_corrections(home, [first, other]) == 2
    assert set(load_corrections(home)) == {first, other}
    # The same text in another width is the same text; saying the same again is nothing new.
    again = correction("埋立率 3%以下", "waste_amount", by="鈴木")
    assert store_corrections(home, [again]) == 1
    assert store_corrections(home, [again, other]) == 0
    assert load_corrections(home) == (other, again)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ﾘｻｲｸﾙ率９０％", "リサイクル率90%"), ("回収\n 率", "回収率"), ("CO2 Zero", "co2zero")],
    ids=["width", "spaces", "case"],
)
def test_texts_that_read_the_same_have_one_key(one: str, other: str) -> None:
    assert correction_key(one) == correction_key(other)
