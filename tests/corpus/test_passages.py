"""The vectors of a passage: those of its statements, its heading and the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EngineError
from corpus.passages import HEADING_WEIGHT, Passage, PassageVectors, embed, from_bytes, passage_of, to_bytes
from corpus.values import BlockKind, Chunk, Span, Statement
from tests.corpus.store_samples import HashedTrigrams

SPAN = Span(1, 0, 1)


class Broken(HashedTrigrams):
    """Gives too few vectors."""

    def embed_passages(self, texts: object) -> np.ndarray:
        """One vector, however many texts."""
        return np.ones((1, self.dimension), dtype=np.float32)


def test_what_is_embedded_of_a_chunk() -> None:
    statements = (
        Statement(BlockKind.HEADING, "第1章", SPAN),
        Statement(BlockKind.ITEM, "回収を広げる", SPAN, head=("次のとおり進める。",)),
        Statement(BlockKind.ROW, "年度：2030／目標：30%", SPAN, head=("年度", "目標"), cells=("2030", "30%")),
    )
    chunk = Chunk("d-0000", "d", 0, ("一", "二", "三", "四"), "本文", statements)
    expected = ("第1章", "次のとおり進める。 回収を広げる", "年度：2030／目標：30%")
    assert passage_of(chunk) == Passage("二 三 四", expected)


def test_the_whole_is_the_mean_by_length_and_a_share_of_the_heading() -> None:
    embedder = HashedTrigrams(dimension=16)
    (vectors,) = embed(embedder, [Passage("再生材", ("回収を広げる。", "費用が高い。価格も高い。"))])
    heading, first, second = embedder.embed_passages(["再生材", "回収を広げる。", "費用が高い。価格も高い。"])
    mean = (7 * first + 12 * second) / 19 + HEADING_WEIGHT * heading
    assert vectors.whole == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)
    assert vectors.parts == pytest.approx(np.stack([heading, first, second]), abs=1e-6)


def test_a_passage_without_heading_has_its_whole_in_its_place() -> None:
    (vectors,) = embed(HashedTrigrams(dimension=16), [Passage("", ("回収を広げる。",))])
    assert vectors.parts[0] == pytest.approx(vectors.whole)


def test_a_text_is_embedded_once_and_blank_ones_never() -> None:
    embedder = HashedTrigrams(dimension=16)
    (first, second) = embed(embedder, [Passage("章", ("甲", " ")), Passage("章", ("乙", "甲"))])
    assert embedder.n_embedded == 3
    assert (first.parts.shape, second.parts.shape) == ((3, 16), (3, 16))
    assert not first.parts[2].any()


def test_too_few_vectors_are_an_error_of_the_engine() -> None:
    with pytest.raises(EngineError, match="shape"):
        embed(Broken(dimension=16), [Passage("", ("甲", "乙"))])


def test_identity_tells_parts_apart() -> None:
    assert (
        len({Passage("a", ("b", "c")).identity, Passage("a", ("bc",)).identity, Passage("", ("a", "b", "c")).identity})
        == 3
    )


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_bytes_keep_the_whole_and_nearly_the_parts(n_parts: int, seed: int) -> None:
    drawn = np.random.default_rng(seed).normal(size=(n_parts, 8)).astype(np.float32)
    parts = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    back = from_bytes(to_bytes(PassageVectors(parts[0], parts)), 8)
    assert back is not None
    assert np.array_equal(back.whole, parts[0])
    assert back.parts == pytest.approx(parts, abs=1e-3)


@pytest.mark.parametrize(
    ("blob", "n_parts"),
    [
        pytest.param(b"\0" * 32, 0, id="in one piece, as before"),
        pytest.param(b"\0" * 48, 1, id="one part"),
        pytest.param(b"\0" * 40, None, id="half a part"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_bytes_of_another_length(blob: bytes, n_parts: int | None) -> None:
    read = from_bytes(blob, 8)
    assert (None if read is None else len(read.parts)) == n_parts
