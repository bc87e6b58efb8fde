from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval import RetrievalOptions, fuse, search
from assistant.service import Assistant
from corpus.values import Filters
from ingest.quotation import join_lines

Leg = dict[str, int]

legs = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(-1000, 1000), max_size=8)
weights = st.floats(0, 1)


def hits(leg: Leg) -> list[tuple[str, float]]:
    return [(id_, float(score)) for id_, score in leg.items()]


def own_order(leg: Leg) -> list[str]:
    return sorted(leg, key=lambda id_: (-leg[id_], id_))


def test_hand_worked_example() -> None:
    # Lexical 10, 6, 2 scale to 1, 0.5, 0; vector 0.9, 0.8 to 1, 0. With a weight of 0.6:
    # a = 0.6*1 + 0.4*0 = 0.6; b = 0.6*0.5 + 0.4*1 = 0.7; c = 0.6*0 = 0.
    fused = fuse([("a", 10.0), ("b", 6.0), ("c", 2.0)], [("b", 0.9), ("a", 0.8)], 0.6)
    assert [id_ for id_, _ in fused] == ["b", "a", "c"]
    assert [score for _, score in fused] == pytest.approx([0.7, 0.6, 0.0])


def test_a_leg_of_one_hit_counts_in_full() -> None:
    assert fuse([("a", 3.0)], [], 0.6) == (("a", 0.6),)


def test_two_empty_legs_give_nothing() -> None:
    assert fuse([], [], 0.6) == ()


@given(legs, legs, weights, st.randoms())
def test_the_order_of_the_hits_does_not_matter(lexical: Leg, vector: Leg, weight: float, random: Random) -> None:
    shuffled_lexical, shuffled_vector = hits(lexical), hits(vector)
    random.shuffle(shuffled_lexical)
    random.shuffle(shuffled_vector)
    assert fuse(shuffled_lexical, shuffled_vector, weight) == fuse(hits(lexical), hits(vector), weight)


@given(legs, legs, weights)
def test_scores_lie_between_0_and_1_and_fall(lexical: Leg, vector: Leg, weight: float) -> None:
    fused = fuse(hits(lexical), hits(vector), weight)
    scores = [score for _, score in fused]
    assert {id_ for id_, _ in fused} == lexical.keys() | vector.keys()
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


@given(legs, legs)
def test_a_weight_of_1_gives_the_order_of_the_lexical_leg(lexical: Leg, vector: Leg) -> None:
    fused = [id_ for id_, _ in fuse(hits(lexical), hits(vector), 1.0)]
    assert [id_ for id_ in fused if id_ in lexical] == own_order(lexical)


@given(legs, legs)
def test_a_weight_of_0_gives_the_order_of_the_vector_leg(lexical: Leg, vector: Leg) -> None:
    fused = [id_ for id_, _ in fuse(hits(lexical), hits(vector), 0.0)]
    assert [id_ for id_ in fused if id_ in vector] == own_order(vector)


class TestSearch:
    def test_finds_the_passage_of_the_question(self, assistant: Assistant) -> None:
        found = search(assistant.library, "地域循環モデルの類型")
        assert found[0].document.source == "10_regional_models.md"
        assert len(found) == 10
        assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
        assert len({e.chunk.id for e in found}) == len(found)

    def test_returns_no_more_than_asked_for(self, assistant: Assistant) -> None:
        assert len(search(assistant.library, "目標", options=RetrievalOptions(top_k=3))) == 3

    @pytest.mark.parametrize(
        "filters",
        [
            pytest.param(Filters(source="08_roadmap_2024_2030.pdf"), id="source"),
            pytest.param(Filters(doc_type="member_targets"), id="doc_type"),
            pytest.param(Filters(doc_type="member_targets", source="16_target_form_example.pdf"), id="both"),
        ],
    )
    def test_filters_admit_their_documents_only(self, assistant: Assistant, filters: Filters) -> None:
        found = search(assistant.library, "地域循環モデルの類型", filters)
        assert found
        assert all(filters.admits(e.document) for e in found)

    def test_a_filter_that_admits_nothing_finds_nothing(self, assistant: Assistant) -> None:
        assert search(assistant.library, "目標", Filters(source="なし.pdf")) == ()

    def test_the_text_is_what_stands_on_the_page(self, assistant: Assistant) -> None:
        evidence = search(assistant.library, "回収量を増やす目標", Filters(source="16_target_form_example.pdf"))[0]
        last = evidence.chunk.statements[-1]
        page = assistant.library.page(evidence.document.id, last.span.page)
        assert page is not None
        assert join_lines(page.text[last.span.start : last.span.end]) in evidence.text

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('"再生材" AND (利用率 OR', id="operators-of-a-query-language"),
            pytest.param("*:* +title:[a TO z]", id="ranges"),
            pytest.param("♻️", id="emoji"),
            pytest.param("再生\x00材", id="NUL"),
        ],
    )
    def test_a_question_is_never_a_query_language(self, assistant: Assistant, text: str) -> None:
        assert len(search(assistant.library, text)) == 10
