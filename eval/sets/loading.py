"""The formats of retrieval sets, told apart by what a folder or file holds.

| format | what is there |
|---|---|
| passages with gold | `corpus.jsonl` {id, title?, text}, `queries.jsonl` {id, text, gold: [ids], choices?} |
| BEIR | `corpus.jsonl` {_id, title?, text}, `queries.jsonl` {_id, text}, `qrels/test.tsv` or `qrels.tsv` (query, passage, grade) |
| JMTEB | `corpus.jsonl` {docid, title?, text}, `queries.jsonl` or `test.jsonl` {query, relevant_docs: [docids]} |
| JQaRA | one `.jsonl` of pairs {q_id, question, title, text, label}; the pools of all questions are searched as one |
| SQuAD (JSQuAD, JaQuAD) | one `.json` {data: [{title, paragraphs: [{context, qas: [{id, question}]}]}]} |
| lawqa_jp | one `.json` {samples: [{コンテキスト, 問題文, 選択肢}]} |
| questions on pages | `questions.jsonl` {id, question, source, page, type?} beside the documents it names |
"""  # noqa: E501  # a table

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import PathNotFound
from eval.references import InvalidEvaluationFile
from eval.sets.values import Passage, Query, RetrievalSet

_SEPARATOR = " [SEP] "  # JSQuAD puts the title before the text of a paragraph
_CORPUS = Path("corpus").with_suffix(".jsonl").name
_Row = Mapping[str, Any]


def load_set(path: Path) -> RetrievalSet:
    """The set in a folder or file; see the module for the formats. Queries without a known gold passage are left out.

    Raises:
        PathNotFound: there is nothing.
        InvalidEvaluationFile: it is in none of the formats, or holds no query.
    """
    if not path.exists():
        raise PathNotFound(path=path)
    try:
        found = _read(path)
    except (KeyError, TypeError, AttributeError, ValueError) as error:  # a decoding error is a ValueError
        raise _unusable(path) from error
    except OSError as error:
        raise InvalidEvaluationFile(
            source=path.name, detail=error.strerror or "読めません", detail_en=error.strerror or "it cannot be read"
        ) from error
    if not found.queries:
        raise _unusable(path)
    return found


def _unusable(path: Path) -> InvalidEvaluationFile:
    return InvalidEvaluationFile(
        source=path.name,
        detail="検索の評価セットとして読めません（形式は junkan eval baselines --help を参照）",
        detail_en="it is no retrieval set (see junkan eval baselines --help for the formats)",
    )


def _read(path: Path) -> RetrievalSet:
    if path.is_dir():
        readers: dict[str, Callable[[Path], RetrievalSet]] = {
            "questions.jsonl": _pages,
            _CORPUS: _passages,
        }
        for name, reader in readers.items():
            if (path / name).is_file():
                return reader(path)
        raise ValueError("no known file")
    if path.suffix == ".jsonl":
        return _pairs(path)
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    return _law(path.stem, content["samples"]) if "samples" in content else _squad(path.stem, content["data"])


def _rows(path: Path) -> list[_Row]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8-sig") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _id(row: _Row) -> str:
    return str(next(row[key] for key in ("_id", "docid", "id") if key in row))


def _passages(folder: Path) -> RetrievalSet:
    passages = tuple(
        Passage(_id(row), str(row.get("title") or ""), str(row["text"])) for row in _rows(folder / _CORPUS)
    )
    queries = next(folder / n for n in ("queries.jsonl", "test.jsonl") if (folder / n).is_file())
    qrels = next((folder / n for n in ("qrels/test.tsv", "qrels.tsv") if (folder / n).is_file()), None)
    judged = _qrels(qrels) if qrels else {}
    known = {passage.id for passage in passages}
    asked = []
    for number, row in enumerate(_rows(queries)):
        id_ = str(row.get("_id", row.get("id", f"q{number}")))
        named = row.get("gold", row.get("relevant_docs"))
        gold = judged.get(id_, {}) if named is None else dict.fromkeys(map(str, _listed(named)), 1.0)
        gold = {place: gain for place, gain in gold.items() if place in known}
        text = "\n".join(str(row[key]) for key in ("text", "query", "choices") if row.get(key))
        if gold:
            asked.append(Query(id_, text, gold, str(row.get("type") or "")))
    return RetrievalSet(folder.name, passages, tuple(asked))


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else [value]


def _qrels(path: Path) -> dict[str, dict[str, float]]:
    """Grades above 0 by query and passage: three columns, or the four of TREC."""
    judged: dict[str, dict[str, float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        try:
            grade = float(parts[-1])
        except (IndexError, ValueError):
            continue  # the head, or an empty line
        if grade > 0:
            judged.setdefault(parts[0], {})[parts[-2]] = grade
    return judged


def _pairs(path: Path) -> RetrievalSet:
    passages: dict[tuple[str, str], Passage] = {}
    texts: dict[str, str] = {}
    gold: dict[str, dict[str, float]] = {}
    for row in _rows(path):
        key = (str(row["title"]), str(row["text"]))
        passage = passages.setdefault(key, Passage(f"p{len(passages)}", *key))
        asked = str(row["q_id"])
        texts[asked] = str(row["question"])
        if row["label"]:
            gold.setdefault(asked, {})[passage.id] = 1.0
    queries = tuple(Query(id_, text, gold[id_]) for id_, text in texts.items() if id_ in gold)
    return RetrievalSet(path.stem, tuple(passages.values()), queries)


def _squad(name: str, articles: Iterable[_Row]) -> RetrievalSet:
    passages: list[Passage] = []
    queries: list[Query] = []
    for article in articles:
        for paragraph in article["paragraphs"]:
            text = str(paragraph["context"]).rpartition(_SEPARATOR)[2]
            passage = Passage(f"p{len(passages)}", str(article["title"]), text)
            passages.append(passage)
            queries += [Query(str(qa["id"]), str(qa["question"]), {passage.id: 1.0}) for qa in paragraph["qas"]]
    return RetrievalSet(name, tuple(passages), tuple(queries))


def _law(name: str, samples: Iterable[_Row]) -> RetrievalSet:
    passages: dict[str, Passage] = {}
    queries = []
    for number, row in enumerate(samples):
        context = str(row["コンテキスト"])
        title = context.strip().splitlines()[0][:60] if context.strip() else ""
        passage = passages.setdefault(context, Passage(f"p{len(passages)}", title, context))
        queries.append(Query(f"q{number}", f"{row['問題文']}\n{row['選択肢']}", {passage.id: 1.0}))
    return RetrievalSet(name, tuple(passages.values()), tuple(queries))


def _pages(folder: Path) -> RetrievalSet:
    rows = _rows(folder / "questions.jsonl")
    queries = tuple(
        Query(_id(row), str(row["question"]), {f"{row['source']}#{int(row['page'])}": 1.0}, str(row.get("type") or ""))
        for row in rows
        if (folder / Path(row["source"]).name).is_file()
    )
    files = sorted({folder / Path(row["source"]).name for row in rows})
    return RetrievalSet(folder.name, (), queries, tuple(file for file in files if file.is_file()))
