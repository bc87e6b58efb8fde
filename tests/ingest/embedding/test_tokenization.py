"""Tokens as the reference gives them: SentencePiece with the same vocabulary and its own nmt_nfkc normalisation."""

import importlib
import io
from pathlib import Path
from typing import Any

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.embedding.guard import guard
from ingest.embedding.packed_weights import read_packed_weights
from ingest.embedding.tokenization import BEGIN_ID, END_ID, UnigramTokenizer

spm = pytest.importorskip("sentencepiece", reason="needs sentencepiece, the reference")

TEXTS = [
    "query: 再生材の利用率はどれくらいですか",
    "passage: ｱﾙﾐﾆｳﾑの展伸材（2030年度に３０％以上）①㍻㌧",
    "query: Which share of plastics is recycled in 2030?",
    "passage: 循環経済　　への移行\tと\n脱炭素",
    "passage: ♻️ 5,000 t-CO₂ ▲31% ～ 〜 ー",
    "passage: 𠮷野家の𩸽定食、齋藤・髙橋・邊",
    "passage: " + "資源の有効利用の促進に関する法律の一部を改正する。" * 20,
]


@pytest.fixture(scope="module")
def reference(model_folder: Path) -> object:
    """A SentencePiece processor with the model's vocabulary; its ids are one below ours from the fifth piece on."""
    protocol: Any = importlib.import_module("sentencepiece.sentencepiece_model_pb2")
    trained = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(["再生材の利用率", "循環経済 a b c"] * 50),
        model_writer=trained,
        vocab_size=30,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    proto = protocol.ModelProto()
    proto.ParseFromString(trained.getvalue())
    model = read_packed_weights()
    del proto.pieces[:]
    kinds = protocol.ModelProto.SentencePiece
    proto.pieces.add(piece="<unk>", score=0, type=kinds.UNKNOWN)
    proto.pieces.add(piece="<s>", score=0, type=kinds.CONTROL)
    proto.pieces.add(piece="</s>", score=0, type=kinds.CONTROL)
    for piece, score in list(zip(model.pieces, model.scores.tolist(), strict=True))[4:-1]:
        proto.pieces.add(piece=piece, score=score, type=kinds.NORMAL)
    proto.trainer_spec.vocab_size = len(proto.pieces)
    return spm.SentencePieceProcessor(model_proto=proto.SerializeToString())


@pytest.fixture(scope="module")
def tokenizer(model_folder: Path) -> UnigramTokenizer:
    return UnigramTokenizer(model_folder, max_tokens=512)


@pytest.fixture(scope="module")
def whole(model_folder: Path) -> tokenizers.Tokenizer:
    """The tokenizer with all its pieces."""
    return tokenizers.Tokenizer.from_file(str(model_folder / "tokenizer.json"))


def expected(reference: object, text: str) -> list[int]:
    ids: list[int] = reference.encode(text)  # type: ignore[attr-defined]
    return [3 if i == 0 else i + 1 for i in ids]


def content(windows: list[list[int]]) -> list[int]:
    assert all((window[0], window[-1]) == (BEGIN_ID, END_ID) for window in windows)
    return [token for window in windows for token in window[1:-1]]


@pytest.mark.parametrize("text", TEXTS)
def test_equal_to_the_reference(tokenizer: UnigramTokenizer, reference: object, text: str) -> None:
    assert content(tokenizer.windows(guard(text))) == expected(reference, guard(text))


# Characters whose normal form has not changed since the reference's Unicode tables were made.
SETTLED = st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs", "Cn", "Co", "Cf", "Lm"))


@given(st.text(alphabet=SETTLED, max_size=80))
@settings(max_examples=300, deadline=None)
def test_equal_to_the_reference_on_any_text(tokenizer: UnigramTokenizer, reference: object, text: str) -> None:
    safe = guard(text)
    if "<" not in safe and "▁" not in safe:  # marks of the model and of the tokenizer itself
        assert content(tokenizer.windows(safe)) == expected(reference, safe)


@given(st.text(alphabet=st.characters(codec=None), max_size=120))
@settings(max_examples=300, deadline=None)
def test_short_texts_are_cut_as_long_ones(tokenizer: UnigramTokenizer, whole: tokenizers.Tokenizer, text: str) -> None:
    safe = guard(text)
    assert tokenizer.windows(safe) == [whole.encode(safe).ids]


def test_long_texts_come_in_windows(tokenizer: UnigramTokenizer) -> None:
    windows = tokenizer.windows("循環経済" * 400)
    assert [len(window) <= 512 for window in windows] == [True] * len(windows)
    assert len(windows) == 2
    assert len(windows[0]) == 512


def test_a_text_without_tokens_has_one_empty_window(tokenizer: UnigramTokenizer) -> None:
    assert len(tokenizer.windows("")) == 1


def test_transformers_reads_the_same_tokens(tokenizer: UnigramTokenizer, model_folder: Path) -> None:
    transformers = pytest.importorskip("transformers", reason='needs the extra "models"')
    loaded = transformers.AutoTokenizer.from_pretrained(model_folder)
    for text in map(guard, TEXTS):
        assert [loaded(text)["input_ids"]] == tokenizer.windows(text)
