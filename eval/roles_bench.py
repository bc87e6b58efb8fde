"""How well statements get their roles, and what that costs beside embedding; part of `make bench`.

`references/roles_heldout.jsonl` holds labels of statements of public documents by place, without their text: those of
"unseen" were drawn and labelled after the last statement to learn from had been written, before any was tagged; those
of "seen" were read while statements were written. The documents are read from `../shared` where it is there.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from corpus.passages import embed, passage_of
from corpus.roles import load_labelled_statements
from corpus.samples import load_samples
from corpus.values import Chunk, Role
from ingest.embedding import load_embedder
from ingest.files import find_files, members
from ingest.preparing import PreparedFile, ReadOptions, prepare
from ingest.roles import tag_chunks
from ingest.roles.training import cross_validate, f1_of

Line = tuple[str, float, str]
_SHARED: Final = Path("../shared")
_FOLDERS: Final = ("corpus", "pdf")
_ROLES: Final = tuple(Role)
_N_EMBEDDED: Final = 48
_MAX_MB: Final = 200


def measure() -> Iterator[Line]:
    """Name, value and unit of each figure."""
    found = cross_validate(load_labelled_statements())
    yield from _figures("cross-validated", found.labels, found.given)
    yield from _cost()
    if not (_SHARED / "pdf").is_dir():
        yield "roles, held-out statements", 0, "(skipped: ../shared is not there)"
        return
    given = _given_roles()
    for name in ("unseen", "seen"):
        pairs = [(roles, given[place]) for place, roles in _labels(name).items() if place in given]
        labels, roles = (_matrix([pair[side] for pair in pairs]) for side in (0, 1))
        yield from _figures(f"{name}, n = {len(pairs)}", labels, roles)


Place = tuple[str, int | None, int, int]


def _labels(name: str) -> Mapping[Place, tuple[Role, ...]]:
    source = resources.files("eval.references").joinpath("roles_heldout.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in source.splitlines()]
    return {
        (line["document"], line["page"], line["start"], line["end"]): tuple(map(Role, line["roles"]))
        for line in lines
        if line["set"] == name
    }


def _given_roles() -> Mapping[Place, tuple[Role, ...]]:
    given: dict[Place, tuple[Role, ...]] = {}
    for read in _read([_SHARED / folder for folder in _FOLDERS]):
        for chunk in read.chunks:
            for statement in chunk.statements:
                span = statement.span
                given[read.document.id, span.page, span.start, span.end] = statement.roles
    return given


def _read(paths: Sequence[Path]) -> Iterator[PreparedFile]:
    with TemporaryDirectory(prefix="junkan-bench-") as folder:
        for path in find_files(paths):
            if "odd" in path.parts or path.suffix not in {".pdf", ".txt", ".md"}:
                continue
            for file in members(path, Path(folder), _MAX_MB, None):
                yield prepare(file, ReadOptions())


def _matrix(roles: Sequence[tuple[Role, ...]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array([[role in given for role in _ROLES] for given in roles], dtype=np.float32)


def _figures(
    name: str,
    labels: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    given: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
) -> Iterator[Line]:
    """Macro-F1 over the roles that occur, micro-F1, and F1 of each role with how often it occurs."""
    f1, n = f1_of(labels, given), labels.sum(axis=0).astype(int)
    yield f"roles, macro-F1 ({name})", round(float(f1[n > 0].mean()), 3), ""
    micro = 2 * (labels * given).sum() / (labels.sum() + given.sum())
    yield f"roles, micro-F1 ({name})", round(float(micro), 3), ""
    for role, value, count in zip(_ROLES, f1, n, strict=True):
        if count:
            yield f"  {role.value} ({name})", round(float(value), 3), f"(n = {count})"


def _cost() -> Iterator[Line]:
    """What tagging takes of the time that reading, tagging and embedding the bundled samples take together."""
    started = time.process_time()
    read = list(_read([sample.file for sample in load_samples()]))
    reading = time.process_time() - started
    chunks = [replace(chunk, tagger=0) for file in read for chunk in file.chunks]
    tag_chunks(chunks[:1])  # the model is read once
    started = time.process_time()
    tag_chunks(chunks)
    tagging = time.process_time() - started
    n_statements = sum(len(chunk.statements) for chunk in chunks)
    embedding = _embedding_seconds(chunks[:_N_EMBEDDED]) * len(chunks) / len(chunks[:_N_EMBEDDED])
    yield "roles, time a statement", round(tagging / n_statements * 1e6, 1), "µs of CPU"
    yield "roles, share of ingestion", round(100 * tagging / (reading + embedding), 2), "% of CPU (bound: 2)"


def _embedding_seconds(chunks: Sequence[Chunk]) -> float:
    embedder = load_embedder()
    passages = [passage_of(chunk) for chunk in chunks]
    embed(embedder, passages[:2])
    started = time.process_time()
    embed(embedder, passages)
    return time.process_time() - started


if __name__ == "__main__":
    for figure in measure():
        print(*figure, sep="\t")  # noqa: T201
