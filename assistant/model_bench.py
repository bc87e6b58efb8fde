"""What an embedding engine does on this machine: speed, memory, and whether it finds passages again.

Without questions whose answers are known, a passage's own words serve as its question: one statement is taken out of
each passage, and the engine has to find the passage it came from among all the others.

Source: the inverse cloze task of Lee, Chang, Toutanova, Latent Retrieval for Weakly Supervised Open Domain Question
Answering (ACL 2019).
"""

import random
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from assistant.settings import Settings
from corpus.errors import EngineError
from corpus.values import BlockKind, Chunk
from ingest.embedding_options import EmbeddingOptions

N_PASSAGES = 120
_MIN_STATEMENT_CHARS = 15
_MIN_REST_CHARS = 60
_SEED = 0


@dataclass(frozen=True, slots=True)
class Cloze:
    """A statement, and the passage that it was taken out of."""

    statement: str
    rest: str


@dataclass(frozen=True, slots=True)
class Found:
    """Share of the statements whose own passage came first, and among the first five, in [0, 1]."""

    at_1: float
    at_5: float


@dataclass(frozen=True, slots=True)
class EngineFigures:
    """What one engine did in a process of its own.

    Attributes:
        load_seconds: From nothing to the first vector.
        passages_per_second: Of the texts that were given, in batches.
        question_ms: Middle time of a statement alone.
        memory_mb: Most memory the process took, in MB of 10^6 bytes; None where the system does not tell.
        found: How well passages were found again.
    """

    load_seconds: float
    passages_per_second: float
    question_ms: float
    memory_mb: float | None
    found: Found


def sample_clozes(chunks: Iterable[Chunk], n: int = N_PASSAGES) -> tuple[Cloze, ...]:
    """At most n passages with a statement taken out of each, drawn by a fixed seed; in no particular order."""
    drawn = random.Random(_SEED)  # noqa: S311  # nothing secret
    clozes = [cloze for chunk in chunks if (cloze := _cloze(chunk, drawn)) is not None]
    return tuple(drawn.sample(clozes, min(n, len(clozes))))


def _cloze(chunk: Chunk, drawn: random.Random) -> Cloze | None:
    statements = [s.text for s in chunk.statements if s.kind is not BlockKind.HEADING]
    long_enough = [text for text in statements if len(text) >= _MIN_STATEMENT_CHARS]
    if not long_enough:
        return None
    taken = drawn.choice(long_enough)
    rest = "\n".join(text for text in statements if text != taken)
    return Cloze(taken, "\n".join((*chunk.section, rest))) if len(rest) >= _MIN_REST_CHARS else None


def library_chunks(settings: Settings) -> Iterator[Chunk]:
    """Every passage of the library in settings.home, or of the bundled samples where there is no library.

    Raises:
        LibraryError: the library cannot be read.
    """
    from assistant.service import Assistant
    from corpus.home import read_model
    from corpus.samples import load_samples
    from ingest.chunking import build_chunks
    from ingest.layout import build_blocks
    from ingest.loaders import load_file

    if read_model(settings.home) is None:
        for sample in load_samples():
            yield from build_chunks(sample.file.stem, build_blocks(load_file(sample.file).pages))
        return
    with Assistant.open(settings) as assistant:
        for document in assistant.library.documents():
            yield from assistant.library.chunks(document.id)


def measure_engine(model: str, options: EmbeddingOptions, clozes: Sequence[Cloze]) -> EngineFigures:
    """The figures of one engine, measured in a process that does nothing else.

    Args:
        model: "multilingual-e5-small", a hub name or a local folder.
        options: How it runs.
        clozes: At least one.

    Raises:
        EngineError: no engine runs the model, or its process died.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        try:
            return process.submit(_measure, model, options, clozes).result()
        except BrokenProcessPool as error:
            raise EngineError(model=model, detail=str(error)) from error


def _measure(model: str, options: EmbeddingOptions, clozes: Sequence[Cloze]) -> EngineFigures:
    started = time.perf_counter()
    from ingest.embedding import load_embedder

    embedder = load_embedder(model, options)
    embedder.embed_query(clozes[0].statement)
    load_seconds = time.perf_counter() - started
    rests = [cloze.rest for cloze in clozes]
    embedder.embed_passages(rests[:2])
    started = time.perf_counter()
    passages = embedder.embed_passages(rests)
    passage_seconds = time.perf_counter() - started
    times, ranks = [], []
    for own, cloze in enumerate(clozes):
        started = time.perf_counter()
        question = embedder.embed_query(cloze.statement)
        times.append(time.perf_counter() - started)
        scores = passages @ question
        ranks.append(int(np.sum(scores > scores[own])) + 1)
    return EngineFigures(
        load_seconds=load_seconds,
        passages_per_second=len(rests) / passage_seconds,
        question_ms=1000 * statistics.median(times),
        memory_mb=_peak_mb(),
        found=Found(*(sum(rank <= k for rank in ranks) / len(ranks) for k in (1, 5))),
    )


def _peak_mb() -> float | None:
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
