import json
from codecs import BOM_UTF8
from pathlib import Path

import pytest

from assistant.exchange import answer_to_json, read_questions
from assistant.service import Assistant
from assistant.values import Answer, Question, RefusalReason, Turn
from corpus.errors import InputError, PathNotFound
from corpus.values import Filters


def read_line(folder: Path, line: str) -> Question | InputError:
    path = folder / "質問.jsonl"
    path.write_text(line, encoding="utf-8")
    (found,) = read_questions(path)
    return found


@pytest.mark.parametrize(
    ("line", "question"),
    [
        pytest.param('{"question": "目標は？"}', Question("目標は？"), id="question-alone"),
        pytest.param('{"id": "q1", "question": "目標は？"}', Question("目標は？", id="q1"), id="id"),
        pytest.param('{"id": 7, "question": "目標は？"}', Question("目標は？", id="7"), id="number-as-id"),
        pytest.param('{"question": "目標は？", "note": 1}', Question("目標は？"), id="key-of-somebody-else"),
        pytest.param(
            '{"question": "では2050年は？", "history": [{"q": "2030年は？", "a": "80兆円"}]}',
            Question("では2050年は？", history=(Turn("2030年は？", "80兆円"),)),
            id="history",
        ),
        pytest.param(
            '{"question": "目標は？", "filters": {"doc_type": "wg_report", "sector": "aluminium"}}',
            Question("目標は？", filters=Filters(doc_type="wg_report", sector="aluminium")),
            id="filters",
        ),
        pytest.param('{"question": "目標", "history": null, "filters": null}', Question("目標"), id="nulls"),
        pytest.param('\ufeff{"question": "目標は？"}', Question("目標は？"), id="BOM"),
        pytest.param('{"question": "目標\u2028は？"}', Question("目標\u2028は？"), id="line-separator-in-a-string"),
        pytest.param('{"id": "\\ud800", "question": "目\\ud83d標"}', Question("目?標", id="?"), id="half-a-character"),
        pytest.param('{"question": ""}', Question(""), id="empty-question-is-refused-later"),
        pytest.param('{"question": "目標は？"}\r\n', Question("目標は？"), id="windows-line-end"),
    ],
)
def test_a_line_is_read(tmp_path: Path, line: str, question: Question) -> None:
    assert read_line(tmp_path, line) == question


@pytest.mark.parametrize(
    ("line", "what"),
    [
        pytest.param('{"question": "目標', "JSON", id="broken-JSON"),
        pytest.param("目標は何ですか", "JSON", id="no-JSON"),
        pytest.param('["目標"]', "JSON", id="a-list"),
        pytest.param("[" * 100_000, "JSON", id="too-deep"),
        pytest.param('{"id": "q1"}', "question", id="missing-question"),
        pytest.param('{"question": null}', "question", id="null-question"),
        pytest.param('{"question": "目標", "id": {}}', "id", id="object-as-id"),
        pytest.param('{"question": "目標", "history": [{"q": "2030年は？"}]}', "history.0.a", id="half-a-turn"),
        pytest.param('{"question": "目標", "filters": {"colour": "red"}}', "colour", id="unknown-filter"),
        pytest.param(
            '{"question": "目標", "filters": {"doc_type": "xyz"}}',
            "政策文書（policy）、法令（law）",
            id="unknown-value",
        ),
        pytest.param('{"question": "目標", "filters": ["wg_report"]}', "filters", id="filters-as-a-list"),
    ],
)
def test_a_line_that_cannot_be_read_names_its_place_and_field(tmp_path: Path, line: str, what: str) -> None:
    found = read_line(tmp_path, line)
    assert isinstance(found, InputError)
    assert found.facts["source"] == "質問.jsonl:1"
    assert what in str(found.facts["detail"])


def test_a_bad_line_does_not_cost_the_others(tmp_path: Path) -> None:
    path = tmp_path / "質問.jsonl"
    path.write_text('{"question": "一"}\n\n   \n{broken\n{"question": "二"}\n', encoding="utf-8")
    first, broken, second = read_questions(path)
    assert (first, second) == (Question("一"), Question("二"))
    assert isinstance(broken, InputError)
    assert broken.facts["source"] == "質問.jsonl:4"


def test_a_file_that_is_not_there_or_no_utf8(tmp_path: Path) -> None:
    with pytest.raises(PathNotFound):
        read_questions(tmp_path / "なし.jsonl")
    with pytest.raises(InputError):
        read_questions(tmp_path)
    path = tmp_path / "sjis.jsonl"
    path.write_bytes('{"question": "目標"}'.encode("cp932"))
    with pytest.raises(InputError, match="UTF-8"):
        read_questions(path)


def test_a_line_that_is_no_utf8_does_not_cost_the_others(tmp_path: Path) -> None:
    path = tmp_path / "混在.jsonl"
    lines = ('{"question": "一"}'.encode(), '{"question": "目標"}'.encode("cp932"), '{"question": "二"}'.encode())
    path.write_bytes(BOM_UTF8 + b"\r\n".join(lines))
    first, broken, second = read_questions(path)
    assert (first, second) == (Question("一"), Question("二"))
    assert isinstance(broken, InputError)
    assert (broken.facts["source"], broken.facts["detail"]) == ("混在.jsonl:2", "UTF-8")


def test_an_empty_file_holds_no_question(tmp_path: Path) -> None:
    (tmp_path / "空.jsonl").touch()
    assert read_questions(tmp_path / "空.jsonl") == []


ANSWER_KEYS = [
    "id", "question", "mode", "answerable", "answer", "citations", "evidence", "reason", "latency_ms",
]  # fmt: skip
CITATION_KEYS = ["n", "document_id", "source", "title", "page", "section", "quote", "chunk_id", "superseded"]
EVIDENCE_KEYS = ["chunk_id", "source", "title", "page", "pages", "text", "score", "superseded"]


def test_an_answer_has_the_keys_of_the_contract(assistant: Assistant) -> None:
    answer = assistant.ask(Question("地域循環モデルにはどのような類型がありますか。", id="q1"))
    row = json.loads(json.dumps(answer_to_json(answer), ensure_ascii=False))
    assert list(row) == ANSWER_KEYS
    assert (row["id"], row["mode"], row["answerable"], row["reason"]) == ("q1", "extractive", True, None)
    assert row["citations"]
    assert all(list(citation) == CITATION_KEYS for citation in row["citations"])
    assert [citation["n"] for citation in row["citations"]] == list(range(1, len(row["citations"]) + 1))
    assert len(row["evidence"]) == 10
    assert all(list(evidence) == EVIDENCE_KEYS for evidence in row["evidence"])


def test_a_refusal_has_the_same_keys() -> None:
    refusal = Answer(
        Question("昼食は？"), "extractive", False, "資料に記載がありません。", (), (), RefusalReason.NOT_STATED, 1.26
    )
    assert answer_to_json(refusal) == {
        "id": None,
        "question": "昼食は？",
        "mode": "extractive",
        "answerable": False,
        "answer": "資料に記載がありません。",
        "citations": [],
        "evidence": [],
        "reason": "not_stated",
        "latency_ms": 1.3,
    }
