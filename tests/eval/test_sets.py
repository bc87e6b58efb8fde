import json
from pathlib import Path

import pytest

from corpus.errors import InputError, PathNotFound
from eval.sets import load_set

SHARED = Path(__file__).parents[3] / "shared"


def write(path: Path, *rows: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def passages_with_gold(folder: Path) -> Path:
    write(folder / "corpus.jsonl", {"id": "a", "title": "梅雨", "text": "雨"}, {"id": "b", "text": "雪"})
    write(folder / "queries.jsonl", {"id": "q", "text": "雨は？", "gold": ["a"], "choices": "甲 乙"})
    return folder


def beir(folder: Path) -> Path:
    write(folder / "corpus.jsonl", {"_id": "a", "title": "", "text": "雨"}, {"_id": "b", "text": "雪"})
    write(folder / "queries.jsonl", {"_id": "q", "text": "雨は？"}, {"_id": "z", "text": "判定なし"})
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t2\nq\tb\t0\n", encoding="utf-8")
    return folder


def jmteb(folder: Path) -> Path:
    write(folder / "corpus.jsonl", {"docid": 1, "title": "梅雨", "text": "雨"}, {"docid": 2, "title": "", "text": "雪"})
    write(folder / "test.jsonl", {"query": "雨は？", "relevant_docs": [1]})
    return folder


def jqara(folder: Path) -> Path:
    path = folder / "jqara.jsonl"
    rows = [{"q_id": "q", "question": "雨は？", "title": "梅雨", "text": t, "label": n} for n, t in enumerate("雪雨")]
    write(path, *rows)
    return path


def squad(folder: Path) -> Path:
    path = folder / "squad.json"
    qas = [{"id": "q", "question": "雨は？", "answers": [{"text": "雨"}]}]
    paragraphs = [{"context": "梅雨 [SEP] 雨が降る。", "qas": qas}]
    write(path, {"data": [{"title": "梅雨", "paragraphs": paragraphs}]})
    return path


def law(folder: Path) -> Path:
    path = folder / "law.json"
    write(path, {"samples": [{"コンテキスト": "第1条\n雨", "問題文": "雨は？", "選択肢": "a 甲"}]})
    return path


def pages(folder: Path) -> Path:
    write(folder / "questions.jsonl", {"id": "q", "question": "雨は？", "source": "r.pdf", "page": 3, "type": "table"})
    (folder / "r.pdf").touch()
    return folder


@pytest.mark.parametrize(
    ("make", "gold", "n_passages", "asked"),
    [
        pytest.param(passages_with_gold, {"a": 1.0}, 2, "雨は？\n甲 乙", id="gold-in-queries"),
        pytest.param(beir, {"a": 2.0}, 2, "雨は？", id="beir"),
        pytest.param(jmteb, {"1": 1.0}, 2, "雨は？", id="jmteb"),
        pytest.param(jqara, {"p1": 1.0}, 2, "雨は？", id="jqara"),
        pytest.param(squad, {"p0": 1.0}, 1, "雨は？", id="squad"),
        pytest.param(law, {"p0": 1.0}, 1, "雨は？\na 甲", id="lawqa"),
        pytest.param(pages, {"r.pdf#3": 1.0}, 0, "雨は？", id="pages"),
    ],
)
def test_every_format(make, gold: dict[str, float], n_passages: int, asked: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    data = load_set(make(tmp_path))
    (query,) = data.queries
    assert (dict(query.gold), query.text, len(data.passages)) == (gold, asked, n_passages)
    assert [file.name for file in data.files] == (["r.pdf"] if make is pages else [])
    if make is squad:
        assert data.passages[0].text == "雨が降る。"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("x.json", "{", id="no-json"),
        pytest.param("x.json", '{"data": 3}', id="other-shape"),
        pytest.param("x.jsonl", '{"a": 1}\n', id="other-keys"),
        pytest.param("x.jsonl", "", id="empty"),
        pytest.param("folder/readme.md", "", id="folder-without-a-set"),
    ],
)
def test_what_is_no_set_is_one_clear_error(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="評価セット"):
        load_set(path.parent if "folder" in name else path)
    with pytest.raises(PathNotFound):
        load_set(tmp_path / "none")


def test_a_sample_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl", {"id": "a", "text": "雨"})
    write(tmp_path / "queries.jsonl", *({"id": f"q{n}", "text": "雨は？", "gold": ["a"]} for n in range(50)))
    data = load_set(tmp_path)
    assert data.limited(9, seed=1) == data.limited(9, seed=1) != data.limited(9, seed=2)
    assert len(data.limited(9, seed=1).queries) == 9
    assert data.limited(50, seed=1) is data


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
@pytest.mark.parametrize(
    ("name", "n_queries"), [("bench/jsquad_valid", 4442), ("bench/lawqa_jp", 140), ("train/jaquad", 31748), ("pdf", 66)]
)
def test_sets_that_lie_beside_the_repository(name: str, n_queries: int) -> None:
    data = load_set(SHARED / name)
    assert len(data.queries) == n_queries
    assert data.passages or len(data.files) == 12
