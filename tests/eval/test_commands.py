"""The commands under `junkan eval`, on a small library and its references."""

import json
from pathlib import Path

import pytest

from assistant.cli.main import run as junkan
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.wording import load_wording
from eval import commands
from eval.command import evaluate
from eval.measuring import PartName, Plan, measure, own_library
from eval.references import load_references, parse_references
from eval.storage import history, read_report

LINES = (
    {
        "id": "a",
        "question": "代表指標はさらにいくつのカテゴリに分かれますか。",
        "type": "numeric",
        "gold": [{"source": "03_indicator_guide.md", "quote": "代表指標はさらに十のカテゴリに分かれる。"}],
        "must_include": [["十", "10"]],
        "must_not_include": [],
        "reference_answer": "十のカテゴリです。",
    },
    {
        "id": "b",
        "question": "PPWRはいつ頃施行される見込みですか。",
        "type": "schedule",
        "gold": [
            {
                "source": "08_roadmap_2024_2030.pdf",
                "page": 3,
                "quote": "2026年半ば以降 EUの包装・包装廃棄物規則（PPWR）が施行される見込み",
            }
        ],
        "must_include": [["2026年半ば"]],
        "must_not_include": [],
        "reference_answer": "2026年半ば以降です。",
    },
    {"id": "c", "question": "来週の東京の天気は", "type": "unanswerable", "group": "out_of_scope", "gold": []}
    | {"must_include": [], "must_not_include": [], "reference_answer": ""},
)


@pytest.fixture
def references(tmp_path: Path) -> Path:
    path = tmp_path / "refs.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES), encoding="utf-8")
    return path


def test_a_run_can_be_measured_compared_shown_and_gated(
    sample_home: Path, references: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    home, out = tmp_path / "home", tmp_path / "out"
    shutil.copytree(sample_home, home)
    arguments = ["--references", str(references), "--home", str(home), "--only", "answers"]
    assert junkan(["eval", *arguments, "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["failures.jsonl", "report.html", "report.json"]
    gates = tmp_path / "gates.toml"
    gates.write_text('[at_least]\n"recall@5" = 0.5\n', encoding="utf-8")
    assert junkan(["eval", *arguments, "--gates", str(gates)]) == 0
    gates.write_text("[at_most]\ncorrect_answerable = -1\n", encoding="utf-8")
    assert junkan(["eval", *arguments, "--gates", str(gates)]) == 1
    assert "基準を下回りました：正答率（回答できる質問）" in capsys.readouterr().err
    assert len(history(home)) == 3

    assert junkan(["eval", "compare", "--home", str(home)]) == 0
    assert "正答になった質問：0件" in capsys.readouterr().out
    assert junkan(["eval", "compare", str(out), "last", "--home", str(home)]) == 0
    assert junkan(["eval", "history", "--home", str(home)]) == 0
    assert "refs.jsonl" in capsys.readouterr().out
    page = tmp_path / "p.html"
    assert junkan(["eval", "report", "--home", str(home), "--out", str(page), "--before", "last-2"]) == 0
    assert "前の結果との比較" in page.read_text(encoding="utf-8")
    assert junkan(["eval", "check", str(references), "--home", str(home)]) == 0
    assert "問題はありません" in capsys.readouterr().err


def test_the_parts_of_a_run(sample_home: Path, references: Path) -> None:
    settings = Settings(home=sample_home)
    asked = load_references(references)
    with own_library(settings, load_wording("ja")) as opened:
        found = measure(opened, Plan(asked, "refs", frozenset({PartName.RETRIEVAL, PartName.TARGETS})), lambda: None)
    assert [row.id for row in found.rows] == ["a", "b"]  # only those that can be answered
    assert found.measure("recall@5").value == 1.0
    assert "nugget_recall" not in {m.name for m in found.measures}
    assert [part.name for part in found.parts] == ["targets"]
    assert found.measure("targets/indicator_macro_f1").n == 60
    assert found.facts.only == ("retrieval", "targets")


def test_retrieval_alone_ranks_as_with_answers(assistant: Assistant, references: Path) -> None:
    from eval.measuring import Opened

    asked = load_references(references)[:2]
    opened = Opened(assistant)
    with_answers = measure(opened, Plan(asked, "r", frozenset({PartName.ANSWERS})), lambda: None)
    alone = measure(opened, Plan(asked, "r", frozenset({PartName.RETRIEVAL})), lambda: None)
    assert alone.measure("ndcg@10") == with_answers.measure("ndcg@10")
    assert [row.found for row in alone.rows] == [row.found for row in with_answers.rows]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(["eval", "--only", "everything"], 2, "everything", id="part"),
        pytest.param(["eval", "--split", "train"], 2, "train", id="split"),
        pytest.param(["eval", "--gates", "none.toml"], 2, "none.toml", id="gates"),
        pytest.param(["eval", "--labels", "none.jsonl"], 2, "none.jsonl", id="labels"),
        pytest.param(["eval", "nothing"], 2, "nothing", id="command"),
        pytest.param(["eval", "compare"], 2, "last-1", id="no-history"),
        pytest.param(["eval", "report", "--out", "x.html"], 2, "last", id="nothing-to-report"),
        pytest.param(["eval", "baselines", "none"], 2, "none", id="set"),
        pytest.param(["eval", "baselines", ".", "--system", "magic"], 2, "magic", id="system"),
        pytest.param(["eval", "robustness", "--home", "h", "--distractors", "."], 2, "distractors", id="own-library"),
        pytest.param(["eval", "robustness", "--split", "train"], 2, "train", id="split-of-variants"),
        pytest.param(["eval", "import", "none.xlsx", "--out", "x.jsonl"], 2, "none.xlsx", id="sheet"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    arguments: list[str],
    code: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUNKAN_HOME", raising=False)
    assert junkan(arguments) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert list(tmp_path.iterdir()) == []


def test_references_from_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet, out = tmp_path / "q.csv", tmp_path / "refs.jsonl"
    sheet.write_text("質問,種類,区分\n天気は,unanswerable,対象外\n株価は,,回答できる\n", encoding="utf-8")
    assert junkan(["eval", "import", str(sheet), "--out", str(out)]) == 1
    assert len(parse_references(out.read_text(encoding="utf-8"), source="x")) == 1
    assert "3行目" in capsys.readouterr().err


def test_check_names_what_is_wrong(sample_home: Path, references: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = references.read_text(encoding="utf-8").replace("十のカテゴリに分かれる", "百のカテゴリに分かれる")
    references.write_text(text, encoding="utf-8")
    assert commands.check(references=references, home=sample_home) == 1
    assert "a\t引用がそのページにない\t代表指標はさらに百の" in capsys.readouterr().out


def test_a_history_that_cannot_be_written_ends_no_run(
    sample_home: Path, references: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    (home / "evaluations").write_text("", encoding="utf-8")
    assert evaluate(references=references, home=home, only=["retrieval"], out=tmp_path / "out") == 0
    assert "履歴に残せませんでした" in capsys.readouterr().err
    assert read_report(tmp_path / "out" / "report.json").facts.only == ("retrieval",)
