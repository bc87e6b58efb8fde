"""How answers over the sample library explain themselves."""

import json
import math
from dataclasses import replace

import pytest

from assistant.answering import RefusalRule
from assistant.answering.close_reading import FIRST_SHARE, LOGIT_SHARE
from assistant.answering.selection import WEIGHTS
from assistant.exchange import answer_to_json
from assistant.explaining import READING
from assistant.question import QuestionKind, named_measure, parse_question
from assistant.rendering import explanation_as_text
from assistant.service import Assistant
from assistant.values import Question, RefusalReason, Turn
from assistant.wording import LANGUAGES, load_wording
from corpus.values import Filters

TYPES = "地域循環モデルにはどのような類型がありますか。"
FOLLOW_UP = Question(
    "では2050年のCEは第4回で何件？", history=(Turn("2030年の再生材の目標は何ですか。", "…"),), filters=Filters("policy")
)
JA, EN = (load_wording(lang) for lang in LANGUAGES)


def test_the_answer_is_the_one_that_asking_gives(assistant: Assistant) -> None:
    asked, (answer, explanation) = assistant.ask(Question(TYPES)), assistant.explain(Question(TYPES))
    assert replace(answer, latency_ms=asked.latency_ms) == asked
    assert (explanation.verdict.answerable, explanation.verdict.rule) == (True, None)
    assert {p.chunk_id for p in explanation.passages} == {e.chunk.id for e in answer.evidence}
    assert explanation.statements[0].chunk_id == answer.citations[0].chunk_id


def test_it_tells_how_a_follow_up_was_read(assistant: Assistant) -> None:
    _, explanation = assistant.explain(FOLLOW_UP)
    reading, searched = explanation.reading, explanation.searched
    assert reading.kind is QuestionKind.NUMERIC
    assert reading.leans_on == "の再生材の目標は何ですか。"
    assert {"再生", "ce"} <= set(reading.terms)
    assert (reading.years, reading.ordinals, reading.unit) == ((2050,), ("4回",), "何件")
    assert "循環経済" in dict(reading.aliases)["ce"]
    assert searched.vector_text == "の再生材の目標は何ですか。 では2050年のCEは第4回で何件？"
    assert searched.keyword_text.startswith(searched.vector_text)
    assert searched.keyword_text.endswith(" ".join(searched.added))
    assert searched.filters == (("doc_type", "policy"),)


def test_a_question_that_stands_alone_leans_on_nothing(assistant: Assistant) -> None:
    _, explanation = assistant.explain(Question(TYPES))
    assert (explanation.reading.leans_on, explanation.searched.filters) == ("", ())


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        pytest.param("地域循環モデルの年会費はいくらですか。", "年会費", id="compound"),
        pytest.param("ＰＥＴの回収率は、何％ですか。", "回収率", id="full-width"),
        pytest.param("割合は何％ですか。", None, id="says-nothing"),
        pytest.param("類型はどれですか。", None, id="no-figure"),
    ],
)
def test_the_noun_whose_figure_is_asked_for(text: str, measure: str | None) -> None:
    assert named_measure(parse_question(Question(text))) == measure


def test_the_score_of_a_passage_is_the_weighted_sum_of_both_searches(assistant: Assistant) -> None:
    _, explanation = assistant.explain(Question(TYPES))
    weight = explanation.searched.keyword_weight
    assert len(explanation.passages) == 10
    assert [p.rank for p in explanation.passages] == list(range(1, 11))
    for passage in explanation.passages:
        assert passage.keyword is not None
        assert passage.vector is not None
        assert passage.score == pytest.approx(weight * passage.keyword + (1 - weight) * passage.vector, abs=1e-3)


def test_the_shares_of_statements_follow_from_their_features(assistant: Assistant) -> None:
    _, explanation = assistant.explain(Question(TYPES))
    first, *others = explanation.statements
    assert others
    for other in others:
        assert first.score >= other.score > 0
        worth = [sum(feature.contribution for feature in statement.features) for statement in (first, other)]
        assert math.exp(worth[1] - worth[0]) == pytest.approx(other.score / first.score, rel=0.01)
    weights = {name: FIRST_SHARE * weight for name, weight in WEIGHTS.items()} | {READING: LOGIT_SHARE}
    assert READING in {feature.name for feature in first.features}
    for feature in first.features:
        assert feature.contribution == pytest.approx(feature.value * weights[feature.name], abs=1e-3)


@pytest.mark.parametrize(
    ("text", "rule", "missing", "reason"),
    [
        pytest.param("猫の好きな食べ物は何ですか。", RefusalRule.FAR_FROM_FIELD, (), "out_of_scope", id="field"),
        pytest.param("猫", RefusalRule.FAR_FROM_EVIDENCE, (), "no_evidence", id="evidence"),
        pytest.param("2071年の再生材の目標は何ですか。", RefusalRule.YEAR_MISSING, ("2071",), "not_stated", id="year"),
        pytest.param(
            "地域循環モデルの類型のうち繊維循環WGが担うのはどれですか。",
            RefusalRule.BODY_MISSING,
            ("繊維循環wg",),
            "not_stated",
            id="body",
        ),
        pytest.param(
            "第98回で示された地域循環モデルの類型はどれですか。",
            RefusalRule.ORDINAL_MISSING,
            ("98回",),
            "not_stated",
            id="ordinal",
        ),
        pytest.param(
            "地域循環モデルの年会費はいくらですか。",
            RefusalRule.MEASURE_MISSING,
            ("年会費",),
            "not_stated",
            id="measure",
        ),
        pytest.param("記入例の回収量は何人ですか。", RefusalRule.SHAPE_MISSING, ("何人",), "not_stated", id="shape"),
    ],
)
def test_a_refusal_names_its_rule(
    assistant: Assistant, text: str, rule: RefusalRule, missing: tuple[str, ...], reason: str
) -> None:
    answer, explanation = assistant.explain(Question(text))
    verdict = explanation.verdict
    assert (verdict.answerable, verdict.rule, verdict.missing) == (False, rule, missing)
    assert answer.reason is verdict.reason is RefusalReason(reason)
    assert all(name in explanation_as_text(explanation, JA) for name in missing)


def test_where_a_distance_refused_it_lies_below_both_floors(assistant: Assistant) -> None:
    for text in ("猫の好きな食べ物は何ですか。", "猫"):
        verdict = assistant.explain(Question(text))[1].verdict
        assert verdict.similarity is not None
        assert verdict.similarity_floor is not None
        assert verdict.coverage_floor is not None
        assert verdict.similarity < verdict.similarity_floor
        assert verdict.coverage < verdict.coverage_floor


def test_nothing_found_is_told_without_figures(assistant: Assistant) -> None:
    _, explanation = assistant.explain(Question(TYPES, filters=Filters("minutes")))
    assert (explanation.passages, explanation.statements) == ((), ())
    assert explanation.verdict.rule is RefusalRule.NOTHING_FOUND
    text = explanation_as_text(explanation, JA)
    assert "種類（doc_type）＝議事録（minutes）" in text
    assert text.endswith("断りました。質問に関わる文が見つかりません。")


def test_it_reads_in_both_languages(assistant: Assistant) -> None:
    _, explanation = assistant.explain(FOLLOW_UP)
    japanese, english = (explanation_as_text(explanation, wording) for wording in (JA, EN))
    assert "年：2050" in japanese
    assert "Years: 2050" in english
    assert len(japanese.splitlines()) == len(english.splitlines())


def test_everything_that_can_be_told_has_words() -> None:
    keys = (
        *(f"explain.kind_{kind.value}" for kind in QuestionKind),
        *(f"explain.rule_{rule.value}" for rule in RefusalRule),
        *(f"explain.feature_{name}" for name in (*WEIGHTS, READING)),
    )
    assert set(keys) <= set(JA.sentences)


def test_json_has_it_as_one_key_more_and_only_when_it_is_given(assistant: Assistant) -> None:
    answer, explanation = assistant.explain(FOLLOW_UP)
    plain = answer_to_json(answer)
    explained = json.loads(json.dumps(answer_to_json(answer, explanation)))
    told = explained.pop("explanation")
    assert explained == json.loads(json.dumps(plain))
    assert set(told) == {"reading", "searched", "passages", "statements", "verdict"}
    assert told["reading"]["kind"] == "numeric"
    assert told["searched"]["filters"] == [["doc_type", "policy"]]
