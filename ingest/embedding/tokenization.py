"""Unigram tokens of XLM-RoBERTa's vocabulary, as multilingual-e5-small was trained with: the one door to tokenizers.

Reading 250,000 pieces into the tokenizer takes most of a second, too much for a single question. A short text can use
only pieces that are stretches of it, so it gets a tokenizer of just those: the same algorithm, the same tokens.

Source: Kudo, Subword Regularization (2018), for Unigram; SentencePiece's nmt_nfkc for the normalisation; Conneau et
al., XLM-R (2020), for the vocabulary and the tokens <s> and </s> around a text.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

BEGIN_ID, PAD_ID, END_ID, UNKNOWN_ID = 0, 1, 2, 3
_FRAMING = ("<s>", "<pad>", "</s>", "<unk>")
_MASK = "<mask>"
_TOKENIZER = "tokenizer.json"
_PIECES = "pieces.npz"
_SPACE = "▁"
# A text up to here is cut with the pieces it can use: a question, not a passage. Its cost grows with the text.
_MAX_SHORT_CHARS = 200


def write_tokenizer(folder: Path, pieces: Sequence[str], scores: NDArray[np.float32]) -> None:
    """Writes tokenizer.json (the usual form) and pieces.npz (the vocabulary sorted, for short texts) into folder.

    Args:
        folder: Of the model.
        pieces: In the order of the ids; the last one is <mask>.
        scores: Natural logarithms of their probabilities, shape (len(pieces),).
    """
    values = scores.astype(np.float64)
    tokenizer = _cutter(list(zip(pieces, values.tolist(), strict=True)), UNKNOWN_ID, _normalizer())
    tokenizer.decoder = decoders.Metaspace(replacement=_SPACE, prepend_scheme="always")
    begin, end = _FRAMING[BEGIN_ID], _FRAMING[END_ID]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, BEGIN_ID), (end, END_ID)],
    )
    framing = [AddedToken(piece, normalized=False, special=True) for piece in _FRAMING]
    tokenizer.add_special_tokens([*framing, AddedToken(_MASK, lstrip=True, normalized=False, special=True)])
    tokenizer.save(str(folder / _TOKENIZER), pretty=False)
    spelt = np.array([piece.encode() for piece in pieces])
    order = np.argsort(spelt)
    np.savez(folder / _PIECES, pieces=spelt[order], ids=order.astype(np.int32), scores=values[order])


class UnigramTokenizer:
    """Cuts texts into tokens, in windows that the model can take.

    Args:
        folder: Of the prepared model.
        max_tokens: Of a window, <s> and </s> included.

    Raises:
        OSError, ValueError: its files are not there or cannot be read.
    """

    def __init__(self, folder: Path, max_tokens: int) -> None:
        self._folder = folder
        self._n_window = max_tokens - 2
        with np.load(folder / _PIECES, allow_pickle=False) as vocabulary:
            self._pieces, self._ids, self._scores = (vocabulary[name] for name in ("pieces", "ids", "scores"))
        self._always = np.array([np.flatnonzero(self._ids == UNKNOWN_ID)[0], np.argmin(self._scores)])
        self._normalizer = _normalizer()

    def windows(self, text: str) -> list[list[int]]:
        """The ids of the text's tokens in stretches of at most max_tokens, each between <s> and </s>; at least one."""
        ids = self.ids(text)
        starts = range(0, max(1, len(ids)), self._n_window)
        return [[BEGIN_ID, *ids[start : start + self._n_window], END_ID] for start in starts]

    def ids(self, text: str) -> list[int]:
        """The ids of the text's tokens, none around them."""
        is_short = len(text) <= _MAX_SHORT_CHARS and "<" not in text  # <mask> and the like are told apart beforehand
        if is_short and "_whole" not in self.__dict__:
            return self._ids_of_short(text)
        whole: list[int] = self._whole.encode(text, add_special_tokens=False).ids
        return whole

    @cached_property
    def _whole(self) -> Tokenizer:
        return Tokenizer.from_file(str(self._folder / _TOKENIZER))

    def _ids_of_short(self, text: str) -> list[int]:
        marked = _SPACE + self._normalizer.normalize_str(text).replace(" ", _SPACE)
        stretches = np.array(sorted(set(_stretches(marked, self._pieces.dtype.itemsize))))
        at = np.searchsorted(self._pieces, stretches).clip(max=len(self._pieces) - 1)
        # The least likely piece is always there: it sets what an unknown character costs.
        used = np.union1d(self._always, at[self._pieces[at] == stretches])
        vocabulary = [(self._pieces[i].decode(), float(self._scores[i])) for i in used]
        unknown_id = int(np.flatnonzero(self._ids[used] == UNKNOWN_ID)[0])
        tokens = _cutter(vocabulary, unknown_id, self._normalizer).encode(text).ids
        ids: list[int] = self._ids[used[tokens]].tolist()
        return ids


def _cutter(vocabulary: list[tuple[str, float]], unknown_id: int, normalizer: normalizers.Normalizer) -> Tokenizer:
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=unknown_id, byte_fallback=False))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    return tokenizer


def _normalizer() -> normalizers.Normalizer:
    single_spaces = normalizers.Replace(Regex(" {2,}"), " ")
    return normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), single_spaces, normalizers.Strip()])


def _stretches(text: str, max_bytes: int) -> Iterator[bytes]:
    """Every stretch of text that a piece of at most max_bytes can be."""
    chars = [char.encode() for char in text]
    for start in range(len(chars)):
        stretch = b""
        for char in chars[start:]:
            stretch += char
            if len(stretch) > max_bytes:
                break
            yield stretch
