"""Measures how far each channel of the bundled model's normalisations reaches.

Usage: python -m scripts.measure_ranges

Runs the prepared model in transformers (the extra "models") over the bundled samples, the statements of targets and
random sequences of the vocabulary's pieces, and writes `ingest/embedding/ranges.npz`. Other weights need other ranges.
"""

import re
from collections.abc import Iterator
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel

from corpus.samples import load_samples
from corpus.targets import load_statements
from ingest.embedding import EmbeddingOptions, prepare_model, prepared_folder
from ingest.embedding.eight_bits import RANGES
from ingest.embedding.guard import guard
from ingest.embedding.model_folder import PASSAGE_PROMPT, QUERY_PROMPT
from ingest.embedding.packed_weights import read_packed_weights
from ingest.embedding.tokenization import UnigramTokenizer

PASSAGE_CHARS = 400
N_RANDOM_TEXTS = 400
MAX_RANDOM_PIECES = 12

Ranges = dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


def main() -> None:
    """Write the ranges."""
    models = EmbeddingOptions().models
    for _ in prepare_model(models):
        pass
    folder = prepared_folder(models)
    model = AutoModel.from_pretrained(folder)
    ranges: Ranges = {}
    model.embeddings.LayerNorm.register_forward_hook(partial(widen, ranges, "emb.ln"))
    for n, layer in enumerate(model.encoder.layer):
        layer.attention.output.LayerNorm.register_forward_hook(partial(widen, ranges, f"l{n}.aln"))
        layer.output.LayerNorm.register_forward_hook(partial(widen, ranges, f"l{n}.oln"))
    tokenizer = UnigramTokenizer(folder, model.config.max_position_embeddings)
    with torch.inference_mode():
        for text in texts():
            for ids in tokenizer.windows(text):
                model(torch.tensor([ids]))
    low, high = (np.array([pair[side] for pair in ranges.values()], dtype=np.float16) for side in (0, 1))
    np.savez_compressed(RANGES, names=np.array(list(ranges)), low=low, high=high)


def widen(ranges: Ranges, name: str, _module: object, _inputs: object, output: torch.Tensor) -> None:
    """Widen the range of name by what a normalisation gave."""
    values = output[0].numpy()
    low, high = values.min(axis=0), values.max(axis=0)
    known = ranges.get(name, (low, high))
    ranges[name] = (np.minimum(known[0], low), np.maximum(known[1], high))


def texts() -> Iterator[str]:
    """Passages, statements and random pieces, each with a prompt."""
    for sample in load_samples():
        text = re.sub(r"\s+", " ", sample.markdown.read_text(encoding="utf-8"))
        for start in range(0, len(text), 2 * PASSAGE_CHARS):
            yield PASSAGE_PROMPT + guard(text[start : start + PASSAGE_CHARS])
    for statement in load_statements()[::12]:
        yield QUERY_PROMPT + guard(statement.text)
    pieces = read_packed_weights().pieces
    random = np.random.default_rng(0)
    for n in range(N_RANDOM_TEXTS):
        chosen = random.integers(len(pieces), size=random.integers(1, MAX_RANDOM_PIECES, endpoint=True))
        prompt = (PASSAGE_PROMPT, QUERY_PROMPT)[n % 2]
        yield prompt + guard("".join(pieces[i] for i in chosen).replace("▁", " "))


if __name__ == "__main__":
    main()
