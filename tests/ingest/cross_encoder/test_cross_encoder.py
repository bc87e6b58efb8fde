"""Question and text read together."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EngineError, ModelNotFound
from ingest.cross_encoder import BUNDLED, NONE, CrossEncoder, load_cross_encoder
from ingest.cross_encoder.bundled import BundledCrossEncoder
from ingest.cross_encoder.pairs import MAX_TOKENS, join_pair
from ingest.embedding import BUNDLED_MODEL, is_bundled

RIGHT = ("総会", "第2回総会は2025年3月に大阪の会館で開いた。")
BESIDE = ("総会", "総会では、事務局が活動の方針を説明した。")
ELSEWHERE = ("廃プラスチック", "廃プラスチックの多くは熱として回収されている。")
QUESTION = "第2回の総会はいつどこで開かれましたか。"


@pytest.fixture(scope="module")
def bundled() -> CrossEncoder:
    if not is_bundled(BUNDLED_MODEL):
        pytest.skip("the package with the weights is not made for this machine")
    encoder = load_cross_encoder(BUNDLED)
    assert encoder is not None
    return encoder


def test_what_answers_stands_before_what_speaks_of_the_topic_and_that_before_the_rest(bundled: CrossEncoder) -> None:
    right, beside, elsewhere = bundled.scores(QUESTION, [RIGHT, BESIDE, ELSEWHERE])
    assert right > beside > elsewhere


def test_a_score_does_not_depend_on_what_is_scored_with_it(bundled: CrossEncoder) -> None:
    texts = [RIGHT, BESIDE, ELSEWHERE, ("", "長い。" * 200), ("", "短い。")]
    together = bundled.scores(QUESTION, texts)
    alone = np.concatenate([bundled.scores(QUESTION, [text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-3)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "ﷺ" * 500, "😀", "あ" * 100_000, "<mask></s>"])
def test_any_text_has_a_finite_score(bundled: CrossEncoder, text: str) -> None:
    assert np.isfinite(bundled.scores(text, [(text, text)])).all()


def test_no_texts_no_scores(bundled: CrossEncoder) -> None:
    assert bundled.scores(QUESTION, []).shape == (0,)


@pytest.mark.parametrize("name", [NONE, " None "])
def test_none_reads_nothing(name: str) -> None:
    assert load_cross_encoder(name) is None


def test_an_empty_name_is_the_bundled_one(bundled: CrossEncoder) -> None:
    encoder = load_cross_encoder(" ")
    assert encoder is not None
    assert encoder.name == bundled.name


@pytest.mark.parametrize(
    ("question", "above", "text", "expected"),
    [
        pytest.param([7], [8], [9], [0, 7, 2, 2, 8, 2, 9, 2], id="all"),
        pytest.param([7], [], [9], [0, 7, 2, 2, 2, 9, 2], id="nothing-above"),
        pytest.param([], [], [], [0, 2, 2, 2, 2], id="empty"),
    ],
)
def test_a_pair_is_one_sequence(question: list[int], above: list[int], text: list[int], expected: list[int]) -> None:
    assert join_pair(question, above, text) == expected


def test_a_pair_is_cut_where_it_is_too_long() -> None:
    pair = join_pair([7] * 500, [8] * 500, [9] * 500)
    assert len(pair) == MAX_TOKENS
    assert (pair.count(7), pair.count(8), pair[-1]) == (64, 40, 2)


def test_a_cross_encoder_of_sentence_transformers_reads_too(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason='needs the extra "models"')
    from transformers import BertConfig, BertForSequenceClassification
    from transformers.models.bert.tokenization_bert import BertTokenizer

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "。", "再生材", "総会"]
    (tmp_path / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizer(str(tmp_path / "vocab.txt"), tokenize_chinese_chars=False).save_pretrained(tmp_path)
    config = BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=16
    )
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    encoder = load_cross_encoder(str(tmp_path))
    assert encoder is not None
    scores = encoder.scores("再生材", [("総会", "再生材 。"), ("", "総会")])
    assert (scores.shape, encoder.name) == ((2,), str(tmp_path))
    assert np.isfinite(scores).all()


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound):
        load_cross_encoder(str(tmp_path))


def test_what_fails_beforehand_is_said_by_the_first_question(tmp_path: Path) -> None:
    encoder = BundledCrossEncoder(tmp_path, 1)
    encoder.warm_up()
    with pytest.raises(EngineError):
        encoder.scores("再生材の利用率は？", [("", "再生材の利用率は一割である。")])
