"""Questions and answers as JSON: the contract that other programs rely on."""

import json
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.explaining import Explanation
from assistant.filters import make_filters
from assistant.values import Answer, Question, Turn
from corpus.errors import EmptyFilter, InputError, PathNotFound, UnknownFilter, UnknownFilterValue
from corpus.values import Citation, Evidence, Twin


class _Turn(BaseModel):
    q: str
    a: str


class _Question(BaseModel):
    """One line of a batch; keys we do not know are left to those who wrote them."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str | None = None
    question: str
    history: list[_Turn] | None = None
    filters: dict[str, str] | None = None


def read_questions(path: Path) -> list[Question | InputError]:
    """The questions of a JSONL file in order; a line that cannot be read stands as its error. Blank lines are left out.

    Raises:
        PathNotFound: there is no such file.
        InputError: the file as a whole cannot be read.
    """
    if path.exists() and not path.is_file():  # a pipe would never end
        raise InputError(source=path.name, detail="ファイルではありません。")
    try:
        data = path.read_bytes().removeprefix(BOM_UTF8)
    except FileNotFoundError as error:
        raise PathNotFound(path=path) from error
    except OSError as error:
        raise InputError(source=path.name, detail=error.strerror or "JSONL") from error
    decoded = enumerate(map(_decoded, data.split(b"\n")), 1)
    lines = [(number, line) for number, line in decoded if line is None or line.strip()]
    if lines and all(line is None for _, line in lines):
        raise InputError(source=path.name, detail="UTF-8")
    return [_read_line(path.name, number, line) for number, line in lines]


def _decoded(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _read_line(source: str, number: int, line: str | None) -> Question | InputError:
    if line is None:
        return InputError(source=f"{source}:{number}", detail="UTF-8")
    try:
        # JSON can escape half a character ("\ud83d"), which no file or store takes: it becomes "?".
        row = _Question.model_validate(json.loads(line, object_pairs_hook=_storable))
        return Question(
            text=row.question,
            id=row.id,
            history=tuple(Turn(turn.q, turn.a) for turn in row.history or ()),
            filters=make_filters(row.filters or {}),
        )
    except (ValueError, RecursionError) as error:  # ValidationError and JSONDecodeError are ValueErrors
        field = ".".join(str(x) for x in error.errors()[0]["loc"]) if isinstance(error, ValidationError) else "JSON"
        return InputError(source=f"{source}:{number}", detail=field or "JSON")
    except (EmptyFilter, UnknownFilter, UnknownFilterValue) as error:
        return InputError(source=f"{source}:{number}", detail=error.sentence())


def _storable(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value.encode(errors="replace").decode() if isinstance(value, str) else value for name, value in pairs}


def answer_to_json(answer: Answer, explanation: Explanation | None = None) -> dict[str, Any]:
    """The answer under the contract's keys, ready for `json.dumps`, and how it came about where that is given."""
    explained = {} if explanation is None else {"explanation": asdict(explanation)}
    return {
        "id": answer.question.id,
        "question": answer.question.text,
        "mode": answer.mode,
        "answerable": answer.answerable,
        "answer": answer.text,
        "citations": [citation_to_json(c) for c in answer.citations],
        "evidence": [_evidence(e) for e in answer.evidence],
        "reason": answer.reason.value if answer.reason else None,
        "latency_ms": round(answer.latency_ms, 1),
        **explained,
    }


def citation_to_json(citation: Citation) -> dict[str, Any]:
    """A citation under the contract's keys, and what a reader must know of its page where there is something."""
    remarks: dict[str, object] = {"recognised": True} if citation.recognised else {}
    if citation.unreadable_nearby:
        remarks["unreadable_nearby"] = list(citation.unreadable_nearby)
    remarks |= _also_in(citation.also_in)
    return {
        "n": citation.n,
        "document_id": citation.document_id,
        "source": citation.source,
        "title": citation.title,
        "page": citation.page,
        "section": list(citation.section),
        "quote": citation.quote,
        "chunk_id": citation.chunk_id,
        "superseded": citation.superseded,
        **remarks,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "chunk_id": evidence.chunk.id,
        "source": evidence.document.source,
        "title": evidence.document.cited_title,
        "page": evidence.chunk.page,
        "pages": list(evidence.chunk.pages),
        "text": evidence.text,
        "score": round(evidence.score, 4),
        "superseded": evidence.document.superseded,
        **_also_in(evidence.also_in),
    }


def _also_in(twins: Sequence[Twin]) -> dict[str, object]:
    """The other documents in which the same words stand, where there are any."""
    return {"also_in": [asdict(twin) for twin in twins]} if twins else {}
