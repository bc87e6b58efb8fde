import json
from pathlib import Path

from eval.embedding_quality import load_set
from eval.retrieval_bench import measure

TEXTS = ("漁網は港で集める。", "冷蔵庫の断熱材は工場で外す。", "古紙は月に二回集める。", "漁網は港で集める。")


def test_each_way_of_searching_is_measured_and_a_passage_that_comes_twice_counts_once(tmp_path: Path) -> None:
    asked = ({"id": "a", "text": "漁網はどこで集めますか", "gold": ["p3"]}, {"id": "b", "text": "古紙", "gold": ["p2"]})
    for name, rows in (
        ("corpus", [{"id": f"p{n}", "text": text} for n, text in enumerate(TEXTS)]),
        ("queries", asked),
    ):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    lines = [line.split("\t")[1:] for line in measure(load_set(tmp_path))]
    assert lines[:3] == [
        [name, "nDCG@10 1.0000", "recall@5 1.0000", "n 2"] for name in ("keywords", "vectors", "hybrid")
    ]
    assert [line[0] for line in lines[3:]] == ["hybrid - keywords", "hybrid - vectors"] * 2
